"""The feed of changes: valid Atom, the same query as everywhere, nothing hidden, nothing sent twice."""

import datetime
from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.asserts import assertNumQueries

from cities.binning import put_into_bin, restore
from cities.doing import doing
from cities.merging import merge, undo
from networks.models import Network
from practices.models import Photo, Practice
from tests import making

pytestmark = pytest.mark.django_db

ADDRESS = "/en/feeds/changes.atom"


def entries(client: Client, query: str = "", language: str = "en") -> list[Any]:
    parsed = feedparser.parse(client.get(f"/{language}/feeds/changes.atom{query}").content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed.entries


def titles(client: Client, query: str = "", language: str = "en") -> set[str]:
    return {entry.title for entry in entries(client, query, language)}


@pytest.fixture
def town() -> Any:
    town = making.make_city("open-town", country="DE")
    far = making.make_city("far-town", country="FR")
    network = making.make_network("open-network", short_name="OPEN")
    making.make_membership(town, network)
    making.make_resolution(town, title=making.text("We join", "Wir treten bei"))
    making.make_practice(far, "open-practice", title=making.text("A house for all", "Ein Haus für alle"))
    return town


def test_each_new_record_is_an_entry_with_its_page(client: Client, town: Any) -> None:
    found = {entry.title: entry for entry in entries(client)}

    assert set(found) == {
        "Place: Open Town",
        "Place: Far Town",
        "Network: OPEN",
        "Membership: Open Town – OPEN",
        "Resolution: Open Town: We join",
        "Practice: A house for all",
    }
    membership = found["Membership: Open Town – OPEN"]
    assert membership.link == "http://testserver/en/cities/open-town/#memberships"
    assert membership.summary == "New in the register."
    assert membership.published == membership.updated


def test_it_speaks_the_readers_language(client: Client, town: Any) -> None:
    parsed = feedparser.parse(client.get("/de/feeds/changes.atom?country=FR").content)

    assert {entry.title for entry in parsed.entries} == {
        "Ort: Far Town",
        "Gutes Beispiel: Ein Haus für alle",
    }
    assert parsed.feed.title == "Stadt für Stadt: Neues und Geändertes – Orte in Frankreich"
    assert parsed.feed.language == "de"


def test_the_query_means_what_it_means_everywhere(client: Client, town: Any) -> None:
    assert titles(client, "?country=FR") == {"Place: Far Town", "Practice: A house for all"}
    assert titles(client, "?network=open-network") == {
        "Place: Open Town",
        "Network: OPEN",
        "Membership: Open Town – OPEN",
    }


def test_a_query_that_cannot_be_read_is_refused(client: Client) -> None:
    answer = client.get(f"{ADDRESS}?colour=red&country=XX")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert {line.partition(":")[0] for line in answer.content.decode().splitlines()} == {"colour", "country"}


def test_a_change_names_what_differs_and_comes_first(client: Client, town: Any) -> None:
    town.website = "https://town.example/"
    town.latitude = 51.5
    town.save()

    first = entries(client)[0]

    assert first.title == "Place: Open Town"
    assert first.summary == "Changed: Latitude, Website."
    assert first.updated > first.published
    assert len([entry for entry in entries(client) if entry.id == first.id]) == 1


def test_publishing_a_draft_is_what_makes_it_new(client: Client) -> None:
    draft = making.make_city("late-town", publication="draft")
    assert titles(client) == set()

    draft.publication = "published"
    draft.save()

    assert [entry.summary for entry in entries(client)] == ["New in the register."]


def test_what_was_withdrawn_is_gone_with_all_that_stands_on_it(client: Client, town: Any) -> None:
    town.publication = "withdrawn"
    town.save()

    assert titles(client) == {"Place: Far Town", "Network: OPEN", "Practice: A house for all"}


def test_a_merge_tells_what_changed_and_names_no_editor(client: Client, town: Any) -> None:
    editor = User.objects.create_user("ada", first_name="Ada")
    twin = making.make_city("twin-town", website="https://twin.example/")

    made = merge(town, twin, editor=editor, reason="Bea wrote it twice", chosen={"website": "gone"})

    assert said(client, "Place: Open Town") == (
        "A second entry on the same was merged into this one. Changed: Website, Names of cities."
    )
    assert "Place: Twin Town" not in titles(client)
    undo(made, editor)
    assert {"Place: Open Town", "Place: Twin Town"} <= titles(client)
    feed = client.get(ADDRESS).content.decode()
    assert not any(word in feed for word in ("ada", "Ada", "Bea", "twice"))


def said(client: Client, title: str, language: str = "en") -> str:
    return {entry.title: entry.summary for entry in entries(client, language=language)}[title]


def test_a_merge_that_changed_no_field_is_told_in_plain_words(client: Client, town: Any) -> None:
    editor = User.objects.create_user("ada", first_name="Ada")
    twin = making.make_network("twin-network", short_name="TWIN")

    made = merge(Network.objects.get(slug="open-network"), twin, editor=editor, reason="twice")

    assert said(client, "Network: OPEN") == "A second entry on the same was merged into this one."
    assert said(client, "Netzwerk: OPEN", "de") == (
        "Ein zweiter Eintrag dazu wurde mit diesem zusammengeführt."
    )
    assert "Network: TWIN" not in titles(client)
    undo(made, editor)
    assert said(client, "Network: OPEN") == "What had been merged into this entry stands by itself again."
    assert said(client, "Network: TWIN") == "In the register again."


def test_what_came_back_from_the_bin_is_in_the_register_again(client: Client, town: Any) -> None:
    editor = User.objects.create_user("ada", first_name="Ada")
    binned = put_into_bin(town, editor=editor, reason="a slip of Bea")
    assert "Place: Open Town" not in titles(client)

    restore(binned)

    assert said(client, "Place: Open Town") == "In the register again."
    assert said(client, "Ort: Open Town", "de") == "Wieder im Register."
    town.refresh_from_db()
    town.website = "https://town.example/"
    town.save()
    assert said(client, "Place: Open Town") == "Changed: Website."
    feed = client.get(ADDRESS).content.decode()
    assert not any(word in feed for word in ("ada", "Ada", "Bea", "slip", "bin"))


def test_sources_that_came_or_went_are_a_change_of_sources(client: Client, town: Any) -> None:
    membership = town.memberships.get()
    membership.sources.add(making.make_source("s-new"))

    assert said(client, "Membership: Open Town – OPEN") == "Changed: Sources."


def test_a_photo_that_came_is_told_of_its_practice(client: Client, town: Any) -> None:
    practice = Practice.objects.get()
    with doing():
        Photo.objects.create(
            practice=practice,
            alt=making.text("A gate"),
            credit="Bea",
            licence="CC0-1.0",
            width=320,
            height=200,
        )

    assert said(client, "Practice: A house for all") == "Changed: Photos."
    assert said(client, "Gutes Beispiel: Ein Haus für alle", "de") == "Geändert: Fotos."


def test_saving_without_a_change_is_none(client: Client, town: Any) -> None:
    town.website = "https://town.example/"
    town.save()
    before = {entry.title: (entry.updated, entry.summary) for entry in entries(client)}

    town.save()
    Network.objects.get().save()

    assert {entry.title: (entry.updated, entry.summary) for entry in entries(client)} == before
    assert before["Place: Open Town"][1] == "Changed: Website."


def test_a_check_is_told(client: Client, town: Any) -> None:
    town.checked_on = datetime.date(2026, 3, 1)
    town.save()

    assert said(client, "Place: Open Town") == "Checked or newly sourced."


def test_it_holds_the_latest_fifty_at_a_fixed_cost(client: Client) -> None:
    for number in range(55):
        making.make_city(f"town-{number:02}")

    with assertNumQueries(8):
        found = entries(client)

    assert [entry.title for entry in found] == [f"Place: Town {number:02}" for number in range(54, 4, -1)]


def test_whoever_holds_it_is_not_sent_it_again(client: Client, town: Any) -> None:
    first = client.get(ADDRESS)
    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    town.delete()
    changed = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (again.status_code, changed.status_code) == (304, 200)
