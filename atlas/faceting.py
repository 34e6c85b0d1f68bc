"""Counting what one more click would give: for each value of each facet the places under all other filters.

The browser counts the same in one pass over the snapshot (``static/src/evaluating.js``); here the database counts, one
grouped statement a facet, for the first view and for readers without scripts.
"""

from collections import Counter

import numpy as np
from django.db.models import Count, Q

from atlas.filters import HAS, POPULATIONS, Query
from networks.models import Network, families
from practices.models import Practice

Counts = dict[str, dict[str, int]]


def counts(query: Query) -> Counts:
    """Number of places by facet and value; values without a place are missing."""
    return {
        "network": _networks(query),
        "country": _column(query, "country"),
        "region": _column(query, "region"),
        "topic": _topics(query),
        "kind": _column(query, "kind"),
        "population": _populations(query),
        "has": _has(query),
    }


def _column(query: Query, name: str) -> dict[str, int]:
    rows = query.without(name).places_asked().exclude(**{f"{name}__isnull": True})
    return dict(rows.values_list(name).annotate(Count("pk", distinct=True)))


def _networks(query: Query) -> dict[str, int]:
    """Distinct places of each network and those below it."""
    rest = query.without("network")
    # Joined here and not in the database, which would look up each of 200,000 memberships by itself.
    places = np.fromiter(rest.places_asked().values_list("pk", flat=True), np.int64)
    rows = list(rest.in_span(rest.counted()).order_by().values_list("city_id", "network_id"))
    cities, members = np.array(rows, np.int64).reshape(len(rows), 2).T
    meant = np.isin(cities, places)
    cities, members = cities[meant], members[meant]
    slugs = dict(Network.objects.published().values_list("pk", "slug"))
    found = {
        slugs[network]: len(np.unique(cities[np.isin(members, list(family))]))
        for network, family in families().items()
    }
    return {slug: number for slug, number in found.items() if number}


def _topics(query: Query) -> dict[str, int]:
    places = query.without("topic").places_asked()
    practices = Practice.objects.published().order_by().filter(city__in=places)
    pairs = set(practices.values_list("main_topic__slug", "city"))
    pairs |= set(practices.filter(topics__isnull=False).values_list("topics__slug", "city"))
    return dict(Counter(topic for topic, _city in pairs))


def _populations(query: Query) -> dict[str, int]:
    places = query.without("population").places_asked()
    sizes = {}
    for name, (least, below) in POPULATIONS.items():
        condition = Q(population__gte=least)
        sizes[name] = Count("pk", filter=condition & Q(population__lt=below) if below else condition)
    return {name: number for name, number in places.aggregate(**sizes).items() if number}


def _has(query: Query) -> dict[str, int]:
    """All of them are asked together, so a value counts beside those already chosen."""
    found = {}
    for name in HAS:
        asked = Query(**{**query.fields(), "has": tuple({*query.has, name})})
        found[name] = asked.places_asked().count()
    return {name: number for name, number in found.items() if number}
