"""Setting places side by side: which ones are meant, and what the register holds about each. Nothing is weighed."""

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db.models import F, Q, QuerySet

from atlas.charting.membership_timeline import Group, Span
from cities.folding import fold, words
from cities.models import City, Topic, translated
from networks.models import Membership, Network, Resolution
from networks.tallying import counted_memberships
from practices.models import Practice

MOST = 4  # side by side
OFFERED = 6  # places that one name may mean
LONGEST_NAME = 200
CANDIDATES = 60
ALIKE = 0.72  # how much of a name must agree to be taken for a mistyped one


@dataclass(frozen=True)
class Doubt:
    """A name that isn't the slug or the only name of one place, with the places that may be meant."""

    text: str
    offers: list[City]


@dataclass
class Choice:
    """What was asked for: the places, in the order asked, and what could not be taken as it was."""

    cities: list[City] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    twice: list[City] = field(default_factory=list)
    beyond: list[City] = field(default_factory=list)  # more than fit side by side

    @property
    def settled(self) -> bool:
        """Whether everything asked for is here and there is nothing to say about it."""
        return not (self.doubts or self.twice or self.beyond)


# --- which places are meant -----------------------------------------------------------------------


def chosen(texts: Iterable[str]) -> Choice:
    """Read slugs and names. At most three queries: by slug, by name, by likeness."""
    asked = [text.strip()[:LONGEST_NAME] for text in texts if text.strip()]
    asked = asked[: 3 * MOST]  # nobody types more; addresses can be anything
    places = City.objects.published().select_related("country", "region")
    by_slug = {city.slug: city for city in places.filter(slug__in=asked)} if asked else {}
    offers = _offers([text for text in asked if text not in by_slug], places)
    choice = Choice()
    for text in asked:
        city = by_slug.get(text) or _only(text, offers.get(text, []))
        if city is None:
            doubt = Doubt(text, offers.get(text, [])[:OFFERED])
            choice.doubts += [doubt] if doubt not in choice.doubts else []
        elif city in choice.cities:
            choice.twice.append(city)
        elif len(choice.cities) < MOST:
            choice.cities.append(city)
        elif city not in choice.beyond:
            choice.beyond.append(city)
    return choice


def _only(text: str, offers: list[City]) -> City | None:
    """The one place that the text names, if there is just one."""
    exact = [city for city in offers if fold(text) in _names(city)]
    if len(exact) == 1:
        return exact[0]
    # A single find by a further name counts too, but not by the beginning of one: “Konstans” isn't Constanța.
    return offers[0] if len(offers) == 1 and _holds(offers[0], words(text), whole=True) else None


def _names(city: City) -> set[str]:
    return {fold(name) for name in (city.endonym, *translated(city.names).values())}


def _holds(city: City, asked: Sequence[str], *, whole: bool = False) -> bool:
    """Whether names of the place have all the words, or words that begin so."""
    end = " " if whole else ""
    return bool(asked) and all(f" {word}{end}" in f"{city.search_text} " for word in asked)


def _offers(texts: list[str], places: QuerySet[City]) -> dict[str, list[City]]:
    """The places that each text may mean: by any of their names, else by names that are nearly the same."""
    asked = {text: words(text) for text in texts}
    condition = Q()
    for each in asked.values():
        if each:
            condition |= Q(*(Q(search_text__contains=f" {word}") for word in each))
    if not condition:
        return {}
    largest_first = F("population").desc(nulls_last=True)
    found = list(places.filter(condition).order_by(largest_first, "slug")[: CANDIDATES * len(asked)])
    offers = {text: [city for city in found if _holds(city, each)] for text, each in asked.items()}
    mistyped = [
        text
        for text, each in asked.items()
        if each and not any(_holds(city, each, whole=True) for city in offers[text])
    ]
    for text, more in _alike(mistyped, places).items():
        offers[text] = list(dict.fromkeys([*more, *offers[text]]))
    return offers


def _alike(texts: list[str], places: QuerySet[City]) -> dict[str, list[City]]:
    """Places whose own name begins with the same letter and differs little."""
    if not texts:
        return {}
    keys = {text: " ".join(words(text)) for text in texts}
    begins = Q(*(Q(sort_key__startswith=key[0]) for key in keys.values()), _connector=Q.OR)
    by_key: dict[str, list[City]] = defaultdict(list)
    for city in places.filter(begins).order_by("sort_key", "slug"):
        by_key[city.sort_key].append(city)
    return {
        text: [
            city for name in difflib.get_close_matches(key, by_key, OFFERED, ALIKE) for city in by_key[name]
        ]
        for text, key in keys.items()
    }


# --- what stands side by side ---------------------------------------------------------------------

Subject = TypeVar("Subject")
Held = TypeVar("Held")


@dataclass(frozen=True)
class Line(Generic[Subject, Held]):
    """One network or topic, and what each place has of it, in the order of the places."""

    subject: Subject
    cells: list[list[Held]]


def memberships(cities: Sequence[City]) -> list[Line[Network, Membership]]:
    """Their counted memberships by network: first the networks that most of them are in, then by name."""
    rows = counted_memberships().filter(city__in=cities).select_related("network").prefetch_related("sources")
    by_network: dict[int, dict[int, list[Membership]]] = defaultdict(lambda: defaultdict(list))
    networks: dict[int, Network] = {}
    for row in rows.order_by(F("joined").asc(nulls_last=True), "pk"):
        networks[row.network_id] = row.network
        by_network[row.network_id][row.city_id].append(row)
    order = sorted(
        networks.values(), key=lambda each: (-len(by_network[each.pk]), fold(each.display_label), each.slug)
    )
    return [Line(network, [by_network[network.pk].get(city.pk, []) for city in cities]) for network in order]


def timeline_groups(cities: Sequence[City], lines: Sequence[Line[Network, Membership]]) -> list[Group]:
    """The same memberships for the chart: under each network the places that are in it."""
    groups = []
    for line in lines:
        spans = [
            Span(city.name, row.network.mark, row.joined, row.left, row.attested)
            for city, cell in zip(cities, line.cells, strict=True)
            for row in cell
        ]
        groups.append(Group(line.subject.display_label, spans))
    return groups


def topics(cities: Sequence[City]) -> list[Line[Topic, Practice]]:
    """Their practices by topic, in the order of the topics; a practice with several topics stands with each."""
    rows = Practice.objects.published().filter(city__in=cities).select_related("main_topic")
    found: dict[Topic, dict[int, list[Practice]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.prefetch_related("topics").order_by("-start_year", "slug"):
        for topic in dict.fromkeys([row.main_topic, *row.topics.all()]):
            found[topic][row.city_id].append(row)
    order = sorted(found, key=lambda topic: (topic.position, topic.slug))
    return [Line(topic, [found[topic].get(city.pk, []) for city in cities]) for topic in order]


def resolutions(cities: Sequence[City]) -> list[list[Resolution]]:
    """What each of them decided, the latest first."""
    found: dict[int, list[Resolution]] = defaultdict(list)
    rows = Resolution.objects.published().filter(city__in=cities).prefetch_related("sources")
    for row in rows.order_by(F("date").desc(nulls_last=True), "pk"):
        found[row.city_id].append(row)
    return [found.get(city.pk, []) for city in cities]
