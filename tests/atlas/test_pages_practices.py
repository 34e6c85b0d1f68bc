"""Pages of practices and topics."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.making import make_city, make_network, make_practice, make_source, make_topic, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client()


def slugs(page: Any) -> list[str]:
    return [practice.slug for practice in page]


def test_the_list_stands_in_the_order_of_the_topics(visitor: Client) -> None:
    housing, health = make_topic("housing"), make_topic("health")
    housing.position, health.position = 2, 1
    housing.save()
    health.save()
    city = make_city("bonn")
    make_practice(city, "a-house", main_topic=housing)
    make_practice(city, "b-clinic", main_topic=health)

    assert slugs(visitor.get("/en/practices/").context["page"]) == ["b-clinic", "a-house"]


def test_choosing_a_topic_gives_what_its_figure_says(visitor: Client) -> None:
    housing, health = make_topic("housing"), make_topic("health")
    city = make_city("bonn")
    make_practice(city, "main", main_topic=housing)
    make_practice(city, "further", main_topic=health).topics.add(housing)
    make_practice(city, "neither", main_topic=health)

    context = visitor.get("/en/practices/", {"topic": "housing"}).context

    figures = {entry["topic"].slug: entry["choice"].count for entry in context["topics"]}
    assert figures == {"housing": 2, "health": 2}
    assert sorted(slugs(context["page"])) == ["further", "main"]
    assert sorted(slugs(visitor.get("/en/topics/housing/").context["page"])) == ["further", "main"]


def test_a_topic_page_leads_with_its_own_practices(visitor: Client) -> None:
    first, housing = make_topic("arrival"), make_topic("housing")
    housing.position = 5
    housing.save()
    city = make_city("bonn")
    make_practice(city, "a-further", main_topic=first).topics.add(housing)
    make_practice(city, "z-main", main_topic=housing)

    assert slugs(visitor.get("/en/topics/housing/").context["page"]) == ["z-main", "a-further"]


def test_an_unknown_topic_is_named_kindly_and_is_no_page(visitor: Client) -> None:
    make_practice(make_city("bonn"), "a-practice")

    response = visitor.get("/en/practices/", {"topic": "nonsense"})

    assert response.status_code == 200
    assert "Not known here: nonsense." in response.text
    assert slugs(response.context["page"]) == ["a-practice"]
    assert visitor.get("/en/topics/nonsense/").status_code == 404


def test_a_topic_that_an_editor_added_shows_without_a_drawing_of_its_own(visitor: Client) -> None:
    make_practice(make_city("bonn"), main_topic=make_topic("brand-new"))

    assert visitor.get("/en/topics/brand-new/").status_code == 200
    assert "icon-other" in visitor.get("/en/practices/").text


def test_a_topic_names_the_networks_that_work_on_it(visitor: Client) -> None:
    topic = make_topic("housing")
    make_network("shown", short_name="Shown").topics.add(topic)
    make_network("hidden", short_name="Hidden", publication="draft").topics.add(topic)

    networks = visitor.get("/en/topics/housing/").context["networks"]

    assert [entry["network"].slug for entry in networks] == ["shown"]


def test_only_filled_parts_are_shown_with_their_headings(visitor: Client) -> None:
    make_practice(
        make_city("zuerich", country="CH", endonym="Zürich"),
        "city-card",
        title=text("A card for all", "Ein Ausweis für alle"),
        challenge=text("Many live without a permit.", "Viele leben ohne Bewilligung."),
        lessons=text("It takes years.", "Es braucht Jahre."),
        target_groups=["undocumented"],
        start_year=2018,
        status="running",
    )

    page = visitor.get("/de/practices/city-card/")

    assert [str(part["text"]) for part in page.context["parts"]] != []
    assert len(page.context["parts"]) == 1
    assert "Viele leben ohne Bewilligung." in page.text
    assert "Es braucht Jahre." in page.text
    assert 'href="/de/cities/zuerich/"' in page.text
    assert "2018" in page.text
    assert "A card for all" not in page.text


def test_sources_of_a_practice_are_numbered_and_linked(visitor: Client) -> None:
    practice = make_practice(make_city("bonn"), "a-practice")
    practice.sources.add(make_source("one", published_on=None), make_source("two", language="pl"))

    page = visitor.get("/en/practices/a-practice/").text
    german = visitor.get("/de/practices/a-practice/").text

    assert 'href="https://source.example/one"' in page
    assert 'href="#source-2"' in page
    assert "undated" in page
    assert page.count(", in Polish</li>") == german.count(", auf Polnisch</li>") == 1


def test_related_practices_share_the_topic_and_first_the_group(visitor: Client) -> None:
    city = make_city("bonn")
    make_practice(city, "shown", target_groups=["women"])
    make_practice(city, "a-other-group", target_groups=["artists"])
    make_practice(city, "b-same-group", target_groups=["women", "artists"])
    make_practice(city, "other-topic", main_topic=make_topic("health"), target_groups=["women"])

    related = visitor.get("/en/practices/shown/").context["related"]

    assert slugs(related) == ["b-same-group", "a-other-group"]


@pytest.mark.parametrize("what", ["practice", "city"])
def test_a_withdrawn_practice_or_place_takes_the_page_away(visitor: Client, what: str) -> None:
    city = make_city("bonn")
    practice = make_practice(city, "a-practice")
    assert visitor.get("/en/practices/a-practice/").status_code == 200

    record = practice if what == "practice" else city
    record.publication = "withdrawn"
    record.save()

    assert visitor.get("/en/practices/a-practice/").status_code == 404
    assert "a-practice" not in visitor.get("/en/practices/").text
    assert "a-practice" not in visitor.get("/en/topics/housing/").text
    assert "a-practice" not in visitor.get("/en/").text


def test_a_withdrawn_network_is_not_named_by_a_practice(visitor: Client) -> None:
    practice = make_practice(make_city("bonn"), "a-practice")
    practice.networks.add(make_network("gone", short_name="Gone", publication="withdrawn"))

    assert "Gone" not in visitor.get("/en/practices/a-practice/").text


@pytest.mark.parametrize("address", ["/en/practices/", "/en/topics/housing/", "/en/practices/first/"])
def test_more_practices_ask_no_more_queries(visitor: Client, address: str) -> None:
    make_practice(make_city(), "first")
    visitor.get(address)
    with CaptureQueriesContext(connection) as few:
        visitor.get(address)
    for _number in range(8):
        practice = make_practice(make_city())
        practice.sources.add(make_source(), make_source())
        practice.topics.add(make_topic("health"))
    with CaptureQueriesContext(connection) as many:
        visitor.get(address)

    assert len(many) == len(few)
