"""Checking whether the addresses of sources still answer. Never during a visitor's request."""

import datetime
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import urldefrag, urlsplit

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from cities.addresses import Address, ForbiddenAddressError
from cities.fetching import Answer, InsecureError, SilentError, UnknownServerError
from cities.models import Edition, LinkCheck, Source
from cities.pacing import MOST_REDIRECTS, Asking, LaterError, redirected

KEPT = 24  # checks a source
# Whoever is interrupted while checking a link gives it back by running out of this.
HELD = datetime.timedelta(minutes=15)
DAY = datetime.timedelta(days=1)
DEAD_AFTER = 3  # failures on different days
Outcome = LinkCheck.Outcome
Status = Source.LinkStatus
FAILURES = frozenset({Outcome.MISSING, Outcome.BROKEN, Outcome.SILENT, Outcome.UNKNOWN})
# A reader's browser may well be let in.
CLOSED = frozenset({Outcome.REFUSED, Outcome.ROBOTS, Outcome.BUSY})


@dataclass(frozen=True)
class Found:
    """What asking for an address came to."""

    outcome: LinkCheck.Outcome
    code: int | None = None
    final_url: str = ""
    moved_to: str = ""  # only if the servers say that it is for good


def look(url: str, asking: Asking) -> Found:
    """Ask for an address and follow it where it leads. Raise LaterError if a server wants to be left alone for now."""
    now_at, fragment = urldefrag(url)
    moved_to = ""
    seen: set[str] = set()
    code: int | None = None
    for_good = True
    try:
        while now_at not in seen and len(seen) <= MOST_REDIRECTS:
            seen.add(now_at)
            address = asking.parse(now_at)
            if not asking.open_to_us(address):
                return Found(Outcome.ROBOTS, code, now_at)
            answer = _ask(address, asking)
            code = answer.status
            target = redirected(answer, now_at)
            if target is None:
                return Found(_meaning(code), code, now_at, moved_to)
            for_good = for_good and code in {301, 308}
            now_at, newer = urldefrag(target)
            fragment = newer or fragment
            if for_good:
                moved_to = f"{now_at}#{fragment}" if fragment else now_at
    except ForbiddenAddressError:
        return Found(Outcome.FORBIDDEN, code, now_at)
    except UnknownServerError:
        return Found(Outcome.UNKNOWN, code, now_at)
    except InsecureError:
        return Found(Outcome.INSECURE, code, now_at)
    except SilentError:
        return Found(Outcome.SILENT, code, now_at)
    return Found(Outcome.LOOP, code, now_at)


def _ask(address: Address, asking: Asking) -> Answer:
    """Ask for the head alone, which costs the server least; for the page if it does not like that."""
    try:
        answer = asking.ask("HEAD", address)
    except SilentError as silence:
        if not silence.dropped:
            raise
    else:
        if answer.status < 400 or answer.status == 429:
            return answer
    return asking.ask("GET", address)


def _meaning(code: int) -> LinkCheck.Outcome:
    if code < 400:
        return Outcome.ANSWERED
    if code in {404, 410}:
        return Outcome.MISSING
    if code == 429:
        return Outcome.BUSY
    return Outcome.REFUSED if code < 500 else Outcome.BROKEN


@dataclass
class Run:
    """What a run did."""

    found: "Counter[str]"
    postponed: int = 0
    left: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """The figures, for a sentence and for keeping."""
        return {**self.found, "checked": self.found.total(), "postponed": self.postponed, "left": self.left}


def due(now: datetime.datetime) -> "QuerySet[Source, tuple[int, str, datetime.datetime]]":
    """Id, address and due moment of the sources to check, the longest due first."""
    rows = Source.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")
    return rows.values_list("pk", "url", "next_check_at")


def check_due(
    asking: Asking | None = None, *, limit: int | None = None, lasting: datetime.timedelta | None = None
) -> Run:
    """Check what is due: at most so many, or as long as one may.

    Each result is kept at once, and each source is taken before it is asked, so that a run can be ended at any
    moment and others can run beside it.
    """
    asking = asking or Asking()
    begun = asking.clock.now()
    run = Run(Counter())
    renew = False
    try:
        for pk, url, due_at in _one_of_each_server(list(due(begun)[:limit])):
            if lasting and asking.clock.now() - begun > lasting:
                break
            if not _take(pk, due_at, asking.clock.now()):
                continue
            try:
                change = _check(pk, url, asking)
            except LaterError as later:
                Source.objects.filter(pk=pk).update(next_check_at=later.until)
                run.postponed += 1
                continue
            except BaseException:
                Source.objects.filter(pk=pk).update(next_check_at=due_at)
                raise
            if change:
                before, after = change
                run.found[after] += 1
                renew = renew or before != after
    finally:
        # Pages and interface show the state, and caches ask for the edition only.
        if renew:
            Edition.renew()
    run.left = Source.objects.filter(next_check_at__lte=asking.clock.now()).count()
    return run


def _one_of_each_server(
    rows: "list[tuple[int, str, datetime.datetime]]",
) -> "Iterator[tuple[int, str, datetime.datetime]]":
    """Go round the servers, so that hardly one has to be waited for."""
    by_server = defaultdict(list)
    for row in rows:
        by_server[urlsplit(row[1]).netloc].append(row)
    for turn in zip_longest(*by_server.values()):
        yield from filter(None, turn)


def _take(pk: int, due_at: datetime.datetime, now: datetime.datetime) -> bool:
    """Take a source for this run, unless another has."""
    untouched = Source.objects.filter(pk=pk, next_check_at=due_at)
    return bool(untouched.update(next_check_at=now + HELD))


def _check(pk: int, url: str, asking: Asking) -> tuple[str, str] | None:
    """Check one source and keep what was found; return its state before and after.

    None if its address changed meanwhile: then nobody cites any more what was looked at.
    """
    started = time.monotonic()
    found = look(url, asking)
    took = int((time.monotonic() - started) * 1000)
    now = asking.clock.now()
    source = Source.objects.filter(pk=pk, url=url).first()
    if source is None:
        return None
    before = source.link_status
    note(source, found, now)
    Source.objects.filter(pk=pk, url=url).update(**{name: getattr(source, name) for name in Source.LINK})
    LinkCheck.objects.create(
        source=source,
        at=now,
        outcome=found.outcome,
        code=found.code,
        final_url=found.final_url if found.final_url != url else "",
        milliseconds=took,
    )
    return before, source.link_status


def note(source: Source, found: Found, now: datetime.datetime) -> None:
    """Set the source's state after a check. One failure is an accident, three on different days are none."""
    longest = Source._meta.get_field("moved_to").max_length or 0
    source.moved_to = ""
    if found.outcome in FAILURES:
        today, last = timezone.localdate(now), source.checked_at and timezone.localdate(source.checked_at)
        if not source.failures or last != today:
            source.failures += 1
        if source.failures >= DEAD_AFTER:
            source.link_status = Status.DEAD
        elif source.link_status == Status.UNCHECKED:
            source.link_status = Status.UNCLEAR
    else:
        source.failures = 0
        source.link_status = _state(found)
        if found.moved_to and len(found.moved_to) <= longest:
            source.moved_to = found.moved_to
    source.checked_url, source.checked_at = source.url, now
    # Spread over some days what was checked in one night.
    source.next_check_at = now + _patience(source, found) + datetime.timedelta(hours=source.pk % 48)


def _state(found: Found) -> Source.LinkStatus:
    if found.outcome == Outcome.ANSWERED:
        return Status.MOVED if found.moved_to else Status.ALIVE
    return Status.BLOCKED if found.outcome in CLOSED else Status.UNCLEAR


def _patience(source: Source, found: Found) -> datetime.timedelta:
    """How long until the next check: soon after an accident, ever more rarely for what stays dead."""
    if source.failures:
        return (
            DAY
            if source.failures < DEAD_AFTER
            else min(7 * DAY * (source.failures - DEAD_AFTER + 1), 28 * DAY)
        )
    if found.outcome == Outcome.ANSWERED:
        return 28 * DAY
    return 84 * DAY if found.outcome == Outcome.FORBIDDEN else 14 * DAY


def purge() -> int:
    """Remove all checks of a source but the latest ones; return how many."""
    rank = Window(RowNumber(), partition_by="source", order_by=[F("at").desc(), F("pk").desc()])
    old = list(
        LinkCheck.objects.order_by().annotate(rank=rank).filter(rank__gt=KEPT).values_list("pk", flat=True)
    )
    for start in range(0, len(old), 500):
        LinkCheck.objects.filter(pk__in=old[start : start + 500]).delete()
    return len(old)


def said(counts: Mapping[str, int]) -> str:
    """What a run did, in one sentence of the active language."""
    checked = counts.get("checked", 0)
    if not checked and not counts.get("postponed") and not counts.get("left"):
        return gettext("No link was due.")
    sentence = ngettext("{number} link checked", "{number} links checked", checked).format(number=checked)
    states = [f"{counts[state.value]} {state.label}" for state in Status if counts.get(state.value)]
    if states:
        sentence += f": {', '.join(states)}"
    if counts.get("postponed"):
        sentence += "; " + gettext("{number} put off").format(number=counts["postponed"])
    if counts.get("left"):
        sentence += "; " + gettext("{number} still due").format(number=counts["left"])
    return sentence + "."
