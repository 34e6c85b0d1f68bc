"""Places side by side: which ones an address means, and what is said where that is not clear."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from atlas import comparing
from cities.models import CityName
from cities.partial_dates import PartialDate
from tests.making import (
    make_city,
    make_membership,
    make_network,
    make_practice,
    make_resolution,
    make_source,
    make_topic,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client()


def asked(visitor: Client, *cities: str, language: str = "en") -> Any:
    return visitor.get(f"/{language}/compare/", {"city": list(cities)})


def shown(response: Any) -> list[str]:
    return [column["city"].slug for column in response.context["columns"]]


def test_without_a_place_it_asks_for_some(visitor: Client) -> None:
    make_city("bonn", portrait=text("A portrait."))

    response = visitor.get("/en/compare/")

    assert response.status_code == 200
    assert response.text.count('name="city"') == 2
    assert '<option value="Bonn">' in response.text
    assert "Memberships over the years" not in response.text


def test_places_stand_in_the_order_asked(visitor: Client) -> None:
    for slug in ("aachen", "bonn", "celle"):
        make_city(slug)

    assert shown(asked(visitor, "celle", "aachen", "bonn")) == ["celle", "aachen", "bonn"]


@pytest.mark.parametrize(
    "typed", ["München", "munchen", "Muenchen", "Munich", "Monaco di Baviera", " MÜNCHEN "]
)
def test_a_name_leads_to_the_one_address(visitor: Client, typed: str) -> None:
    city = make_city("muenchen", endonym="München", names=text("Munich", "München"))
    CityName.objects.create(city=city, name="Monaco di Baviera", language="it", kind="exonym")
    make_city("bonn")

    response = asked(visitor, "bonn", typed)

    assert (response.status_code, response["Location"]) == (302, "/en/compare/?city=bonn&city=muenchen")


def test_a_place_called_just_so_comes_before_those_called_so_and_more(visitor: Client) -> None:
    make_city("halle")
    make_city("halle-westfalen", endonym="Halle (Westfalen)", population=20_000)

    assert asked(visitor, "Halle")["Location"] == "/en/compare/?city=halle"


def test_a_name_of_several_places_is_asked_about_and_kept(visitor: Client) -> None:
    make_city("bonn")
    make_city("frankfurt-oder", endonym="Frankfurt (Oder)", population=57_000)
    make_city("frankfurt-am-main", endonym="Frankfurt am Main", population=750_000)

    response = asked(visitor, "bonn", "Frankfurt")

    assert shown(response) == ["bonn"]
    offers = response.context["doubts"][0]["offers"]
    assert [(each["city"].slug, each["url"]) for each in offers] == [
        ("frankfurt-am-main", "/en/compare/?city=bonn&city=frankfurt-am-main"),
        ("frankfurt-oder", "/en/compare/?city=bonn&city=frankfurt-oder"),
    ]
    assert "Which place do you mean by “Frankfurt”?" in response.text
    assert 'name="city" value="Frankfurt"' in response.text
    assert 'type="hidden" name="city" value="bonn"' in response.text
    assert "/en/compare/?city=Frankfurt" in response.context["columns"][0]["without"]


def test_a_typing_error_is_asked_about_and_never_guessed(visitor: Client) -> None:
    make_city("muenchen", endonym="München")
    make_city("muenster", endonym="Münster")

    response = asked(visitor, "Muünchn", language="de")

    assert response.status_code == 200
    assert shown(response) == []
    assert response.context["doubts"][0]["offers"][0]["city"].slug == "muenchen"
    assert "Welchen Ort meinen Sie mit „Muünchn“?" in response.text


@pytest.mark.parametrize("nonsense", ["zzzzzz", "???", "a" * 5000, "<script>alert(1)</script>"])
def test_what_nobody_knows_is_said_kindly(visitor: Client, nonsense: str) -> None:
    make_city("bonn")

    response = asked(visitor, "bonn", nonsense)

    assert response.status_code == 200
    assert shown(response) == ["bonn"]
    assert "is in the register. Try fewer letters" in response.text
    assert "<script>alert" not in response.text


def test_a_place_named_twice_stands_once(visitor: Client) -> None:
    make_city("bonn")

    response = asked(visitor, "bonn", "Bonn")

    assert shown(response) == ["bonn"]
    assert "Bonn was named twice and stands here once." in response.text


def test_more_than_four_are_named_and_wait(visitor: Client) -> None:
    slugs = ["aachen", "bonn", "celle", "daun", "emden", "fulda"]
    for slug in slugs:
        make_city(slug)

    response = asked(visitor, *slugs)

    assert shown(response) == slugs[:4]
    assert "Only 4 places fit side by side. Not shown: Emden and Fulda." in response.text
    # Who removes one gets the next: nothing is lost.
    without = response.context["columns"][0]["without"]
    assert without == "/en/compare/?" + "&".join(f"city={slug}" for slug in slugs[1:])
    assert 'id="place-new"' not in response.text


def test_empty_fields_of_the_form_leave_no_trace_in_the_address(visitor: Client) -> None:
    make_city("bonn")

    assert asked(visitor, "bonn", "", " ")["Location"] == "/en/compare/?city=bonn"
    assert asked(visitor, "", "")["Location"] == "/en/compare/"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_unpublished_places_and_their_records_never_appear(visitor: Client, state: str) -> None:
    bonn = make_city("bonn")
    make_city("hushhush", publication=state)
    hidden = make_network("hidden-network", publication=state)
    make_membership(bonn, hidden)
    make_membership(bonn, make_network("open-network"), publication=state)
    make_practice(bonn, "hidden-practice", publication=state)
    make_resolution(bonn, title=text("Hidden resolution"), publication=state)

    response = asked(visitor, "bonn", "hushhush")

    assert shown(response) == ["bonn"]
    assert response.context["doubts"] == [{"text": "hushhush", "offers": []}]
    assert response.context["memberships"] == []
    assert response.context["topics"] == []
    assert "Hidden" not in response.text


def test_networks_of_several_places_lead_and_gaps_stay_gaps(visitor: Client) -> None:
    bonn, kiel = make_city("bonn"), make_city("kiel")
    alone, both = make_network("a-alone"), make_network("b-both")
    make_membership(kiel, alone, joined="2012", attested="2020-05").sources.add(make_source())
    make_membership(bonn, both, joined="2008")
    make_membership(kiel, both)
    make_membership(bonn, alone, status="listed")

    response = asked(visitor, "bonn", "kiel")

    lines = response.context["memberships"]
    held = [(line["network"].slug, [len(cell["held"]) for cell in line["cells"]]) for line in lines]
    assert held == [("b-both", [1, 1]), ("a-alone", [0, 1])]
    assert "since 2012, attested May 2020" in response.text
    assert "not recorded" in response.text
    assert response.text.count('id="source-') == 1


def test_practices_stand_with_each_of_their_topics(visitor: Client) -> None:
    bonn, kiel = make_city("bonn"), make_city("kiel")
    health = make_topic("health")
    make_practice(bonn, "a-clinic", main_topic=make_topic("housing")).topics.add(health)
    make_practice(kiel, "a-nurse", main_topic=health)

    topics = asked(visitor, "bonn", "kiel").context["topics"]

    found = {
        line["subject"].slug: [[practice.slug for practice in cell["held"]] for cell in line["cells"]]
        for line in topics
    }
    assert found == {"housing": [["a-clinic"], []], "health": [["a-clinic"], ["a-nurse"]]}


def test_resolutions_stand_latest_first_with_votes(visitor: Client) -> None:
    bonn = make_city("bonn")
    make_resolution(bonn, title=text("Older"), date=PartialDate.parse("2018"))
    make_resolution(bonn, title=text("Newer"), date=PartialDate.parse("2020"), votes_for=30, votes_against=12)
    make_resolution(bonn, title=text("Undated"))

    response = asked(visitor, "bonn")

    titles = [str(each["resolution"].title) for each in response.context["resolutions"][0]["held"]]
    assert titles == ["Newer", "Older", "Undated"]
    assert "30 for, 12 against" in response.text


def test_search_engines_see_one_address(visitor: Client) -> None:
    make_city("bonn")

    assert '<link rel="canonical" href="http://testserver/en/compare/">' in asked(visitor, "bonn").text


@pytest.mark.parametrize(
    "texts", [["Nirgends", "Nowhere", "Nullepart", "Ninguno"], ["place", "places", "plaza"]]
)
def test_doubts_ask_few_queries(
    visitor: Client, django_assert_max_num_queries: Any, texts: list[str]
) -> None:
    for _number in range(30):
        make_city()
    with django_assert_max_num_queries(12):
        asked(visitor, *texts)


def test_an_endless_address_is_cut(visitor: Client) -> None:
    assert len(comparing.chosen(f"nowhere {number}" for number in range(500)).doubts) == 12
    assert (
        visitor.get(f"/en/compare/?{'&'.join('city=' + quote('ä' * 50) for _ in range(60))}").status_code
        == 200
    )
