"""What every page shows around its content: tabs, languages, addresses of the other languages, the as-of date."""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_bidi, override, pgettext
from django.utils.translation import gettext_lazy as _

from atlas.filters import read
from cities.locales import language_name
from cities.models import Edition

# For readers of none of the site's languages.
DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Tab:
    """A section of the thumb index."""

    name: str
    label: Any
    section: str  # whose colour it has
    further: tuple[str, ...] = ()  # first parts of addresses that belong to it, beside its own

    @property
    def url(self) -> str:
        return reverse(self.name)


DIRECTIONS = ("ltr", "rtl")

TABS = (
    Tab("map", _("Map"), "map"),
    Tab("cities", _("Cities"), "cities", ("countries",)),
    Tab("networks", _("Networks"), "networks"),
    Tab("practices", _("Practices"), "practices", ("topics",)),
    Tab("data", _("Data"), "data", ("method", "statistics")),
    Tab("submit", _("Take part"), "join", ("submissions",)),
)


@dataclass(frozen=True)
class Language:
    """The page in one of the site's languages."""

    code: str
    name: str
    in_words: str  # "In English", in that language
    address: str  # keeps the query, for the switch
    page: str  # absolute and without the query, for search engines
    current: bool


class Site:
    """The frame of one page; parts that ask the database do so only when a template shows them."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def tabs(self) -> list[dict[str, Any]]:
        """The sections, the one the page belongs to marked for `aria-current`."""
        path = self._request.path
        section = path.strip("/").split("/")[1:2]
        return [
            {
                "url": tab.url,
                "label": tab.label,
                "section": tab.section,
                "current": "page"
                if path == tab.url
                else "true"
                if set(section) & {tab.name, *tab.further}
                else "",
            }
            for tab in TABS
        ]

    @cached_property
    def languages(self) -> list[Language]:
        """This page in every language; pages without a language lead to the front page."""
        request = self._request
        active = get_language()
        codes = [code for code, _name in settings.LANGUAGES]
        first, _slash, rest = request.path.lstrip("/").partition("/")
        reached_at = self.rehearsal.path if self.rehearsal else request.path
        _first, _slash, reached = reached_at.lstrip("/").partition("/")
        query = request.META.get("QUERY_STRING", "")
        found = []
        for code in codes:
            path = f"/{code}/{rest if first in codes else ''}"
            switch = f"/{code}/{reached if first in codes else ''}"
            with override(code):
                name = str(dict(settings.LANGUAGES)[code])
                in_words = capfirst(pgettext("a text", "in {language}").format(language=language_name(code)))
            found.append(
                Language(
                    code=code,
                    name=name,
                    in_words=in_words,
                    address=f"{switch}?{query}" if query and first in codes else switch,
                    page=request.build_absolute_uri(path),
                    current=code == active,
                )
            )
        return found

    @property
    def rehearsal(self) -> Any:
        """Set on previews of submissions: the page is drawn as if it had another address (atlas/rehearsing.py)."""
        return vars(self._request).get("rehearsal")

    @property
    def default(self) -> str:
        """The page's address for readers of none of the site's languages."""
        return next(language.page for language in self.languages if language.code == DEFAULT_LANGUAGE)

    @property
    def canonical(self) -> str:
        """The page's one address."""
        return next((language.page for language in self.languages if language.current), "")

    @property
    def preview(self) -> str:
        """Absolute address of the picture that other sites show beside a link to this page."""
        query = self._subject(self._PREVIEWED)
        return self._request.build_absolute_uri(f"{reverse('preview')}{query}")

    @property
    def feed(self) -> str:
        """Address of the feed of what this page is about."""
        return f"{reverse('changes-feed')}{self._subject(self._FED)}"

    # Pages by the name of their address, and the parameter that asks for what they are about.
    _FED = {"network": "network", "topic": "topic", "country": "country", "region": "region"}
    _PREVIEWED = {**_FED, "city": "city", "practice": "practice"}

    def _subject(self, parameters: dict[str, str]) -> str:
        match = self._request.resolver_match
        if match is None:
            return ""
        if match.url_name == "map":
            return f"?{self._query}" if self._query else ""
        parameter = parameters.get(match.url_name or "")
        if parameter is None:
            return ""
        # The last part of the address names the record: /countries/DE/DE-NW/ is about DE-NW.
        return f"?{urlencode({parameter: list(match.kwargs.values())[-1]})}"

    @cached_property
    def _query(self) -> str:
        return read(self._request.GET)[0].serialise()

    @property
    def direction(self) -> str:
        """How the page is read. `?dir=rtl` turns any page round, so that one can look before there is such a language."""
        asked = self._request.GET.get("dir", "")
        return asked if asked in DIRECTIONS else DIRECTIONS[get_language_bidi()]

    @cached_property
    def edition(self) -> Edition:
        """The state of the register that the page shows."""
        known: Edition | None = vars(self._request).get("edition")
        return known or Edition.current()

    @property
    def as_of(self) -> datetime.date:
        """The day to which the register's figures refer."""
        return self.edition.as_of


def site(request: HttpRequest) -> dict[str, Site]:
    """Context processor: the frame of the page as `site`."""
    return {"site": Site(request)}
