"""Taking a deed back: all that it did or nothing, over nobody's later work, and no claim that is not true."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cities.binning import put_into_bin, remove, restore
from cities.deed_admin import way_back
from cities.deeds import Deed
from cities.doing import doing
from cities.merging import merge
from cities.models import Binned, City, CityName, Edition, Source
from cities.undoing import UndoError, steps, undo
from cities.versions import MisfitError, go_back
from networks.models import Membership
from practices.models import Photo, Practice
from tests import making

pytestmark = pytest.mark.django_db


def last() -> Deed:
    return Deed.objects.latest("pk")


def page_of(deed: Deed) -> str:
    return reverse("admin:cities_deed_undo", args=[deed.pk])


def refused(deed: Deed, editor: User) -> str:
    """What stands in the way; and nothing of it was taken back."""
    number = Deed.objects.count()
    with pytest.raises(UndoError) as error:
        undo(deed, editor=editor, reason="a slip")
    deed.refresh_from_db()
    assert not deed.undone_at
    assert Deed.objects.count() == number
    return " ".join(map(str, error.value.reasons))


# --- The bin --------------------------------------------------------------------------------------


def test_there_and_back_and_there_again_for_a_source(editor: User, sourced: Membership) -> None:
    binned = put_into_bin(Source.objects.get(), editor=editor, reason="a joke")

    undo(binned.deed, editor=editor, reason="no joke")
    assert [each.key for each in sourced.sources.all()] == ["s-first"]
    undo(last(), editor=editor, reason="a joke after all")

    assert not Source.objects.exists()
    assert not sourced.sources.exists()
    restore(Binned.objects.get())
    assert [each.key for each in sourced.sources.all()] == ["s-first"]


def test_there_and_back_and_there_again_for_what_was_added(editor: User) -> None:
    with doing():
        city = making.make_city("abdera")
    undo(last(), editor=editor, reason="a myth")
    assert Binned.objects.get().record == city.pk

    undo(last(), editor=editor, reason="no myth")

    city.refresh_from_db()
    assert (city.publication, Binned.objects.count()) == ("published", 0)


def test_what_cannot_come_back_into_the_bin_is_not_offered(editor: User) -> None:
    """A topic has no history."""
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    chief = User.objects.get(pk=editor.pk)
    binned = put_into_bin(making.make_topic("health"), editor=editor)
    assert way_back(binned.deed, chief)

    undo(binned.deed, editor=editor, reason="needed")

    assert last().kind == "undone"
    assert way_back(last(), chief) == ""
    refused(last(), editor)


def test_what_is_gone_for_good_keeps_the_others_in_the_bin(editor: User) -> None:
    cities = [making.make_city(slug) for slug in ("abdera", "blefuscu")]
    with doing():
        gone = [put_into_bin(city, editor=editor) for city in cities][1]
    deed = last()
    remove(gone)

    assert refused(deed, editor) == "Blefuscu: It is no longer there."
    assert Binned.objects.count() == 1


def test_what_is_out_of_the_bin_already_is_no_obstacle(editor: User) -> None:
    cities = [making.make_city(slug) for slug in ("abdera", "blefuscu")]
    with doing():
        for city in cities:
            put_into_bin(city, editor=editor)
    deed = last()
    restore(Binned.objects.first())

    undo(deed, editor=editor, reason="both")

    assert City.objects.published().count() == 2


def test_what_would_not_be_public_again_stays_in_the_bin(editor: User) -> None:
    practice = making.make_practice(making.make_city(), "practice")  # without a source
    binned = put_into_bin(practice, editor=editor)

    assert refused(binned.deed, editor) == "Practice: There is no source."
    assert Binned.objects.exists()


def test_what_lies_in_the_bin_is_said_to_lie_there(editor: User, sourced: Membership) -> None:
    with doing():
        sourced.status = "observer"
        sourced.save()
    deed = last()
    put_into_bin(sourced, editor=editor)

    assert refused(deed, editor) == "Abdera – Fools: It lies in the recycle bin."


# --- What others did since ------------------------------------------------------------------------


def test_what_was_added_and_changed_since_stays(editor: User) -> None:
    with doing():
        city = making.make_city("abdera")
    deed = last()
    city.website = "https://abdera.example/"
    city.save()

    assert refused(deed, editor) == "Abdera: It was changed again since: Website."
    assert not Binned.objects.exists()


def test_what_others_rely_on_since_stays(editor: User) -> None:
    with doing():
        city = making.make_city("abdera")
        making.make_practice(city)
    deed = last()
    making.make_membership(city, making.make_network("fools"))

    said = refused(deed, editor)
    assert said == "Abdera: Since then something else relies on it: Abdera – Fools."
    Membership.objects.all().delete()
    undo(deed, editor=editor, reason="a myth")
    assert {each.table for each in Binned.objects.all()} == {"city", "practice"}


def test_a_source_that_is_cited_since_stays(editor: User, sourced: Membership) -> None:
    with doing():
        source = making.make_source("s-new")
    deed = last()
    sourced.sources.add(source)

    assert "Since then something else relies on it: Abdera – Fools." in refused(deed, editor)


def test_names_are_called_by_their_name(editor: User) -> None:
    city = making.make_city("bonn")
    with doing():
        CityName.objects.create(city=city, name="Bonna")
    deed = last()
    CityName.objects.create(city=city, name="Bonnensis")

    with override("de"):
        assert refused(deed, editor) == "Bonn: Seither wurde wieder geändert: Namen von Städten."


def test_another_column_that_was_changed_since_stays(editor: User) -> None:
    """Also if it was changed after the record was read."""
    city = making.make_city("bonn", population=1)
    row = city.history.latest()
    city.population = 2
    city.save()
    as_read = City.objects.get()
    City.objects.update(website="https://bonn.example/")

    go_back(as_read, row, ["population"], "as before")

    city.refresh_from_db()
    assert (city.population, city.website) == (1, "https://bonn.example/")
    assert (city.history.latest().website, city.history.latest().population) == ("https://bonn.example/", 1)
    assert as_read.population == 1


def test_what_does_not_fit_beside_what_stays_is_refused_in_words(editor: User, sourced: Membership) -> None:
    """A date of leaving needs the status; it came later, so the status cannot go back alone."""
    with doing():
        sourced.status = "left"
        sourced.save()
    deed = last()
    sourced.left = making.date("2024")
    sourced.save()

    assert refused(deed, editor) == "Abdera – Fools: A date of leaving needs the status “left”."
    with pytest.raises(MisfitError):
        go_back(sourced, sourced.history.earliest(), ["status"], "back")


# --- What is lost ---------------------------------------------------------------------------------


def test_a_link_to_what_is_gone_is_named(editor: User, sourced: Membership) -> None:
    with doing():
        sourced.sources.clear()
    deed = last()
    Source.objects.get().delete()

    said = refused(deed, editor)

    assert (
        said
        == "Abdera – Fools: What is no longer there does not come back with it: Source s-first (no longer there)."
    )


def test_a_record_that_is_gone_is_named_as_it_was(editor: User, sourced: Membership) -> None:
    with doing():
        sourced.status = "observer"
        sourced.save()
    deed = last()
    sourced.delete()
    assert refused(deed, editor) == "Abdera – Fools: It is no longer there."
    City.objects.all().delete()
    assert refused(deed, editor).endswith(": It is no longer there.")


@pytest.fixture
def photo() -> Photo:
    practice = making.make_practice(making.make_city(), "practice")
    practice.sources.add(making.make_source())
    return Photo.objects.create(
        practice=practice, alt=making.text("A gate"), credit="Bea", licence="CC0-1.0", width=320, height=200
    )


def test_the_words_of_a_photo_come_back(editor: User, photo: Photo) -> None:
    with doing():
        photo.credit = "Cleo"
        photo.save()
    deed = last()
    assert [(step.title, [each.name for each in step.changes]) for step in steps(deed)] == [
        ("Photo: A gate", ["credit"])
    ]

    undo(deed, editor=editor, reason="a slip")

    photo.refresh_from_db()
    assert photo.credit == "Bea"
    assert (last().table, last().record) == ("practice", photo.practice_id)


def test_the_file_of_a_photo_does_not_come_back(editor: User, photo: Photo) -> None:
    with doing():
        photo.key, photo.credit = "f" * 32, "Cleo"
        photo.save()

    assert refused(last(), editor) == "Photo: A gate: The file that it had then is deleted."


def test_a_photo_comes_and_goes_in_its_form(editor: User, photo: Photo) -> None:
    added = photo.history.get().deed
    assert "please remove it in its form" in refused(added, editor)
    with doing():
        photo.delete()
    assert refused(last(), editor) == "Photo: A gate: It is no longer there."
    assert refused(added, editor) == "Nothing is left to take back."


def test_a_photo_goes_with_the_practice_that_it_came_with(editor: User) -> None:
    with doing():
        practice = making.make_practice(making.make_city(), "practice")
        Photo.objects.create(
            practice=practice,
            alt=making.text("A gate"),
            credit="Bea",
            licence="CC0-1.0",
            width=320,
            height=200,
        )

    undo(last(), editor=editor, reason="a slip")

    assert {each.table for each in Binned.objects.all()} == {"city", "practice"}
    assert Photo.objects.exists()


def test_what_changed_nothing_is_not_taken_back(editor: User, sourced: Membership) -> None:
    with doing():
        sourced.save()

    assert refused(last(), editor) == "Nothing is left to take back."


# --- Who may --------------------------------------------------------------------------------------


def person(*codenames: str) -> User:
    person = User.objects.create_user("person", is_staff=True)
    person.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return person


def test_what_may_bin_a_record_asks_for_the_right_to_delete(client: Client) -> None:
    with doing():
        making.make_city("abdera")
    deed = last()
    changing = person("view_city", "change_city")
    client.force_login(changing)

    assert way_back(deed, changing) == ""
    assert client.get(page_of(deed)).status_code == 403
    changing.user_permissions.add(Permission.objects.get(codename="delete_city"))
    assert way_back(deed, User.objects.get(username="person")) == page_of(deed)
    assert client.get(page_of(deed)).status_code == 200


def test_an_acceptance_asks_for_the_right_to_all_that_it_wrote(client: Client, sourced: Membership) -> None:
    with doing("accepted", about=sourced):
        making.make_practice(making.make_city())
        sourced.status = "observer"
        sourced.save()
    deed = last()
    client.force_login(person("view_membership", "change_membership", "delete_membership"))

    assert deed.table == "membership"
    assert client.post(page_of(deed), {"reason": "a slip"}).status_code == 403
    sourced.refresh_from_db()
    assert sourced.status == "observer"


def test_who_is_no_editor_is_not_told_who_is(client: Client, editor: User) -> None:
    own = making.make_network("own")
    making.make_membership(making.make_city("mine"), own)
    with doing(by=editor):
        making.make_city("foreign")
    coordinator = User.objects.create_user("coordinator", is_staff=True)
    coordinator.groups.add(Group.objects.get(name="Network coordinator"))
    coordinator.coordinations.create(network=own)
    client.force_login(coordinator)

    assert "Ada" not in client.get(reverse("admin:cities_deed_changelist")).content.decode()
    client.force_login(editor)
    assert "Ada" in client.get(reverse("admin:cities_deed_changelist")).content.decode()


def test_it_asks_for_the_password(desk: Client, editor: User) -> None:
    deed = many(1)
    session = desk.session
    session["proved"] = 0
    session.save()

    desk.post(page_of(deed), {"reason": "a slip"})

    deed.refresh_from_db()
    assert not deed.undone_at


# --- Many at once ---------------------------------------------------------------------------------


def many(number: int) -> Deed:
    """So many memberships withdrawn, and as observers, at once."""
    network = making.make_network("fools")
    source = making.make_source("s-all")
    with doing():  # one deed, not some for each of them
        members = [
            making.make_membership(making.make_city(f"town-{each}"), network) for each in range(number)
        ]
        for member in members:
            member.sources.add(source)
    with doing():
        for member in members:
            member.status, member.publication = "observer", "withdrawn"
            member.save()
    return last()


def test_hundreds_are_taken_back_with_few_statements(
    desk: Client, django_assert_max_num_queries: Any, editor: User
) -> None:
    deed = many(301)
    assert way_back(deed, editor) == page_of(deed)

    with django_assert_max_num_queries(500):  # some for each of those that are shown
        page = desk.get(page_of(deed))
    assert len(page.context["steps"]) == 50
    assert "And 251 more records." in page.content.decode()
    with django_assert_max_num_queries(4 * 301 + 60):  # whether each fits, and whether it passes the door
        undo(deed, editor=editor, reason="a slip")

    back = Membership.objects.published().filter(status="member")
    assert back.count() == 301
    assert (last().kind, last().number, last().table) == ("undone", 301, "membership")
    versions = Membership.history.filter(deed=last())
    assert {(each.status, each.publication, each.history_change_reason) for each in versions} == {
        ("member", "published", "a slip")
    }
    assert {each.history_user for each in versions} == {editor}
    assert versions.first().links == {"sources": [Source.objects.get().pk]}


def test_of_many_nothing_is_taken_back_if_one_stands_in_the_way(
    desk: Client, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cities.doing.BATCH", 10)
    deed = many(55)
    late = Membership.objects.order_by("pk").last()
    late.role = "founder"
    late.status = "awarded"
    late.save()

    page = desk.get(page_of(deed))
    assert page.context["steps"][0].wrong == "It was changed again since: Status."
    assert "versions-reason" not in page.content.decode()
    assert refused(deed, editor) == "Town 54 – Fools: It was changed again since: Status."
    assert not Membership.objects.filter(status="member").exists()


def test_of_many_nothing_is_taken_back_if_one_does_not_pass_the_door(
    editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cities.doing.BATCH", 10)
    deed = many(25)
    # Unknown to its history, and so found only when all before it are written.
    Membership.sources.through._default_manager.filter(
        membership=Membership.objects.order_by("pk").last()
    ).delete()

    assert "Town 24 – Fools: There is no source." in refused(deed, editor)
    assert not Membership.objects.filter(status="member").exists()


def test_more_that_stand_in_the_way_than_one_reads_are_not_all_said(editor: User) -> None:
    deed = many(25)
    Membership.objects.update(status="awarded")

    assert refused(deed, editor).count("It was changed again since") == 20


def test_a_page_of_another_kind_reads_no_records(desk: Client, editor: User) -> None:
    """A member list or a merge has its own page; asked here, its thousands of versions are not looked at."""
    kept, gone = making.make_city("bonn"), making.make_city("bonn-2")
    making.make_membership(gone, making.make_network())
    merge(kept, gone, editor=editor)

    page = desk.get(page_of(last()))

    assert page.context["steps"] == []
    assert page.status_code == 200
    assert refused(last(), editor) == "This cannot be taken back here."


def test_a_whole_list_is_withdrawn_and_taken_back(desk: Client) -> None:
    """More than the numbers that a form may send."""
    with doing():
        for _number in range(1001):
            making.make_city()
    listing = reverse("admin:cities_city_changelist")
    chosen = {
        "action": "withdraw",
        "select_across": "1",
        "_selected_action": City.objects.values("pk")[0]["pk"],
    }

    page = desk.post(listing, chosen)
    shown = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', page.content.decode()))
    making.make_city()  # one more than was shown
    confirmed = {**chosen, **shown, "_confirmed": "1", "_reason": "all of them"}
    again = desk.post(listing, confirmed)
    assert City.objects.published().count() == 1002
    shown = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', again.content.decode()))
    desk.post(listing, {**confirmed, **shown})
    assert (last().kind, last().number, City.objects.published().count()) == ("withdrawn", 1002, 0)

    desk.post(page_of(last()), {"reason": "a slip"})

    assert City.objects.published().count() == 1002


def test_it_is_taken_back_in_one_edition(editor: User) -> None:
    """Pages learn of it."""
    deed = many(3)
    before = Edition.current().token
    undo(deed, editor=editor, reason="a slip")

    assert Edition.current().token != before


def test_texts_are_found_again_as_they_were(editor: User) -> None:
    """What is derived from columns and names is derived anew."""
    practice = making.make_practice(making.make_city(), "practice", title=making.text("A house"))
    with doing():
        practice.title = making.text("A garden")
        practice.save()
    undo(last(), editor=editor, reason="a slip")

    assert Practice.objects.filter(search_text__contains=" house").exists()
