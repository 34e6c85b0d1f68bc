"""What mails say, to whom and in whose language. The whole texts stand in tests/submissions/mails."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from cities.deeds import Deed
from cities.undoing import undo
from submissions import drafting, mailing, posting, representing, reviewing
from submissions.composing import compose
from submissions.letters import WRITERS
from submissions.models import Letter, Representative, Sender, Submission
from submissions.states import Mail
from tests.making import make_city, make_topic
from tests.submissions import senders

pytestmark = pytest.mark.django_db

TEXTS = Path(__file__).parent / "mails"
EVIL = "<img src=x onerror=alert(1)>\"'&"


@pytest.fixture(autouse=True)
def place(settings: Any) -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")
    settings.SITE_URL = "https://atlas.example.org"
    settings.CONTACT_EMAIL = settings.DEFAULT_FROM_EMAIL = "atlas@example.org"
    settings.OPERATOR_NAME = "Verein"
    settings.EDITORS_AT_ONCE = ["one@example.org", "two@example.org"]
    settings.EDITORS_DAILY = ["daily@example.org"]


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def waiting(client: Client, language: str = "en") -> Submission:
    submission = senders.confirmed(client, "altena")
    Submission.objects.filter(pk=submission.pk).update(language=language)
    submission.refresh_from_db()
    return submission


def caused(client: Client, editor: User, wanted: Mail, language: str) -> Letter:
    """The letter of this kind, written by what causes it."""
    if wanted in {Mail.CONFIRM, Mail.LINK}:
        submission = (
            senders.sent(client, "altena") if wanted == Mail.CONFIRM else senders.begin(client, "altena")
        )
        Submission.objects.filter(pk=submission.pk).update(language=language)
        if wanted == Mail.LINK:
            drafting.introduce(submission, email="eva.muster@town.example")
            mailing.write_about(Mail.LINK, submission, key="k")
        return Letter.objects.get(mail=wanted)
    submission = waiting(client, language)
    match wanted:
        case Mail.QUESTION | Mail.ANSWERED:
            reviewing.ask(
                submission, editor, "Since when?\n\nAnd for whom?", {"start_year": "Is it 2019 or 2020?"}
            )
            if wanted == Mail.ANSWERED:
                drafting.answer(submission, "Since 2020.")
        case Mail.PUBLISHED:
            reviewing.accept(submission, editor, note="We shortened the summary.")
        case Mail.TAKEN_BACK:
            reviewing.accept(submission, editor)
            undo(Deed.objects.get(kind=Deed.Kind.ACCEPTED), editor=editor, reason="It was for another town.")
        case Mail.DECLINED:
            reviewing.decline(submission, editor, "It is not about the municipality.")
        case Mail.AFFIRMED:
            reviewing.accept(submission, editor)
            representing.affirm(submission)
        case Mail.STILL_CORRECT:
            speaker = representing.confirm(submission, editor, Representative.How.PHONE)
            reviewing.accept(submission, editor)
            Representative.objects.update(confirmed_on=timezone.localdate() - timedelta(days=400))
            representing.ask(speaker, timezone.localdate())
        case Mail.WITHDRAWN:
            drafting.withdraw(submission)
        case Mail.CHANGED:
            drafting.send(submission)
        case Mail.LINKS:
            mailing.write_links("EVA.muster@town.example", key="k")
        case Mail.DIGEST:
            mailing.send_digest()
    return Letter.objects.get(mail=wanted)


def composed(letter: Letter) -> EmailMultiAlternatives:
    message = compose(Letter.objects.get(pk=letter.pk))
    assert message is not None
    return message


def html(message: EmailMultiAlternatives) -> str:
    return str(message.alternatives[0].content)  # type: ignore[attr-defined]


def settled(text: str) -> str:
    """The text without what differs each time."""
    text = re.sub(r"(?<=/submissions/)[\w-]{32}", "TOKEN", text)
    text = re.sub(r"(?<=/representing/)[\w-]+", "TOKEN", text)
    text = re.sub(r"(?<=/confirm/)[\w-]{32}", "CONFIRMING", text)
    text = re.sub(r"(?<=/admin/)\S+", "", text)  # where the desk shows it is the desk's matter
    for language in ("de", "en"):
        with override(language):
            text = text.replace(date_format(timezone.localdate(), "DATE_FORMAT"), "DAY")
    return text


def test_every_mail_has_its_words() -> None:
    assert set(WRITERS) == set(Mail)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("wanted", list(Mail))
def test_the_whole_text(client: Client, editor: User, settings: Any, wanted: Mail, language: str) -> None:
    settings.EDITORS_LANGUAGE = language

    message = composed(caused(client, editor, wanted, language))

    expected = (TEXTS / language / f"{wanted}.txt").read_text()
    assert settled(f"{message.subject}\n\n{message.body}") == expected
    # The HTML says the same: every paragraph, every link.
    page = html(message)
    assert f'<html lang="{language}">' in page
    for address in re.findall(r"https://\S+", str(message.body)):
        assert f'href="{address}"' in page
    shown = re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL))
    for word in re.findall(r"\w{4,}", re.sub(r"https://\S+", "", str(message.body))):
        assert word in shown


@pytest.mark.parametrize("wanted", [Mail.CONFIRM, Mail.LINK, Mail.LINKS])
def test_what_goes_to_an_unproven_address_holds_nothing_that_was_typed(
    client: Client, editor: User, wanted: Mail
) -> None:
    message = composed(caused(client, editor, wanted, "en"))

    for typed in ("A city card for everybody", "Altena"):
        assert typed not in f"{message.subject}{message.body}{html(message)}"
    assert message.to == ["eva.muster@town.example"]


def test_the_confirming_link_confirms(client: Client) -> None:
    senders.sent(client, "altena")

    body = str(composed(Letter.objects.get(mail=Mail.CONFIRM)).body)

    link = re.search(r"https://atlas\.example\.org(/en/submissions/\S+/confirm/\S+)", body)
    assert link
    senders.send(client, link[1])
    assert Submission.objects.get().state == "waiting"


def test_heads(client: Client) -> None:
    waiting(client)
    letters = {letter.mail: composed(letter) for letter in Letter.objects.exclude(mail=Mail.CONFIRM)}

    sender, editors = letters[Mail.RECEIVED], letters[Mail.NEW]
    assert sender.from_email == '"City by City" <atlas@example.org>'
    assert sender.to == ['"Eva Muster" <eva.muster@town.example>']
    assert sender.reply_to == ["atlas@example.org"]
    assert sender.extra_headers["Auto-Submitted"] == "auto-generated"
    assert editors.to == ["one@example.org", "two@example.org"]
    assert "Eva" not in f"{editors.body}{html(editors)}"


def test_the_same_letter_has_the_same_number_and_no_other_has_it(client: Client) -> None:
    waiting(client)
    letters = list(Letter.objects.exclude(mail=Mail.CONFIRM))

    numbers = [composed(letter).extra_headers["Message-ID"] for letter in letters]

    assert numbers == [composed(letter).extra_headers["Message-ID"] for letter in letters]
    assert len(set(numbers)) == len(letters) == 2
    assert all(re.fullmatch(r"<[0-9a-f]{32}@atlas\.example\.org>", number) for number in numbers)


@pytest.mark.parametrize(
    "name",
    [
        "Eva\r\nBcc: all@example.org",
        'Eva" <other@example.org>, "x',
        "Eva\u2028Bcc: all@example.org",
        "Ünal Öztürk, Jäger " * 6,
        "山田 花子",
        "Eva\\",
        "\u202eavE",
    ],
)
def test_no_name_changes_the_head_of_a_mail(client: Client, name: str) -> None:
    submission = waiting(client)
    Sender.objects.filter(submission=submission).update(name=name)

    raw = composed(Letter.objects.get(mail=Mail.RECEIVED)).message().as_bytes()

    read = message_from_bytes(raw, policy=policy.default)
    assert [each.addr_spec for each in read["To"].addresses] == ["eva.muster@town.example"]
    assert read["Bcc"] is None
    assert not re.search(rb"^Bcc", raw, re.MULTILINE)


def test_no_title_changes_the_head_of_a_mail(client: Client) -> None:
    submission = waiting(client)
    Submission.objects.filter(pk=submission.pk).update(
        payload={**submission.payload, "title": ["A\r\nBcc: all@example.org\x1b\u2028B"]}
    )

    read = message_from_bytes(
        composed(Letter.objects.get(mail=Mail.RECEIVED)).message().as_bytes(), policy=policy.default
    )

    assert read["Bcc"] is None
    assert read["Subject"] == "Received: A Bcc: all@example.org B"


def test_no_text_becomes_html(client: Client, editor: User) -> None:
    submission = waiting(client)
    Submission.objects.filter(pk=submission.pk).update(payload={**submission.payload, "title": [EVIL]})
    reviewing.ask(submission, editor, EVIL, {"title": EVIL})
    drafting.answer(submission, EVIL)
    reviewing.decline(submission, editor, EVIL)

    for letter in Letter.objects.exclude(mail=Mail.CONFIRM):
        message = composed(letter)
        assert "<img" not in html(message)
        assert EVIL in re.sub(r"\s+", " ", str(message.body))


def test_a_note_stands_by_the_label_of_its_field(client: Client, editor: User) -> None:
    submission = waiting(client, "de")
    reviewing.ask(submission, editor, "Ja?", {"start_year": "2019 oder 2020?", "gone": "Und das?"})

    body = str(composed(Letter.objects.get(mail=Mail.QUESTION)).body)

    assert "Seit welchem Jahr? 2019 oder 2020?\ngone: Und das?\n" in body


def test_a_published_practice_is_linked(client: Client, editor: User) -> None:
    reviewing.accept(waiting(client), editor)

    body = str(composed(Letter.objects.get(mail=Mail.PUBLISHED)).body)

    assert "https://atlas.example.org/en/practices/a-city-card-for-everybody/" in body


def test_what_was_confirmed_while_the_mail_waited_is_not_asked_for(client: Client) -> None:
    waiting(client)

    assert compose(Letter.objects.get(mail=Mail.CONFIRM)) is None
    posting.post_due()

    assert not Letter.objects.filter(mail=Mail.CONFIRM).exists()


def test_no_editor_no_mail(client: Client, settings: Any) -> None:
    settings.EDITORS_AT_ONCE = []
    waiting(client)

    posting.post_due()

    assert [message.to for message in mail.outbox] == [['"Eva Muster" <eva.muster@town.example>']]


def test_the_digest_goes_once_a_day_and_only_if_something_is_open(client: Client, settings: Any) -> None:
    assert mailing.send_digest() is None
    first = waiting(client)
    drafting.withdraw(waiting(client))

    one, two = mailing.send_digest(), mailing.send_digest()

    assert one == two
    posting.post_due()
    [digest] = [message for message in mail.outbox if message.to == ["daily@example.org"]]
    assert digest.subject == "1 submission is open"
    assert "Practice, Waiting for review: 1" in str(digest.body)
    settings.EDITORS_DAILY = []
    Letter.objects.filter(mail=Mail.DIGEST).delete()
    assert first.state == "waiting"
    assert mailing.send_digest() is None


@pytest.mark.parametrize(
    ("wanted", "said"),
    [(Mail.RECEIVED, "the editors read it. Then you get a mail"), (Mail.QUESTION, "the editors go on.")],
)
def test_where_no_time_is_promised_mails_name_none(
    client: Client, editor: User, settings: Any, wanted: Mail, said: str
) -> None:
    settings.SUBMISSION_REVIEW_DAYS = 0

    body = " ".join(str(composed(caused(client, editor, wanted, "en")).body).split())

    assert said in body
    assert "within" not in body
