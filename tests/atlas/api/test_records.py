"""What records look like, and the order of lists."""

import pytest
from django.test import Client

from cities.models import CityName
from tests import making
from tests.atlas.api.conftest import Ask

pytestmark = pytest.mark.django_db


def test_a_place_in_full(ask: Ask) -> None:
    town = making.make_city(
        "muenchen",
        endonym="München",
        names=making.text("Munich", "München"),
        language="de",
        kind="city",
        region="DE-BY",
        latitude=48.13743,
        longitude=11.57549,
        population=1_510_000,
        population_year=2023,
        portrait=making.text("A portrait.", "Ein Porträt."),
        checked_on="2026-10-01",
    )
    CityName.objects.create(city=town, name="Minga", language="bar", kind="alias")
    network = making.make_network("network", label=making.text("Net", "Netz"))
    membership = making.make_membership(town, network, joined="2019-12", note=making.text("A note."))
    membership.sources.add(making.make_source("s1", published_on=making.date("2019")))
    practice = making.make_practice(town, "practice", start_year=2015)

    record = ask("cities/muenchen/")

    assert record["url"] == "http://testserver/api/v1/cities/muenchen/"
    assert record["page"]["de"] == "http://testserver/de/cities/muenchen/"
    assert record["name"] == {"en": "Munich", "de": "München"}
    assert record["country"] == {"code": "DE", "name": {"en": "Germany", "de": "Deutschland"}}
    assert record["region"]["code"] == "DE-BY"
    assert (record["latitude"], record["longitude"]) == (48.13743, 11.57549)
    assert (record["population"], record["population_year"]) == (1_510_000, 2023)
    assert record["portrait"] == {"en": "A portrait.", "de": "Ein Porträt."}
    assert record["has_portrait"] is True
    assert record["names"] == [{"name": "Minga", "language": "bar", "kind": "alias"}]
    assert record["checked_on"] == "2026-10-01"
    assert record["memberships"] == [
        {
            "id": membership.pk,
            "url": f"http://testserver/api/v1/memberships/{membership.pk}/",
            "network": {
                "slug": "network",
                "label": {"en": "Net", "de": "Netz"},
                "url": "http://testserver/api/v1/networks/network/",
            },
            "status": "member",
            "counted": True,
            "role": "member",
            "joined": "2019-12",
            "left": None,
            "attested": None,
            "note": {"en": "A note.", "de": "A note."},
            "sources": [
                {
                    "key": "s1",
                    "url": "https://source.example/s1",
                    "title": "Source s1",
                    "publisher": "",
                    "language": "",
                    "published_on": "2019",
                    "accessed_on": None,
                    "archived_url": "",
                    "link_status": "unchecked",
                }
            ],
            "checked_on": None,
        }
    ]
    assert [each["slug"] for each in record["practices"]] == [practice.slug]
    assert record["practices"][0]["start_year"] == 2015


def test_what_is_unknown_is_null(ask: Ask) -> None:
    making.make_city("town", population=5000)

    record = ask("cities/town/")

    for name in ("region", "population", "population_year", "geonames_id", "portrait", "distance_km"):
        assert record[name] is None, name
    assert (record["networks"], record["portrait_sources"], record["names"]) == ([], [], [])


def test_only_counted_memberships_make_a_member(ask: Ask) -> None:
    town = making.make_city("town")
    for status in ("member", "awarded", "observer", "listed", "left", "applied", "suspended"):
        making.make_membership(town, making.make_network(f"n-{status}"), status=status)

    record = ask("cities/town/")

    assert record["networks"] == ["n-awarded", "n-member", "n-observer"]
    counted = {each["status"]: each["counted"] for each in record["memberships"]}
    assert [status for status, counts in counted.items() if counts] == ["awarded", "member", "observer"]
    assert len(counted) == 7


def test_a_network_counts_the_places_below_it_once(ask: Ask) -> None:
    parent = making.make_network("parent")
    child = making.make_network("child", parent=parent)
    one, other = making.make_city(), making.make_city()
    making.make_membership(one, parent)
    making.make_membership(one, child)
    making.make_membership(other, child)

    assert (ask("networks/parent/")["member_count"], ask("networks/child/")["member_count"]) == (2, 2)
    assert ask("networks/parent/")["children"] == ["child"]
    assert ask("networks/child/")["parent"] == "parent"


def test_distances_are_told_where_they_are_asked(ask: Ask) -> None:
    making.make_city("far", latitude=51.0, longitude=8.0)
    making.make_city("close", latitude=50.1, longitude=8.0)

    found = ask("cities/?near=50,8,500")["results"]

    assert [each["slug"] for each in found] == ["close", "far"]
    assert found[0]["distance_km"] == pytest.approx(11.119, abs=0.01)
    by_name = ask("cities/?near=50,8,500&ordering=-slug")["results"]
    assert [each["slug"] for each in by_name] == ["far", "close"]


@pytest.mark.parametrize(
    ("ordering", "slugs"),
    [
        ("", ["ahlen", "oerebro", "zwickau"]),
        ("name", ["ahlen", "oerebro", "zwickau"]),
        ("-name", ["zwickau", "oerebro", "ahlen"]),
        ("slug", ["ahlen", "oerebro", "zwickau"]),
        ("-slug", ["zwickau", "oerebro", "ahlen"]),
        ("population", ["zwickau", "ahlen", "oerebro"]),
        ("-population", ["ahlen", "zwickau", "oerebro"]),
        ("country", ["ahlen", "zwickau", "oerebro"]),
        ("-country", ["oerebro", "ahlen", "zwickau"]),
    ],
)
def test_orders_of_places_know_letters_and_leave_the_unknown_last(
    ask: Ask, ordering: str, slugs: list[str]
) -> None:
    making.make_city("zwickau", endonym="Zwickau", population=10)
    making.make_city("oerebro", endonym="Örebro", country="SE")
    making.make_city("ahlen", endonym="ahlen", population=50)

    assert [each["slug"] for each in ask(f"cities/?ordering={ordering}")["results"]] == slugs


def test_pages_are_stable_where_all_is_equal(ask: Ask) -> None:
    network = making.make_network()
    for _number in range(7):
        making.make_membership(making.make_city(population=5), network, joined="2019")

    for address in (
        "memberships/?ordering=joined",
        "memberships/?ordering=-attested",
        "cities/?ordering=population",
    ):
        pages = [ask(f"{address}&page_size=2&page={page}") for page in (1, 2, 3, 4)]
        found = [record["url"] for page in pages for record in page["results"]]
        assert len(set(found)) == 7, address
        assert pages[0]["previous"] is None
        assert pages[3]["next"] is None
        assert [page["count"] for page in pages] == [7] * 4


def test_neighbouring_pages_keep_the_query(client: Client, ask: Ask) -> None:
    for country in ("DE", "DE", "FR"):
        making.make_city(country=country)

    answer = ask("cities/?country=DE&country=FR&q=place&page_size=1&page=2")

    for name, page in (("previous", 1), ("next", 3)):
        assert answer[name].startswith("http://testserver/api/v1/cities/?")
        assert f"page={page}" in answer[name]
        assert "country=DE&country=FR" in answer[name]
        assert client.get(answer[name]).status_code == 200
