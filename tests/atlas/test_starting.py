"""First views are made once, however many ask for the same at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from atlas import starting


def test_who_asks_meanwhile_waits_and_gets_the_same() -> None:
    begun, go_on = threading.Event(), threading.Event()
    made = []

    def make() -> object:
        begun.set()
        go_on.wait(timeout=10)
        made.append(object())
        return made[-1]

    with ThreadPoolExecutor(2) as readers:
        first = readers.submit(starting._remember, ("once",), make)
        begun.wait(timeout=10)
        second = readers.submit(starting._remember, ("once",), make)
        go_on.set()

    assert first.result() is second.result()
    assert len(made) == 1


def test_a_failure_is_not_remembered() -> None:
    def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        starting._remember(("failed",), fail)

    assert starting._remember(("failed",), lambda: "made") == "made"


def test_only_the_latest_are_kept() -> None:
    for number in range(starting.REMEMBERED + 1):
        starting._remember(("kept", str(number)), lambda: "made")

    assert starting._remember(("kept", "0"), lambda: "made again") == "made again"
    assert starting._remember(("kept", str(starting.REMEMBERED)), lambda: "made again") == "made"
