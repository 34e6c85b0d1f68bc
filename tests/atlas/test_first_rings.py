"""What the rings of the first view show, counted from the real register."""

from collections import Counter
from typing import Any

import pytest

from atlas.clustering import NONE, OTHER
from atlas.filters import Query
from atlas.starting import first_clusters, start
from cities.models import City, Topic
from practices.models import Practice


def shares(rows: list[list[Any]]) -> Counter[int]:
    """All rings of a level together; a single place with several topics shows but one of them."""
    return sum((Counter(dict(row[3])) for row in rows), Counter[int]())


def test_rings_by_practice(register: None) -> None:
    found = shares(first_clusters(Query(), "practice")["1"])

    cities = City.objects.published().count()
    having = Practice.objects.published().values("city").distinct().count()
    assert found == {0: having, NONE: cities - having}
    assert (having, cities - having) == (79, 948)


def test_rings_by_topic(register: None) -> None:
    groups = next(iter(first_clusters(Query(country=("DE",)), "topic").values()))
    rows = [row for row in groups if row[2] > 1]
    alone = [row[4] for row in groups if row[2] == 1]

    topics = list(Topic.objects.order_by("position", "slug"))
    practices = Practice.objects.published().filter(city__country="DE").exclude(city__slug__in=alone)
    pairs = {
        *practices.values_list("city_id", "main_topic_id"),
        *practices.filter(topics__isnull=False).values_list("city_id", "topics__id"),
    }
    counted = Counter(topic for _city, topic in pairs)
    found = shares(rows)
    bare = found.pop(NONE)
    others = found.pop(OTHER, 0)
    assert bare == sum(row[2] for row in rows) - practices.values("city").distinct().count()
    assert found.total() + others == len(pairs) > 30
    assert all(number <= counted[topics[index].pk] for index, number in found.items())
    for row in rows:
        known = [share for share in row[3] if share[0] >= 0]
        assert known == sorted(known, key=lambda share: (-share[1], share[0]))


def test_rings_by_network_are_those_of_the_page(register: None) -> None:
    assert first_clusters(Query(), "network") == start(Query()).clusters


@pytest.mark.parametrize("rings", ["topic", "practice"])
def test_no_places_no_rings(register: None, rings: str) -> None:
    assert first_clusters(Query(q="zzzz"), rings) == {}
