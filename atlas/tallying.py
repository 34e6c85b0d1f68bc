"""The networks of places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from cities.models import City
from networks.models import Network
from networks.tallying import counted_memberships


def networks_by_place(places: Iterable[City], known: Mapping[int, Network]) -> dict[int, list[Network]]:
    """Those of the known networks that count each of these places, the same signs together. One query."""
    found: dict[int, list[Network]] = defaultdict(list)
    memberships = counted_memberships().filter(city__in=[place.pk for place in places])
    ordered = memberships.order_by("network__mark", "network__slug")
    for city, network in ordered.values_list("city_id", "network_id"):
        found[city].append(known[network])
    return dict(found)
