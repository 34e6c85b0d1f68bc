"""Nothing unpublished shows through: no record, no name, no number, no way round by a filter.

`tests/house/test_public.py` sweeps every address for hidden words; here are the numbers and the links.
"""

from typing import Any

import pytest
from django.test import Client

from cities.models import Country
from tests import making
from tests.atlas.api.conftest import Ask, body

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _town_with_hidden_company(db: None) -> None:
    """One published record of each sort, and many that hang on it and are hidden in one way or another."""
    town = making.make_city("town", region="DE-NW")
    network = making.make_network("network")
    making.make_membership(town, network)
    making.make_resolution(town, network=network)
    practice = making.make_practice(town, "practice")
    for state in ("draft", "withdrawn"):
        hidden: dict[str, Any] = {"publication": state}
        gone = making.make_city(f"hidden-{state}", country="FR", region="FR-IDF", **hidden)
        secret = making.make_network(f"hidden-network-{state}", parent=network, **hidden)
        child = making.make_network(f"child-of-{state}", parent=secret)
        making.make_membership(town, secret)
        making.make_membership(gone, network)
        making.make_membership(gone, child)
        making.make_membership(town, network, joined="2001" if state == "draft" else "2002", **hidden)
        making.make_resolution(town, **hidden)
        making.make_resolution(gone)
        making.make_resolution(town, network=secret)
        making.make_practice(town, f"hidden-practice-{state}", **hidden)
        making.make_practice(gone)
        practice.networks.add(secret)
        secret.topics.add(making.make_topic())


def test_lists_and_numbers_hold_the_published_alone(ask: Ask) -> None:
    counts = {
        name: ask(f"{name}/")["count"] for name in ("cities", "memberships", "resolutions", "practices")
    }

    assert set(counts.values()) == {1}
    assert [each["slug"] for each in ask("networks/")["results"]] == [
        "child-of-draft",
        "child-of-withdrawn",
        "network",
    ]
    assert [(each["code"], each["city_count"]) for each in ask("countries/")["results"]] == [("DE", 1)]
    assert [(each["code"], each["city_count"]) for each in ask("regions/")["results"]] == [("DE-NW", 1)]
    topic = ask("topics/housing/")
    assert (topic["practice_count"], topic["network_count"]) == (1, 0)


def test_records_tell_of_the_published_alone(ask: Ask) -> None:
    town = ask("cities/town/")
    assert town["networks"] == ["network"]
    assert (town["practice_count"], town["resolution_count"]) == (1, 1)
    assert [len(town[name]) for name in ("memberships", "resolutions", "practices")] == [1, 1, 1]
    network = ask("networks/network/")
    assert (network["children"], network["member_count"]) == ([], 1)
    assert ask("networks/child-of-draft/")["parent"] is None
    assert ask("networks/child-of-draft/")["member_count"] == 0
    assert ask("practices/practice/")["networks"] == []


def test_hidden_areas_have_no_address(client: Client) -> None:
    assert Country.objects.filter(code="FR").exists()

    assert client.get("/api/v1/countries/FR/").status_code == 404
    assert client.get("/api/v1/regions/FR-IDF/").status_code == 404


def test_filters_do_not_know_hidden_networks(client: Client) -> None:
    for name in ("network", "network_all", "network_not"):
        hidden = client.get(f"/api/v1/cities/?{name}=hidden-network-draft").json()["error"]["fields"]
        unknown = client.get(f"/api/v1/cities/?{name}=hidden-network-drafT").json()["error"]["fields"]
        assert hidden.keys() == unknown.keys() == {name}


@pytest.mark.parametrize(
    "name", ["cities.csv", "cities.geojson", "memberships.csv", "practices.csv", "networks.csv"]
)
def test_downloads_hold_the_published_alone(client: Client, name: str) -> None:
    assert b"hidden" not in body(client.get(f"/api/v1/{name}"))


def test_withdrawing_a_place_takes_its_records_along(ask: Ask) -> None:
    from cities.models import City

    town = City.objects.get(slug="town")
    town.publication = "withdrawn"
    town.save(update_fields=["publication"])

    for name in ("cities", "memberships", "resolutions", "practices", "countries"):
        assert ask(f"{name}/")["count"] == 0
    assert ask("networks/network/")["member_count"] == 0
    assert ask("search/?q=town")["cities"] == []
