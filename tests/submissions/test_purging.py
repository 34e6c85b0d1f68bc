"""Forgetting: after the times that the form promises, and when somebody asks for it."""

import logging
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from atlas.logging import WithoutPrivateLinks
from cities.merging import merge
from practices.models import Practice
from submissions import chores, drafting, purging, representing, reviewing
from submissions.models import Representative, Submission
from tests.making import make_city, make_topic
from tests.photos import upload
from tests.submissions import senders

pytestmark = pytest.mark.django_db

# Words of a sender that nobody else writes.
TRACES = ["Muster", "eva.muster", "30 1234", "Officer for integration"]


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def traces() -> list[str]:
    """Where in the database a word of the sender still stands, in whatever table."""
    return [
        f"{table._meta.label}: {word}"
        for table in apps.get_models(include_auto_created=True)
        for row in table._base_manager.values()
        for word in TRACES
        if word.lower() in str(row).lower()
    ]


def aged(submission: Submission, **ago: timedelta) -> None:
    """Let it have happened that long ago."""
    Submission.objects.filter(pk=submission.pk).update(
        **{name: timezone.now() - span for name, span in ago.items()}
    )


def purged(*options: str) -> str:
    out = StringIO()
    call_command("purge_submissions", *options, stdout=out)
    return out.getvalue()


def test_what_was_never_sent_goes_after_thirty_days(client: Client) -> None:
    old, young = (senders.begin(client, "Altena") for _ in range(2))
    aged(old, changed_at=timedelta(days=31))
    aged(young, changed_at=timedelta(days=29))

    assert purged().startswith("1 drafts, 0 unconfirmed")
    assert list(Submission.objects.all()) == [young]


def test_what_was_never_confirmed_goes_after_seven_days(client: Client) -> None:
    submission = senders.sent(client, "altena")
    aged(submission, changed_at=timedelta(days=6))
    assert purged().startswith("0 drafts, 0 unconfirmed")

    aged(submission, changed_at=timedelta(days=8))

    assert purged().startswith("0 drafts, 1 unconfirmed")
    assert traces() == []


def test_what_was_withdrawn_before_an_editor_saw_it_goes_as_early(client: Client) -> None:
    submission = senders.sent(client, "altena")
    drafting.withdraw(submission)
    aged(submission, changed_at=timedelta(days=8))

    assert purged().startswith("0 drafts, 1 unconfirmed")
    assert traces() == []


def test_senders_are_forgotten_six_months_after_the_decision(client: Client, editor: User) -> None:
    accepted = senders.confirmed(client, "altena")
    reviewing.ask(accepted, editor, "Is this true, Eva Muster?")
    drafting.answer(accepted, "Yes. Eva Muster")
    reviewing.accept(accepted, editor)
    declined = senders.confirmed(client, "altena")
    reviewing.edit(declined, editor, {**declined.payload, "approach": ["Eva Muster asked."]})
    reviewing.decline(declined, editor, "Sorry, Eva Muster.")
    assert traces() != []
    for submission in (accepted, declined):
        aged(submission, decided_at=timedelta(days=182))
    assert "0 senders forgotten" in purged()

    for submission in (accepted, declined):
        aged(submission, decided_at=timedelta(days=184))

    assert "2 senders forgotten" in purged("--dry-run")
    assert traces() != []
    assert "2 senders forgotten" in purged()
    assert traces() == []
    assert "0 senders forgotten" in purged()
    assert Practice.objects.published().count() == 1
    assert {each.state for each in Submission.objects.all()} == {"published", "declined"}
    assert {(each.subject, each.search_text) for each in Submission.objects.all()} == {("", "")}


@pytest.mark.parametrize(
    ("column", "left", "forgotten"),
    [
        ("payload", {"title": ["Muster"]}, {}),
        ("draft", {"title": ["Muster"]}, None),
        ("edited", {"title": ["Muster"]}, None),
        ("base", {"title": ["Muster"]}, None),
        ("subject", "Muster", ""),
        ("search_text", " muster", ""),
    ],
)
def test_whatever_is_left_of_it_alone_is_found(
    client: Client, editor: User, column: str, left: Any, forgotten: Any
) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.decline(submission, editor, "No.")
    aged(submission, decided_at=timedelta(days=184))
    assert "1 senders forgotten" in purged()
    Submission.objects.update(**{column: left})

    assert "1 senders forgotten" in purged()

    assert getattr(Submission.objects.get(), column) == forgotten
    assert traces() == []


def test_the_times_are_the_operators(client: Client, settings: Settings) -> None:
    settings.SUBMISSION_DRAFT_DAYS = 3
    submission = senders.begin(client, "Altena")
    aged(submission, changed_at=timedelta(days=4))

    assert "3 days" in client.get("/en/submit/practice/").content.decode()
    assert purged().startswith("1 drafts")


def test_whoever_asks_gets_all_that_is_stored_and_then_nothing_is(client: Client, editor: User) -> None:
    waiting = senders.confirmed(client, "altena")
    decided = senders.confirmed(client, "altena")
    reviewing.accept(decided, editor)
    Representative.objects.create(
        city=decided.city, email="Eva.Muster@town.example", name="Eva Muster", language="de", how="phone"
    )

    representing.ask(Representative.objects.get(), timezone.localdate() + timedelta(days=400))

    held = purging.held_of("EVA.MUSTER@town.example")
    count = purging.erase("EVA.MUSTER@town.example")

    assert [each["state"] for each in held["submissions"]] == ["waiting", "published"]
    assert held["submissions"][0]["sender"] == senders.SENDER
    assert held["submissions"][0]["content"]["title"] == ["A city card for everybody"]
    assert [each["record"][0] for each in held["submissions"]] == ["", "practice"]
    assert {each["language"] for each in held["submissions"]} == {"en"}
    [spoke] = held["representative"]
    assert (spoke["place"], spoke["language"]) == ("altena", "de")
    assert [letter["mail"] for letter in spoke["letters"]] == ["still_correct"]
    assert count == 2
    assert traces() == []
    assert list(Submission.objects.all()) == [decided]
    assert not Submission.objects.filter(pk=waiting.pk).exists()
    assert purging.held_of("EVA.MUSTER@town.example") == {"submissions": [], "representative": []}


def test_logs_hold_no_private_link_and_no_sender(
    client: Client, editor: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(WithoutPrivateLinks())
    caplog.set_level(logging.DEBUG)
    submission = senders.confirmed(client, "altena")
    client.post(senders.address(submission, "what"), {"title": "no key"})
    reviewing.accept(submission, editor)
    token = senders.address(submission).split("/")[3]

    assert re.search(r"/en/submissions/…/what/", caplog.text)
    assert token not in caplog.text
    assert [word for word in TRACES if word in caplog.text] == []


def test_who_spoke_for_a_municipality_is_forgotten_six_months_after(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    representative = representing.confirm(submission, editor, Representative.How.PHONE)
    reviewing.accept(submission, editor)
    aged(submission, decided_at=timedelta(days=184))
    assert "0 former representatives forgotten" in purged()
    today = timezone.localdate()
    Representative.objects.update(confirmed_on=today - timedelta(days=400))
    for days, forgotten in ((183, 0), (184, 1)):
        Representative.objects.filter(pk=representative.pk).update(ended_on=today - timedelta(days=days))
        assert f"{forgotten} former representatives forgotten" in purged("--dry-run")
    assert Representative.objects.exists()

    counts = chores.purge_submissions()

    assert counts["representatives"] == 1
    assert (
        chores._purged(counts)
        == "0 submissions removed, 0 senders forgotten. 1 former representative forgotten."
    )
    assert traces() == []
    submission.refresh_from_db()
    assert submission.by_municipality


def test_after_erasure_nothing_is_left_anywhere(
    client: Client, editor: User, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    """Database, files of photos and log at once: of what waits, of what was declined, and of who spoke for the place."""
    caplog.handler.addFilter(WithoutPrivateLinks())
    caplog.set_level(logging.DEBUG)
    before = photo_files()
    tokens = []
    for declined in (False, True):
        submission = senders.begin(client, "Altena")
        senders.fill(client, submission)
        photo = {"new-alt": "Eva Muster", "new-credit": "Eva Muster", "new-licence": "CC-BY-4.0"}
        file = SimpleUploadedFile("eva.muster.jpg", upload().getvalue())
        page = senders.address(submission, "photos")
        response = senders.send(client, page, **photo, **{"new-file": file, "new-agreed": "on"}, add="1")
        assert response.status_code == 302
        assert senders.send(client, senders.address(submission, "send")).status_code == 302
        submission.refresh_from_db()
        drafting.confirm(submission)
        tokens.append(drafting.token(submission))
        representing.confirm(submission, editor, Representative.How.PHONE)
        reviewing.edit(submission, editor, {**submission.payload, "approach": ["Eva Muster asked."]})
        if declined:
            with django_capture_on_commit_callbacks(execute=True):
                reviewing.decline(submission, editor, "Sorry, Eva Muster.")
    assert traces() != []
    assert photo_files() - before

    with django_capture_on_commit_callbacks(execute=True):
        assert purging.erase(senders.SENDER["email"]) == 2

    assert traces() == []
    assert photo_files() == before
    assert [word for word in (*TRACES, *tokens) if word.lower() in caplog.text.lower()] == []


def test_merged_places_keep_nobody_who_spoke_for_one_of_them(editor: User) -> None:
    one, other = (make_city(slug, endonym=slug.title()) for slug in ("one", "other"))
    for city in (one, other):
        Representative.objects.create(
            city=city, email="eva.muster@town.example", name="Eva Muster", language="de", how="phone"
        )

    merge(one, other, editor=editor)

    assert Representative.objects.get().city == one
    assert purging.held_of("eva.muster@town.example")["representative"][0]["place"] == "one"
    purging.erase("eva.muster@town.example")
    assert traces() == []


def photo_files() -> set[str]:
    """Every file of every photo."""
    return set(storages["photos"].listdir("")[1])
