"""The history of a record at the desk, and the way back to a version."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cities.binning import put_into_bin, restore
from cities.merging import merge, undo
from cities.models import City
from networks.models import Membership
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    editor = User.objects.create_user("editor", first_name="Ada", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    return client


@pytest.fixture
def city() -> City:
    """Three versions: as it was made, with a portrait in other words, and withdrawn in another place."""
    city = making.make_city(
        "abdera", endonym="Abdera", region="DE-NW", portrait=making.text("A town of fools.")
    )
    city.portrait = making.text("A town of wise fools.")
    city._change_reason = "mail of 3 May"
    city._history_user = User.objects.create_user("bea", first_name="Bea")
    city.save()
    city.region = None
    city.publication = "withdrawn"
    city.save()
    return city


def history(record: Any) -> str:
    opts = record._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_history", args=[record.pk])


def version(record: Any, number: int) -> str:
    """The page of a version, the first one is 0."""
    opts = record._meta
    row = record.history.order_by("history_id")[number]
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_simple_history", args=[record.pk, row.pk])


def told(changes: Any) -> dict[str, str]:
    signs = {"same": "", "gone": "-", "new": "+"}
    return {
        change.name: "".join(f"[{signs[each.sort]}{each.text}]" for each in change.pieces)
        for change in changes
    }


def test_it_says_who_changed_which_words_and_why(desk: Client, city: City) -> None:
    answer = desk.get(history(city))

    third, second, first = answer.context["versions"]
    assert first.first
    assert told(third.changes) == {"region": "[-DE-NW]", "publication": "[-Published][+Withdrawn]"}
    assert told(second.changes) == {"portrait": "[DE, EN: A town of ][+wise ][fools.]"}
    text = answer.content.decode()
    assert "Bea – mail of 3 May" in " ".join(text.split())
    assert version(city, 0) in text
    assert version(city, 2) not in text  # it is today's


def test_it_costs_the_same_however_long(desk: Client, city: City, django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        city.population = number
        city.save()

    with django_assert_max_num_queries(10):
        answer = desk.get(history(city))
    assert len(answer.context["versions"]) == 25
    assert told(answer.context["versions"][-1].changes) == {"population": "[-14][+15]"}
    last = desk.get(history(city), {"p": 2}).context["versions"]
    assert len(last) == 18
    assert last[-1].first


def test_a_version_is_restored_but_not_past_the_door(desk: Client, city: City) -> None:
    page = desk.get(version(city, 0))
    assert told(page.context["changes"]) == {
        "region": "[+DE-NW]",
        "portrait": "[DE, EN: A town of ][-wise ][fools.]",
    }
    assert "Publication stays as it is today." in page.content.decode()

    refused = desk.post(version(city, 0), {"reason": " "})
    assert refused.context["wrong"] == ["Please say why."]
    city.refresh_from_db()
    assert city.region is None

    answer = desk.post(version(city, 0), {"reason": "no wisdom proven"}, follow=True)

    city.refresh_from_db()
    assert (city.region.code, str(city.portrait), city.publication) == (
        "DE-NW",
        "A town of fools.",
        "withdrawn",
    )
    latest = city.history.latest()
    assert (latest.history_change_reason, latest.history_user.username) == ("no wisdom proven", "editor")
    assert answer.redirect_chain[-1][0] == history(city)
    assert "Abdera is as it was on" in answer.content.decode()
    assert "The record is today as it was then." in desk.get(version(city, 0)).content.decode()


def test_a_version_that_does_not_fit_any_more_is_refused(desk: Client) -> None:
    city = making.make_city("old-name")
    city.slug = "new-name"
    city.save()
    making.make_city("old-name")

    answer = desk.post(version(city, 0), {"reason": "back"})

    assert answer.context["wrong"] == [
        "This version does not fit today's register.",
        "City with this Slug already exists.",
    ]
    assert City.objects.get(pk=city.pk).slug == "new-name"


def test_what_a_coordinator_only_reads_is_not_restored(client: Client) -> None:
    city, network = making.make_city("own"), making.make_network("own")
    member = making.make_membership(city, network)
    member.city, member.status = making.make_city("other"), "observer"
    member.save()
    coordinator = User.objects.create_user("coordinator", is_staff=True)
    coordinator.groups.add(Group.objects.get(name="Network coordinator"))
    coordinator.coordinations.create(network=network)
    client.force_login(coordinator)

    client.post(version(member, 0), {"reason": "back"})

    assert Membership.objects.values_list("city__slug", "status").get() == ("other", "member")


@pytest.mark.parametrize("number", ["0", "999999"])
def test_a_version_of_another_record_is_none(desk: Client, city: City, number: str) -> None:
    other = making.make_city("other")
    foreign = other.history.latest().pk

    for pk in (number, foreign):
        address = reverse("admin:cities_city_simple_history", args=[city.pk, pk])
        assert desk.get(address).status_code == 404


def test_reasons_of_the_program_speak_the_readers_language(desk: Client, city: City) -> None:
    """Whoever's language they were written in."""
    editor = User.objects.get(username="editor")
    twin, third = making.make_city("abdera-2"), making.make_city("third")
    with override("de"):
        made = merge(city, twin, editor=editor, reason="a: b")
        restore(put_into_bin(third, editor=editor))

    assert f"merged with {twin}: a: b" in desk.get(history(city)).content.decode()
    assert "merged into another record" in desk.get(history(twin)).content.decode()
    page = desk.get(history(third)).content.decode()
    assert all(f"– {said}" in page for said in ("moved to the recycle bin", "taken out of the recycle bin"))
    with override("en"):
        undo(made, editor)
    german = {"headers": {"Accept-Language": "de"}}
    assert f"– zusammengeführt mit {twin}: a: b" in desk.get(history(city), **german).content.decode()
    assert "– Zusammenführung rückgängig gemacht" in desk.get(history(city), **german).content.decode()
    assert "– aus dem Papierkorb geholt" in desk.get(history(third), **german).content.decode()
