"""Which other places have to do with one: those near to it, and those in the same networks."""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from atlas.filters import EARTH_RADIUS_KM, Near, distance_from, near
from cities.models import City
from networks.models import Membership, Network
from networks.tallying import counted_memberships

WITHIN = 150  # kilometres that still are a neighbourhood
NEAREST = 6
ALIKE = 6


@dataclass(frozen=True)
class Neighbour:
    """A place near another."""

    city: City
    km: float


@dataclass(frozen=True)
class Companion:
    """A place in some of the networks that another is in."""

    city: City
    shared: list[Network]


def neighbours(city: City, *, members: bool = False, most: int = NEAREST) -> list[Neighbour]:
    """The published places nearest to a place; with ``members``, only such as are in a network. One query."""
    others = City.objects.published().exclude(pk=city.pk).select_related("country")
    if members:
        others = others.filter(pk__in=counted_memberships().values("city"))
    found = near(others, Near(city.latitude, city.longitude, WITHIN))[:most]
    return [Neighbour(other, vars(other)["distance"]) for other in found]


def companions(city: City, memberships: Collection[Membership]) -> list[Companion]:
    """The places that share most of the networks of ``memberships``; among equals the nearer first. One query."""
    order = [each.network_id for each in memberships]
    if not order:
        return []
    shared: dict[int, list[Membership]] = defaultdict(list)
    rows = counted_memberships().filter(network__in=order, city__in=_most_shared(city, order).values("pk"))
    for row in rows.select_related("city", "city__country", "network"):
        shared[row.city_id].append(row)
    return [
        Companion(rows[0].city, _once(rows, order))
        for rows in sorted(shared.values(), key=lambda rows: _rank(city, rows))
    ]


def _most_shared(city: City, networks: Iterable[int]) -> QuerySet[City]:
    return (
        City.objects.published()
        .exclude(pk=city.pk)
        .filter(memberships__in=counted_memberships().filter(network__in=list(networks)))
        .annotate(alike=Count("memberships__network", distinct=True))
        .annotate(distance=distance_from(city.latitude, city.longitude))
        .order_by("-alike", "distance", "slug")[:ALIKE]
    )


def kilometres(one: City, other: City) -> float:
    """The distance of two places on a globe (haversine), as the database reckons it too."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    across = math.radians(other.longitude - one.longitude)
    chord = math.sin((second - first) / 2) ** 2
    chord += math.cos(first) * math.cos(second) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def _rank(city: City, rows: list[Membership]) -> tuple[int, float, str]:
    other = rows[0].city
    return -len({row.network_id for row in rows}), kilometres(city, other), other.slug


def _once(rows: Iterable[Membership], order: list[int]) -> list[Network]:
    """The networks of the rows, each once, in the order in which the page names them."""
    networks = {row.network_id: row.network for row in rows}
    return [networks[pk] for pk in dict.fromkeys(order) if pk in networks]
