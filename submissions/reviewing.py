"""Reviewing: what editors do with a submission. Accepting is the only door to the public."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from simple_history.utils import update_change_reason

from cities.deeds import Deed
from cities.doing import doing
from cities.models import Binned, City
from cities.publishing import Publication
from submissions import illustrating
from submissions.attributing import is_from_municipality
from submissions.differing import carried_over
from submissions.fingerprints import StaleError, fingerprint
from submissions.kinds import FORMS, SubmissionForm, form_of
from submissions.models import Event, Submission
from submissions.moving import NotAllowedError, move
from submissions.records import state_of, target
from submissions.states import Act, transition


class IncompleteError(Exception):
    """The submission cannot be published as it is; ``problems`` says why, by field."""

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(texts)}" for name, texts in problems.items()))
        self.problems = problems


class ChangedMeanwhileError(Exception):
    """The record is no longer as it was when the sender began, or when the editor looked at it."""


class GoneError(Exception):
    """The record into which a duplicate was to go is not public, or not there any more; or it lies in the recycle bin."""


def take(submission: Submission, editor: User) -> Event:
    """Begin the review: others see who looks at it."""
    return move(submission, Act.TAKE, editor=editor, assigned_to=editor)


def put_back(submission: Submission, editor: User) -> Event:
    """Leave it to others."""
    return move(submission, Act.RETURN, editor=editor, assigned_to=None)


def take_over(submission: Submission, editor: User) -> Event:
    """Take a submission from another editor's hands."""
    with transaction.atomic():
        put_back(submission, editor)
        return take(submission, editor)


def edit(
    submission: Submission, editor: User, typed: Mapping[str, list[str]], *, seen: str | None = None
) -> None:
    """Keep an editor's changes to the content for a decision later; the sender's own words stay beside them.

    ``seen`` is the fingerprint of what the editor read; StaleError if somebody has changed it since.
    """
    with transaction.atomic():
        held = hold(submission, Act.CHANGE, None)
        if held.edited != dict(typed):  # else the page was sent twice
            held = hold(submission, Act.CHANGE, seen)
            held.edited = dict(typed)
            held.save(update_fields=["edited", "changed_at"])
    submission.refresh_from_db()


def ask(
    submission: Submission,
    editor: User,
    question: str,
    notes: dict[str, str] | None = None,
    *,
    typed: Mapping[str, list[str]] | None = None,
    seen: str | None = None,
) -> Event:
    """Ask the sender; ``notes`` concern single fields. ``typed`` are the editor's changes, kept until there is an answer.

    ``seen`` is the fingerprint of what the editor read; StaleError if somebody has changed it since.
    """
    with transaction.atomic():
        hold(submission, Act.ASK, seen)
        if typed is not None:
            edit(submission, editor, typed)
        return move(submission, Act.ASK, editor=editor, note=question, notes=notes)


def decline(submission: Submission, editor: User, reason: str, *, seen: str | None = None) -> Event:
    """Do not publish it; the sender learns why.

    ``seen`` is the fingerprint of what the editor read; StaleError if somebody has changed it since.
    """
    with transaction.atomic():
        hold(submission, Act.DECLINE, seen)
        return move(submission, Act.DECLINE, editor=editor, note=reason)


def accept(
    submission: Submission,
    editor: User,
    *,
    note: str = "",
    typed: Mapping[str, list[str]] | None = None,
    over: str = "",
    photos: Collection[str] | None = None,
    seen: str | None = None,
) -> Event:
    """Write what was sent to the record and publish it: record, sources, history and mails in one transaction.

    ``typed`` is the content with the editor's own changes, if there are any. ``over`` names the state of the record that
    the editor has seen, if it has changed since the sender began (ChangedMeanwhileError otherwise). IncompleteError if the
    content does not pass its form. ``photos`` are the keys of those to publish with it, by default all; the others go.
    ``seen`` is the fingerprint of what the editor read; StaleError if somebody has changed it since.
    What a correction asks for the editor has done at the desk before: here nothing is written, and ``note`` says what was
    done. A duplicate goes into the record that is there (submissions/merging.py); GoneError if that is not public any more.
    """
    with transaction.atomic(), doing(Deed.Kind.ACCEPTED, by=editor) as deed:
        submission = hold(submission, Act.ACCEPT, seen)
        writes = FORMS[submission.kind].writes
        record = _hold_target(submission)
        merged = submission.duplicate_of is not None
        if merged and record is None:
            raise GoneError
        # An editor's content was made over what they have seen, and nothing else of what it is merged into.
        known = {over} if merged and typed is not None else {submission.record_state, over}
        if writes and (over if record is None else state_of(record) not in known):
            raise ChangedMeanwhileError
        if typed is None:
            sent = submission.edited if merged and submission.edited else submission.payload
            typed = carried_over(submission, sent, record)
        content = dict(typed)
        form = form_of(submission, typed=content, record=record)
        if not form.is_valid():
            raise IncompleteError(
                {name: [str(text) for text in texts] for name, texts in form.errors.items()}
            )
        theirs = by_municipality(submission, form, record)
        if writes:
            if record is None and (there := form.written_over()):
                raise IncompleteError({"place": [_in_the_way(there)]})
            record = write(form, record, _merged_from(submission) if merged else "submission accepted")
            try:
                illustrating.publish(submission, record, photos)
            except ValidationError as error:
                raise IncompleteError({"photos": error.messages}) from error
        changes: dict[str, Any] = {"edited": None, "city": form.city(), "by_municipality": theirs}
        if not merged:  # of what was merged not all is the sender's
            changes["payload"] = content
        if record is not None:
            deed.tell("", record)
            changes |= {"record_kind": record._meta.model_name, "record_id": record.pk, "deed": deed.deed}
        return move(submission, Act.ACCEPT, editor=editor, note=note, **changes)


def hold(submission: Submission, act: Act, seen: str | None) -> Submission:
    """The submission as it is now, others wait. NotAllowedError if the act is; StaleError if it is not what was ``seen``."""
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    if transition(act, held.state) is None:
        raise NotAllowedError(act, held.state)
    if seen is not None and seen != fingerprint(held):
        raise StaleError
    return held


def _hold_target(submission: Submission) -> Any | None:
    """The record that it is written to, as it is now; others wait. GoneError if it lies in the recycle bin."""
    found = target(submission)
    if found is not None:
        if Binned.objects.filter(table=found._meta.model_name, record=found.pk).exists():
            raise GoneError
        type(found)._default_manager.select_for_update().get(pk=found.pk)
    return target(submission)


def by_municipality(submission: Submission, form: SubmissionForm, record: Any | None) -> bool:
    """Whether what it becomes is the municipality's: sent by its representative, for the place that they speak for.

    What is merged stands among what others wrote, which its sender has not seen; so that must be the municipality's too.
    """
    if not submission.by_municipality or form.city() != _sent_city(submission):
        return False
    return submission.duplicate_of is None or is_from_municipality(record)


def _sent_city(submission: Submission) -> City | None:
    """The place that the sender has named."""
    return form_of(submission, typed=submission.payload).city()


def _in_the_way(record: Any) -> str:
    if record.publication == Publication.PUBLISHED:
        said = _("The register has this already: {record}. Merge it into that.")
    else:
        said = _(
            "The register has this already, but it is not public: {record}. Publish that first, then merge this into it."
        )
    return said.format(record=record)


def _merged_from(submission: Submission) -> str:
    return f"merged from submission {submission.pk}"


def write(form: SubmissionForm, record: Any | None, reason: str) -> Any:
    """Write the form's content to the record, published, with a line in its history."""
    record = form.write(record)
    if record is not None:
        if record.publication != Publication.PUBLISHED:
            record.publication = Publication.PUBLISHED
            record.save()
        update_change_reason(record, reason)
    return record


__all__ = [
    "ChangedMeanwhileError",
    "GoneError",
    "IncompleteError",
    "StaleError",
    "accept",
    "ask",
    "decline",
    "form_of",
    "hold",
    "put_back",
    "take",
    "write",
]
