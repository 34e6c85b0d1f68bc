"""The map's list in other orders than by name, as the server writes it."""

import re

import pytest
from django.test import Client

from cities.folding import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

NRW = "/en/map/?network=eccar&region=DE-NW"


def names(client: Client, address: str) -> list[str]:
    """Names in the list, in its order."""
    return re.findall(r'data-city="[^"]*"><span class="row-text"><b>([^<]*)</b>', text(client, address))


def text(client: Client, address: str) -> str:
    """The page."""
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_by_size_the_largest_comes_first(client: Client) -> None:
    assert names(client, f"{NRW}&ordering=-population")[:2] == ["Cologne", "Düsseldorf"]


def test_every_order_holds_the_same_places(client: Client) -> None:
    by_name = names(client, NRW)
    assert by_name == names(client, f"{NRW}&ordering=name") == names(client, f"{NRW}&ordering=distance")
    for ordering in ("-population", "-networks", "-joined"):
        ordered = names(client, f"{NRW}&ordering={ordering}")
        assert ordered != by_name
        assert sorted(ordered) == sorted(by_name)


def test_around_a_point_the_nearest_come_first_unless_asked_otherwise(client: Client) -> None:
    around = "/de/map/?near=51.51494,7.466,30"
    assert names(client, around)[0] == "Dortmund"
    assert '<span class="row-distance">0 km</span>' in text(client, around).replace("\xa0", " ")
    by_name = names(client, f"{around}&ordering=name")
    assert by_name == sorted(names(client, around), key=fold) != names(client, around)


def test_further_pages_keep_the_order(client: Client) -> None:
    first = text(client, "/en/map/?ordering=-joined")
    assert 'href="?ordering=-joined&amp;page=2"' in first
    assert 'href="?page=2"' in text(client, "/en/map/?ordering=name")


def test_taking_a_filter_away_keeps_the_order(client: Client) -> None:
    page = text(client, f"{NRW}&ordering=-population")
    assert 'class="chip-remove" href="/en/map/?network=eccar&amp;ordering=-population"' in page
    assert 'class="chips-reset" href="/en/map/?ordering=-population"' in page
    assert 'class="chips-reset" href="/en/map/"' in text(client, NRW)


@pytest.mark.parametrize("parameter", ["ordering=beauty", "list=everything"])
def test_an_unknown_wish_is_said_kindly(client: Client, parameter: str) -> None:
    page = text(client, f"{NRW}&{parameter}")
    assert f"“{parameter.split('=', maxsplit=1)[0]}” was left out" in page
    assert names(client, f"{NRW}&{parameter}") == names(client, NRW)


def test_only_the_map_may_ask_where_one_is(client: Client) -> None:
    assert "geolocation=(self)" in client.get("/en/map/")["Permissions-Policy"]
    assert "geolocation=()" not in client.get("/en/map/")["Permissions-Policy"]
    for address in ("/en/", "/en/embed/", "/en/cities/dortmund/"):
        assert "geolocation=()" in client.get(address)["Permissions-Policy"]
    held = client.get("/en/map/")
    assert "camera=()" in held["Permissions-Policy"]
    again = client.get("/en/map/", headers={"If-None-Match": held["ETag"]})
    assert again.status_code == 304
    assert again["Permissions-Policy"] == held["Permissions-Policy"]
