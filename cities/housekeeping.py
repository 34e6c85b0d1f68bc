"""Scheduled work: chores that apps register, run when they are due, each by one process only.

An app writes its chores into a module ``chores`` of its own:

    @chore("expired-drafts", _("Expired drafts"), every=timedelta(days=1), says=_said)
    def remove_expired_drafts() -> Counts:
        return {"removed": …}

``says`` makes one sentence of the counts, in the active language: the desk shows it in German to
whoever reads German. A chore must bear being interrupted and run again.
"""

import datetime
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from cities.models import Chore

log = logging.getLogger(__name__)
Counts = Mapping[str, int]
HELD = datetime.timedelta(hours=1)
_chores: dict[str, "Registered"] = {}


@dataclass(frozen=True)
class Registered:
    """A chore as its app registered it."""

    name: str
    label: str | Promise
    every: datetime.timedelta
    says: Callable[[Counts], str]
    act: Callable[[], Counts]


@dataclass(frozen=True)
class Done:
    """What came of a chore; ``failure`` is empty if all went well."""

    label: str
    sentence: str
    failure: str = ""


def chore(
    name: str, label: str | Promise, *, every: datetime.timedelta, says: Callable[[Counts], str]
) -> Callable[[Callable[[], Counts]], Callable[[], Counts]]:
    """Register a function as a chore that is due ``every`` so often."""

    def register(act: Callable[[], Counts]) -> Callable[[], Counts]:
        known = _chores.get(name)
        if known and (known.act.__module__, known.act.__qualname__) != (act.__module__, act.__qualname__):
            raise ValueError(f"There are two chores called {name}.")
        _chores[name] = Registered(name, label, every, says, act)
        return act

    return register


def chores() -> Mapping[str, Registered]:
    """All registered chores, by name."""
    autodiscover_modules("chores")
    return _chores


def run_due(now: Callable[[], datetime.datetime] = timezone.now) -> Iterator[Done]:
    """Run what is due, one after the other. One that fails does not stop the others."""
    for each in list(chores().values()):
        if _take(each, now()):
            yield _run(each, now)


def next_due() -> Chore | None:
    """The chore that is due next."""
    return Chore.objects.filter(name__in=chores()).order_by("next_due_at").first()


def _take(each: Registered, now: datetime.datetime) -> bool:
    """Hold a chore for this process, if it is due and nobody else holds it."""
    Chore.objects.get_or_create(name=each.name, defaults={"next_due_at": now})
    free = Q(held_until__isnull=True) | Q(held_until__lte=now)
    due = Chore.objects.filter(free, name=each.name, next_due_at__lte=now)
    return bool(due.update(held_until=now + HELD))


def _run(each: Registered, now: Callable[[], datetime.datetime]) -> Done:
    row = Chore.objects.filter(name=each.name)
    label = str(each.label)
    begun = now()
    # A little less than a full round: an hourly call never comes a second too soon.
    next_due_at = begun + each.every * 0.95
    try:
        counts = dict(each.act())
        sentence = each.says(counts)
    except Exception as error:
        log.exception("chore %s failed", each.name)
        failure = f"{type(error).__name__}: {error}"
        row.update(last_run_at=begun, next_due_at=next_due_at, failure=failure, counts={}, held_until=None)
        return Done(label, "", failure)
    except BaseException:  # ended from outside: it stays due
        row.update(held_until=None)
        raise
    row.update(last_run_at=begun, next_due_at=next_due_at, failure="", counts=counts, held_until=None)
    return Done(label, sentence)
