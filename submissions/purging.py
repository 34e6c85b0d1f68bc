"""Forgetting: what nobody needs any more, and what somebody wants forgotten.

A submission that was decided leaves its skeleton: kind, record, dates and acts, and whether it came from the
municipality. All that a person wrote, and who they are, goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from practices import photographing
from submissions import limiting
from submissions.models import Event, Letter, Representative, Sender, Submission, Upload
from submissions.states import ENDED, State

A_WHILE = timedelta(days=1)
TOLD_OF_REPRESENTATIVES = (
    *("name", "email", "language", "how"),
    *("confirmed_on", "asked_on", "answered_on", "ended_on"),
)


@dataclass
class Purged:
    """How much was forgotten."""

    drafts: int = 0
    unconfirmed: int = 0
    senders: int = 0
    counts: int = 0
    files: int = 0
    representatives: int = 0

    def __str__(self) -> str:
        return (
            f"{self.drafts} drafts, {self.unconfirmed} unconfirmed submissions and {self.counts} counts removed, "
            f"{self.senders} senders forgotten, {self.representatives} former representatives forgotten, "
            f"{self.files} lost files of photos swept up"
        )


def purge(now: datetime | None = None, *, dry_run: bool = False) -> Purged:
    """Remove what has lain longer than the settings allow. ``dry_run`` only counts."""
    now = now or timezone.now()
    with transaction.atomic():
        drafts, unconfirmed = _old_drafts(now), _unconfirmed(now)
        decided, former = _decided(now), _former(now)
        purged = Purged(drafts.count(), unconfirmed.count(), decided.count(), representatives=former.count())
        if not dry_run:
            remove(drafts)
            remove(unconfirmed)
            forget(decided)
            former.delete()
            purged.counts = limiting.forget(now)
    if not dry_run:
        purged.files = sweep(now)
    return purged


def sweep(now: datetime) -> int:
    """Remove files of photos that belong to nothing; return how many. What came just now may get its row yet."""
    kept = set(Upload.objects.values_list("key", flat=True))
    return len(photographing.sweep(kept, now - A_WHILE))


def _old_drafts(now: datetime) -> QuerySet[Submission]:
    before = now - timedelta(days=settings.SUBMISSION_DRAFT_DAYS)
    return Submission.objects.filter(state=State.DRAFT, changed_at__lt=before)


def _unconfirmed(now: datetime) -> QuerySet[Submission]:
    """Sent to an address that nobody has confirmed, also if it was withdrawn then: no editor has seen it."""
    before = now - timedelta(days=settings.SUBMISSION_UNCONFIRMED_DAYS)
    unconfirmed = Q(state=State.UNCONFIRMED) | Q(state=State.WITHDRAWN, confirmed_at__isnull=True)
    return Submission.objects.filter(unconfirmed, changed_at__lt=before)


def _decided(now: datetime) -> QuerySet[Submission]:
    """Decided long ago, and something of the sender is still there."""
    before = now - timedelta(days=settings.SUBMISSION_SENDER_DAYS)
    return (
        Submission.objects.filter(state__in=ENDED, decided_at__lt=before)
        .filter(_holding_something())
        .distinct()
    )


def _former(now: datetime) -> QuerySet[Representative]:
    """Those who ended speaking for a municipality long ago; what they sent says by itself that it was the municipality's."""
    before = timezone.localdate(now) - timedelta(days=settings.SUBMISSION_SENDER_DAYS)
    return Representative.objects.filter(ended_on__lt=before)


def _holding_something() -> Q:
    return (
        Q(sender__isnull=False)
        | ~Q(payload={})
        | Q(draft__isnull=False)
        | Q(edited__isnull=False)
        | Q(base__isnull=False)
        | ~Q(subject="", search_text="")
        | Q(letters__isnull=False)
    )


def remove(submissions: Iterable[Submission]) -> None:
    """Remove submissions that no editor has seen, with all that hangs on them."""
    Submission.objects.filter(pk__in=[submission.pk for submission in submissions]).delete()


def forget(submissions: Iterable[Submission]) -> None:
    """Leave of these submissions what says nothing of a person."""
    found = [submission.pk for submission in submissions]
    Sender.objects.filter(submission__in=found).delete()
    Letter.objects.filter(submission__in=found).delete()
    Event.objects.filter(submission__in=found).update(note="", notes={}, key=None)
    Submission.objects.filter(pk__in=found).update(
        payload={}, draft=None, edited=None, base=None, subject="", search_text=""
    )


# --- one address ----------------------------------------------------------------------------------


def held_of(address: str) -> dict[str, list[dict[str, Any]]]:
    """Everything that is stored about a person by their e-mail address, to be handed to them."""
    senders = Sender.objects.filter(email__iexact=address).select_related("submission__city")
    return {
        "submissions": [
            {
                "kind": sender.submission.kind,
                "state": sender.submission.state,
                "language": sender.submission.language,
                "place": sender.submission.city.slug if sender.submission.city else "",
                "by_municipality": sender.submission.by_municipality,
                "begun_at": sender.submission.begun_at,
                "sent_at": sender.submission.sent_at,
                "confirmed_at": sender.submission.confirmed_at,
                "decided_at": sender.submission.decided_at,
                "record": [sender.submission.record_kind, sender.submission.record_id],
                "duplicate_of": sender.submission.duplicate_of,
                "sender": {name: getattr(sender, name) for name in ("name", "function", "email", "phone")},
                "content": sender.submission.payload,
                "draft": sender.submission.draft,
                "edited": sender.submission.edited,
                "photos": list(sender.submission.uploads.values("alt", "credit", "licence", "created_at")),
                "events": list(sender.submission.events.values("at", "act", "by", "note", "notes")),
                "letters": list(sender.submission.letters.values("mail", "written_at", "sent_at")),
            }
            for sender in senders
        ],
        "representative": [
            {
                "place": each.city.slug,
                **{name: getattr(each, name) for name in TOLD_OF_REPRESENTATIVES},
                "letters": list(each.letters.values("mail", "written_at", "sent_at")),
            }
            for each in Representative.objects.filter(email__iexact=address).select_related("city")
        ],
    }


def erase(address: str) -> int:
    """Forget a person by their e-mail address; return how many submissions that concerned.

    What is not decided goes altogether; what was decided keeps its skeleton.
    """
    with transaction.atomic():
        theirs = Submission.objects.filter(sender__email__iexact=address)
        count = theirs.count()
        decided = list(theirs.filter(state__in=ENDED))
        remove(list(theirs.exclude(state__in=ENDED)))
        forget(decided)
        Representative.objects.filter(email__iexact=address).delete()
    return count
