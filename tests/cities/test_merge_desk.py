"""Merging at the desk: two rows chosen, side by side, one of them stays; and the list that undoes it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from cities.models import City, Merge, Source
from networks.models import Membership
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    return client


@pytest.fixture
def twins() -> tuple[City, City]:
    bonn = making.make_city("bonn", endonym="Bonn", region="DE-NW", population=330_000, population_year=2022)
    twin = making.make_city("bonn-rhein", endonym="Bonn am Rhein", website="https://bonn.example/")
    making.make_membership(twin, making.make_network("one"))
    making.make_membership(twin, making.make_network("two"))
    making.make_membership(bonn, making.make_network("three"))
    making.make_practice(twin, "practice")
    return bonn, twin


def page_of(*records: Any) -> str:
    opts = records[0]._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_merge", args=[record.pk for record in records])


def test_two_rows_lead_to_their_page_and_other_numbers_do_not(desk: Client, twins: tuple[City, City]) -> None:
    third = making.make_city("third")
    listing = reverse("admin:cities_city_changelist")

    def choose(*cities: City) -> Any:
        return desk.post(listing, {"action": "merge_two", "_selected_action": [each.pk for each in cities]})

    assert choose(*twins)["Location"] == page_of(*twins)
    for cities in (twins[:1], (*twins, third)):
        answer = choose(*cities)
        assert answer["Location"].startswith(listing)
        assert "exactly two" in desk.get(listing).content.decode()


def test_the_page_shows_where_they_differ_and_what_moves(desk: Client, twins: tuple[City, City]) -> None:
    context = desk.get(page_of(*twins)).context

    rows = {row["name"]: row["chosen"] for row in context["rows"]}
    # What only one of them knows is chosen; where both know something, the first one's.
    assert (rows["endonym"], rows["population"], rows["website"]) == ("first", "first", "second")
    assert "country" not in rows
    assert {"heading": "Country", "value": "Germany"} in context["same"]
    assert context["moving"] == [
        {"kind": "Memberships", "first": 1, "second": 2},
        {"kind": "Practices", "first": 0, "second": 1},
    ]
    pieces = next(row for row in context["rows"] if row["name"] == "endonym")["values"]
    assert [(side, "".join(each.text for each in own)) for side, own in pieces] == [
        ("first", "Bonn"),
        ("second", "Bonn am Rhein"),
    ]


def test_the_chosen_values_stay_and_the_message_leads_to_the_undo(
    desk: Client, twins: tuple[City, City]
) -> None:
    bonn, twin = twins
    sent = {"stays": "second", "field-endonym": "first", "field-website": "second", "reason": "entered twice"}

    answer = desk.post(page_of(bonn, twin), sent, follow=True)

    made = Merge.objects.get()
    undo = reverse("admin:cities_merge_undo", args=[made.pk])
    assert f'href="{undo}"' in answer.content.decode()
    twin.refresh_from_db()
    bonn.refresh_from_db()
    assert (made.kept, made.gone, made.reason, made.by.username) == (
        twin.pk,
        bonn.pk,
        "entered twice",
        "editor",
    )
    assert (twin.endonym, twin.website, twin.population) == ("Bonn", "https://bonn.example/", 330_000)
    assert (bonn.publication, twin.publication) == ("withdrawn", "published")
    assert Membership.objects.filter(city=twin).count() == 3
    assert desk.get("/en/cities/bonn/")["Location"] == "/en/cities/bonn-rhein/"

    listing = desk.get(reverse("admin:cities_merge_changelist")).content.decode()
    assert undo in listing
    assert "entered twice" in listing
    assert desk.get(undo).status_code == 200
    assert Merge.objects.get().undone_at is None  # looking undoes nothing
    desk.post(undo)
    assert Merge.objects.get().undone_at is not None
    assert desk.get("/en/cities/bonn/").status_code == 200
    assert undo not in desk.get(reverse("admin:cities_merge_changelist")).content.decode()
    assert "It is undone already." in desk.post(undo).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"stays": "first"}, "Please say why the two are one."),
        ({"stays": "nobody", "reason": "twice"}, "Please choose the record that stays."),
        (
            {"stays": "first", "reason": "twice", "field-country": "second"},
            "The region lies in another country.",
        ),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_done(desk: Client, sent: dict[str, str], said: str) -> None:
    bonn = making.make_city("bonn", region="DE-NW")
    other = making.make_city("bonne", country="FR")

    answer = desk.post(page_of(bonn, other), {"field-region": "first", **sent})

    assert answer.context["wrong"] == [said]
    assert not Merge.objects.exists()


def test_sources_change_addresses_and_back(desk: Client) -> None:
    kept, gone = making.make_source("s-kept"), making.make_source("s-gone")
    address = gone.url

    desk.post(page_of(kept, gone), {"stays": "first", "field-url": "second", "reason": "same page"})

    assert list(Source.objects.values_list("key", "url")) == [("s-kept", address)]
    desk.post(reverse("admin:cities_merge_undo", args=[Merge.objects.get().pk]))
    assert Source.objects.get(key="s-gone").url == address
    assert Source.objects.get(key="s-kept").url == kept.url


def test_a_network_and_its_part_stay_two(desk: Client) -> None:
    network = making.make_network("network")
    part = making.make_network("part", parent=network)

    answer = desk.post(page_of(network, part), {"stays": "first", "reason": "twice"})

    assert answer.context["wrong"] == ["One of them is a part of the other."]


def test_the_password_is_asked_again(desk: Client, twins: tuple[City, City]) -> None:
    session = desk.session
    session["proved"] = 0
    session.save()
    sent = {"stays": "first", "reason": "twice"}

    answer = desk.post(page_of(*twins), sent)

    assert "Your password, please" in answer.content.decode()
    assert not Merge.objects.exists()


def test_the_list_of_merges_costs_the_same_however_long(
    desk: Client, twins: tuple[City, City], django_assert_max_num_queries: Any
) -> None:
    desk.post(page_of(*twins), {"stays": "first", "reason": "twice"})
    made = Merge.objects.get()
    for _number in range(30):
        made.pk = None
        made.save()

    with django_assert_max_num_queries(12):
        desk.get(reverse("admin:cities_merge_changelist"))


def test_what_stays_when_it_is_undone_is_said(desk: Client, twins: tuple[City, City]) -> None:
    bonn, twin = twins
    desk.post(page_of(bonn, twin), {"stays": "first", "field-website": "second", "reason": "twice"})
    City.objects.filter(pk=bonn.pk).update(website="https://new.example/")

    answer = desk.post(reverse("admin:cities_merge_undo", args=[Merge.objects.get().pk]), follow=True)

    assert "What was changed since the merge stays as it is: Website." in answer.content.decode()


def test_what_is_merged_meanwhile_is_said(desk: Client, twins: tuple[City, City]) -> None:
    sent = {"stays": "first", "reason": "twice"}
    desk.post(page_of(*twins), sent)

    answer = desk.post(page_of(*twins), sent)

    assert answer.context["wrong"] == [
        "“Bonn am Rhein” is merged into another record already. Undo that first."
    ]
    assert Merge.objects.count() == 1
