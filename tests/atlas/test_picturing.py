"""The picture of a query: what it shows, what it says, what it refuses."""

import re
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from atlas.filters import read
from atlas.picturing import CAPTION, HEIGHT, WIDTH, colours, view_of
from atlas.starting import groups, start
from cities.models import Edition
from networks.models import Mark
from tests import making

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
LIMIT = 60_000


def drawn(client: Client, query: str = "", language: str = "en") -> ElementTree.Element:
    response = client.get(f"/{language}/map.svg?{query}")
    assert response.status_code == 200, response.text
    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)  # noqa: S314  (our own answer)


def numbers(picture: ElementTree.Element) -> list[str]:
    """The numbers in the rings, the biggest first."""
    rings = picture.findall(f"{SVG}g/{SVG}g/{SVG}text")
    return [ring.text or "" for ring in rings]


def singles(picture: ElementTree.Element) -> list[str]:
    """The signs of single places, from north to south."""
    return [use.attrib["href"].removeprefix("#") for use in picture.findall(f"{SVG}use")]


def text_of(picture: ElementTree.Element, tag: str) -> str:
    return picture.findtext(f"{SVG}{tag}") or ""


def test_places_apart_are_signs_and_places_together_a_ring(client: Client) -> None:
    network = making.make_network(mark=Mark.GATE)
    for number in range(3):
        making.make_membership(making.make_city(latitude=52.5 + number / 1e4, longitude=13.4), network)
    making.make_membership(making.make_city(latitude=48.1, longitude=11.6), network)
    making.make_city(latitude=50.9, longitude=6.9)
    making.make_city(latitude=52.5, longitude=13.4, publication="draft")

    picture = drawn(client)

    assert numbers(picture) == ["3"]
    assert singles(picture) == ["other", "gate"]
    marks = picture.findall(f"{SVG}defs/{SVG}g")
    assert {mark.attrib["id"] for mark in marks} == {"gate", "other"}
    assert colours("light")["n-gate"] in ElementTree.tostring(picture, encoding="unicode")


@pytest.mark.parametrize(("language", "noun", "date"), [("en", "places", "as of"), ("de", "Orte", "Stand")])
def test_it_says_what_it_shows_and_when(client: Client, language: str, noun: str, date: str) -> None:
    making.make_city(country="DE")
    making.make_city(country="DE")
    Edition.renew(as_of="2022-05-01")

    picture = drawn(client, "country=DE", language)

    spoken = {"en": "1 May 2022", "de": "1. Mai 2022"}[language]
    within = {"en": "in Germany", "de": "in Deutschland"}[language]
    assert text_of(picture, "title") == f"2 {noun} {within}, {date} {spoken}"
    assert text_of(picture, "desc")
    shown = [text.text for text in picture.iter(f"{SVG}text")]
    assert f"2 {noun}, {date} {spoken}" in shown
    assert any("Natural Earth" in (text or "") and "GeoNames" in (text or "") for text in shown)
    assert picture.attrib["role"] == "img"
    assert picture.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language


def test_what_readers_write_stays_text(client: Client) -> None:
    response = client.get("/en/map.svg", {"q": '</title><script x="&amp;">alert(1)</script>'})

    picture = ElementTree.fromstring(response.content)  # noqa: S314  (our own answer)
    assert '</title><script x="&amp;">' in text_of(picture, "title")
    assert not list(picture.iter(f"{SVG}script"))


def test_nothing_found_is_a_picture_of_the_world(client: Client) -> None:
    picture = drawn(client, "q=nowhere")

    assert text_of(picture, "title").startswith("0 places matching “nowhere”")
    assert (numbers(picture), singles(picture)) == ([], [])
    land, _borders = picture.findall(f"{SVG}g/{SVG}path")
    assert land.attrib["d"].count("M") > 50


def test_one_place_stands_in_its_surroundings(client: Client) -> None:
    making.make_city(latitude=50.94, longitude=6.96)

    picture = drawn(client)

    assert singles(picture) == ["other"]
    assert picture.find(f"{SVG}use").attrib["transform"].startswith("translate(480.0 287.0)")
    _land, borders = picture.findall(f"{SVG}g/{SVG}path")
    assert borders.attrib["d"].count("M") > 2


def test_land_beyond_longitude_180_is_whole(client: Client) -> None:
    """A ring that jumps from one end of the world to the other would leave stripes across the sea."""
    making.make_city(latitude=64.7, longitude=177.5)  # Anadyr
    making.make_city(latitude=-41.3, longitude=174.8)  # Wellington

    land, _borders = drawn(client).findall(f"{SVG}g/{SVG}path")

    for ring in re.findall(r"M[^M]*", land.attrib["d"]):
        steps = [int(number) for number in re.findall(r"-?\d+", ring)][2:]
        assert max(abs(step) for step in steps[::2]) < 1000


def test_it_knows_light_and_dark(client: Client) -> None:
    light, dark = client.get("/en/map.svg?theme=light").text, client.get("/en/map.svg?theme=dark").text

    assert light == client.get("/en/map.svg").text != dark
    assert f'fill="{colours("light")["map-sea"]}"' in light
    assert f'fill="{colours("dark")["map-sea"]}"' in dark
    assert colours("light")["map-sea"] != colours("dark")["map-sea"]


@pytest.mark.parametrize(
    ("query", "named"),
    [("country=Germany", "country"), ("near=1,2", "near"), ("theme=pink", "theme"), ("size=9", "size")],
)
def test_nonsense_is_named_and_refused(client: Client, query: str, named: str) -> None:
    response = client.get(f"/de/map.svg?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.startswith(f"{named}: ")


def test_it_is_kept_until_the_register_changes(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    making.make_city()
    first = client.get("/en/map.svg?country=DE")

    with django_assert_num_queries(1):
        again = client.get("/en/map.svg?country=DE", headers={"If-None-Match": first["ETag"]})
    other = client.get("/de/map.svg?country=DE", headers={"If-None-Match": first["ETag"]})
    making.make_city()
    changed = client.get("/en/map.svg?country=DE", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert "2 places" in changed.text


def test_any_site_may_show_it_and_none_frame_it(client: Client) -> None:
    response = client.get("/en/map.svg")

    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "'unsafe" not in response["Content-Security-Policy"]
    assert "style" not in response.text


# --- on the real register; once imported it stays until the end of the module ---------------------


@pytest.mark.parametrize("query", ["", "network=eccar", "country=DE&has=practice", "q=berlin", "on=2019"])
def test_all_places_are_there_once(register: None, client: Client, query: str) -> None:
    asked = read(QueryDict(query))[0]
    rows = groups(asked, view_of(start(asked).bounds, WIDTH, HEIGHT - CAPTION).zoom)

    picture = drawn(client, query)

    rings = [int(number.replace(",", "")) for number in numbers(picture)]
    assert rings == sorted((row[2] for row in rows if row[2] > 1), reverse=True)
    assert len(singles(picture)) == sum(1 for row in rows if row[2] == 1)
    assert sum(rings) + len(singles(picture)) == asked.places().count() > 0


@pytest.mark.parametrize("query", ["", "bbox=-11,35,30,62", "country=DE", "network=mayors-for-peace"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_light(register: None, client: Client, query: str, theme: str) -> None:
    assert len(client.get(f"/de/map.svg?{query}&theme={theme}").content) <= LIMIT


def test_everything_drawn_lies_in_the_picture(register: None, client: Client) -> None:
    picture = drawn(client, "network=eccar")

    moved = [
        element.attrib["transform"]
        for element in [*picture.findall(f"{SVG}use"), *picture.findall(f"{SVG}g/{SVG}g")]
    ]
    points = [re.match(r"translate\((\S+) (\S+?)\)", text) for text in moved]
    assert len(points) > 5
    for point in points:
        assert point
        assert 0 < float(point[1]) < 960
        assert 0 < float(point[2]) < 574
