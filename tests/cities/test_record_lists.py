"""Lists and forms of records at the desk: what they ask of the database, and what their filters find."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.models import User
from django.db import connection
from django.forms.models import fields_for_model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.functional import Promise
from lxml import html

from cities.desk.model_admin import NarrowPaginator
from cities.doing import doing
from cities.models import City
from practices.models import Practice
from tests import making

pytestmark = pytest.mark.django_db

LISTS = (
    "cities_city",
    "cities_source",
    "networks_network",
    "networks_membership",
    "networks_resolution",
    "practices_practice",
)


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.create_superuser("editor"))
    return client


def fill(places: int) -> City:
    """So many places, each with a membership, a resolution, a practice and a source; the first one has all the rest."""
    with doing():  # one deed, not one for each record
        network = making.make_network()
        first = making.make_city()
        for _number in range(places):
            city = making.make_city(region="DE-NW")
            making.make_membership(city, network).sources.add(making.make_source())
            making.make_membership(first, making.make_network())
            for each in (city, first):
                making.make_resolution(each, network=network)
                making.make_practice(each)
        return first


def asked(desk: Client, address: str, **query: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert desk.get(address, query).status_code == 200
    return len(queries)


def test_lists_ask_little_however_long_they_are(desk: Client) -> None:
    addresses = [reverse(f"admin:{name}_changelist") for name in LISTS]
    fill(2)
    for address in addresses:
        asked(desk, address)  # what a process learns once
    few = {address: asked(desk, address, q="a") for address in addresses}
    fill(60)

    for address in addresses:
        assert asked(desk, address, q="a") <= max(few[address], 10), address
        assert asked(desk, address) <= 10, address


@pytest.mark.parametrize(
    "name",
    ["cities_city", "networks_network", "networks_membership", "networks_resolution", "practices_practice"],
)
def test_a_form_asks_the_same_however_much_belongs_to_it(desk: Client, name: str) -> None:
    def form(record: Any) -> int:
        return asked(desk, reverse(f"admin:{name}_change", args=[record.pk]))

    def record(first: City) -> Any:
        return {
            "cities_city": first,
            "networks_network": first.memberships.get(network=first.memberships.latest("pk").network).network,
            "networks_membership": first.memberships.latest("pk"),
            "networks_resolution": first.resolutions.latest("pk"),
            "practices_practice": first.practices.latest("pk"),
        }[name]

    small = record(fill(1))
    form(small)
    few, many = form(small), form(record(fill(12)))

    assert many <= few
    assert many <= 25


def found(desk: Client, name: str, **query: str) -> set[str]:
    page = desk.get(reverse(f"admin:{name}_changelist"), query)
    assert page.status_code == 200, "an unknown parameter leads elsewhere"
    return {getattr(row, "slug", "") or str(row) for row in page.context["cl"].queryset}


def test_places_that_want_looking_after_are_found(desk: Client) -> None:
    making.make_city("never", region="DE-NW", coordinates_source="GeoNames")
    making.make_city("old", checked_on="2019-05-01", coordinates_source="GeoNames")
    making.make_city("fresh", checked_on="2999-01-01", region="DE-NW")

    assert found(desk, "cities_city", checked="never") == {"never"}
    assert found(desk, "cities_city", checked="old") == {"old"}
    assert found(desk, "cities_city", checked="stale") == {"never", "old"}
    assert found(desk, "cities_city", region="none") == {"old"}
    assert found(desk, "cities_city", source="none") == {"fresh"}
    assert found(desk, "cities_city", checked="nonsense") == {"never", "old", "fresh"}


def test_memberships_without_dates_or_sources_are_found_by_folded_names(desk: Client) -> None:
    here, there = making.make_city("Köln", endonym="Köln"), making.make_city("there")
    network = making.make_network("havens")
    dated = making.make_membership(here, network, joined="2019")
    attested = making.make_membership(there, network, attested="2020", status="listed")
    dated.sources.add(making.make_source())

    assert found(desk, "networks_membership", dated="no") == {str(attested)}
    assert found(desk, "networks_membership", dated="never") == set()
    assert found(desk, "networks_membership", source="none") == {str(attested)}
    assert found(desk, "networks_membership", status__exact="listed") == {str(attested)}
    assert found(desk, "networks_membership", q="koeln haven") == {str(dated)}
    assert found(desk, "networks_membership", q="koeln there") == set()


def test_resolutions_are_found_by_folded_names_and_without_papers(desk: Client) -> None:
    city = making.make_city("Köln", endonym="Köln")
    bare = making.make_resolution(city, title=making.text("Bare"))
    making.make_resolution(city, url="https://council.example/1", title=making.text("Paper"))

    assert found(desk, "networks_resolution", source="none") == {str(bare)}
    assert len(found(desk, "networks_resolution", q="KOELN")) == 2
    assert found(desk, "networks_resolution", q="bonn") == set()


def test_networks_that_state_another_number_are_found(desk: Client) -> None:
    city = making.make_city()
    above = making.make_network("above", stated_members=1)
    below = making.make_network("below", parent=above, stated_members=2)
    making.make_network("silent")
    making.make_membership(city, above)
    making.make_membership(city, below)  # the same place counts once

    assert found(desk, "networks_network", stated="differs") == {"below"}
    assert found(desk, "networks_network", stated="none") == {"silent"}


@pytest.mark.parametrize(
    ("typed", "code"), [("germ", "DE"), ("deutsch", "DE"), ("fr", "FR"), ("frankr", "FR")]
)
def test_countries_are_offered_by_their_names(desk: Client, typed: str, code: str) -> None:
    making.make_city(country="FR")
    making.make_city()
    answer = desk.get(
        reverse("admin:autocomplete"),
        {"app_label": "cities", "model_name": "city", "field_name": "country", "term": typed},
    )

    assert [each["id"] for each in answer.json()["results"]] == [code]


def test_a_topic_is_added_to_many_practices(desk: Client) -> None:
    city = making.make_city()
    topic = making.make_topic("education")
    plain, full, own = (making.make_practice(city, slug) for slug in ("plain", "full", "own"))
    full.topics.set([making.make_topic("health"), making.make_topic("work")])
    own.main_topic = topic
    own.save()
    chosen = {"action": "add_topic", "_selected_action": [plain.pk, full.pk, own.pk]}
    address = reverse("admin:practices_practice_changelist")

    asked_page = desk.post(address, chosen).content.decode()
    assert "This will be done with 3 records:" in asked_page
    assert "Education" in asked_page
    assert not plain.topics.exists()
    assert "This field is required." in desk.post(address, chosen | {"_confirmed": "1"}).content.decode()

    answer = desk.post(
        address, chosen | {"_confirmed": "1", "topic": topic.pk, "_reason": "it is taught"}, follow=True
    ).content.decode()

    assert list(plain.topics.all()) == [topic]
    assert full.topics.count() == 2
    assert not own.topics.exists()
    assert "1 record is done." in answer
    assert "It has two further topics already." in answer
    assert "It has this topic already." in answer
    assert Practice.objects.get(slug="plain").history.latest().history_change_reason == "it is taught"


def test_how_many_were_found_is_said_only_where_something_was_asked_for(desk: Client) -> None:
    for number in range(3):
        making.make_city(f"city-{number}", publication="draft" if number else "published")
    found = {
        asked: "(<a href=" in desk.get(f"/admin/cities/city/{asked}").content.decode()
        for asked in ("", "?q=city", "?publication__exact=draft", "?o=1", "?p=1")
    }

    assert found == {
        "": False,
        "?q=city": True,
        "?publication__exact=draft": True,
        "?o=1": False,
        "?p=1": False,
    }


# Their pages say what they hold in sentences, and show none of their columns.
READ_IN_WORDS = {"cities.Deed", "cities.Chore"}


def test_every_field_of_every_form_has_a_name_in_the_language_of_the_desk() -> None:
    """A field without one of ours gets the name of its column, in English everywhere."""
    shown = [
        (table.model, each)
        for model_admin in admin.site._registry.values()
        for table in (model_admin, *model_admin.inlines)
        for each in flatten_fieldsets(table.fieldsets or [(None, {"fields": table.fields or []})])
        or fields_for_model(table.model)
    ]
    unnamed = {
        f"{model._meta.label}.{name}"
        for model, name in shown
        if name in {field.name for field in model._meta.fields if field.editable}
        and model._meta.label not in READ_IN_WORDS
        and not isinstance(model._meta.get_field(name).verbose_name, Promise)
    }

    assert len(shown) > 100
    assert unnamed == set()


@pytest.mark.parametrize(
    ("language", "adding", "changing"),
    [("en", "Add practice", "Change practice"), ("de", "Gutes Beispiel hinzufügen", "Gutes Beispiel ändern")],
)
def test_headings_of_forms_begin_with_a_capital(
    desk: Client, language: str, adding: str, changing: str
) -> None:
    practice = making.make_practice(making.make_city(), "card")
    for address, title in (("add/", adding), (f"{practice.pk}/change/", changing)):
        page = desk.get(f"/admin/practices/practice/{address}", headers={"Accept-Language": language})
        assert f"<h1>{title}</h1>" in page.content.decode()
        assert f"{title} | " in page.content.decode().partition("</title>")[0]


def test_tables_beside_a_page_stand_under_the_headings_of_the_start_page(desk: Client) -> None:
    city = making.make_city()
    for address in ("/admin/cities/city/", f"/admin/cities/city/{city.pk}/change/"):
        page = html.document_fromstring(desk.get(address).content.decode())
        headings = [each.text_content().strip() for each in page.xpath('//*[@id="nav-sidebar"]//caption')]
        assert headings == ["Inbox", "Register", "Lists to choose from", "The desk itself"]
        way = " ".join(page.find_class("breadcrumbs")[0].text_content().split())
        assert way == ("Home › Cities" if address.endswith("city/") else f"Home › Cities › {city}")


@pytest.mark.parametrize("order", ["slug", "-slug", "population", "-population"])
def test_every_page_holds_its_rows_from_whichever_end_it_is_found(order: str) -> None:
    """Rows of far pages are found from the end of the list; some of these values are unknown, and some equal."""
    for number in range(7):
        making.make_city(f"town-{number}", population=(None, 10, 20)[number % 3])
    rows = City.objects.order_by(order, "-pk")

    pages = NarrowPaginator(rows, 2)

    assert [list(page) for page in pages] == [list(rows[first : first + 2]) for first in range(0, 7, 2)]


def test_the_last_page_sorts_no_more_than_it_shows() -> None:
    for number in range(7):
        making.make_city(f"town-{number}")

    with CaptureQueriesContext(connection) as queries:
        assert [city.slug for city in NarrowPaginator(City.objects.order_by("slug"), 2).page(4)] == ["town-6"]

    assert "LIMIT 1" in queries[-1]["sql"]
    assert "OFFSET" not in queries[-1]["sql"]
