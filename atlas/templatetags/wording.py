"""How pages write numbers, dates, names and texts in several languages."""

import datetime
import json
import re
from collections.abc import Sequence
from html import unescape
from itertools import groupby
from urllib.parse import urlsplit

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.base import Node, NodeList, Parser, Token
from django.utils import timezone
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext
from i18nfield.strings import LazyI18nString

from cities.locales import active_locale, language_name
from cities.models import City, translated
from cities.partial_dates import PartialDate
from networks.models import Resolution
from practices.models import Practice

register = template.Library()

SHORT_NAME = 9  # letters that fit a phone at the largest size
LONG_NAME = 16
LONG_WORD = 11


class _Kept(Node):
    """A part of a template, kept as plain text under a name."""

    def __init__(self, content: NodeList, name: str) -> None:
        self.nodelist = content
        self._name = name

    def render(self, context: template.Context) -> str:
        # Texts in another language than the page's come with a mark-up that heads and attributes cannot hold.
        text = unescape(strip_tags(self.nodelist.render(context)))
        # A plain string again, which is escaped wherever it is written.
        context[self._name] = " ".join(text.split())
        return ""


@register.tag
def keep(parser: Parser, token: Token) -> Node:
    """`{% keep name %}…{% endkeep %}` keeps what stands between as text, for use in more than one place."""
    _tag, name = token.split_contents()
    content = parser.parse(("endkeep",))
    parser.delete_first_token()
    return _Kept(content, name)


@register.filter
def number(value: int) -> str:
    """Write a whole number with the language's separator: 1,027 or 1.027."""
    return format_decimal(value, locale=active_locale())


@register.filter
def kilometres(value: float) -> str:
    """Write a distance as one says it: 12 km. A position is a middle or a seat: too coarse for less than one."""
    if value < 1:
        return gettext("under 1 km")
    return f"{format_decimal(round(value), locale=active_locale())} km"


@register.filter
def votes(resolution: Resolution) -> str:
    """Say how the votes fell, as far as the sources tell; nothing if they tell neither figure."""
    yes, no = resolution.votes_for, resolution.votes_against
    if yes is not None and no is not None:
        return gettext("{yes} for, {no} against").format(yes=number(yes), no=number(no))
    if yes is not None:
        return gettext("{yes} for, number against not given in the sources").format(yes=number(yes))
    if no is not None:
        return gettext("{no} against, number for not given in the sources").format(no=number(no))
    return ""


@register.filter
def spoken(value: PartialDate | datetime.date | None) -> str:
    """Write a date in words, as precise as it is known: December 2019."""
    if isinstance(value, PartialDate):
        return value.spoken()
    return format_date(value, "long", locale=active_locale()) if value else ""


@register.filter
def moment(value: datetime.datetime) -> str:
    """Write day and hour in words: 17. November 2026, 10:42."""
    local, locale = timezone.localtime(value), active_locale()
    return f"{format_date(local, 'long', locale=locale)}, {format_time(local, 'short', locale=locale)}"


@register.filter
def name_size(name: object) -> str:
    """Return the class of a giant name: the fewer letters, the larger."""
    letters, longest = len(str(name)), max(map(len, str(name).split()), default=0)
    if letters <= SHORT_NAME:
        return "name-short"
    return "" if letters <= LONG_NAME and longest <= LONG_WORD else "name-long"


@register.filter
def place_names(columns: Sequence[dict[str, City]]) -> str:
    """Write the names of the places in the columns of a comparison as a list: Bonn, Potsdam and Konstanz."""
    return city_names([column["city"] for column in columns])


@register.filter
def city_names(cities: Sequence[City]) -> str:
    """Write the names of places as a list: Bonn, Potsdam and Konstanz."""
    return format_list([city.name for city in cities], locale=active_locale())


@register.filter
def years(practice: Practice) -> str:
    """Write when a practice ran: 2017–2018, 2019 to today, 2012, until 2020; empty where no year is known."""
    start, end = practice.start_year, practice.end_year
    if start and end:
        return str(start) if start == end else f"{start}–{end}"
    if start and practice.status == Practice.Status.RUNNING:
        return gettext("{year} to today").format(year=start)
    if end:
        return gettext("until {year}").format(year=end)
    return str(start) if start else ""


@register.simple_tag
def text(value: LazyI18nString | str) -> str:
    """Write a text in the page's language, else in another one, named for screen readers; `in_language` says it to all."""
    language, content = _chosen(value)
    if language in {"", get_language()}:
        return content
    return format_html('<span lang="{}">{}</span>', language, content)


@register.filter
def other_language(value: LazyI18nString | str) -> str:
    """Return the language in which a page shows a text, if that is not the page's own."""
    language = _chosen(value)[0]
    return "" if language == get_language() else language


@register.simple_tag
def prose(value: LazyI18nString | str) -> SafeString:
    """Write a longer text: an empty line parts paragraphs, lines that begin with a hyphen become a list."""
    language, content = _chosen(value)
    foreign = format_html(' lang="{}"', language) if language not in {"", get_language()} else ""
    written = []
    for block in re.split(r"\n\s*\n", content.strip()):
        for is_list, group in groupby(block.split("\n"), key=lambda line: line.lstrip().startswith("- ")):
            if is_list:
                items = format_html_join("", "<li>{}</li>", ((line.lstrip()[2:],) for line in group))
                written.append(format_html('<ul class="prose bullets"{}>{}</ul>', foreign, items))
            else:
                lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in group))
                written.append(format_html('<p class="prose"{}>{}</p>', foreign, lines))
    return format_html_join("", "{}", ((each,) for each in written))


@register.simple_tag
def in_language(*values: LazyI18nString | str) -> str:
    """Note in which other language the texts of a block are; nothing where all are in the page's."""
    languages = dict.fromkeys(filter(None, (_chosen(value)[0] for value in values)))
    others = [language for language in languages if language != get_language()]
    said = (
        pgettext("a text", "in {language}")
        if len(others) == len(languages)
        else pgettext("a text", "partly in {language}")
    )
    notes = ((said.format(language=language_name(other)),) for other in others)
    return format_html_join(" ", '<span class="in-language">{}</span>', notes)


def _chosen(value: LazyI18nString | str) -> tuple[str, str]:
    """The language in which a page shows a text, and the text; both empty where there is none."""
    values = translated(value)
    language = get_language() or settings.LANGUAGE_CODE
    if language in values or not values:
        return (language if values else ""), values.get(language, "")
    own = settings.LANGUAGE_CODE
    return (own, values[own]) if own in values else next(iter(values.items()))


@register.filter
def foreign(language: str) -> str:
    """In which language something is; empty where it is the page's own, or not known."""
    if language in {"", get_language()}:
        return ""
    return pgettext("a text", "in {language}").format(language=language_name(language))


@register.filter
def host(address: str) -> str:
    """Return the host of a web address as one says it: www.example.org becomes example.org."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


@register.filter
def has_name(address: str) -> bool:
    """Whether the host of a web address has a name.

    Nobody knows who answers under a bare number tomorrow, so such a source is named but not linked.
    """
    name = urlsplit(address).hostname or ""
    return not (":" in name or name.replace(".", "").isdigit())


@register.simple_tag
def linked(data: dict[str, object]) -> SafeString:
    """JSON-LD for the page's head. It is no script to browsers, so the content policy lets it stand."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), cls=DjangoJSONEncoder)
    # As Django's json_script does: nothing in it can end the element.
    safe = written.translate({ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"})
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308
