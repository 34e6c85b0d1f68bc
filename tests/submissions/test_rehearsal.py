"""The preview of a submission is the page that acceptance gives, and leaves nothing behind."""

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client

from cities.models import Edition, Source
from practices.models import Practice
from submissions import mailing, reviewing
from submissions.models import Submission
from submissions.records import state_of
from tests.making import make_city, make_practice, make_source, make_topic
from tests.submissions import senders
from tests.submissions.previews import as_previewed, main_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def content(client: Client, address: str, code: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == code
    return response.content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_shows_what_will_be_published(client: Client, editor: User, language: str) -> None:
    submission = senders.confirmed(client, "altena")
    address = senders.address(submission, "preview", language)
    page, preview = content(client, address), main_of(client, address)
    reviewing.accept(submission, editor)
    practice = Practice.objects.get()

    address = f"/{language}/practices/{practice.slug}/"
    assert preview == as_previewed(main_of(client, address), language)
    assert "A city card for everybody" in preview
    assert ('<p><b id="rehearsal">' in page, '<p><b id="rehearsal">' in content(client, address)) == (
        True,
        False,
    )


def test_it_invites_nobody_to_correct_it_and_claims_nothing_to_be_read(client: Client) -> None:
    known = make_source("known", url="https://town.example/known", accessed_on=datetime.date(2026, 3, 1))
    both = {"sources_url": [known.url, "https://town.example/card"], "sources_title": ["", "The card"]}
    submission = senders.confirmed(client, "altena", sources=both)

    preview = main_of(client, senders.address(submission, "preview"))

    assert "Suggest a correction" not in preview
    assert "/submit/" not in preview
    assert preview.count("read on") == preview.count("read on 1 March 2026") == 1
    assert preview.count("not checked by the editors yet") == 1


def test_of_a_change_it_shows_the_changed_page(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    practice = make_practice(submission.city, "old-card")
    Submission.objects.update(record_kind="practice", record_id=practice.pk, record_state=state_of(practice))
    submission.refresh_from_db()
    preview = main_of(client, senders.address(submission, "preview"))
    assert "A city card for everybody" not in content(client, "/en/practices/old-card/")
    reviewing.accept(submission, editor)

    assert preview == as_previewed(main_of(client, "/en/practices/old-card/"))


def test_nothing_of_it_remains(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = senders.confirmed(client, "altena")
    token = Edition.current().token
    ran: list[int] = []
    monkeypatch.setattr(mailing, "send_due", lambda: ran.append(1))

    def rows() -> dict[str, int]:
        return {table._meta.label: table._base_manager.count() for table in apps.get_models()}

    before, columns = rows(), Submission.objects.values().get()
    page = content(client, senders.address(submission, "preview"))

    assert rows() == before
    assert Submission.objects.values().get() == columns
    assert not Practice.objects.exists()
    assert not Practice.history.exists()
    assert not Source.objects.exists()
    assert Edition.current().token == token
    assert ran == []
    assert "a-city-card-for-everybody" in page
    assert client.get("/en/practices/a-city-card-for-everybody/").status_code == 404


def test_nobody_keeps_it(client: Client) -> None:
    submission = senders.confirmed(client, "altena")

    response = client.get(senders.address(submission, "preview"))

    page = response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "ETag" not in response
    assert not response.cookies
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert 'rel="canonical"' not in page
    assert "application/ld+json" not in page
    assert client.post(senders.address(submission, "preview")).status_code == 405


def test_the_other_language_shows_the_preview_too(client: Client) -> None:
    submission = senders.confirmed(client, "altena")

    page = content(client, senders.address(submission, "preview"))

    assert f'href="{senders.address(submission, "preview", "de")}"' in page
    assert "auf Englisch" in content(client, senders.address(submission, "preview", "de"))


def test_what_is_still_open_or_faulty_does_not_keep_one_from_looking(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.send(client, senders.address(submission, "what"), **senders.PRACTICE["what"])
    senders.send(client, senders.address(submission, "who"), start_year="soon", later="1")
    senders.send(client, senders.address(submission, "sources"), sources_url="nowhere at all", later="1")

    page = main_of(client, senders.address(submission, "preview"))

    assert "A city card for everybody" in page
    assert "soon" not in page
    assert "nowhere" not in page


def test_with_too_little_it_says_what_is_missing(client: Client) -> None:
    submission = senders.begin(client, "Altena")

    page = content(client, senders.address(submission, "preview"))

    assert "For a preview this is still needed:" in page
    assert f'href="{senders.address(submission, "what")}?back=send#id_title"' in page
    assert "Choose a main topic." in page


def test_a_place_that_is_not_in_the_register_has_no_preview(client: Client) -> None:
    senders.send(client, "/en/submit/practice/", place="Nowhere", place_slug="new", written_in="en")
    submission = Submission.objects.get()
    senders.fill(client, submission)

    page = content(client, senders.address(submission, "preview"))

    assert "No preview yet" in page


def test_a_decided_one_has_no_preview(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.decline(submission, editor, "No.")

    assert client.get(senders.address(submission, "preview"))["Location"] == senders.address(submission)


def test_a_guessed_token_shows_nothing(client: Client) -> None:
    assert client.get(f"/en/submissions/{'A' * 32}/preview/").status_code == 404


def test_if_drawing_fails_nothing_remains_either(client: Client, monkeypatch: Any) -> None:
    from atlas.views import practices

    submission = senders.confirmed(client, "altena")
    monkeypatch.setattr(practices, "related", lambda practice: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        client.get(senders.address(submission, "preview"))

    assert not Practice.objects.exists()
