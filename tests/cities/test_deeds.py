"""What happened: one line for each thing done at the desk, with the way to take it back; and it does not lie afterwards."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cities.binning import put_into_bin
from cities.deed_admin import line, way_back
from cities.deeds import Deed
from cities.doing import doing
from cities.merging import merge, undo
from cities.models import Binned, City
from networks.member_lists import importing, taking_in
from networks.models import Membership
from practices.models import Practice
from tests import making

pytestmark = pytest.mark.django_db
LIST = "admin:cities_deed_changelist"
NOTHING = "admin:index"


def sent(membership: Membership, **values: Any) -> dict[str, Any]:
    """The form of a membership as it comes back."""
    return {
        "city": membership.city_id,
        "network": membership.network_id,
        "status": membership.status,
        "role": membership.role,
        "sources": list(membership.sources.values_list("pk", flat=True)),
        "_reason": "",
        **values,
    }


def change(desk: Client, membership: Membership, **values: Any) -> Deed:
    address = reverse("admin:networks_membership_change", args=[membership.pk])
    assert desk.post(address, sent(membership, **values)).status_code == 302
    return Deed.objects.latest("pk")


def words(deed: Deed, language: str = "en") -> str:
    with override(language):
        said = line(deed)
        what = f"{said.act}: {said.what}{f' ({said.kind})' if said.kind else ''}"
        return " | ".join(filter(None, [what, said.changed, said.by, said.why]))


def take_back(desk: Client, deed: Deed, reason: str = "a slip") -> Any:
    address = way_back(deed, User.objects.get(username="editor"))
    assert address == reverse("admin:cities_deed_undo", args=[deed.pk])
    assert desk.get(address).status_code == 200
    answer = desk.post(address, {"reason": reason}, follow=True)
    deed.refresh_from_db()
    return answer


def test_one_click_is_one_deed_and_one_version(desk: Client, sourced: Membership) -> None:
    other = making.make_source("s-other")
    before = sourced.history.count(), Deed.objects.count()

    deed = change(desk, sourced, status="observer", sources=[other.pk], _reason="their mail")

    assert (sourced.history.count(), Deed.objects.count()) == (before[0] + 1, before[1] + 1)
    assert sourced.history.latest().links == {"sources": [other.pk]}
    assert words(deed) == "Changed: Abdera – Fools (membership) | Status, Sources | Ada | their mail"
    assert words(deed, "de") == (
        "Geändert: Abdera – Fools (Mitgliedschaft) | Status, Quellen | Ada | their mail"
    )


def test_it_is_taken_back_with_its_links_and_says_so(desk: Client, sourced: Membership) -> None:
    first = sourced.sources.get()
    deed = change(desk, sourced, status="observer", sources=[making.make_source("s-other").pk])

    answer = take_back(desk, deed)

    sourced.refresh_from_db()
    assert (sourced.status, list(sourced.sources.all())) == ("member", [first])
    assert deed.undone_at
    assert "undone on" in answer.content.decode()
    latest = Deed.objects.latest("pk")
    assert words(latest) == "Undone: Abdera – Fools (membership) | Status, Sources | Ada | a slip"
    assert way_back(deed, User.objects.get(username="editor")) == ""
    again = desk.post(reverse("admin:cities_deed_undo", args=[deed.pk]), {"reason": "again"})
    assert "It is undone already." in again.content.decode()


def test_what_was_changed_again_since_is_not_overwritten(desk: Client, sourced: Membership) -> None:
    deed = change(desk, sourced, status="observer")
    change(desk, sourced, status="awarded")

    page = take_back(desk, deed).content.decode()

    sourced.refresh_from_db()
    assert sourced.status == "awarded"
    assert not deed.undone_at
    assert "It was changed again since: Status." in page


def test_another_field_that_was_changed_since_stays(desk: Client, sourced: Membership) -> None:
    deed = change(desk, sourced, status="observer")
    change(desk, sourced, status="observer", role="founder")

    take_back(desk, deed)

    sourced.refresh_from_db()
    assert (sourced.status, sourced.role) == ("member", "founder")


def test_a_publication_is_taken_back_and_a_withdrawal_goes_through_the_door(
    desk: Client, sourced: Membership
) -> None:
    withdrawn = change(desk, sourced, _withdraw="1")
    assert words(withdrawn).startswith("Withdrawn: Abdera – Fools")
    sourced.sources.clear()

    assert "There is no source." in take_back(desk, withdrawn).content.decode()
    sourced.refresh_from_db()
    assert sourced.publication == "withdrawn"

    sourced.sources.add(making.make_source("s-again"))
    take_back(desk, withdrawn)
    sourced.refresh_from_db()
    assert sourced.publication == "published"

    again = change(desk, sourced, _withdraw="1")
    published = change(desk, sourced, _publish="1")
    assert (again.kind, published.kind) == ("withdrawn", "published")
    take_back(desk, published)
    sourced.refresh_from_db()
    assert sourced.publication == "withdrawn"


def bulk(desk: Client, model: str, name: str, keys: list[int], **further: Any) -> Deed:
    desk.post(
        reverse(f"admin:{model}_changelist"),
        {"action": name, "_selected_action": keys, "_confirmed": "1", "_reason": "all of them", **further},
    )
    return Deed.objects.latest("pk")


def test_many_at_once_are_one_line_and_come_back_together(desk: Client) -> None:
    cities = [making.make_city(f"town-{number}") for number in range(3)]

    deed = bulk(desk, "cities_city", "withdraw", [city.pk for city in cities])

    assert words(deed) == "Withdrawn: Cities: 3 | Ada | all of them"
    assert words(deed, "de") == "Zurückgezogen: Städte: 3 | Ada | all of them"
    take_back(desk, deed)
    assert City.objects.published().count() == 3
    assert words(Deed.objects.latest("pk")) == "Undone: Cities: 3 | Ada | a slip"


def test_a_topic_for_many_is_taken_back(desk: Client) -> None:
    practices = [making.make_practice(making.make_city()) for _ in range(2)]
    health = making.make_topic("health")

    deed = bulk(desk, "practices_practice", "add_topic", [each.pk for each in practices], topic=health.pk)

    assert words(deed) == "Changed: Practices: 2 | Further topics | Ada | all of them"
    take_back(desk, deed)
    assert not Practice.topics.through._default_manager.exists()


def test_what_went_into_the_bin_comes_out_of_it_together(desk: Client) -> None:
    cities = [making.make_city(f"town-{number}") for number in range(2)]

    deed = bulk(desk, "cities_city", "to_bin", [city.pk for city in cities])

    assert words(deed) == "Moved to the recycle bin: Cities: 2 | Ada | all of them"
    assert Binned.objects.count() == 2
    take_back(desk, deed)
    assert (Binned.objects.count(), City.objects.published().count()) == (0, 2)


def test_what_came_with_it_goes_into_the_bin(desk: Client, sourced: Membership) -> None:
    other = making.make_network("wise")
    address = reverse("admin:networks_membership_add")
    assert desk.post(address, sent(sourced, network=other.pk)).status_code == 302
    deed = Deed.objects.latest("pk")
    assert words(deed).startswith("Added: Abdera – Wise (membership)")

    take_back(desk, deed)

    assert Binned.objects.get().table == "membership"
    assert Membership.objects.filter(network=other).exists()


def test_restoring_from_the_bin_marks_the_deed(editor: User, desk: Client) -> None:
    city = making.make_city("abdera")
    binned = put_into_bin(city, editor=editor, reason="a myth")
    deed = binned.deed

    desk.post(reverse("admin:cities_binned_restore", args=[binned.pk]))

    deed.refresh_from_db()
    assert deed.undone_at
    assert words(Deed.objects.latest("pk")) == "Taken out of the recycle bin: Abdera (city) | Ada"


def test_a_merge_leads_to_its_own_page_and_is_marked_there(editor: User) -> None:
    made = merge(making.make_city("bonn"), making.make_city("bonn-2"), editor=editor, reason="twice")
    deed = Deed.objects.get(kind="merged")

    assert words(deed) == "Merged: Bonn (city) | Names of cities | Ada | twice"
    assert way_back(deed, editor) == reverse("admin:cities_merge_undo", args=[made.pk])
    undo(made, editor)
    deed.refresh_from_db()
    assert deed.undone_at
    assert words(Deed.objects.latest("pk")) == "Merge undone: Bonn (city) | Names of cities | Ada"


def test_an_import_is_one_line_and_leads_to_its_own_page(editor: User) -> None:
    network, kept = making.make_network("fools"), making.make_city("own-town")
    making.make_city("other-town")
    member = making.make_membership(kept, network)
    file = SimpleUploadedFile("members.csv", b"City\nOwn Town\nOther Town\n")
    found = taking_in.take_in(network, file, file.name)
    taking_in.name_columns(found, headings=0, fields={"name": 0}, country="DE", language="")
    taking_in.match_rows(found)
    importing.give_source(found, source=making.make_source("s-list"))
    found.refresh_from_db()
    importing.import_list(found, user=editor)

    deed = Deed.objects.latest("pk")
    assert words(deed) == "Member list imported: Fools: members.csv (member list) | Ada"
    assert way_back(deed, editor) == reverse("admin:networks_memberlist_undo", args=[found.pk])
    # A member that only got the source has a version of that.
    assert member.history.latest().links == {"sources": [found.source.pk]}
    assert all(each.history.latest().deed == deed for each in Membership.objects.all())

    found.refresh_from_db()
    importing.undo(found, user=editor)
    deed.refresh_from_db()
    assert deed.undone_at
    assert member.history.latest().links == {}


def test_what_failed_is_no_deed(sourced: Membership) -> None:
    before = Deed.objects.count()
    with pytest.raises(ValueError), doing("changed", about=sourced):  # noqa: PT011
        raise ValueError

    assert Deed.objects.count() == before


def lines(desk: Client, **query: str) -> list[str]:
    return [line(deed).what for deed in desk.get(reverse(LIST), query).context["cl"].result_list]


def test_the_list_is_filtered_by_act_person_and_kind_of_record(desk: Client, sourced: Membership) -> None:
    change(desk, sourced, status="observer")
    change(desk, sourced, _withdraw="1")
    ada = str(User.objects.get(username="editor").pk)

    assert lines(desk, kind__exact="withdrawn") == ["Abdera – Fools"]
    assert lines(desk, by=ada) == ["Abdera – Fools"] * 2
    assert lines(desk, by="none", table="city") == ["Abdera"]
    assert lines(desk, table="network") == ["Fools"]
    assert lines(desk, many="yes") == []
    assert "Abdera – Fools" in lines(desk, q="abdera")


@pytest.mark.parametrize("number", [1, 120])
def test_it_costs_the_same_however_much_happened(
    desk: Client, django_assert_max_num_queries: Any, number: int
) -> None:
    for _each in range(number):
        making.make_city()

    with django_assert_max_num_queries(10):
        page = desk.get(reverse(LIST))
    assert len(page.context["cl"].result_list) == min(number, 50)
    with django_assert_max_num_queries(10):
        desk.get(reverse(LIST), {"p": "2" if number > 50 else "1", "kind__exact": "added"})


def test_who_coordinates_sees_what_happened_to_their_own(client: Client) -> None:
    own, other = making.make_network("own"), making.make_network("other")
    making.make_membership(making.make_city("mine"), own)
    making.make_membership(making.make_city("foreign"), other)
    coordinator = User.objects.create_user("coordinator", is_staff=True)
    coordinator.groups.add(Group.objects.get(name="Network coordinator"))
    coordinator.coordinations.create(network=own)
    client.force_login(coordinator)

    found = client.get(reverse(LIST)).content.decode()

    assert {"Mine – Own", "Mine"} <= set(re.findall(r">([^<>]*Mine[^<>]*)</a>", found))
    assert "Foreign" not in found
    assert "/undo/" not in found


def test_the_start_page_shows_the_last_and_leads_on(desk: Client, sourced: Membership) -> None:
    deed = change(desk, sourced, status="observer", _reason="their mail")

    page = desk.get(reverse("admin:index")).content.decode()

    assert reverse(LIST) in page
    assert reverse("admin:cities_deed_undo", args=[deed.pk]) in page
    assert "their mail" in page
