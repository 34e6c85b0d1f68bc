"""A mail to an address that nobody has confirmed goes to the one that it was written for, or to nobody."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from submissions import drafting, mailing, posting
from submissions.models import Letter, Submission
from submissions.states import Mail, State
from tests.making import make_city, make_topic
from tests.submissions import senders

pytestmark = pytest.mark.django_db

OLD, NEW = senders.SENDER["email"], "new@town.example"


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters wait until a test lets them go out: the mail server is away."""
    make_city("altena", endonym="Altena")
    make_topic("housing")
    monkeypatch.setattr(mailing, "send_due", lambda: None)


def posted() -> list[list[str]]:
    """Let out what waits; to whom it went."""
    posting.post_due()
    found = [message.to for message in mail.outbox]
    mail.outbox.clear()
    return found


def give(client: Client, submission: Submission, address: str) -> None:
    """Correct the address, without sending."""
    answers = {**senders.SENDER, "email": address}
    assert senders.send(client, senders.address(submission, "contact"), **answers).status_code == 302


def test_the_old_one_is_not_sent_to_the_new_address(client: Client) -> None:
    submission = senders.sent(client, "altena")
    give(client, submission, NEW)

    assert posted() == []
    assert not Letter.objects.exists()


def test_each_address_of_a_sender_who_sends_again_gets_at_most_its_own(client: Client) -> None:
    submission = senders.sent(client, "altena")
    give(client, submission, NEW)
    senders.send(client, senders.address(submission, "send"))
    assert Letter.objects.filter(mail=Mail.CONFIRM).count() == 2

    posting.post_due()

    [message] = mail.outbox
    assert message.to == [NEW]
    found = re.search(r"https?://[^/]+(\S+/confirm/\S+)", str(message.body))
    assert found
    senders.send(client, found[1])
    submission.refresh_from_db()
    assert submission.state == State.WAITING


def test_the_new_one_is_not_sent_to_the_old_address(client: Client) -> None:
    submission = senders.sent(client, "altena")
    assert posted() == [[OLD]]
    give(client, submission, NEW)
    senders.send(client, senders.address(submission, "send"))
    give(client, submission, OLD)

    assert posted() == []


def test_an_address_that_came_back_gets_what_was_written_for_it(client: Client) -> None:
    submission = senders.sent(client, "altena")
    give(client, submission, NEW)
    give(client, submission, OLD)

    assert posted() == [[OLD]]


@pytest.mark.parametrize(
    ("language", "said", "again"),
    [
        ("en", "You have given another address: n…@town.example.", "Check and send"),
        ("de", "Sie haben eine andere Adresse angegeben: n…@town.example.", "Prüfen und senden"),
    ],
)
def test_the_private_page_does_not_claim_that_a_mail_went_to_the_new_address(
    client: Client, language: str, said: str, again: str
) -> None:
    submission = senders.sent(client, "altena")
    assert said not in client.get(senders.address(submission, language=language)).content.decode()
    give(client, submission, NEW)

    page = client.get(senders.address(submission, language=language)).content.decode()

    assert said in page
    assert f'href="{senders.address(submission, "send", language)}">{again}</a>' in page
    assert senders.address(submission, "confirm", language) not in page


def test_links_go_to_the_address_that_was_asked_for(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.send(client, senders.address(submission, "later"), email=OLD)
    senders.send(client, "/en/submit/link/", email=OLD)
    assert sorted(Letter.objects.values_list("mail", flat=True)) == ["link", "links"]
    give(client, submission, NEW)

    assert posted() == []


def test_what_was_written_before_this_was_kept_still_goes_out(client: Client) -> None:
    senders.sent(client, "altena")
    Letter.objects.update(addressee="")

    assert posted() == [[OLD]]


def test_another_secret_key_loses_no_letter(client: Client, settings: Any) -> None:
    senders.sent(client, "altena")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"

    assert posted() == [[OLD]]


def test_the_letter_holds_no_address(client: Client) -> None:
    submission = senders.sent(client, "altena")

    [row] = Letter.objects.values()

    assert "@" not in str(row)
    assert row["addressee"] not in drafting.confirming_token(submission)
