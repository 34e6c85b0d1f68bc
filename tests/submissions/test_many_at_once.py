"""Twenty senders at the same moment, on the product as it is served, with either engine."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

import psycopg
import pytest

from tests.submissions.senders import PRACTICE, SENDER

SENDERS = 20
CITY = """
from tests.making import make_city, make_topic
make_city("altena", endonym="Altena"); make_topic("housing")
"""
COUNTED = """
from submissions.models import Event, Letter, Submission
print(Submission.objects.filter(state="unconfirmed").count(), Submission.objects.count())
print(Event.objects.filter(act="send").count(), Letter.objects.filter(mail="confirm").count())
print(Submission.objects.values("payload").distinct().count())
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the engine that the tests run on."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'many.sqlite3'}"
        return
    name = f"many_{uuid4().hex}"
    parts = urlsplit(server)
    folder, _slash, _own = parts.path.rpartition("/")
    host, login = folder or parts.hostname, parts.username
    with psycopg.connect(host=host, user=login, dbname="postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(parts._replace(path=f"{folder}/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Stay(HTTPRedirectHandler):
    """Tells where a redirect leads instead of following it."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


def ask(address: str, answers: dict[str, object] | None = None) -> tuple[int, str, str]:
    """Status, body, and where it leads."""
    data = urlencode(answers, doseq=True).encode() if answers is not None else None
    try:
        response = build_opener(Stay).open(Request(address, data), timeout=60)  # noqa: S310
    except HTTPError as error:
        response = error
    return response.status, response.read().decode(), response.headers.get("Location", "")


def fill(site: str, number: int) -> list[int]:
    """One sender's way through the form; every page is sent twice at once, as by a double click."""

    def send(address: str, answers: dict[str, object]) -> tuple[list[int], str]:
        _status, page, _to = ask(address)
        key = re.search(r'name="form_key" value="([^"]*)"', page)
        assert key, page
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        answers = {"form_key": unescape(key[1]), **({"seen": seen[1]} if seen else {}), **answers}
        with ThreadPoolExecutor(2) as clicks:
            both = list(clicks.map(lambda _click: ask(address, answers), range(2)))
        return [status for status, _page, _to in both], both[0][2]

    codes, to = send(f"{site}/en/submit/practice/", {"place": "Altena", "written_in": "en"})
    own = to.rpartition("what/")[0]
    for page, answers in PRACTICE.items():
        changed = {"title": f"Practice number {number}"} if page == "what" else {}
        codes += send(f"{site}{own}{page}/", {**answers, **changed})[0]
    codes += send(f"{site}{own}contact/", {**SENDER, "email": f"eva{number}@town.example"})[0]
    return codes + send(f"{site}{own}send/", {})[0]


def test_none_is_lost_none_is_double_and_nobody_waits_in_vain(database: str, root: Path) -> None:
    surroundings = os.environ | {
        "DATABASE_URL": database,
        "MAIL_URL": "dummymail://",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "GUNICORN_CMD_ARGS": "--log-level=warning",
        "LOG_LEVEL": "WARNING",
    }

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=root, env=surroundings, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    manage("migrate", "--verbosity", "0")
    manage("shell", "--no-imports", "--command", CITY)
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listening:
        port = listening.getsockname()[1]
        gunicorn = Path(sys.executable).with_name("gunicorn")
        server = subprocess.Popen(
            [gunicorn, "--bind", f"fd://{listening.fileno()}", "atlas.wsgi"],
            cwd=root,
            env=surroundings,
            pass_fds=[listening.fileno()],
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            with ThreadPoolExecutor(SENDERS) as senders:
                codes = list(
                    senders.map(lambda number: fill(f"http://127.0.0.1:{port}", number), range(SENDERS))
                )
        finally:
            server.terminate()
            _out, complaints = server.communicate(timeout=120)

    assert {code for each in codes for code in each} == {302}
    assert "locked" not in complaints
    assert manage("shell", "--no-imports", "--command", COUNTED).split() == [
        *(str(SENDERS), str(SENDERS)),
        *(str(SENDERS), str(SENDERS)),
        str(SENDERS),
    ]
