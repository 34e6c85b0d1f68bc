"""The search page, and the page for missing addresses, which searches too."""

import pytest
from django.test import Client

from cities.models import CityName
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def munich() -> None:
    city = making.make_city(
        "muenchen", endonym="München", names=making.text("Munich", "München"), region="DE-BY", kind="city"
    )
    CityName.objects.create(city=city, name="Monaco di Baviera", kind=CityName.Kind.EXONYM)
    making.make_membership(
        city,
        making.make_network("rainbow-cities", name=making.text("Rainbow Cities Network"), short_name="RCN"),
    )
    making.make_practice(city, "a-house", title=making.text("A house for all", "Ein Haus für alle"))
    making.make_topic("housing")


def links(client: Client, address: str, status: int = 200) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == status
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return [part.partition('"')[0] for part in main.split('<a href="')[1:]]


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("munich", "/en/cities/muenchen/"),
        ("MÜNCHEN", "/en/cities/muenchen/"),
        ("monaco bav", "/en/cities/muenchen/"),
        ("rainb", "/en/networks/rainbow-cities/"),
        ("rcn", "/en/networks/rainbow-cities/"),
        ("deutschl", "/en/countries/DE/"),
        ("germany", "/en/countries/DE/"),
        ("de by", "/en/countries/DE/DE-BY/"),
        ("housing", "/en/topics/housing/"),
        ("haus alle", "/en/practices/a-house/"),
    ],
)
def test_everything_is_found_by_any_of_its_names(client: Client, munich: None, text: str, page: str) -> None:
    assert page in links(client, f"/en/search/?q={text}")


def test_a_further_name_is_told(client: Client, munich: None) -> None:
    assert "Monaco di Baviera" in client.get("/en/search/?q=monaco").text


@pytest.mark.parametrize("typed", ["munchn", "mnuich", "munichh", "Mümchen"])
def test_a_typing_error_is_forgiven_and_told(client: Client, munich: None, typed: str) -> None:
    answer = client.get(f"/en/search/?q={typed}")

    assert "/en/cities/muenchen/" in links(client, f"/en/search/?q={typed}")
    assert f"Nothing is called “{typed}”. This is what comes nearest:" in answer.text


def test_a_word_of_a_summary_is_no_name(client: Client, munich: None) -> None:
    making.make_practice(
        making.make_city("bonn"),
        "a-plan",
        title=making.text("A plan"),
        summary=making.text("After the munchner way."),
    )

    found = links(client, "/en/search/?q=munchn")

    assert {"/en/cities/muenchen/", "/en/practices/a-plan/"} <= set(found)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Nothing is called “xyzzyq”. Try fewer letters"),
        ("de", "Nichts heißt „xyzzyq“. Versuchen Sie es mit weniger Buchstaben"),
    ],
)
def test_nothing_found_is_said_kindly(client: Client, munich: None, language: str, said: str) -> None:
    assert said in client.get(f"/{language}/search/?q=xyzzyq").text


@pytest.mark.parametrize("text", ["", "   ", "%3F%21", "%3Cscript%3Ealert(1)%3C/script%3E", "a" * 5000])
def test_odd_texts_do_no_harm(client: Client, munich: None, text: str) -> None:
    answer = client.get(f"/en/search/?q={text}")

    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert 'content="noindex"' in answer.text


def test_what_is_not_public_is_not_found(client: Client, munich: None) -> None:
    making.make_city("secret-town", endonym="Zwieselhausen", publication="draft")

    assert links(client, "/en/search/?q=zwieselhausen") == []
    assert links(client, "/en/search/?q=zwieselhausn") == []


def test_a_missing_page_offers_what_may_be_meant(client: Client, munich: None) -> None:
    assert "/de/cities/muenchen/" in links(client, "/de/cities/munchen/", status=404)
    assert "/en/networks/rainbow-cities/" in links(client, "/en/netwoks/rainbow/", status=404)
    assert 'name="q" value="munchen"' in client.get("/de/cities/munchen/").text


def test_a_missing_page_without_a_guess_is_still_a_page(client: Client) -> None:
    answer = client.get("/en/cities/%E2%80%93/")

    assert answer.status_code == 404
    assert "Perhaps you meant" not in answer.text
