"""Each letter goes out once: when the mail server is away, when several workers send, when one dies."""

import datetime
import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from submissions import chores, drafting, mailing, posting
from submissions.models import Letter, Submission
from submissions.states import Mail, State
from tests.making import make_city, make_topic
from tests.submissions import senders
from tests.submissions.mail_server import Server, listening, reserved_port

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def port(settings: Any) -> Iterator[int]:
    """Where the mail server will listen; nobody does yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 30
    settings.EDITORS_AT_ONCE = []
    with reserved_port() as port:
        settings.EMAIL_PORT = port
        yield port


@pytest.fixture(autouse=True)
def place() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")


def draft(number: int = 0) -> Submission:
    submission = drafting.begin("practice", {"title": ["A"]}, language="en", form_key=f"key {number}")
    drafting.introduce(submission, name="Eva Muster", email=f"eva{number}@town.example")
    return submission


def letters(number: int) -> None:
    """So many letters that are due; nobody has tried to send them."""
    for each in range(number):
        submission = draft(each)
        Letter.objects.create(key=f"letter {each}", mail=Mail.LINK, submission=submission)


def wait_until_due() -> None:
    """What a pause does, without waiting."""
    Letter.objects.filter(sent_at=None).update(due_at=timezone.now())


def said_by_us(caplog: pytest.LogCaptureFixture) -> str:
    """What was logged, without what the mail server of the test says."""
    return "\n".join(each.getMessage() for each in caplog.records if each.name != "mail.log").lower()


def test_without_a_mail_server_a_submission_is_taken_in_and_its_mail_goes_out_once_later(
    client: Client, port: int
) -> None:
    submission = senders.sent(client, "altena")

    assert submission.state == State.UNCONFIRMED
    assert client.get(senders.address(submission)).status_code == 200
    letter = Letter.objects.get()
    assert (letter.sent_at, letter.claimed_at, letter.tries) == (None, None, 1)
    pause = letter.due_at - timezone.now()
    assert datetime.timedelta(seconds=50) < pause < datetime.timedelta(seconds=61)

    with listening(port, Server()) as server:
        assert posting.post_due() == 0, "it is not due yet"
        wait_until_due()
        assert [posting.post_due(), posting.post_due()] == [1, 0]

    assert [mail["Subject"] for mail in server.mails] == ["Please confirm your e-mail address"]
    letter.refresh_from_db()
    assert letter.sent_at is not None


def test_while_the_server_is_away_one_letter_is_tried_and_the_others_wait(port: int) -> None:
    letters(3)

    assert posting.post_due() == 0

    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0, 0, 1]
    with listening(port, Server()) as server:
        wait_until_due()
        assert posting.post_due() == 3
    assert len(set(server.numbers)) == 3


def test_pauses_grow_up_to_six_hours() -> None:
    pauses = [posting.pause_after(tries) for tries in range(1, posting.MOST_TRIES)]

    assert [pause.seconds // 60 for pause in pauses[:10]] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360]
    assert max(pauses) == datetime.timedelta(hours=6)
    assert datetime.timedelta(days=5) < sum(pauses, datetime.timedelta()) < datetime.timedelta(days=7)


def test_giving_up_is_said_without_an_address(port: int, caplog: pytest.LogCaptureFixture) -> None:
    letters(1)
    Letter.objects.update(tries=posting.MOST_TRIES - 1)

    with caplog.at_level(logging.INFO):
        posting.post_due()

    wait_until_due()
    assert posting.claim() is None
    assert posting.given_up().count() == 1
    [record] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "given up" in record.getMessage()
    assert "eva" not in said_by_us(caplog)


@pytest.mark.parametrize(
    ("answer", "tries"), [("550 No such user eva0@town.example", posting.MOST_TRIES), ("450 Later, eva0", 1)]
)
def test_a_refused_address_keeps_no_other_letter_from_going_out(
    port: int, answer: str, tries: int, caplog: pytest.LogCaptureFixture
) -> None:
    letters(1)
    with listening(port, Server()) as server:
        server.answer_to_recipient = answer
        posting.post_due()
        server.answer_to_recipient = "250 OK"
        mailing.write_about(Mail.LINK, draft(7), key="other")

    assert Letter.objects.get(key="letter 0").tries == tries
    assert [mail["To"] for mail in server.mails] == ["eva7@town.example"]
    assert "eva" not in said_by_us(caplog)


def test_a_letter_that_cannot_be_written_keeps_no_other_from_going_out(
    port: int, caplog: pytest.LogCaptureFixture
) -> None:
    letters(2)
    Submission.objects.filter(letters__key="letter 0").update(token_hash="of another secret key")

    with listening(port, Server()) as server:
        assert posting.post_due() == 1

    assert len(server.mails) == 1
    assert Letter.objects.get(key="letter 0").tries == 1
    assert "ValueError" in caplog.text


def test_a_letter_is_claimed_by_one(port: int) -> None:
    letters(1)

    assert posting.claim() is not None
    assert posting.claim() is None

    Letter.objects.update(claimed_at=timezone.now() - posting.CLAIM - datetime.timedelta(seconds=1))
    assert posting.claim() is not None


def test_a_worker_whose_claim_has_ended_changes_nothing_of_the_next_ones(port: int) -> None:
    letters(1)
    slow = posting.claim()
    assert slow is not None
    Letter.objects.update(claimed_at=timezone.now() - posting.CLAIM - datetime.timedelta(seconds=1))
    next_one = posting.claim()
    assert next_one is not None

    posting.put_off(slow, OSError())

    assert Letter.objects.get().claimed_at == next_one.claimed_at


def test_the_same_form_sent_twice_writes_one_letter() -> None:
    submission = draft()

    assert mailing.write_about(Mail.LINK, submission, key="k") == mailing.write_about(
        Mail.LINK, submission, key="k"
    )


# --- In the background ------------------------------------------------------------------------------


@pytest.fixture
def in_background(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def work() -> None:
    """Let a worker do what waits, then end."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)


@pytest.mark.usefixtures("in_background")
def test_a_worker_sends_what_the_visitor_does_not_wait_for(client: Client, port: int) -> None:
    with listening(port, Server()) as server:
        senders.sent(client, "altena")
        assert server.mails == []
        work()
        work()

    assert len(server.mails) == 1


@pytest.mark.usefixtures("in_background")
def test_a_worker_tries_again_by_itself(client: Client, port: int) -> None:
    senders.sent(client, "altena")
    work()
    again = DBTaskResult.objects.get(status="READY")
    assert again.run_after == Letter.objects.get().due_at

    DBTaskResult.objects.filter(pk=again.pk).update(run_after=timezone.now())
    wait_until_due()
    with listening(port, Server()) as server:
        work()

    assert len(server.mails) == 1
    assert "eva" not in str(list(DBTaskResult.objects.values())).lower()


def test_housekeeping_sends_what_waits_and_says_what_was_given_up(port: int) -> None:
    letters(2)
    Letter.objects.filter(key="letter 0").update(tries=posting.MOST_TRIES)

    with listening(port, Server()) as server:
        counts = chores.send_mails()

    assert len(server.mails) == 1
    assert chores._mails_sent(counts) == (
        "1 mail sent that had waited. 1 mail could not be delivered and was given up."
    )


@pytest.mark.usefixtures("in_background")
def test_housekeeping_forgets_tasks_that_were_done_long_ago(client: Client, port: int) -> None:
    senders.sent(client, "altena")
    work()
    DBTaskResult.objects.filter(status="SUCCESSFUL").update(finished_at=timezone.now() - 15 * chores.DAY)

    assert chores.remove_finished_tasks() == {"removed": 1}
    assert [task.status for task in DBTaskResult.objects.all()] == ["READY"]


# --- Several workers, each a process of its own ----------------------------------------------------


class Workers:
    """Processes that send what is due, on the database of this test."""

    def __init__(self, folder: Path, port: int) -> None:
        self.file = folder / "letters.sqlite3"
        address = f"sqlite:///{self.file}"
        if connection.vendor == "sqlite":  # tests keep theirs in memory, where no other process sees it
            with sqlite3.connect(self.file) as copy:
                connection.ensure_connection()
                connection.connection.backup(copy)
        else:
            place = os.environ["DATABASE_URL"].rpartition("/")[0]
            address = f"{place}/{connection.settings_dict['NAME']}"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "atlas.settings",
            "DATABASE_URL": address,
            "SECRET_KEY": house.SECRET_KEY,
            "MAIL_URL": f"smtp://127.0.0.1:{port}",
        }
        self.running: list[subprocess.Popen[str]] = []

    def start(self) -> None:
        self.running.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "send_mails"],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )

    def kill(self) -> None:
        for worker in self.running:
            worker.send_signal(signal.SIGKILL)

    def end(self) -> list[str]:
        """Wait until all have ended; what they said."""
        said = [worker.communicate(timeout=300)[0] for worker in self.running]
        self.running.clear()
        return said

    def query(self, sql: str) -> list[Any]:
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.file) as copy:
                return copy.execute(sql).fetchall()
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def let_claims_end(self) -> None:
        self.query("UPDATE submissions_letter SET claimed_at = '2020-01-01 00:00:00'")


def test_two_workers_at_once_send_each_letter_once(tmp_path: Path, port: int) -> None:
    letters(10)
    workers = Workers(tmp_path, port)
    server = Server()
    server.together = 2  # the first mail is taken only when the other worker sends too

    with listening(port, server):
        workers.start()
        workers.start()
        said = workers.end()

    assert len(server.mails) == len(set(server.numbers)) == 10, said
    assert not any(each.startswith("0 sent") for each in said)
    assert workers.query("SELECT count(*) FROM submissions_letter WHERE sent_at IS NULL") == [(0,)]


def test_a_worker_killed_before_the_mail_is_taken_leaves_it_to_another_once(
    tmp_path: Path, port: int
) -> None:
    letters(1)
    workers = Workers(tmp_path, port)
    dying = Server()
    dying.before = workers.kill
    dying.together = 2  # nobody else comes: nothing is taken

    with listening(port, dying):
        workers.start()
        workers.end()
    with listening(port, Server()) as server:
        workers.start()
        assert workers.end()[0].startswith("0 sent, 1 waiting"), "the dead worker's claim holds"
        workers.let_claims_end()
        workers.start()
        workers.start()
        workers.end()

    assert dying.mails == []
    assert len(server.mails) == 1


def test_a_worker_killed_before_it_notes_the_sending_sends_the_same_number_again(
    tmp_path: Path, port: int
) -> None:
    """The one gap that stays: mail programs know both copies for one mail by its number."""
    letters(1)
    workers = Workers(tmp_path, port)
    server = Server()
    server.after = workers.kill

    with listening(port, server):
        workers.start()
        workers.end()
        server.after = lambda: None
        workers.let_claims_end()
        workers.start()
        workers.end()
        workers.start()
        workers.end()

    assert len(server.mails) == 2
    assert len(set(server.numbers)) == 1
