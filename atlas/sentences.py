"""The query in words: "8 places in North Rhine-Westphalia, in Safe Harbours and in ECCAR, as of 21 November 2026".

The templates of ``phrases`` go to the browser too, where ``static/src/sentence.js`` puts them together in the same order;
a browser test compares what both say.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from atlas.filters import Query
from atlas.messages import counted
from cities.locales import active_locale
from cities.models import City, Country, Region, Topic, translated
from cities.partial_dates import PartialDate
from networks.models import Network


def phrases() -> dict[str, Any]:
    """The templates of all sentences in the active language. ``{…}`` is replaced by names, dates, numbers."""
    return {
        "noun": counted(lambda n: ngettext("place", "places", n)),
        "and": _("{first} and {last}"),
        "or": _("{first} or {last}"),
        "kind": _("of the kind {names}"),
        "population": _("with {names} inhabitants"),
        "network": _("in the network {names}"),
        "networks": _("in {names}"),
        "network_all": _("in {name}"),
        "network_not": _("not in {names}"),
        "topic": _("with practices on {names}"),
        "has": _("with {names}"),
        "joined_from": _("joined since {start}"),
        "joined_to": _("joined by {end}"),
        "joined": _("joined from {start} to {end}"),
        "near": _("within {km} km of {point}"),
        "bbox": _("in the chosen section of the map"),
        "q": _("matching “{text}”"),
        "listed": _("counting those only named by others"),
        "as_of": _("as of {date}"),
        "has_names": {
            "practice": _("a practice"),
            "portrait": _("a portrait"),
            "resolution": _("a council resolution"),
        },
    }


@dataclass(frozen=True)
class Labels:
    """Names of all values of the filters, in the active language: ``labels.country["DE"]``."""

    network: dict[str, str]
    country: dict[str, str]
    region: dict[str, str]
    topic: dict[str, str]
    kind: dict[str, str]
    population: dict[str, str]
    has: dict[str, str]
    # "in Germany", where that isn't "in" and the name.
    within: dict[str, str]


def labels() -> Labels:
    """Read the labels; four statements."""
    language = get_language() or "en"
    countries = list(Country.objects.all())
    regions = list(Region.objects.all())
    areas: list[Country | Region] = [*countries, *regions]
    within = {area.code: translated(area.within).get(language, "") for area in areas}
    return Labels(
        network={network.slug: network.display_label for network in Network.objects.published()},
        country={country.code: country.name_in(language) for country in countries},
        region={region.code: str(region.name) for region in regions},
        topic={topic.slug: str(topic.name) for topic in Topic.objects.all()},
        kind={kind.value: str(kind.label) for kind in City.Kind},
        population=population_labels(),
        has={
            "practice": ngettext("Practice", "Practices", 1),
            "portrait": _("Portrait"),
            "resolution": _("Council resolution"),
        },
        within={code: phrase for code, phrase in within.items() if phrase},
    )


def population_labels() -> dict[str, str]:
    """Names of the classes of population."""
    return {
        "small": _("under 20,000"),
        "medium": _("20,000 to 100,000"),
        "large": _("100,000 to 500,000"),
        "metropolis": _("500,000 and more"),
    }


@dataclass(frozen=True)
class Sentence:
    """A result in words: the noun in singular or plural, then what the places have in common."""

    noun: str
    text: str


class _Saying:
    """Says one query with the phrases and labels of one language."""

    def __init__(self, query: Query, names: Labels) -> None:
        self.query, self.names, self.phrases = query, names, phrases()

    def text(self) -> str:
        parts = [self.near(), self.kind(), self.population(), self.area(), *self.networks(), self.topic()]
        parts += [self.has(), self.joined(), self.q(), self.box(), self.listed()]
        return ", ".join(part for part in parts if part)

    def joined_by(self, word: str, texts: Sequence[str]) -> str:
        """``a``, ``a or b``, ``a, b or c``."""
        if len(texts) < 2:
            return "".join(texts)
        return str(self.phrases[word]).format(first=", ".join(texts[:-1]), last=texts[-1])

    def near(self) -> str:
        circle = self.query.near
        if not circle:
            return ""
        km, *point = (
            format_decimal(_rounded(number, places), locale=active_locale())
            for number, places in ((circle.km, 1), (circle.latitude, 2), (circle.longitude, 2))
        )
        return str(self.phrases["near"]).format(km=km, point=" / ".join(point))

    def kind(self) -> str:
        return self.listing("kind", self.query.kind, self.names.kind)

    def population(self) -> str:
        return self.listing("population", self.query.population, self.names.population)

    def topic(self) -> str:
        return self.listing("topic", self.query.topic, self.names.topic)

    def listing(self, key: str, values: Sequence[str], names: dict[str, str]) -> str:
        if not values:
            return ""
        return str(self.phrases[key]).format(
            names=self.joined_by("or", [names.get(value, value) for value in values])
        )

    def area(self) -> str:
        names = {**self.names.country, **self.names.region}

        def within(code: str) -> str:
            plain = str(self.phrases["networks"]).format(names=names.get(code, code))
            return self.names.within.get(code, plain)

        found = [
            self.joined_by("or", [within(code) for code in codes])
            for codes in (self.query.region, self.query.country)
        ]
        return ", ".join(part for part in found if part)

    def networks(self) -> list[str]:
        query, names = self.query, self.names.network
        key = "network" if len(query.network) == 1 else "networks"
        every = [
            str(self.phrases["network_all"]).format(name=names.get(slug, slug)) for slug in query.network_all
        ]
        return [
            self.listing(key, query.network, names),
            self.joined_by("and", every),
            self.listing("network_not", query.network_not, names),
        ]

    def has(self) -> str:
        if not self.query.has:
            return ""
        names = [self.phrases["has_names"][value] for value in self.query.has]
        return str(self.phrases["has"]).format(names=self.joined_by("and", names))

    def joined(self) -> str:
        start, end = self.query.joined_from, self.query.joined_to
        key = "joined" if start and end else "joined_from" if start else "joined_to" if end else ""
        if not key:
            return ""
        spoken: Callable[[PartialDate | None], str] = lambda date: date.spoken() if date else ""  # noqa: E731
        return str(self.phrases[key]).format(start=spoken(start), end=spoken(end))

    def q(self) -> str:
        return str(self.phrases["q"]).format(text=self.query.q) if self.query.q else ""

    def box(self) -> str:
        return str(self.phrases["bbox"]) if self.query.bbox else ""

    def listed(self) -> str:
        return str(self.phrases["listed"]) if "listed" in self.query.include else ""


def _rounded(number: float, places: int) -> Decimal:
    """Round as written and halves away from zero, which is how browsers do it."""
    return Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def say(query: Query, count: int, names: Labels) -> Sentence:
    """Say the query and its result in the active language."""
    return Sentence(ngettext("place", "places", count), _Saying(query, names).text())


def say_date(query: Query, as_of: PartialDate) -> str:
    """Say to which day the result refers: the day asked for, else the register's."""
    return str(phrases()["as_of"]).format(date=(query.on or as_of).spoken())
