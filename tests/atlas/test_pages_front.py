"""The front page."""

import json
import re

import pytest
from django.test import Client

from tests.making import make_city, make_membership, make_network, make_practice, make_source, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client()


def counters(page: str) -> list[str]:
    return re.findall(r'<a class="section-\w+" href="([^"]+)"><b>([^<]+)</b>', page)


def test_the_counters_count_what_is_published(visitor: Client) -> None:
    network = make_network("eccar")
    make_network("draft", publication="draft")
    bonn = make_city("bonn")
    make_membership(bonn, network)
    make_membership(make_city("bern", country="CH"), network, status="listed")
    make_membership(make_city("gone", publication="withdrawn"), network)
    make_practice(bonn)

    page = visitor.get("/en/").text

    assert counters(page) == [
        ("/en/cities/", "2"),
        ("/en/networks/", "1"),
        ("/en/practices/", "1"),
        ("/en/data/", "1"),
    ]
    assert "places in 2 countries" in page


def test_numbers_are_written_as_the_language_does(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Thousand:
        def count(self) -> int:
            return 1364

    monkeypatch.setattr("atlas.views.front.counted_memberships", Thousand)

    assert ("/en/data/", "1,364") in counters(visitor.get("/en/").text)
    assert ("/de/data/", "1.364") in counters(visitor.get("/de/").text)


def test_the_search_leads_to_the_search_page(visitor: Client) -> None:
    page = visitor.get("/de/").text

    assert re.search(r'<form class="find" action="/de/search/" method="get"', page)
    assert 'name="q"' in page


def test_the_map_gets_its_facts_in_one_block(visitor: Client) -> None:
    make_membership(make_city("bonn"), make_network("eccar"))

    page = visitor.get("/en/").text

    block = re.search(r'<script id="atlas-data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    assert json.loads(block[1])["count"] == 1
    assert 'id="map"' in page


def test_three_practices_of_three_topics_and_countries_the_best_sourced_first(visitor: Client) -> None:
    for number, (slug, country, topic, sources) in enumerate(
        [
            ("best", "DE", "housing", 5),
            ("same-country", "DE", "health", 4),
            ("same-topic", "FR", "housing", 4),
            ("second", "AT", "health", 3),
            ("third", "CH", "arrival", 2),
            ("fourth", "IT", "culture", 1),
        ]
    ):
        practice = make_practice(
            make_city(f"place-{number}", country=country), slug, main_topic=make_topic(topic)
        )
        practice.sources.add(*(make_source() for _source in range(sources)))

    chosen = visitor.get("/en/").context["worth_copying"]

    assert [practice.slug for practice in chosen] == ["best", "second", "third"]


def test_an_empty_register_has_a_front_page_too(visitor: Client) -> None:
    response = visitor.get("/en/")

    assert response.status_code == 200
    assert "Worth copying" not in response.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Submit a good practice"), ("de", "Gutes Beispiel eintragen")]
)
def test_it_says_plainly_where_a_practice_is_submitted(visitor: Client, language: str, words: str) -> None:
    make_practice(make_city("bonn"))
    address = f"/{language}/submit/practice/"

    page = visitor.get(f"/{language}/").text

    assert len(re.findall(rf'<a[^>]* href="{address}"[^>]*>{words}</a>', page)) == 2
    assert f"<b>{words}</b>" in visitor.get(address).text
