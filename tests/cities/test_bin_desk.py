"""The recycle bin at the desk: in by deleting, out as it was, gone for good after ninety days or by hand."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.binning import empty_overdue, put_into_bin
from cities.models import Binned, City
from networks.models import Membership
from tests import making

pytestmark = pytest.mark.django_db
LISTING = "admin:cities_city_changelist"


@pytest.fixture
def editor() -> User:
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    return editor


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(editor)
    return client


def listed(desk: Client) -> set[str]:
    return {each.slug for each in desk.get(reverse(LISTING)).context["cl"].result_list}


def test_deleting_puts_into_the_bin_and_restoring_publishes_again(desk: Client) -> None:
    city = making.make_city("abdera")
    making.make_city("other")
    membership = making.make_membership(city, making.make_network())
    address = reverse("admin:cities_city_delete", args=[city.pk])

    assert desk.post(address, {"post": "yes"}).context["wrong"] == "Please say why."
    assert listed(desk) == {"abdera", "other"}
    desk.post(address, {"reason": "a myth"})

    assert listed(desk) == {"other"}
    assert desk.get("/en/cities/abdera/").status_code == 404
    assert Membership.objects.filter(pk=membership.pk).exists()
    binned = Binned.objects.get()
    assert (binned.title, binned.reason, binned.by.username, binned.was_public) == (
        "Abdera",
        "a myth",
        "editor",
        True,
    )
    assert city.history.latest().history_change_reason == "a myth"
    history = desk.get(reverse("admin:cities_city_history", args=[city.pk]))
    assert history["Location"] == reverse("admin:cities_binned_change", args=[binned.pk])
    back = reverse("admin:cities_binned_restore", args=[binned.pk])
    assert back in desk.get(reverse("admin:cities_binned_changelist")).content.decode()
    desk.get(back)
    assert Binned.objects.exists()  # looking restores nothing
    desk.post(back)

    assert listed(desk) == {"abdera", "other"}
    assert desk.get("/en/cities/abdera/").status_code == 200
    assert not Binned.objects.exists()


def test_what_lacks_something_comes_back_but_not_in_public(desk: Client, editor: User) -> None:
    practice = making.make_practice(making.make_city(), "practice")  # without a source
    binned = put_into_bin(practice, editor=editor, reason="twice")

    answer = desk.post(reverse("admin:cities_binned_restore", args=[binned.pk]), follow=True)

    practice.refresh_from_db()
    assert practice.publication == "withdrawn"
    assert "It is not public again: There is no source." in answer.content.decode()


def test_many_at_once_go_into_the_bin_too(desk: Client) -> None:
    keys = [making.make_city(f"town-{number}").pk for number in range(3)]
    sent = {"action": "to_bin", "_selected_action": keys[:2], "_confirmed": "1", "_reason": "myths"}

    desk.post(reverse(LISTING), sent)

    assert listed(desk) == {"town-2"}
    assert City.objects.count() == 3
    choices = dict(desk.get(reverse(LISTING)).context["action_form"].fields["action"].choices)
    assert "to_bin" in choices
    assert "delete_selected" not in choices


def test_for_good_is_for_good_and_says_what_goes_with_it(desk: Client, editor: User) -> None:
    city = making.make_city("abdera")
    making.make_membership(city, making.make_network())
    binned = put_into_bin(city, editor=editor)
    address = reverse("admin:cities_binned_remove", args=[binned.pk])

    assert desk.get(address).context["with_it"] == {"Memberships": 1}
    desk.post(address)

    assert not City.objects.exists()
    assert not Membership.objects.exists()
    assert not Binned.objects.exists()


def test_for_good_asks_for_the_password(desk: Client, editor: User) -> None:
    binned = put_into_bin(making.make_city(), editor=editor)
    session = desk.session
    session["proved"] = 0
    session.save()

    desk.post(reverse("admin:cities_binned_remove", args=[binned.pk]))

    assert City.objects.exists()


def test_the_bin_is_emptied_after_ninety_days(editor: User) -> None:
    def lain(**ago: Any) -> City:
        city = making.make_city()
        put_into_bin(city, editor=editor)
        Binned.objects.filter(record=city.pk).update(at=timezone.now() - datetime.timedelta(**ago))
        return city

    fresh, _old = lain(days=89, hours=23), lain(days=90, hours=1)

    assert empty_overdue() == 1
    assert list(City.objects.all()) == [fresh]
    assert empty_overdue() == 0
