"""Links and parts of records in their versions: told row by row, and brought back."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from cities.deeds import Deed
from cities.doing import doing
from cities.models import City, CityName
from networks.models import NetworkTopic
from practices.models import Photo, Practice
from tests import making
from tests.cities.test_history_desk import history, told, version

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    return client


@pytest.fixture
def practice() -> Practice:
    """A practice of two versions: with two topics and a source, then with another topic and none."""
    practice = making.make_practice(making.make_city("abdera"))
    with doing():
        practice.topics.set([making.make_topic("health"), making.make_topic("work")])
        practice.sources.add(making.make_source("s-one"))
    with doing():
        practice.topics.set([making.make_topic("work"), making.make_topic("culture")])
        practice.sources.clear()
    return practice


def latest(desk: Client, record: Any) -> dict[str, str]:
    return told(desk.get(history(record)).context["versions"][0].changes)


def test_each_row_that_goes_or_comes_is_named(desk: Client, practice: Practice) -> None:
    assert latest(desk, practice) == {
        "topics": "[-Health][\n][+Culture]",
        "sources": "[-Source s-one]",
    }
    assert practice.history.count() == 3


def test_restoring_brings_them_back_too(desk: Client, practice: Practice) -> None:
    desk.post(version(practice, 1), {"reason": "better then"})

    assert [topic.slug for topic in practice.topics.order_by("slug")] == ["health", "work"]
    assert [source.key for source in practice.sources.all()] == ["s-one"]
    row = practice.history.latest()
    assert (row.history_change_reason, row.deed.kind) == ("better then", "went-back")
    assert practice.history.count() == 4
    assert "The record is today as it was then." in desk.get(version(practice, 1)).content.decode()


def test_what_is_gone_is_said_and_the_rest_comes_back(desk: Client, practice: Practice) -> None:
    practice.sources.model.objects.get(key="s-one").delete()

    page = desk.get(version(practice, 1))
    assert told(page.context["changes"]) == {"topics": "[-Culture][\n][+Health]"}
    assert "does not come back with it: Source s-one (no longer there)." in page.content.decode()
    desk.post(version(practice, 1), {"reason": "better then"})

    assert [topic.slug for topic in practice.topics.order_by("slug")] == ["health", "work"]


def test_topics_of_a_network_keep_their_order(desk: Client) -> None:
    network = making.make_network("fools")
    topics = [making.make_topic(slug) for slug in ("work", "health")]
    with doing():
        for position, topic in enumerate(topics):
            NetworkTopic.objects.create(network=network, topic=topic, position=position)
    with doing():
        for row in NetworkTopic.objects.all():
            row.position = 1 - row.position
            row.save()

    assert latest(desk, network) == {"topics": "[-Work][\n][-Health][\n][+Health][\n][+Work]"}
    desk.post(version(network, 1), {"reason": "as before"})
    order = NetworkTopic.objects.order_by("position")
    assert [row.topic.slug for row in order] == ["work", "health"]


def test_names_of_a_city_are_told_and_found_again(desk: Client) -> None:
    city = making.make_city("bonn")
    with doing():
        CityName.objects.create(city=city, name="Bonna", language="la", kind="former")
    with doing():
        city.further_names.get().delete()

    assert latest(desk, city) == {"further_names": "[-Bonna (la, former name)]"}
    desk.post(version(city, 1), {"reason": "it was right"})
    assert City.objects.get(search_text__contains=" bonna") == city


def test_photos_are_told_in_the_history_of_their_practice(desk: Client, practice: Practice) -> None:
    with doing():
        photo = Photo.objects.create(
            practice=practice,
            alt=making.text("A gate"),
            credit="Bea",
            licence="CC0-1.0",
            width=320,
            height=200,
        )
    with doing():
        photo.credit = "Cleo"
        photo.save()
    shown = desk.get(history(practice)).context["versions"]

    assert told(shown[0].parts) == {"credit": "[-Bea][+Cleo]"}
    assert [each.heading for each in shown[0].parts] == ["Photo: Credit"]
    assert told(shown[1].parts) == {"photo": "[+A gate]"}


def test_of_versions_from_before_nothing_is_claimed(desk: Client, practice: Practice) -> None:
    practice.history.filter(pk=practice.history.earliest().pk).update(links=None)

    assert desk.get(history(practice)).context["versions"][-2].changes == []
    page = desk.get(version(practice, 0)).content.decode()
    assert "The record is today as it was then." in page


def test_the_history_costs_the_same_with_links(
    desk: Client, practice: Practice, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        with doing():
            practice.sources.add(making.make_source(f"s-{number}"))

    with django_assert_max_num_queries(14):
        desk.get(reverse("admin:practices_practice_history", args=[practice.pk]))


def test_what_was_there_before_is_told_and_linked_by_the_migration(desk: Client, practice: Practice) -> None:
    tables = (City, Practice)
    for table in tables:
        table.history.update(links=None, deed=None)
    Deed.objects.all().delete()
    migration = import_module("practices.migrations.0005_links_of_the_latest_versions")

    migration.keep_links(apps, None)
    migration.tell_deeds(apps, None)

    assert [row.links is None for row in practice.history.order_by("history_id")] == [True, True, False]
    assert set(practice.history.latest().links) == {"topics"}
    assert set(Deed.objects.values_list("kind", "table")) >= {("added", "city"), ("changed", "practice")}
    assert not Practice.history.filter(deed=None).exists()
    with doing():
        practice.sources.add(making.make_source("s-two"))
    assert latest(desk, practice) == {"sources": "[+Source s-two]"}
