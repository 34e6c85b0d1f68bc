"""Ways back to a submission: the link of a draft, the confirmation once more, all links of an address."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from submissions import drafting
from submissions.models import Letter, Sender, Submission
from submissions.states import Mail, State
from tests.making import make_city, make_topic
from tests.submissions import senders

pytestmark = pytest.mark.django_db(transaction=True)  # mails go out after the transaction


@pytest.fixture(autouse=True)
def place(settings: Any) -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")
    settings.EDITORS_AT_ONCE = []
    settings.SITE_URL = "http://testserver"


def shown(response: Any) -> str:
    """The page's main part without what differs each time."""
    text = response.content.decode()
    return re.sub(r'name="form_key" value="[^"]*"', "", text[text.index("<main") : text.index("</main>")])


def test_continuing_later_shows_the_link_and_mails_it(client: Client) -> None:
    submission = senders.begin(client, "Altena")

    response = senders.send(client, senders.address(submission, "what"), title="Half", later="1")
    assert response["Location"] == senders.address(submission, "later")
    page = client.get(response["Location"])
    assert f'value="http://testserver{senders.address(submission)}"' in page.content.decode()

    response = senders.send(client, response["Location"], email="eva@town.example")
    assert response.status_code == 302
    assert "on its way" in client.get(response["Location"]).content.decode()
    [message] = mail.outbox
    assert message.to == ["eva@town.example"]
    assert f"http://testserver{senders.address(submission)}" in str(message.body)
    assert submission.state == State.DRAFT


def test_an_address_with_a_fault_is_kept_and_told(client: Client) -> None:
    submission = senders.begin(client, "Altena")

    response = senders.send(client, senders.address(submission, "later"), email="eva@")

    assert response.status_code == 422
    page = response.content.decode()
    assert "<title>Error: Continue later" in page
    assert 'href="#id_email"' in page
    assert 'value="eva@"' in page
    assert mail.outbox == []


def test_mailing_a_link_to_oneself_keeps_what_was_said_before(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    drafting.introduce(submission, name="Eva Muster", email="old@town.example")

    senders.send(client, senders.address(submission, "later"), email="eva@town.example")

    sender = Sender.objects.get()
    assert (sender.name, sender.email) == ("Eva Muster", "eva@town.example")


def test_what_was_sent_keeps_its_address(client: Client) -> None:
    submission = senders.confirmed(client, "altena")
    mail.outbox.clear()

    address = senders.address(submission, "later")
    key = senders.hidden(client.get("/en/submit/link/"))
    response = client.post(address, {"form_key": key, "email": "other@town.example"})

    assert response["Location"] == senders.address(submission)
    assert Sender.objects.get().email == senders.SENDER["email"]
    assert mail.outbox == []


def test_the_confirmation_is_sent_again_and_its_link_works(client: Client) -> None:
    submission = senders.sent(client, "altena")
    again = senders.address(submission, "confirm")
    assert again in client.get(senders.address(submission)).content.decode()
    mail.outbox.clear()

    response = senders.send(client, again)

    assert "eva.muster@town.example" in client.get(response["Location"]).content.decode()
    [message] = mail.outbox
    found = re.search(r"http://testserver(\S+/confirm/\S+)", str(message.body))
    assert found
    senders.send(client, found[1])
    submission.refresh_from_db()
    assert submission.state == State.WAITING
    assert client.get(again)["Location"] == senders.address(submission)


def test_the_link_to_another_address_than_todays_offers_a_new_one(client: Client) -> None:
    submission = senders.sent(client, "altena")
    old = drafting.confirming_token(submission)
    drafting.introduce(submission, email="new@town.example")

    response = client.get(senders.address(submission, f"confirm/{old}"))

    assert response.status_code == 404
    assert f'href="{senders.address(submission, "confirm")}"' in response.content.decode()


@pytest.mark.parametrize("page", ["later", "confirm"])
def test_the_same_form_sent_twice_sends_one_mail(client: Client, page: str) -> None:
    submission = senders.begin(client, "Altena") if page == "later" else senders.sent(client, "altena")
    mail.outbox.clear()
    address = senders.address(submission, page)
    key = senders.hidden(client.get(address))

    for _time in range(2):
        assert client.post(address, {"form_key": key, "email": "eva@town.example"}).status_code == 302

    assert len(mail.outbox) == 1


def test_all_links_of_an_address_come_in_one_mail(client: Client) -> None:
    first, second = senders.sent(client, "altena"), senders.confirmed(client, "altena")
    other = senders.sent(client, "altena", contact={**senders.SENDER, "email": "other@town.example"})
    mail.outbox.clear()

    senders.send(client, "/en/submit/link/", email="EVA.muster@TOWN.example")

    [message] = mail.outbox
    assert message.to == ["eva.muster@town.example"]
    assert all(senders.address(each) in str(message.body) for each in (first, second))
    assert senders.address(other) not in str(message.body)


def test_nobody_learns_whether_an_address_is_known(client: Client) -> None:
    senders.confirmed(client, "altena")
    mail.outbox.clear()

    answers = [
        senders.send(client, "/en/submit/link/", email=email)
        for email in ("eva.muster@town.example", "nobody@town.example")
    ]

    known, unknown = answers
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.content == unknown.content
    pages = [shown(client.get(answer["Location"])) for answer in answers]
    assert pages[0] == pages[1]
    assert "example" not in pages[0]
    assert len(mail.outbox) == 1


def test_a_known_and_an_unknown_address_ask_the_same_of_the_database(client: Client, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    senders.confirmed(client, "altena")
    counts = []

    for email in ("eva.muster@town.example", "nobody@town.example"):
        key = senders.hidden(client.get("/en/submit/link/"))
        with CaptureQueriesContext(connection) as queries:
            client.post("/en/submit/link/", {"form_key": key, "email": email})
        counts.append([re.sub(r"\d+|'[^']*'", "", each["sql"])[:40] for each in queries.captured_queries])

    assert counts[0] == counts[1]


def test_a_letter_to_nobody_leaves_nothing(client: Client) -> None:
    senders.send(client, "/en/submit/link/", email="nobody@town.example")

    assert not Letter.objects.filter(mail=Mail.LINKS).exists()
    assert mail.outbox == []


def test_a_purged_sender_gets_no_links(client: Client) -> None:
    senders.sent(client, "altena")
    Submission.objects.all().delete()
    mail.outbox.clear()

    senders.send(client, "/en/submit/link/", email="eva.muster@town.example")

    assert mail.outbox == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pages_are_private(client: Client, language: str) -> None:
    submission = senders.sent(client, "altena")

    for address in (f"/{language}/submit/link/", senders.address(submission, "confirm", language)):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store, private"
        assert not response.cookies


def test_a_form_without_our_key_mails_nothing(client: Client) -> None:
    submission = senders.sent(client, "altena")
    mail.outbox.clear()

    for address in ("/en/submit/link/", senders.address(submission, "confirm")):
        response = client.post(address, {"email": "eva.muster@town.example"})
        assert response.status_code == 403

    assert mail.outbox == []


def test_nobodys_mailbox_is_flooded(client: Client, limited: None) -> None:
    senders.sent(client, "altena")
    mail.outbox.clear()

    answers = [
        senders.send(client, "/en/submit/link/", email="eva.muster@town.example") for _time in range(6)
    ]

    assert [answer.status_code for answer in answers][-2:] == [429, 429]
    assert answers[-1]["Retry-After"].isdigit()
    assert 'value="eva.muster@town.example"' in answers[-1].content.decode()
    assert 0 < len(mail.outbox) <= 4
