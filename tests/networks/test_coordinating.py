"""A network coordinator reaches the own networks' memberships and the places in them: in lists, forms, choices, history, bulk acts."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from cities.desk import reach
from cities.models import City
from networks.models import Coordination, Membership, Network
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Network:
    return making.make_network("mine")


@pytest.fixture
def theirs() -> Network:
    return making.make_network("theirs")


@pytest.fixture
def member(mine: Network) -> Membership:
    return making.make_membership(making.make_city("here"), mine)


@pytest.fixture
def stranger(theirs: Network) -> Membership:
    return making.make_membership(making.make_city("there"), theirs)


@pytest.fixture
def coordinator(mine: Network) -> User:
    user = User.objects.create_user("coordinator", is_staff=True)
    user.groups.add(Group.objects.get(name="Network coordinator"))
    Coordination.objects.create(user=user, network=mine)
    return user


@pytest.fixture
def desk(coordinator: User, client: Client) -> Client:
    client.force_login(coordinator)
    return client


def listed(desk: Client, name: str, **query: str) -> set[str]:
    return {str(row) for row in desk.get(reverse(f"admin:{name}_changelist"), query).context["cl"].queryset}


def test_lists_hold_only_what_is_reached(desk: Client, member: Membership, stranger: Membership) -> None:
    assert listed(desk, "networks_membership") == {str(member)}
    assert listed(desk, "networks_network") == {"Mine"}
    assert listed(desk, "cities_city") == {"Here"}
    # Neither a search nor a filter widens it.
    assert listed(desk, "cities_city", q="there") == set()
    assert str(stranger) not in listed(
        desk, "networks_membership", network__id__exact=str(stranger.network_id)
    )


def test_filters_name_only_what_is_reached(
    desk: Client, member: Membership, stranger: Membership, mine: Network
) -> None:
    # A filter with one choice is not shown at all, so there are two.
    below = making.make_network("also-mine")
    making.make_membership(member.city, below)
    Coordination.objects.create(user=User.objects.get(username="coordinator"), network=below)

    page = desk.get(reverse("admin:networks_membership_changelist")).content.decode()

    assert "Also Mine" in page
    assert "Theirs" not in page


def offered(desk: Client, model: str, field: str, app: str = "networks") -> set[str]:
    answer = desk.get(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": ""},
    )
    assert answer.status_code == 200
    return {each["text"] for each in json.loads(answer.content)["results"]}


@pytest.mark.usefixtures("member", "stranger")
def test_choices_hold_own_networks_and_every_public_place(desk: Client) -> None:
    making.make_city("hidden", publication="draft")

    assert offered(desk, "membership", "network") == {"Mine"}
    assert offered(desk, "membership", "city") == {"Here", "There"}


def form(membership: Membership, **values: Any) -> dict[str, Any]:
    return {
        "city": membership.city_id,
        "network": membership.network_id,
        "status": "member",
        "role": "member",
    } | values


def test_a_new_membership_is_a_draft_in_an_own_network(
    desk: Client, mine: Network, stranger: Membership
) -> None:
    address = reverse("admin:networks_membership_add")

    refused = desk.post(address, form(stranger))
    assert "network" in refused.context["adminform"].form.errors

    assert desk.post(address, form(stranger, network=mine.pk, publication="published")).status_code == 302
    assert Membership.objects.get(city=stranger.city, network=mine).publication == "draft"


def test_a_place_is_changed_only_once_an_editor_published_its_membership(
    desk: Client, mine: Network, stranger: Membership
) -> None:
    membership = making.make_membership(stranger.city, mine, publication="draft")
    address = reverse("admin:cities_city_change", args=[stranger.city.pk])

    assert desk.get(address).status_code == 200  # it may be looked at
    assert desk.post(address, {}).status_code == 403

    Membership.objects.filter(pk=membership.pk).update(publication="published")
    assert desk.post(address, {}).status_code == 200

    Membership.objects.filter(pk=membership.pk).update(status="left")
    assert desk.post(address, {}).status_code == 403


def test_a_membership_stays_with_its_place_and_network(
    desk: Client, member: Membership, stranger: Membership
) -> None:
    desk.post(
        reverse("admin:networks_membership_change", args=[member.pk]),
        form(stranger, status="observer", publication="withdrawn"),
    )

    changed = Membership.objects.get(pk=member.pk)
    assert (changed.status, changed.city, changed.network) == ("observer", member.city, member.network)
    assert changed.publication == "published"


def test_history_of_what_is_out_of_reach_is_closed(desk: Client, stranger: Membership) -> None:
    version = stranger.history.latest().pk
    addresses = [
        reverse("admin:networks_membership_history", args=[stranger.pk]),
        reverse("admin:networks_membership_simple_history", args=[stranger.pk, version]),
        reverse("admin:cities_city_history", args=[stranger.city.pk]),
    ]
    assert [desk.get(address).status_code for address in addresses] == [403] * 3

    pk = stranger.pk
    stranger.delete()  # simple-history still knows it
    assert desk.get(reverse("admin:networks_membership_history", args=[pk])).status_code == 403


def test_a_reader_restores_no_version(client: Client, member: Membership) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.groups.add(Group.objects.get(name="Read-only"))
    client.force_login(reader)
    first = member.history.latest()
    member.status = "observer"
    member.save()
    address = reverse("admin:networks_membership_simple_history", args=[member.pk, first.pk])

    assert client.get(address).status_code == 200
    assert client.post(address, form(member)).status_code == 403
    assert Membership.objects.get(pk=member.pk).status == "observer"


def test_bulk_acts_cannot_delete(desk: Client, member: Membership) -> None:
    desk.post(
        reverse("admin:networks_membership_changelist"),
        {"action": "delete_selected", "_selected_action": [member.pk], "post": "yes"},
    )

    assert Membership.objects.filter(pk=member.pk).exists()


def test_who_also_reads_everything_still_changes_only_the_own(
    desk: Client, coordinator: User, member: Membership, stranger: Membership
) -> None:
    coordinator.groups.add(Group.objects.get(name="Read-only"))

    assert listed(desk, "networks_membership") == {str(member), str(stranger)}
    there, here = (reverse("admin:networks_membership_change", args=[each.pk]) for each in (stranger, member))
    assert (desk.get(there).status_code, desk.post(there, {}).status_code) == (200, 403)
    assert desk.post(here, {}).status_code == 200


def test_editors_are_not_limited(coordinator: User, stranger: Membership) -> None:
    coordinator.groups.add(Group.objects.get(name="Editor"))
    user = User.objects.get(pk=coordinator.pk)

    assert reach.within(user, City.objects.all(), "change").count() == 1
    assert reach.reaches(user, stranger, "change")


def test_a_network_below_is_named_for_itself(coordinator: User, mine: Network) -> None:
    below = making.make_network("below", parent=mine)

    assert not reach.reaches(coordinator, below)
