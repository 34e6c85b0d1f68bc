"""The figures of a query: what the statistics count. Each of them is also the count of some answer of the API.

They depend on the query and the edition only, so each process keeps the latest few.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations
from typing import Any

from atlas.filters import Query
from cities.partial_dates import PartialDate

REMEMBERED = 64


@dataclass(frozen=True)
class Figures:
    """Counts of one query. Networks by id; a network with others below it counts their places too, each once."""

    places: Counter[str] = field(default_factory=Counter)  # by country: all places the query means
    members: Counter[str] = field(default_factory=Counter)  # by country: those that some network counts
    networks: dict[int, int] = field(default_factory=dict)
    overlaps: dict[tuple[int, int], int] = field(default_factory=dict)  # without pairs that share no place
    memberships: int = 0  # those that the next three count, by year
    joined: Counter[int] = field(default_factory=Counter)
    attested: Counter[int] = field(default_factory=Counter)
    checked: int = 0  # memberships that an editor compared with their sources
    practices: int = 0
    topics: Counter[str] = field(
        default_factory=Counter
    )  # a practice counts for its main topic and for further ones
    practice_countries: Counter[str] = field(default_factory=Counter)


def figures(query: Query, edition: str) -> Figures:
    """The figures of the query in the edition of this token; a few statements, none when asked again."""
    return _figures(query, edition)


@lru_cache(maxsize=REMEMBERED)
def _figures(query: Query, _edition: str) -> Figures:
    countries = dict(query.places_asked().values_list("pk", "country_id"))
    rows = [row for row in _memberships(query) if row.city in countries]
    members = _members(query, rows)
    meant = list(_meant(query, rows))
    return Figures(
        places=Counter(countries.values()),
        members=Counter(countries[city] for city in {row.city for row in rows}),
        networks={network: len(cities) for network, cities in members.items()},
        overlaps=_overlaps(members),
        memberships=len(meant),
        joined=Counter(row.joined.year for row in meant if row.joined),
        attested=Counter(row.attested.year for row in meant if row.attested),
        checked=sum(1 for row in meant if row.checked),
        **_practices(query),
    )


@dataclass(frozen=True)
class _Row:
    """A counted membership."""

    city: int
    network: int
    joined: PartialDate | None
    attested: PartialDate | None
    checked: Any


def _memberships(query: Query) -> Iterator[_Row]:
    columns = ("city_id", "network_id", "joined", "attested", "checked_on")
    return (_Row(*row) for row in query.counted().order_by().values_list(*columns))


def _members(query: Query, rows: list[_Row]) -> dict[int, set[int]]:
    """Places of each network and those below it."""
    own: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        own[row.network].add(row.city)
    return {
        network: set[int]().union(*(own[each] for each in family if each in own))
        for network, family in query.published_families.items()
    }


def _overlaps(members: dict[int, set[int]]) -> dict[tuple[int, int], int]:
    pairs = {
        (one, other): len(members[one] & members[other]) for one, other in combinations(sorted(members), 2)
    }
    return {pair: count for pair, count in pairs.items() if count}


def _meant(query: Query, rows: list[_Row]) -> Iterator[_Row]:
    """Memberships that the query itself asks about: in its networks, begun in its span."""
    asked = frozenset[int]().union(*(query.families[slug] for slug in query.network))
    for row in rows:
        if query.network and row.network not in asked:
            continue
        if (query.joined_from or query.joined_to) and not _begun_between(
            row.joined, query.joined_from, query.joined_to
        ):
            continue
        yield row


def _begun_between(joined: PartialDate | None, start: PartialDate | None, end: PartialDate | None) -> bool:
    if joined is None:
        return False
    after = start is None or joined.last_day() >= start.first_day()
    return after and (end is None or joined.first_day() <= end.last_day())


def _practices(query: Query) -> dict[str, Any]:
    topics: dict[int, set[str]] = defaultdict(set)
    countries: dict[int, str] = {}
    # One row for each further topic; a practice without any has one row.
    rows = (
        query.practices().order_by().values_list("pk", "city__country_id", "main_topic__slug", "topics__slug")
    )
    for practice, country, main, further in rows:
        countries[practice] = country
        topics[practice] |= {main, further} - {None}
    return {
        "practices": len(countries),
        "topics": Counter(topic for each in topics.values() for topic in each),
        "practice_countries": Counter(countries.values()),
    }
