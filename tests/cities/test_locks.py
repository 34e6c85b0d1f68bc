"""What two processes do at the same moment, on the database at hand."""

import threading
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from cities import link_checking, nominatim
from cities.addresses import parse
from cities.fetching import Fetcher
from cities.housekeeping import Registered, _take
from cities.pacing import Asking, LaterError
from tests import making
from tests.cities.web import START, SetClock, serving

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Call it before threads begin: SQLite's tests run in memory, where nobody waits for a lock as in a file."""

    def to_file() -> None:
        if connection.vendor == "sqlite":
            file = str(tmp_path / "locks.sqlite3")
            with connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [file])
            monkeypatch.setitem(connections.settings["default"], "NAME", file)

    return to_file


def at_once(act: Callable[[], object]) -> list[object]:
    """What the same act returns in several threads that begin together."""
    together = threading.Barrier(MANY)
    results: list[object] = []

    def run() -> None:
        together.wait()
        try:
            results.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_one_takes_a_chore(database: Callable[[], None]) -> None:
    sweep = Registered("sweep", "Sweep", timedelta(hours=1), lambda _counts: "", dict)
    now = timezone.now()
    database()

    taken = at_once(lambda: _take(sweep, now))

    assert sorted(map(bool, taken)) == [False] * (MANY - 1) + [True]


def test_one_takes_a_source(database: Callable[[], None]) -> None:
    source = making.make_source(next_check_at=START)
    database()

    taken = at_once(lambda: link_checking._take(source.pk, START, START))

    assert sorted(map(bool, taken)) == [False] * (MANY - 1) + [True]


def test_turns_at_a_server_are_a_second_apart(database: Callable[[], None]) -> None:
    address = parse("https://city.example/")
    database()

    def turn() -> object:
        clock = SetClock()
        try:
            Asking(clock=clock)._take_turn(address)
        except LaterError:
            return None
        return clock.at

    turns = sorted(filter(None, at_once(turn)))  # type: ignore[type-var]

    assert len(turns) == MANY
    assert [(turn - START).total_seconds() for turn in turns] == list(range(MANY))  # type: ignore[operator]


def test_editors_who_ask_a_nominatim_at_once_are_a_second_apart(
    database: Callable[[], None], settings: Any
) -> None:
    names = count(1)
    database()

    with serving() as web:
        settings.NOMINATIM_URL = web.url("", "nominatim.test")

        def ask() -> object:
            clock = SetClock()
            fetcher = Fetcher(look_up=web.look_up, anywhere=True)
            nominatim.ask(f"place {next(names)}", asking=Asking(fetcher, clock))
            return clock.at

        turns = sorted(at_once(ask))  # type: ignore[type-var]

        assert [(turn - START).total_seconds() for turn in turns] == list(range(MANY))  # type: ignore[operator]
        assert len(web.asked) == MANY
