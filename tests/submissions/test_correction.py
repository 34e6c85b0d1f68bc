"""Corrections of published records."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cities.models import City
from submissions import drafting, reviewing
from submissions.kinds import form_of
from submissions.models import Submission
from submissions.states import State
from tests.making import make_city, make_membership, make_network, make_practice
from tests.submissions import senders

pytestmark = pytest.mark.django_db

ANSWERS = {
    "fault": "outdated",
    "text": "It joined in 2019.",
    "sources_url": "https://town.example/minutes",
    "sources_title": "Minutes",
}


@pytest.fixture
def town() -> City:
    return make_city("altena", endonym="Altena", website="https://altena.example/")


def begun(client: Client, address: str = "/en/submit/correction/city/altena/") -> Submission:
    assert senders.send(client, address, **ANSWERS).status_code == 302
    return Submission.objects.latest("pk")


def confirmed(client: Client) -> Submission:
    submission = begun(client)
    contact = {"name": "Eva Muster", "email": "eva@town.example"}
    assert senders.send(client, senders.address(submission, "contact"), **contact).status_code == 302
    assert senders.send(client, senders.address(submission, "send")).status_code == 302
    submission.refresh_from_db()
    drafting.confirm(submission)
    return submission


def test_name_and_address_are_enough_and_the_editor_says_what_was_done(client: Client, town: City) -> None:
    editor = User.objects.create_user("editor", is_staff=True)
    submission = confirmed(client)
    assert (submission.state, submission.city) == (State.WAITING, town)
    town.website = "https://town.example/"  # the editor mends the record at the desk
    town.save()
    told = list(town.history.values_list("history_change_reason", flat=True))

    event = reviewing.accept(submission, editor, note="The date is mended.")

    submission.refresh_from_db()
    assert (submission.state, event.note) == (State.PUBLISHED, "The date is mended.")
    assert (submission.record_kind, submission.record_id) == ("city", town.pk)
    assert list(town.history.values_list("history_change_reason", flat=True)) == told


def test_answers_are_shown_in_words(client: Client, town: City) -> None:
    form = form_of(begun(client))

    assert form.is_valid()
    assert [(row.name, row.answer) for row in form.rows()] == [
        ("fault", "Something is out of date"),
        ("text", "It joined in 2019."),
        ("sources", "Minutes, https://town.example/minutes"),
    ]
    assert form.subject() == "Altena"


@pytest.mark.parametrize(
    ("language", "title", "messages"),
    [
        ("en", "Error: What should be corrected?", ["Choose what it is.", "Write what should be corrected."]),
        (
            "de",
            "Fehler: Was soll geändert werden?",
            ["Wählen Sie aus, worum es geht.", "Schreiben Sie, was geändert werden soll."],
        ),
    ],
)
def test_what_is_missing_is_said_beside_the_question(
    client: Client, town: City, language: str, title: str, messages: list[str]
) -> None:
    response = senders.send(client, f"/{language}/submit/correction/city/altena/", sources_title="x")

    page = response.content.decode()
    assert response.status_code == 422
    assert title in page
    for message in messages:
        assert page.count(message) == 2  # beside the question and above all of them
    assert not Submission.objects.exists()


@pytest.mark.parametrize("kind", ["network", "practice", "membership"])
def test_other_records_are_corrected_too(client: Client, town: City, kind: str) -> None:
    network = make_network("eccar")
    records: dict[str, Any] = {
        "network": (network, "eccar", None),
        "practice": (practice := make_practice(town, "desk"), practice.slug, town),
        "membership": (membership := make_membership(town, network), str(membership.pk), town),
    }
    record, name, city = records[kind]

    submission = begun(client, f"/en/submit/correction/{kind}/{name}/")

    assert (submission.record_kind, submission.record_id, submission.city) == (kind, record.pk, city)


@pytest.mark.parametrize(
    "address",
    ["city/hidden", "city/nowhere", "membership/altena", "membership/99999999999999", "topic/housing", "x/y"],
)
def test_only_what_is_published_can_be_corrected(client: Client, town: City, address: str) -> None:
    make_city("hidden", publication="draft")

    assert client.get(f"/en/submit/correction/{address}/").status_code == 404
    assert client.get("/en/submit/correction/").status_code == 404


def test_the_page_says_what_it_is_about(client: Client, town: City) -> None:
    page = client.get("/en/submit/correction/city/altena/").content.decode()

    assert '<a href="/en/cities/altena/">Altena</a>' in page
    assert "step 1 of 3" in page
