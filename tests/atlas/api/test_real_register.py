"""The API on the real register: every list, every filter, every record; figures counted once by hand from the files."""

import csv
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from tests.atlas.api.conftest import Ask, body

pytestmark = pytest.mark.django_db

COUNTS = {
    "cities": 1027,
    "networks": 39,
    "memberships": 1507,
    "practices": 103,
    "resolutions": 94,
    "topics": 14,
    "countries": 69,
    "regions": 187,
}
COUNTED = {"member", "awarded", "observer"}


@pytest.fixture(autouse=True)
def _real(register: None) -> None:
    """All tests here ask the real register."""


@pytest.fixture(scope="module")
def files(root: Path) -> dict[str, list[dict[str, str]]]:
    """The register's tables, read without any of the project's code."""

    def rows(name: str) -> list[dict[str, str]]:
        with (root / "fixtures" / "register" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return {name: rows(name) for name in ("places", "networks", "memberships", "resolutions")}


def members(files: dict[str, list[dict[str, str]]], *networks: str) -> set[str]:
    """Places that count as members of one of the networks."""
    return {
        row["place"]
        for row in files["memberships"]
        if row["network"] in networks and row["status"] in COUNTED
    }


def everything(ask: Ask, address: str) -> list[dict[str, Any]]:
    """All records of a list, page by page by its own links."""
    found = []
    following = address
    while following:
        answer = ask(following)
        found += answer["results"]
        following = (answer["next"] or "").rpartition("/api/v1/")[2]
    return found


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_lists_hold_the_whole_register(ask: Ask, name: str, count: int) -> None:
    answer = ask(f"{name}/")

    assert answer.keys() == {"count", "next", "previous", "as_of", "license", "results"}
    assert answer["count"] == count
    assert len(answer["results"]) == min(count, 50)
    assert answer["as_of"] == "2026-11-21"
    assert answer["license"]["name"] == "CC BY 4.0"


@pytest.mark.parametrize("name", COUNTS)
def test_pages_hold_every_record_once(ask: Ask, name: str) -> None:
    size = 29 if COUNTS[name] < 300 else 350

    addresses = [record["url"] for record in everything(ask, f"{name}/?page_size={size}")]

    assert len(addresses) == len(set(addresses)) == COUNTS[name]
    assert addresses == [record["url"] for record in everything(ask, f"{name}/?page_size=500")]


@pytest.mark.parametrize("name", [name for name in COUNTS if name not in {"memberships", "cities"}])
def test_every_record_stands_at_its_address_as_in_its_list(ask: Ask, name: str) -> None:
    for listed in everything(ask, f"{name}/?page_size=500"):
        assert ask(listed["url"].rpartition("/api/v1/")[2]) == listed


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("cities/?q=muenchen", 3),
        ("cities/?q=Monaco+di+Baviera", 1),
        ("cities/?network=eccar", 87),
        ("cities/?network=eccar&network=icorn", 139),
        ("cities/?network_all=sichere-haefen&network_all=eccar", 29),
        ("cities/?network_not=mayors-for-peace", 829),
        ("cities/?country=DE", 332),
        ("cities/?country=AT&country=CH", 55),
        ("cities/?region=DE-NW", 76),
        ("cities/?topic=housing", 27),
        ("cities/?kind=county", 32),
        ("cities/?population=metropolis", 130),
        ("cities/?has=practice", 79),
        ("cities/?has=portrait", 30),
        ("cities/?has=resolution", 70),
        ("cities/?has=practice&has=resolution", 31),
        ("cities/?joined_from=2019-12", 116),
        ("cities/?joined_to=1999", 31),
        ("cities/?network=eccar&joined_from=2010&joined_to=2015", 11),
        ("cities/?on=2012-05-01", 126),
        ("cities/?bbox=5.8,47.2,15.1,55.1", 363),
        ("cities/?bbox=170,-50,-60,60", 103),
        ("cities/?near=50.94,6.96,50", 17),
        ("cities/?network=sanctuary-cities-us", 0),
        ("cities/?network=sanctuary-cities-us&include=listed", 22),
        ("memberships/?network=iccar", 141),
        ("memberships/?country=DE", 595),
        ("memberships/?on=2012-05-01", 145),
        ("memberships/?joined_from=2019-12", 132),
        ("memberships/?status=member", 1350),
        ("memberships/?status=awarded&status=applied", 20),
        ("memberships/?status=left&country=NL", 1),
        ("resolutions/?network=sichere-haefen", 21),
        ("resolutions/?region=DE-NW", 17),
        ("practices/?topic=housing", 30),
        ("practices/?q=muenchen", 3),
        ("practices/?network=eccar", 40),
        ("networks/?country=DE", 15),
        ("networks/?q=solidarity", 3),
        ("networks/?topic=health", 3),
        ("networks/?network=iccar", 8),
    ],
)
def test_every_filter_counts_as_by_hand(ask: Ask, address: str, count: int) -> None:
    answer = ask(address)

    assert answer["count"] == count
    assert len(answer["results"]) == min(count, 50)


def test_a_network_of_networks_has_the_distinct_places_of_its_coalitions(
    ask: Ask, files: dict[str, list[dict[str, str]]]
) -> None:
    family = {"iccar"}
    while more := {row["slug"] for row in files["networks"] if row["parent"] in family} - family:
        family |= more
    expected = members(files, *family)

    found = [city["slug"] for city in everything(ask, "cities/?network=iccar")]

    assert {"eccar", "cmard"} <= family
    assert sorted(found) == sorted(expected)
    assert ask("networks/iccar/")["member_count"] == len(expected)


def test_safe_harbours_against_racism_in_one_region_are_those_of_the_files(
    ask: Ask, files: dict[str, list[dict[str, str]]]
) -> None:
    region = {row["place"] for row in files["places"] if row["region"] == "DE-NW"}
    below_eccar = {row["slug"] for row in files["networks"] if row["parent"] == "eccar"}
    below_harbours = {row["slug"] for row in files["networks"] if row["parent"] == "sichere-haefen"}
    harbours = members(files, "sichere-haefen", *below_harbours)
    expected = region & harbours & members(files, "eccar", *below_eccar)

    answer = ask("cities/?network_all=sichere-haefen&network_all=eccar&region=DE-NW")

    assert sorted(city["slug"] for city in answer["results"]) == sorted(expected)
    assert answer["count"] == len(expected) > 3


def test_member_counts_are_what_the_query_finds(ask: Ask) -> None:
    for network in ask("networks/?page_size=500")["results"]:
        assert network["member_count"] == ask(f"cities/?network={network['slug']}")["count"], network["slug"]


def test_undated_populations_size_marks_and_are_not_told(ask: Ask, client: Client) -> None:
    assert {city["population"] for city in everything(ask, "cities/?page_size=500")} == {None}
    assert b"1260391" not in body(client.get("/api/v1/cities.csv?q=muenchen"))


def test_answers_fit_their_description(client: Client, ask: Ask) -> None:
    schema = client.get("/api/v1/schema/").json()

    def fits(component: str, answer: Any) -> None:
        whole = {**schema["components"]["schemas"][component], "components": schema["components"]}
        jsonschema.validate(answer, whole, cls=jsonschema.Draft202012Validator)

    for name in COUNTS:
        component = {"cities": "City", "countries": "Country"}.get(name, name.removesuffix("s").title())
        fits(f"{component}List", ask(f"{name}/?page_size=500"))
    for slug in ("muenchen", "wroclaw", "berlin", "potsdam"):
        fits("CityDetail", ask(f"cities/{slug}/"))
    fits("Suggestions", ask("search/?q=mun"))
    fits("Error", client.get("/api/v1/cities/?page=0").json())
    shape = schema["paths"]["/api/v1/cities.geojson"]["get"]["responses"]["200"]["content"]
    jsonschema.validate(
        ask("cities.geojson"),
        shape["application/geo+json"]["schema"],
        cls=jsonschema.Draft202012Validator,
    )


def test_downloads_hold_what_the_lists_hold(ask: Ask, client: Client) -> None:
    for name in ("cities", "memberships", "practices", "networks"):
        for query in ("", "?country=DE"):
            text = body(client.get(f"/api/v1/{name}.csv{query}")).decode()
            rows = list(csv.DictReader(text.splitlines(keepends=True)))
            assert len(rows) == ask(f"{name}/{query}")["count"]
            assert {(row["as_of"], row["license"]) for row in rows} == {("2026-11-21", "CC BY 4.0")}


def test_downloads_keep_the_query_and_the_order(ask: Ask, client: Client) -> None:
    query = "?near=50.94,6.96,50"
    listed = [city["slug"] for city in ask(f"cities/{query}")["results"]]
    rows = list(csv.DictReader(body(client.get(f"/api/v1/cities.csv{query}")).decode().splitlines()))
    features = ask(f"cities.geojson{query}")["features"]

    assert listed[0] == "koeln"
    assert [row["slug"] for row in rows] == [feature["id"] for feature in features] == listed


def test_every_place_is_a_point_on_the_map(ask: Ask, files: dict[str, list[dict[str, str]]]) -> None:
    points = {row["place"]: [float(row["longitude"]), float(row["latitude"])] for row in files["places"]}

    collection = ask("cities.geojson")

    assert collection["type"] == "FeatureCollection"
    assert {each["id"]: each["geometry"]["coordinates"] for each in collection["features"]} == points


@pytest.mark.parametrize(
    ("text", "slug", "matched"),
    [
        ("Monaco di Baviera", "muenchen", "Monaco di Baviera"),
        ("muenchen", "muenchen", ""),
        ("MÜNCHEN", "muenchen", ""),
        ("Мюнхен", "muenchen", "Мюнхен"),
        ("Breslau", "wroclaw", ""),
        ("ber", "berlin", ""),
    ],
)
def test_suggestions_know_places_by_all_their_names(ask: Ask, text: str, slug: str, matched: str) -> None:
    first = ask(f"search/?q={text}")["cities"][0]

    assert (first["slug"], first["matched"]) == (slug, matched)


def test_every_address_in_an_answer_leads_on(ask: Ask, client: Client) -> None:
    for address in ask("").values():
        path = address.removeprefix("http://testserver")
        path += "?q=a" if path == reverse("api:search") else ""
        assert client.get(path).status_code == 200, path
    city = ask("cities/muenchen/")
    linked = [*city["memberships"], *city["resolutions"], *city["practices"]]
    for record in [*linked, *(each["network"] for each in city["memberships"])]:
        assert client.get(record["url"]).status_code == 200
    for page in city["page"].values():
        assert client.get(page).status_code == 200, page


@pytest.mark.parametrize(
    "address",
    [
        "network=eccar&region=DE-NW",
        "network_all=sichere-haefen&network_not=eccar&population=metropolis",
        "on=2019&has=resolution",
        "q=berlin&has=practice&include=listed",
    ],
)
def test_each_count_of_a_facet_is_what_the_click_gives(ask: Ask, address: str) -> None:
    answer = ask(f"cities/facets/?{address}")

    assert answer.keys() == {"count", "as_of", "license", "facets"}
    assert answer["count"] == ask(f"cities/?{address}&page_size=1")["count"] > 0
    assert list(answer["facets"]) == ["network", "country", "region", "topic", "kind", "population", "has"]
    for facet, values in answer["facets"].items():
        for value, number in values.items():
            clicked = QueryDict(address, mutable=True)
            # Values of one facet are alternatives, so each counts alone; `has` asks for all of them.
            clicked.setlist(facet, [*(clicked.getlist(facet) if facet == "has" else []), value])
            found = ask(f"cities/?{clicked.urlencode()}&page_size=1")["count"]
            assert found == number > 0, (facet, value)
