"""Merging: a submission that tells of a record which is in the register already becomes a change of that record.

Until it is accepted nothing is changed in the record, and the sender's own words stay as they were sent; what an editor
chooses is kept beside them, as other changes of editors are (submissions/reviewing.py).
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from submissions.choosing import Choosing
from submissions.kinds import FORMS
from submissions.models import Submission
from submissions.moving import NotAllowedError
from submissions.records import KINDS, state_of, target
from submissions.reviewing import GoneError, hold
from submissions.states import Act

Typed = Mapping[str, list[str]]


def begin(
    submission: Submission, number: int, typed: Typed, *, beside: Typed | None = None, seen: str | None = None
) -> None:
    """Aim it at the record of its kind with this number. ``typed`` is the content with the editor's changes so far.

    ``beside`` is kept with it.
    GoneError if there is no such public record, StaleError if somebody has changed it since it was ``seen``.
    """
    with transaction.atomic():
        held = _hold_new(submission, seen)
        if held.duplicate_of == number:
            return  # what was chosen in it stays
        typed = _by_hand(held, typed)
        held.duplicate_of = number
        record = target(held)
        if record is None:
            raise GoneError
        held.base = FORMS[held.kind].typed_of(record, held.language)
        held.record_state = state_of(record)
        held.edited = choosing(held, record, held.base).outset(held.payload, typed)
        held.edited |= beside or {}
        held.save(update_fields=["duplicate_of", "base", "record_state", "edited", "changed_at"])
    submission.refresh_from_db()


def end(
    submission: Submission, typed: Typed, *, beside: Typed | None = None, seen: str | None = None
) -> None:
    """It is something else after all: a new record again, with what the editor has written by hand."""
    with transaction.atomic():
        held = _hold_new(submission, seen)
        held.edited = {**_by_hand(held, typed), **(beside or {})}
        held.duplicate_of, held.base, held.record_state = None, None, ""
        held.save(update_fields=["duplicate_of", "base", "record_state", "edited", "changed_at"])
    submission.refresh_from_db()


def choosing(submission: Submission, record: Any, held: Typed | None = None) -> Choosing:
    """The answers of the record, by default as it is today, beside those that were sent."""
    form = FORMS[submission.kind]
    if held is None:
        held = form.typed_of(record, submission.language)
    return Choosing(submission.kind, held, form.told_of(record, submission.payload))


def _by_hand(submission: Submission, typed: Typed) -> Typed:
    """What was sent and what editors have written, without what only the record says that it was merged into."""
    if submission.duplicate_of is None:
        return typed
    record = KINDS[submission.kind]._default_manager.filter(pk=submission.duplicate_of).first()
    if record is None:
        return Choosing(submission.kind, submission.base or {}, submission.payload).undone(typed)
    return choosing(submission, record).undone(typed)


def _hold_new(submission: Submission, seen: str | None) -> Submission:
    """The submission, if it is one of a new record that can be decided now."""
    held = hold(submission, Act.ACCEPT, seen)
    if held.record_kind or not FORMS[held.kind].writes:
        raise NotAllowedError(Act.ACCEPT, held.state)
    return held
