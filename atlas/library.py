"""The library of practices: which ones a visitor asks for, and what each further choice would give.

Beside the one query (``filters``) it asks three things of the practice itself: for whom it is, what the municipality does in
it, whether it still runs.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from atlas.filters import POPULATIONS, Query, read
from atlas.sentences import population_labels
from cities.folding import fold
from cities.models import Country, Topic
from networks.models import Network
from practices.models import MunicipalRole, Practice, TargetGroup

# Asked of the practice itself, with the values there are.
OWN: dict[str, list[str]] = {
    "target_group": list(TargetGroup.values),
    "municipal_role": list(MunicipalRole.values),
    "status": list(Practice.Status.values),
}
FACETS = ("topic", "country", "target_group", "municipal_role", "status", "population", "network")
BESIDE_THE_QUERY = ("page", "dir", *OWN)


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen or taken back."""

    value: str
    label: str
    count: int
    chosen: bool
    address: str  # the library with this value added or taken away


@dataclass(frozen=True)
class Facet:
    """A question with its values; those that give nothing are left out unless they are chosen."""

    name: str
    title: str
    choices: list[Choice]

    @property
    def chosen(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.chosen]


@dataclass(frozen=True)
class Asked:
    """What a visitor asks of the library."""

    query: Query
    own: dict[str, tuple[str, ...]]

    def __bool__(self) -> bool:
        return bool(self.query) or any(self.own.values())

    def values(self, facet: str) -> tuple[str, ...]:
        """The chosen values of a facet."""
        return self.own[facet] if facet in OWN else getattr(self.query, facet)

    def without(self, facet: str) -> "Asked":
        """The same with one facet left open."""
        if facet in OWN:
            return replace(self, own={**self.own, facet: ()})
        return replace(self, query=self.query.without(facet))

    def address(self, facet: str = "", values: Iterable[str] = ()) -> str:
        """The question as it stands in an address, with other values of one facet."""
        asked = self.without(facet) if facet else self
        pairs = asked.pairs() + [(facet, value) for value in values]
        return f"?{urlencode(pairs)}" if pairs else "."

    def pairs(self) -> list[tuple[str, str]]:
        """Parameters and values."""
        return [*self.query.pairs(), *((name, value) for name in OWN for value in self.own[name])]


def ask(params: QueryDict) -> tuple[Asked, dict[str, list[str]]]:
    """What an address asks for, and what could not be read by parameter."""
    query, problems = read(params, extras=BESIDE_THE_QUERY)
    own: dict[str, tuple[str, ...]] = {}
    for name, known in OWN.items():
        given = dict.fromkeys(params.getlist(name))
        own[name] = tuple(value for value in known if value in given)
        if unknown := [value for value in given if value and value not in known]:
            problems[name] = [_("“{value}” is not known.").format(value=value[:40]) for value in unknown]
    return Asked(query, own), problems


# --- finding and counting -------------------------------------------------------------------------


class Library:
    """The published practices as one visitor asks for them. Seven statements at most, whatever is asked."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def found(self) -> list[int]:
        """Ids of the practices that are meant."""
        return [pk for pk, known in self._known.items() if self._meant(known, FACETS)]

    def facets(self) -> list[Facet]:
        """All facets that have something to choose."""
        found = [Facet(name, self._title(name), list(self._choices(name))) for name in FACETS]
        return [facet for facet in found if facet.choices]

    def _choices(self, name: str) -> Iterator[Choice]:
        chosen = self._asked.values(name)
        others = [facet for facet in FACETS if facet != name]
        counts = Counter(
            value for known in self._known.values() if self._meant(known, others) for value in known[name]
        )
        for value, label in self._values(name, counts):
            if counts[value] or value in chosen:
                further = (
                    [other for other in chosen if other != value] if value in chosen else [*chosen, value]
                )
                address = self._asked.address(name, further)
                yield Choice(value, label, counts[value], value in chosen, address)

    def _meant(self, known: "Values", facets: Iterable[str]) -> bool:
        """Whether a practice has one of the chosen values of each of these facets."""
        return all(
            not (chosen := self._asked.values(facet)) or known[facet] & set(chosen) for facet in facets
        )

    @cached_property
    def _known(self) -> "dict[int, Values]":
        """The values by facet of every practice that the query means, its facets left open."""
        rest = self._asked.query.without(*FACETS)
        rows = Practice.objects.published().filter(pk__in=rest.practices().order_by().values("pk"))
        rows = rows.order_by("pk").select_related("city").defer("full_text").prefetch_related("topics")
        topics = {topic.pk: topic.slug for topic in self.topics}
        networks = self._networks_by_city(rest)
        return {
            practice.pk: {
                "topic": {topics[practice.main_topic_id], *(topic.slug for topic in practice.topics.all())},
                "country": {practice.city.country_id},
                "target_group": set(practice.target_groups),
                "municipal_role": {practice.municipal_role} - {""},
                "status": {practice.status},
                "population": population_class(practice.city.population),
                "network": networks[practice.city_id],
            }
            for practice in rows
        }

    @cached_property
    def topics(self) -> list[Topic]:
        """Every topic, in its order."""
        return list(Topic.objects.all())

    @cached_property
    def _networks(self) -> dict[int, Network]:
        return Network.objects.published().in_bulk()

    def _networks_by_city(self, query: Query) -> dict[int, set[str]]:
        """Slugs of the networks that count each place in the query's state, those above included."""
        above: dict[int, set[str]] = {
            pk: {self._networks[each].slug for each in _with_those_above(pk, self._networks)}
            for pk in self._networks
        }
        found: dict[int, set[str]] = defaultdict(set)
        memberships = (
            query.in_span(query.counted()).order_by().filter(city__practices__isnull=False).distinct()
        )
        for city, network in memberships.values_list("city_id", "network_id"):
            found[city] |= above[network]
        return found

    def _values(self, name: str, counts: "Counter[str]") -> list[tuple[str, str]]:
        """Values with their names: fixed ones in their order, others by name."""
        fixed: dict[str, Any] = {
            "topic": {topic.slug: topic.name for topic in self.topics},
            "target_group": dict(TargetGroup.choices),
            "municipal_role": dict(MunicipalRole.choices),
            "status": dict(Practice.Status.choices),
            "population": population_labels(),
        }
        if name in fixed:
            return [(value, str(label)) for value, label in fixed[name].items()]
        if name == "country":
            names = {code: Country(code=code).name for code in {*counts, *self._asked.values(name)}}
        else:
            names = {network.slug: network.display_label for network in self._networks.values()}
        return sorted(names.items(), key=lambda pair: fold(pair[1]))

    @staticmethod
    def _title(name: str) -> str:
        return {
            "topic": _("Topic"),
            "country": _("Country"),
            "target_group": _("For whom"),
            "municipal_role": _("Role of the municipality"),
            "status": _("Does it still run?"),
            "population": _("Size of the place"),
            "network": _("Network of the place"),
        }[name]


Values = dict[str, set[str]]


def population_class(population: int | None) -> set[str]:
    """The class of a population, alone in a set; an empty one where it is not known."""
    if not population:
        return set()
    return {name for name, (least, below) in POPULATIONS.items() if least <= population < (below or math.inf)}


def _with_those_above(network: int, networks: dict[int, Network]) -> set[int]:
    found: set[int] = set()
    above: int | None = network
    while above in networks and above not in found:
        found.add(above)
        above = networks[above].parent_id
    return found
