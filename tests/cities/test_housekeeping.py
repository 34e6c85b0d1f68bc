"""Scheduled work runs when it is due, by one process, and says what it did."""

import datetime
from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone
from django.utils.translation import override

from cities import housekeeping
from cities.desk.models import Session
from cities.housekeeping import Counts, chore, chores, run_due
from cities.models import Chore, LinkCheck
from tests import making

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
# What was promised to be done by itself, whichever floor does it.
EXPECTED = {
    "digest",
    "expired-sessions",
    "finished-tasks",
    "link-checks",
    "mails",
    "nominatim-answers",
    "old-link-checks",
    "purge",
    "yearly-questions",
}


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """No chores but those that a test registers; what they did is listed."""
    chores()  # found once, so that finding them does not bring them back
    monkeypatch.setattr(housekeeping, "_chores", {})
    return []


def register(name: str, did: list[str], *, failing: bool = False) -> None:
    @chore(name, name.title(), every=HOUR, says=lambda counts: f"{counts['done']} done.")
    def act() -> Counts:
        did.append(name)
        if failing:
            raise RuntimeError("the disk is full")
        return {"done": 2}


def housekeep() -> str:
    out = StringIO()
    call_command("housekeeping", stdout=out, stderr=out)
    return out.getvalue()


def test_all_chores_of_the_house_say_a_sentence_and_then_nothing_is_due() -> None:
    making.make_source(url="http://10.0.0.1/")
    source = making.make_source(next_check_at=timezone.now() + HOUR)
    LinkCheck.objects.bulk_create(
        LinkCheck(source=source, at=timezone.now(), outcome="answered") for _number in range(25)
    )
    Session.objects.create(session_key="old", expire_date=timezone.now() - HOUR)
    Session.objects.create(session_key="new", expire_date=timezone.now() + HOUR)

    someone = User.objects.create_user("someone")
    for months in (1, 4):
        at = timezone.now() - datetime.timedelta(days=30 * months)
        someone.sign_ins.create(at=at, act="password", outcome="failed")

    first, second = housekeep(), housekeep()

    assert "Links of sources: 1 link checked: 1 unclear.\n" in first
    assert "Old checks of links: 1 old check of a link removed.\n" in first
    assert "Sessions and sign-ins: 1 expired session removed. 1 old sign-in forgotten.\n" in first
    assert someone.sign_ins.count() == 1
    assert set(chores()) >= EXPECTED
    assert len(first.splitlines()) == len(chores())
    assert second.startswith("Nothing is due before ")
    assert len(second.splitlines()) == 1
    assert Session.objects.get().session_key == "new"


def test_each_chore_has_its_sentence_in_both_languages() -> None:
    for each in chores().values():
        with override("de"):
            german = each.says({})
        assert each.says({}) not in {"", german}


def test_a_chore_is_due_again_after_its_time(only_ours: list[str]) -> None:
    register("sweep", only_ours)
    now = timezone.now()

    for minutes in (0, 1, 50, 60, 61, 120):
        list(run_due(lambda minutes=minutes: now + datetime.timedelta(minutes=minutes)))  # type: ignore[misc]

    assert only_ours == ["sweep"] * 3, "called every hour, it runs every hour"


def test_a_failing_chore_stops_no_other_and_is_told(only_ours: list[str]) -> None:
    register("break", only_ours, failing=True)
    register("sweep", only_ours)
    out = StringIO()

    with pytest.raises(CommandError, match=r"Failed: Break\.") as refused:
        call_command("housekeeping", stdout=out, stderr=out)

    assert refused.value.returncode == 1
    assert only_ours == ["break", "sweep"]
    assert out.getvalue() == "Break: RuntimeError: the disk is full\nSweep: 2 done.\n"
    assert Chore.objects.get(name="break").failure == "RuntimeError: the disk is full"
    assert Chore.objects.get(name="sweep").failure == ""
    assert housekeep().startswith("Nothing is due before ")


def test_two_at_once_do_not_do_the_same(only_ours: list[str]) -> None:
    @chore("sweep", "Sweep", every=HOUR, says=lambda _counts: "Swept.")
    def sweep() -> Counts:
        only_ours.append("sweep")
        assert list(run_due()) == [], "held by the one that works at it"
        return {}

    assert len(list(run_due())) == 1
    assert only_ours == ["sweep"]


def test_what_was_interrupted_is_due_again(only_ours: list[str]) -> None:
    @chore("sweep", "Sweep", every=HOUR, says=lambda _counts: "Swept.")
    def sweep() -> Counts:
        only_ours.append("sweep")
        if len(only_ours) == 1:
            raise KeyboardInterrupt
        return {}

    with pytest.raises(KeyboardInterrupt):
        list(run_due())
    assert [done.sentence for done in run_due()] == ["Swept."]


def test_what_was_killed_is_due_again_when_its_time_is_over(only_ours: list[str]) -> None:
    register("sweep", only_ours)
    now = timezone.now()
    Chore.objects.create(name="sweep", next_due_at=now, held_until=now + HOUR)

    assert list(run_due(lambda: now)) == []
    assert len(list(run_due(lambda: now + HOUR))) == 1


def test_a_name_belongs_to_one_chore(only_ours: list[str]) -> None:
    register("sweep", only_ours)

    with pytest.raises(ValueError, match="two chores called sweep"):
        chore("sweep", "Other", every=HOUR, says=lambda _counts: "")(dict)
