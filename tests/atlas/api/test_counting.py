"""Counts by facet. test_real_register.py checks them by clicking."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cities.models import Edition
from tests import making
from tests.atlas.api.conftest import Ask

pytestmark = pytest.mark.django_db

REASONS = [
    "the edition",
    "how many places there are",
    "the places, for the networks",
    "who belongs to whom, for the filter",
    "their memberships",
    "slugs of networks",
    "who belongs to whom, for the sums",
    "places by country",
    "places by region",
    "main topics of practices",
    "further topics of practices",
    "places by kind",
    "places by size",
    "those with a practice",
    "those with a portrait",
    "those with a resolution",
]


def test_a_facet_counts_as_if_nothing_were_chosen_in_it(ask: Ask) -> None:
    eccar = making.make_network("eccar")
    for country in ("DE", "DE", "FR"):
        making.make_membership(making.make_city(country=country), eccar)
    making.make_city(country="AT")

    answer = ask("cities/facets/?country=FR&network=eccar")

    assert answer["count"] == 1
    assert answer["facets"]["country"] == {"DE": 2, "FR": 1}
    assert answer["facets"]["network"] == {"eccar": 1}


def test_nothing_found_is_an_answer(ask: Ask) -> None:
    making.make_city("town")

    answer = ask("cities/facets/?q=nowhere")

    assert answer["count"] == 0
    assert set(map(str, answer["facets"].values())) == {"{}"}


def test_it_names_day_and_licence(ask: Ask) -> None:
    Edition.renew(as_of="2022-05-01")

    answer = ask("cities/facets/")

    assert answer["as_of"] == "2022-05-01"
    assert answer["license"]["name"] == "CC BY 4.0"


@pytest.mark.parametrize(
    ("query", "name"),
    [("country=Germany", "country"), ("near=91,0,1", "near"), ("page=1", "page"), ("colour=red", "colour")],
)
def test_nonsense_is_named_and_refused(client: Client, query: str, name: str) -> None:
    response = client.get(f"/api/v1/cities/facets/?{query}")

    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == "invalid_parameters"
    assert list(error["fields"]) == [name]


def test_the_same_edition_is_not_sent_twice(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    making.make_city()
    first = client.get("/api/v1/cities/facets/?country=DE")

    with django_assert_num_queries(1):
        again = client.get("/api/v1/cities/facets/?country=DE", headers={"If-None-Match": first["ETag"]})
    making.make_city()
    changed = client.get("/api/v1/cities/facets/?country=DE", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed.json()["count"]) == (200, 2)


@pytest.mark.parametrize("places", [1, 30])
def test_each_query_has_a_reason(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, places: int
) -> None:
    network = making.make_network()
    for _number in range(places):
        making.make_membership(making.make_city(), network)

    with django_assert_num_queries(len(REASONS), info="; ".join(REASONS)):
        client.get("/api/v1/cities/facets/")
