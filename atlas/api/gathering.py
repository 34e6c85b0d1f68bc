"""What a list tells of each place or topic but no column holds: counted in a few queries for the whole page."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from cities.models import City, Topic
from networks.models import Membership, Network, Resolution
from networks.tallying import places_by_network
from practices.models import Practice


def gather_for_cities(cities: Sequence[City]) -> None:
    """Give each place its networks (slugs, counted today) and its numbers of practices and resolutions.

    Three queries: memberships, practices, resolutions.
    """
    ids = [city.pk for city in cities]
    networks: dict[int, set[str]] = defaultdict(set)
    memberships = Membership.objects.published().counted().filter(city__in=ids)
    for city_id, slug in memberships.order_by().values_list("city_id", "network__slug"):
        networks[city_id].add(slug)
    practices = Practice.objects.published().filter(city__in=ids)
    resolutions = Resolution.objects.published().filter(city__in=ids)
    practice_counts = Counter(practices.order_by().values_list("city_id", flat=True))
    resolution_counts = Counter(resolutions.order_by().values_list("city_id", flat=True))
    for city in cities:
        vars(city).update(
            counted_networks=sorted(networks[city.pk]),
            practice_count=practice_counts[city.pk],
            resolution_count=resolution_counts[city.pk],
        )


def gather_for_topics(topics: Sequence[Topic]) -> None:
    """Give each topic its numbers of practices and networks, each record once.

    Three queries: main topics of practices, their further topics, topics of networks.
    """
    ids = [topic.pk for topic in topics]
    practices = Practice.objects.published().order_by()
    pairs = set(practices.filter(main_topic__in=ids).values_list("main_topic", "pk"))
    pairs |= set(practices.filter(topics__in=ids).values_list("topics", "pk"))
    networks = Network.objects.published().filter(topics__in=ids).order_by().values_list("topics", flat=True)
    practice_counts = Counter(topic for topic, _practice in pairs)
    network_counts = Counter(networks)
    for topic in topics:
        vars(topic).update(practice_count=practice_counts[topic.pk], network_count=network_counts[topic.pk])


def gather_for_networks(networks: Sequence[Network]) -> None:
    """Give each network its number of members, those of the networks below included, each place once.

    Three queries: who belongs to whom, members of single networks, members of families.
    """
    counts = places_by_network()
    for network in networks:
        vars(network).update(member_count=counts.get(network.pk, 0))
