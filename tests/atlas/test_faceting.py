"""What each click would give, checked by clicking."""

import pytest
from django.http import QueryDict

from atlas.faceting import counts
from atlas.filters import read

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "",
    "country=DE&network=eccar",
    "network=iccar&network=iash&has=practice",
    "on=2019&population=large&topic=housing",
    "joined_from=2019&joined_to=2020&network=sichere-haefen",
    "network_all=sichere-haefen&network_not=eccar&region=DE-NW&include=listed",
    "q=berlin&kind=city",
    "near=51.5,7,80&has=resolution",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_count_is_what_the_click_gives(register: None, address: str) -> None:
    query, _errors = read(QueryDict(address))
    found = counts(query)
    assert found["country"]
    for facet, values in found.items():
        for value, number in values.items():
            clicked = QueryDict(address, mutable=True)
            # Values of one facet are alternatives, so the count tells what the value gives alone; `has` asks for all.
            clicked.setlist(facet, [*(clicked.getlist(facet) if facet == "has" else []), value])
            places = read(clicked)[0].places()
            assert places.count() == number, (facet, value)


def test_values_without_a_place_are_missing(register: None) -> None:
    found = counts(read(QueryDict("country=CH"))[0])
    assert "fearless-cities" not in found["network"]
    assert "DE-NW" not in found["region"]
