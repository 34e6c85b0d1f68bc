"""Undoing an acceptance: what the desk takes back from the register waits for its editors again.

It is then as it was before it was accepted, with its photos. What was forgotten meanwhile cannot be decided anew and stays
decided; its page says that nothing of it is public. If the undoing is undone in its turn, it is published again.
"""

from typing import Any

from django.contrib.auth.models import User
from i18nfield.strings import LazyI18nString

from cities.deeds import Deed, undone
from cities.models import translated
from practices.models import Photo
from practices.photographing import files_of, stored
from submissions import representing, reviewing
from submissions.kinds import form_of
from submissions.linking import hash_of, new_nonce
from submissions.models import Submission, Upload
from submissions.moving import move
from submissions.records import KINDS
from submissions.states import DECIDABLE, Act, State


def follow() -> None:
    """Hear of every deed that is undone."""
    undone.connect(_undone, dispatch_uid="submission-undone")


def _undone(sender: Any, deed: Deed, by: Deed | None, editor: User, reason: str, **_signal: Any) -> None:
    for submission in Submission.objects.filter(deed=deed, state=State.PUBLISHED):
        if submission.payload:
            _put_back(submission, deed, editor, reason)
    if deed.kind == Deed.Kind.UNDONE:
        for submission in Submission.objects.filter(deed=deed.target, state__in=DECIDABLE):
            _publish_again(submission, by, editor)


def _put_back(submission: Submission, deed: Deed, editor: User, reason: str) -> None:
    """As it was before: about the record that its sender began with, or about a new one."""
    if not submission.record_state or submission.duplicate_of is not None:
        submission.record_kind, submission.record_id = "", None
    city = form_of(submission, typed=submission.payload).city()
    move(
        submission,
        Act.UNDO,
        editor=editor,
        note=reason,
        record_kind=submission.record_kind,
        record_id=submission.record_id,
        city=city,
        by_municipality=representing.speaks(submission, city),
        assigned_to=None,
    )
    _take_photos_back(submission, deed)


def _take_photos_back(submission: Submission, deed: Deed) -> None:
    """The photos that came with it, with files of their own: those of the record go their own ways."""
    came = Photo.history.filter(deed=deed.origin, history_type="+").order_by("position", "history_id")
    for photo in (row.instance for row in came):
        picture = files_of(photo)
        if picture is None:  # an editor has removed it since
            continue
        with stored(picture) as kept:
            Upload.objects.create(
                submission=submission,
                key=kept.key,
                width=kept.width,
                height=kept.height,
                alt=_said(photo.alt, submission.language),
                credit=photo.credit,
                licence=photo.licence,
                agreed=True,
                position=photo.position,
                form_key=hash_of(new_nonce()),
            )


def _said(alt: LazyI18nString, language: str) -> str:
    texts = translated(alt)
    return texts.get(language) or next(iter(texts.values()), "")


def _publish_again(submission: Submission, by: Deed | None, editor: User) -> None:
    """The record is as the submission left it, unless somebody has done something with either since."""
    last = submission.events.exclude(act__in=(Act.TAKE, Act.RETURN)).last()
    first = submission.deed
    if by is None or first is None or last is None or last.act != Act.UNDO:
        return
    if submission.duplicate_of not in {None, first.record} or first.table not in KINDS:
        return
    submission.record_kind, submission.record_id = first.table, first.record
    form = form_of(submission, typed=submission.payload)
    move(
        submission,
        Act.ACCEPT,
        editor=editor,
        edited=None,
        record_kind=first.table,
        record_id=first.record,
        city=form.city(),
        by_municipality=reviewing.by_municipality(submission, form, form.record),
        deed=by,
    )
