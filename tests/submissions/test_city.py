"""Portrait and facts of a place, of the register or new to it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cities.merging import merge
from cities.models import City, Region, translated
from cities.publishing import Publication
from practices.models import Practice
from submissions import reviewing
from submissions.kinds import form_of
from submissions.models import Submission
from submissions.records import state_of
from submissions.states import State
from tests.making import make_city, make_topic, text
from tests.submissions import senders

pytestmark = pytest.mark.django_db

SOURCE = {"sources_url": "https://town.example/about", "sources_title": "About us"}
WHERE = {
    "place_kind": "town",
    "country": "DE",
    "region": "nordrhein-westfalen",
    "latitude": "51,2945",
    "longitude": "7.6703°",
}


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def test_a_place_of_the_register_is_changed(client: Client, editor: User) -> None:
    city = make_city(
        "altena", endonym="Altena", portrait=text("Old.", "Alt."), website="https://altena.example/"
    )
    submission = senders.told(
        client,
        "city",
        {"place": "altena", "written_in": "en"},
        (
            "about",
            {
                "portrait": "New.\n\nAnd true.",
                "population": "16,922",
                "population_year": "2023",
                "website": "altena.example",
                "also_called": "Altenna\nAltena",
            },
        ),
        ("sources", SOURCE),
    )
    assert (submission.record_kind, submission.record_id) == ("city", city.pk)

    reviewing.accept(submission, editor)

    city.refresh_from_db()
    assert translated(city.portrait) == {"en": "New.\n\nAnd true.", "de": "Alt."}
    assert (city.population, city.population_year) == (16922, 2023)
    assert city.website == "https://altena.example"
    assert [name.name for name in city.further_names.all()] == ["Altenna"]
    assert [source.url for source in city.portrait_sources.all()] == ["https://town.example/about"]
    assert "And true." in client.get("/en/cities/altena/").content.decode()


def test_what_was_meant_for_a_place_goes_into_the_one_that_it_was_merged_into(
    client: Client, editor: User
) -> None:
    gone, kept = make_city("altenna", endonym="Altenna"), make_city("altena", endonym="Altena")
    submission = senders.told(
        client,
        "city",
        {"place": "Altenna", "written_in": "en"},
        ("about", {"portrait": "New."}),
        ("sources", SOURCE),
    )
    merge(kept, gone, editor=editor)
    kept.refresh_from_db()

    reviewing.accept(submission, editor, over=state_of(kept))

    gone.refresh_from_db()
    kept.refresh_from_db()
    assert gone.publication == Publication.WITHDRAWN
    assert translated(kept.portrait) == {"en": "New."}
    assert "/en/cities/altena/" in client.get(senders.address(submission)).content.decode()


def test_the_form_of_a_known_place_is_filled(client: Client) -> None:
    make_city("altena", endonym="Altena", portrait=text("Old.", "Alt."))
    response = senders.send(client, "/de/submit/city/", place="Altena", written_in="de")

    page = client.get(response["Location"]).content.decode()

    assert "Alt.</textarea>" in page
    assert '<a href="/de/cities/altena/">Altena</a>' in page
    assert 'name="place"' not in page


def test_a_new_place_is_made_at_acceptance(client: Client, editor: User) -> None:
    make_city("bonn", region="DE-NW")
    Region.objects.filter(code="DE-NW").update(name=text("North Rhine-Westphalia", "Nordrhein-Westfalen"))
    submission = senders.told(
        client,
        "city",
        {"place": "Altena", "place_slug": "new", "written_in": "de"},
        ("new-place", WHERE),
        ("about", {"portrait": "Schön."}),
        ("sources", SOURCE),
    )
    assert not City.objects.filter(slug="altena").exists()
    form = form_of(submission)
    assert form.is_valid()
    rows = {row.name: row.answer for row in form.rows()}
    assert rows["place"] == "Altena (not in the register yet)"
    assert (rows["place_kind"], rows["country"]) == ("Town", "Germany")

    reviewing.accept(submission, editor)

    city = City.objects.published().get(slug="altena")
    assert (city.endonym, city.kind, city.country_id, city.region_id) == ("Altena", "town", "DE", "DE-NW")
    assert (city.latitude, city.longitude, city.coordinates_source) == (51.2945, 7.6703, "sender")
    assert translated(city.portrait) == {"de": "Schön."}
    assert (city.population, city.population_year) == (None, None)
    submission.refresh_from_db()
    assert (submission.state, submission.city) == (State.PUBLISHED, city)
    assert client.get("/de/cities/altena/").status_code == 200


@pytest.mark.parametrize(
    ("country", "place", "practice"),
    [("DE", "koenigsmuehle", "tueren-fuer-alle"), ("SE", "konigsmuhle", "tueren-fuer-alle")],
)
def test_addresses_are_spelled_as_those_of_the_register(
    client: Client, editor: User, country: str, place: str, practice: str
) -> None:
    make_topic("housing")
    pages = senders.PRACTICE | {"what": {**senders.PRACTICE["what"], "title": "Türen für alle"}}
    submission = senders.told(
        client,
        "practice",
        {"place": "Königsmühle", "place_slug": "new", "written_in": "de"},
        ("new-place", {**WHERE, "country": country, "region": ""}),
        *pages.items(),
    )

    reviewing.accept(submission, editor)

    published = Practice.objects.published().get()
    assert (published.city.slug, published.slug) == (place, practice)


def test_a_practice_of_a_new_place_brings_it_along(client: Client, editor: User) -> None:
    make_topic("housing")
    submission = senders.told(
        client,
        "practice",
        {"place": "Altena", "place_slug": "new", "written_in": "en"},
        ("new-place", {**WHERE, "country": "LU", "region": ""}),
        *senders.PRACTICE.items(),
    )
    assert not City.objects.exists()

    reviewing.accept(submission, editor)

    practice = Practice.objects.published().get()
    assert (practice.city.slug, practice.city.country_id, practice.city.region) == ("altena", "LU", None)
    assert client.get(f"/en/practices/{practice.slug}/").status_code == 200
    submission.refresh_from_db()
    assert submission.city == practice.city


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"place_kind": ""}, "place_kind", "Choose what kind of place it is."),
        ({"country": ""}, "country", "Choose a country."),
        ({"country": "ZZ"}, "country", "ZZ is not one of the available choices."),
        ({"latitude": ""}, "latitude", "Say where the place lies: on the map or in degrees."),
        ({"longitude": ""}, "longitude", "Say where the place lies: on the map or in degrees."),
        ({"latitude": "north"}, "latitude", "Enter degrees as a number, for example 52.3989."),
        ({"latitude": "nan"}, "latitude", "Enter degrees as a number, for example 52.3989."),
        ({"latitude": "91"}, "latitude", "This is no place on earth: enter at most 90."),
        ({"longitude": "-180.5"}, "longitude", "This is no place on earth: enter at least -180."),
        ({"region": "<b>x</b>"}, "region", "Please write plain text, without HTML."),
    ],
)
def test_a_new_place_needs_its_point_and_country(
    client: Client, changes: dict[str, str], field: str, message: str
) -> None:
    senders.send(client, "/en/submit/city/", place="Altena", place_slug="new", written_in="en")
    submission = Submission.objects.get()

    response = senders.send(client, senders.address(submission, "new-place"), **{**WHERE, **changes})

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(message) >= 2
    assert f'id="id_{field}_error"' in page
    assert "51,2945" in page or "latitude" in changes


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"population": "many"}, "population", "Enter a whole number, for example 16500."),
        ({"population": "0"}, "population", "Enter a whole number, for example 16500."),
        ({"population": "5"}, "population_year", "Add the year: a figure without one is not published."),
        ({"population_year": "2020"}, "population", "Add the number that belongs to this year."),
        ({"population": "5", "population_year": "2099"}, "population_year", "This year lies in the future."),
        ({"website": "javascript:alert(1)"}, "website", "This address cannot be read."),
        ({"website": "ftp://altena.example/"}, "website", "This address cannot be read."),
        ({"also_called": "a\n" * 12}, "also_called", "Write at most ten names, one a line."),
        ({"portrait": "x" * 1205}, "portrait", "Shorten it by 5 characters."),
    ],
)
def test_facts_that_cannot_be_are_refused(
    client: Client, answers: dict[str, Any], field: str, message: str
) -> None:
    make_city("altena", endonym="Altena")
    senders.send(client, "/en/submit/city/", place="Altena", written_in="en")

    response = senders.send(client, senders.address(Submission.objects.get(), "about"), **answers)

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(message) >= 2
    assert f'id="id_{field}_error"' in page


def test_a_portrait_without_a_source_cannot_be_sent(client: Client) -> None:
    make_city("altena", endonym="Altena")
    senders.send(client, "/en/submit/city/", place="Altena", written_in="en")
    submission = Submission.objects.get()
    senders.send(client, senders.address(submission, "about"), portrait="New.")

    page = client.get(senders.address(submission, "send")).content.decode()

    assert "Sources: Name at least one page where this can be read." in page
    assert ">Send</button>" not in page


@pytest.mark.parametrize(
    ("language", "first", "last"), [("de", "Afghanistan", "Zypern"), ("en", "Afghanistan", "Åland Islands")]
)
def test_countries_are_named_in_the_readers_language(
    client: Client, language: str, first: str, last: str
) -> None:
    senders.send(client, f"/{language}/submit/city/", place="Altena", place_slug="new", written_in=language)

    page = client.get(senders.address(Submission.objects.get(), "new-place", language)).content.decode()

    assert f">{first}</option>" in page
    assert f">{last}</option>" in page
    assert "Europäische Union" not in page
