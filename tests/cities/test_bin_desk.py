"""The recycle bin at the desk: in by deleting, out as it was, gone for good after ninety days or by hand."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.binning import empty_overdue, put_into_bin, restore
from cities.deeds import Deed
from cities.models import Binned, City, Source
from networks.models import Membership
from submissions.models import Reason
from tests import making

pytestmark = pytest.mark.django_db
LISTING = "admin:cities_city_changelist"


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


def test_a_source_comes_back_with_all_that_cited_it(desk: Client) -> None:
    source = making.make_source("s-lost", url="https://lost.example/")
    city = making.make_city("abdera")
    network = making.make_network(stated_members=12, stated_source=source)
    membership = making.make_membership(city, network)
    for relation in (city.portrait_sources, network.sources, membership.sources):
        relation.add(source)
    network.sources.add(making.make_source())
    address = reverse("admin:cities_source_delete", args=[source.pk])

    page = desk.get(address)
    assert page.context["cited"] == {"Cities": 1, "Networks": 2, "Memberships": 1}
    assert page.context["bare"] == ["Abdera", f"Abdera – {network}"]
    desk.post(address, {"reason": "a joke"})

    assert not Source.objects.filter(pk=source.pk).exists()
    network.refresh_from_db()
    assert network.stated_source is None
    assert membership.history.latest().links == {}
    binned = Binned.objects.get()
    desk.post(reverse("admin:cities_binned_restore", args=[binned.pk]))

    assert Source.objects.get(pk=source.pk).url == "https://lost.example/"
    network.refresh_from_db()
    assert network.stated_source == source
    assert set(source.memberships.all()) == {membership}
    assert (source.portraits.get(), source.networks.get()) == (city, network)
    assert membership.history.latest().links == {"sources": [source.pk]}
    assert not Binned.objects.exists()


def test_a_source_whose_address_is_taken_stays_in_the_bin(desk: Client, editor: User) -> None:
    binned = put_into_bin(making.make_source("s-old", url="https://one.example/"), editor=editor)
    making.make_source("s-new", url="https://one.example/")

    answer = desk.post(reverse("admin:cities_binned_restore", args=[binned.pk]), follow=True)

    assert "Source with this Address already exists." in answer.content.decode()
    assert Binned.objects.exists()
    assert not Source.objects.filter(key="s-old").exists()


def test_what_cited_it_and_is_gone_since_is_said(desk: Client, editor: User) -> None:
    membership = making.make_membership(making.make_city(), making.make_network())
    source = making.make_source("s-old")
    membership.sources.add(source)
    binned = put_into_bin(source, editor=editor)
    membership.delete()

    answer = desk.post(reverse("admin:cities_binned_restore", args=[binned.pk]), follow=True)

    assert "is gone since does not cite it again" in answer.content.decode()
    assert Source.objects.filter(key="s-old").exists()


def test_a_topic_that_is_needed_is_not_deleted(editor: User, desk: Client) -> None:
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    practice = making.make_practice(making.make_city())
    further, main = making.make_topic("health"), practice.main_topic
    practice.topics.add(further)

    refused = desk.post(reverse("admin:cities_topic_delete", args=[main.pk]), {"reason": "too many"})
    assert "It is still needed" in refused.context["wrong"]
    desk.post(reverse("admin:cities_topic_delete", args=[further.pk]), {"reason": "too many"})
    assert not practice.topics.exists()
    desk.post(reverse("admin:cities_binned_restore", args=[Binned.objects.get().pk]))

    assert list(practice.topics.all()) == [further]


def test_a_text_template_comes_back(desk: Client) -> None:
    reason = Reason.objects.create(name="Double", use="decline", text=making.text("Twice."))
    desk.post(reverse("admin:submissions_reason_delete", args=[reason.pk]), {"reason": "unused"})
    assert not Reason.objects.exists()

    desk.post(reverse("admin:cities_binned_restore", args=[Binned.objects.get().pk]))

    assert (Reason.objects.get().pk, str(Reason.objects.get().text)) == (reason.pk, "Twice.")


def test_a_draft_comes_back_as_a_draft(editor: User) -> None:
    for publication in ("draft", "withdrawn"):
        city = making.make_city(publication=publication)
        restore(put_into_bin(city, editor=editor))

        city.refresh_from_db()
        assert city.publication == publication


def test_what_others_need_is_not_removed_for_good_and_keeps_nothing_else_in_the_bin(
    desk: Client, editor: User
) -> None:
    parent = making.make_network("parent")
    making.make_network("child", parent=parent)
    binned = put_into_bin(parent, editor=editor)
    put_into_bin(making.make_city(), editor=editor)

    answer = desk.post(reverse("admin:cities_binned_remove", args=[binned.pk]), follow=True)
    assert "It is still needed: Child." in answer.content.decode()
    Binned.objects.update(at=timezone.now() - datetime.timedelta(days=91))

    assert empty_overdue() == 1
    assert Binned.objects.get() == binned


def test_the_line_of_a_source_in_the_bin_leads_to_it(desk: Client, editor: User) -> None:
    binned = put_into_bin(making.make_source("s-old"), editor=editor)

    page = desk.get(reverse("admin:cities_deed_changelist"), {"kind__exact": "binned"}).content.decode()
    line = reverse("admin:cities_source_history", args=[binned.record])
    assert f'<a href="{line}">Source s-old</a>' in page
    assert desk.get(line)["Location"] == reverse("admin:cities_binned_change", args=[binned.pk])


@pytest.mark.parametrize(
    ("language", "title", "one", "two", "acts"),
    [
        (
            "en",
            "Recycle bin",
            "1 record in the recycle bin",
            "2 records in the recycle bin",
            "What happened|acts",
        ),
        (
            "de",
            "Papierkorb",
            "1 Eintrag im Papierkorb",
            "2 Einträge im Papierkorb",
            "Was geschah|Vorgänge",
        ),
    ],
)
def test_lists_that_are_not_called_by_their_records_count_in_words_all_the_same(
    desk: Client, editor: User, language: str, title: str, one: str, two: str, acts: str
) -> None:
    def page(table: str) -> str:
        address = reverse(f"admin:cities_{table}_changelist")
        found = desk.get(address, headers={"Accept-Language": language}).content.decode()
        assert found.count(f"› {title if table == 'binned' else acts.partition('|')[0]}\n") == 1
        return " ".join(found.split())

    for number, phrase in ((1, one), (2, two)):
        put_into_bin(making.make_city(f"city-{number}"), editor=editor, reason="twice")
        assert f"<h1>{title}</h1>" in page("binned")
        assert f" {phrase} " in page("binned")
    heading, _bar, counted = acts.partition("|")
    assert f"<h1>{heading}</h1>" in page("deed")
    assert f" {Deed.objects.count()} {counted} " in page("deed")
    start = desk.get(reverse("admin:index"), headers={"Accept-Language": language}).content.decode()
    assert f">{title}</a>" in start
    assert f">{heading}</a>" in start


def test_what_points_elsewhere_by_now_stays_there(editor: User) -> None:
    source, other = making.make_source("s-old"), making.make_source("s-other")
    network = making.make_network(stated_members=12, stated_source=source)
    binned = put_into_bin(source, editor=editor)
    network.refresh_from_db()
    network.stated_source = other
    network.save()

    restore(binned)

    network.refresh_from_db()
    assert network.stated_source == other
