"""The library of practices: what is asked, what each further choice would give."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from pytest_django.asserts import assertNumQueries

from atlas.filters import read
from atlas.library import BESIDE_THE_QUERY, Library, ask

pytestmark = pytest.mark.django_db

REGISTER = Path(__file__).parents[2] / "fixtures" / "register"


def counts(query: str, name: str) -> dict[str, int]:
    library = Library(ask(QueryDict(query))[0])
    facet = next((facet for facet in library.facets() if facet.name == name), None)
    return {choice.value: choice.count for choice in facet.choices} if facet else {}


def rows() -> list[dict[str, Any]]:
    """The practices as the register's file has them, with what it says of their places."""
    with (REGISTER / "places.csv").open() as file:
        places = {place["place"]: place for place in csv.DictReader(file)}
    with (REGISTER / "practices.jsonl").open() as file:
        practices = [json.loads(line) for line in file]
    return [{**practice, "country": places[practice["place"]]["country"]} for practice in practices]


@pytest.fixture(scope="module")
def written() -> list[dict[str, Any]]:
    return rows()


def test_figures_are_those_of_the_files(register: None, written: list[dict[str, Any]]) -> None:
    topics = Counter(topic for row in written for topic in {row["main_topic"], *row["topics"]})

    assert counts("", "topic") == dict(topics)
    assert counts("", "country") == dict(Counter(row["country"] for row in written))
    assert counts("", "status") == {"running": 55, "ended": 8, "unknown": 40}
    assert counts("", "target_group")["undocumented"] == 24
    assert counts("", "municipal_role") == {}, "the register does not tell it, so nobody is asked"


def test_each_facet_counts_under_all_others(register: None, written: list[dict[str, Any]]) -> None:
    running = [
        row for row in written if row["status"] == "running" and "undocumented" in row["target_groups"]
    ]
    for_them = [row for row in written if "undocumented" in row["target_groups"]]

    query = "status=running&target_group=undocumented"
    assert counts(query, "country") == dict(Counter(row["country"] for row in running))
    assert counts(query, "status") == dict(Counter(row["status"] for row in for_them))


@pytest.mark.parametrize(
    "query",
    [
        "topic=housing&topic=health",
        "country=DE&population=metropolis",
        "network=iccar",
        "network=eccar&on=2019",
        "network=rainbow-cities&joined_from=2015",
        "q=Genossenschaft",
        "near=48.1,11.6,200&topic=housing",
        "network_not=sichere-haefen&include=listed",
        "region=DE-NW&has=resolution",
    ],
)
def test_the_query_means_what_the_api_means(register: None, client: Client, query: str) -> None:
    found = Library(ask(QueryDict(query))[0]).found()

    meant, problems = read(QueryDict(query), extras=BESIDE_THE_QUERY)
    assert not problems
    assert set(found) == set(meant.practices().values_list("pk", flat=True))
    assert len(found) == client.get(f"/api/v1/practices/?{query}").json()["count"]


@pytest.mark.parametrize("query", ["", "topic=housing", "country=DE&status=running", "network=eccar"])
def test_every_figure_is_what_following_it_gives(register: None, client: Client, query: str) -> None:
    asked = ask(QueryDict(query))[0]

    for facet in Library(asked).facets():
        chosen = [choice.value for choice in facet.chosen]
        for choice in facet.choices:
            alone = asked.address(facet.name, [choice.value])
            found = Library(ask(QueryDict(alone.removeprefix("?")))[0]).found()
            assert len(found) == choice.count, (facet.name, choice.value)
            if not chosen:
                assert choice.address == alone


def test_the_whole_text_is_searched_whatever_the_accents(register: None) -> None:
    everywhere = Library(ask(QueryDict("q=Messerangriff"))[0]).found()

    assert len(everywhere) == 1, "a word of the lessons of Altena"
    assert Library(ask(QueryDict("q=burgermeister altena"))[0]).found() == everywhere


def test_what_cannot_be_read_is_said_and_left_out(register: None, client: Client) -> None:
    asked, problems = ask(QueryDict("status=running&status=flying&colour=red&target_group=cats"))

    assert set(problems) == {"status", "colour", "target_group"}
    assert asked.own["status"] == ("running",)
    page = client.get("/de/practices/?status=flying")
    assert page.status_code == 200
    assert "„flying“ ist nicht bekannt." in page.text


def test_the_page_costs_the_same_whatever_is_asked(register: None, client: Client) -> None:
    query = "topic=housing&topic=health&status=running&status=unknown&country=DE&target_group=undocumented&q=stadt"
    with assertNumQueries(13):
        client.get(f"/en/practices/?{query}")


def test_a_visitor_without_scripts_chooses_and_takes_back(register: None, client: Client) -> None:
    page = client.get("/en/practices/?country=DE&status=running")

    asked = page.context["asked"]
    chips = {chip.label: chip.address for chip in page.context["chips"]}
    assert chips == {"Germany": "?status=running", "running": "?country=DE"}
    assert page.context["page"].paginator.count == len(Library(asked).found())
    assert page.context["carried"] == [("country", "DE"), ("status", "running")]
