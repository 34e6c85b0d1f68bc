"""The door to the public at the desk: what passes, what is refused, and many at once."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from cities.models import City, translated
from cities.publishing import NotReadyError
from networks.models import Membership
from practices.models import Practice
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.create_superuser("editor"))
    return client


def save(desk: Client, address: str, **changes: Any) -> HttpResponse:
    """Send a form of the desk as it stands, with these changes."""
    form = desk.get(address).context["adminform"].form
    given = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    formsets = desk.get(address).context["inline_admin_formsets"]
    for each in formsets:
        for bound in [each.formset.management_form, *each.formset.forms]:
            given |= {
                bound[name].html_name: v for name in bound.fields if (v := bound[name].value()) is not None
            }
    sent = {}
    for name, value in given.items():
        if hasattr(value, "data"):  # one input a language
            texts = translated(value)
            sent |= {f"{name}_{number}": texts.get(code, "") for number, code in enumerate(("de", "en"))}
        else:
            sent[name] = value
    answer = desk.post(address, {**sent, **changes}, follow=True)
    sent_back = getattr(answer.context.get("adminform"), "form", None)
    assert sent_back is None or not sent_back.is_bound, answer.context["errors"]
    return answer


@pytest.mark.parametrize(
    ("language", "label", "names"),
    [("en", "Title", ["German", "English"]), ("de", "Titel", ["Deutsch", "Englisch"])],
)
def test_each_box_of_a_text_says_its_language(
    desk: Client, language: str, label: str, names: list[str]
) -> None:
    """In words that stay when the box is filled, and for screen readers with the name of the field."""
    practice = making.make_practice(making.make_city(), title=making.text("A card", "Eine Karte"))

    address = f"/admin/practices/practice/{practice.pk}/change/"
    found = desk.get(address, headers={"Accept-Language": language}).content.decode()

    for number, (name, code) in enumerate(zip(names, ("de", "en"), strict=True)):
        box = re.search(rf'<input [^>]*id="id_title_{number}"[^>]*>', found)
        assert box
        assert f'<label for="id_title_{number}">{name}</label>' in found
        assert f'aria-label="{label} ({name})"' in box[0]
        assert f'lang="{code}"' in box[0]
        assert 'value="' in box[0]
        assert "placeholder" not in box[0]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: making.make_practice(making.make_city(), publication="draft"), "There is no source."),
        (
            lambda: making.make_membership(
                making.make_city(), making.make_network("draft", publication="draft"), publication="draft"
            ),
            "There is no source. The network is not published.",
        ),
        (lambda: making.make_network("network", publication="draft"), "There is no source."),
        (
            lambda: making.make_resolution(making.make_city(publication="withdrawn"), publication="draft"),
            "There is no source. The place is not published.",
        ),
        (
            lambda: making.make_city(portrait=making.text("A portrait."), publication="draft"),
            "The portrait has no source.",
        ),
    ],
)
def test_what_lacks_something_is_not_published(make: Any, reason: str) -> None:
    record = make()

    with pytest.raises(NotReadyError) as refused:
        record.publish()

    assert str(refused.value) == reason
    record.refresh_from_db()
    assert record.publication == "draft"


def test_a_resolution_may_stand_on_the_councils_own_paper() -> None:
    resolution = making.make_resolution(
        making.make_city(), url="https://council.example/1", publication="draft"
    )

    resolution.publish("read in the council's system")

    assert resolution.history.first().history_change_reason == "read in the council's system"


def test_the_form_says_why_a_record_cannot_be_published(desk: Client) -> None:
    practice = making.make_practice(making.make_city(), publication="draft")
    address = f"/admin/practices/practice/{practice.pk}/change/"

    assert "It cannot be published yet: There is no source." in desk.get(address).content.decode()
    answer = save(desk, address, _publish="1")

    assert "Saved, but not published: There is no source." in answer.content.decode()
    assert Practice.objects.get().publication == "draft"


def test_a_record_is_published_with_what_was_saved_along(desk: Client) -> None:
    practice = making.make_practice(making.make_city(), publication="draft")
    source = making.make_source()
    address = f"/admin/practices/practice/{practice.pk}/change/"

    save(desk, address, sources=[source.pk], _publish="1", _reason="Mail of the city")

    practice.refresh_from_db()
    assert practice.publication == "published"
    assert practice.history.first().history_change_reason == "Mail of the city"
    save(desk, address, _withdraw="1")
    practice.refresh_from_db()
    assert practice.publication == "withdrawn"


def test_the_publication_cannot_be_typed(desk: Client) -> None:
    city = making.make_city(publication="draft")

    save(desk, f"/admin/cities/city/{city.pk}/change/", publication="published")

    city.refresh_from_db()
    assert city.publication == "draft"


def test_many_are_published_after_one_more_question_and_the_others_named(desk: Client) -> None:
    city, network = making.make_city(), making.make_network("network")
    good = making.make_membership(city, network, joined="2019", publication="draft")
    good.sources.add(making.make_source())
    bad = making.make_membership(city, network, joined="2020", publication="draft")
    chosen = {"action": "publish", "_selected_action": [good.pk, bad.pk]}
    address = "/admin/networks/membership/"

    asked = desk.post(address, chosen)
    assert "There is no source." in asked.content.decode()
    assert not Membership.objects.filter(publication="published").exists()

    answer = desk.post(address, {**chosen, "_confirmed": "1"}, follow=True)

    assert list(Membership.objects.filter(publication="published")) == [good]
    assert "1 record is done." in answer.content.decode()
    assert "There is no source." in answer.content.decode()


def test_many_are_noted_as_checked(desk: Client) -> None:
    cities = [making.make_city() for _ in range(3)]
    chosen = {
        "action": "set_checked",
        "_selected_action": [city.pk for city in cities[:2]],
        "_confirmed": "1",
    }

    desk.post("/admin/cities/city/", chosen)

    assert City.objects.filter(checked_on__isnull=False).count() == 2


def test_how_much_is_filled_is_shown_to_editors(desk: Client) -> None:
    making.make_city("bonn", region="DE-NW", population=330_000, population_year=2022)

    assert "3/7" in desk.get("/admin/cities/city/").content.decode()
