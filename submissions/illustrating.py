"""Illustrating: the photos that come with a submission, from the sender's first try to the editor's decision.

They are kept at once, not first when the form is sent: a browser does not choose a file a second time by itself. What
ends takes its photos along (submissions/moving.py); those that an editor publishes are a record's by then and stay.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from practices.models import Photo, Practice
from practices.photographing import Picture, discard, show, stored
from submissions.describing import PhotoTexts
from submissions.linking import hash_of
from submissions.models import Submission, Upload
from submissions.moving import NotAllowedError
from submissions.records import current
from submissions.states import ENDED, Act

GONE = "photos_gone"  # the answer that names published photos that should go


class FullError(Exception):
    """There are as many photos as a practice shows."""


@dataclass(frozen=True)
class Fault:
    """What is missing at a photo, and the id of where it is mended."""

    place: str
    message: str


def published(submission: Submission) -> QuerySet[Photo]:
    """The photos that the record shows already, if the submission wants to change one."""
    record = current(submission)
    return Photo.objects.filter(practice=record if isinstance(record, Practice) else None)


def room(submission: Submission) -> int:
    """How many photos may still be added."""
    stay = published(submission).exclude(key__in=submission.typed.get(GONE, []))
    return Photo.MOST - stay.count() - submission.uploads.count()


def came(key: str) -> bool:
    """Whether a photo came with the form of this key before."""
    return Upload.objects.filter(form_key=hash_of(key)).exists()


def add(submission: Submission, picture: Picture, texts: dict[str, Any], *, key: str) -> Upload:
    """Keep a photo with what is said of it so far. Sent twice with one key, it is kept once. FullError if there is no room."""
    try:
        with stored(picture) as kept, transaction.atomic():
            held = _held(submission)
            last = held.uploads.last()
            upload = held.uploads.create(
                key=kept.key,
                width=kept.width,
                height=kept.height,
                position=last.position + 1 if last else 0,
                form_key=hash_of(key),
                **texts,
            )
            if room(held) < 0:
                raise FullError
    except IntegrityError:
        return Upload.objects.get(form_key=hash_of(key))
    return upload


def describe(upload: Upload, texts: dict[str, Any]) -> None:
    """Keep what is said of a photo, also half of it."""
    if any(getattr(upload, name) != value for name, value in texts.items()):
        for name, value in texts.items():
            setattr(upload, name, value)
        with transaction.atomic():
            _held(upload.submission)
            upload.save(update_fields=[*texts])


def shift(upload: Upload, by: int) -> None:
    """Move a photo among its neighbours: -1 is one earlier. At the end it stays where it is."""
    with transaction.atomic():
        row = list(_held(upload.submission).uploads.all())
        at = row.index(upload)
        row.insert(max(0, at + by), row.pop(at))
        for position, each in enumerate(row):
            Upload.objects.filter(pk=each.pk).update(position=position)


def remove(upload: Upload) -> None:
    """Forget a photo."""
    with transaction.atomic():
        _held(upload.submission)
        upload.delete()


def faults(submission: Submission) -> list[Fault]:
    """What is missing before the photos can be sent."""
    found = []
    for number, upload in enumerate(submission.uploads.all(), start=1):
        form = PhotoTexts.of(upload, checked=True)
        for name, messages in form.errors.items():
            for message in messages:
                said = _("Photo {number}: {fault}").format(number=number, fault=message)
                found.append(Fault(form[name].auto_id, said))
    return found


def complete(submission: Submission) -> list[str]:
    """The keys of the photos of which nothing is missing."""
    uploads = submission.uploads.all()
    return [upload.key for upload in uploads if PhotoTexts.of(upload, checked=True).is_valid()]


def publish(submission: Submission, record: Any, keys: Collection[str] | None) -> None:
    """Make the photos of these keys, or all of them, the record's. In the caller's transaction.

    ValidationError if that is more than a practice shows, or if something is missing at one of them.
    """
    for upload in submission.uploads.all():
        if isinstance(record, Practice) and (keys is None or upload.key in keys):
            if not upload.agreed:  # added, or taken back, after the form was sent
                raise ValidationError([str(PhotoTexts.base_fields["agreed"].error_messages["required"])])
            alt = LazyI18nString({submission.language: upload.alt})
            try:
                show(upload.kept, record, alt=alt, credit=upload.credit, licence=upload.licence)
            except ValidationError as error:
                raise ValidationError(error.messages) from error


def follow_deletions() -> None:
    """Remove the files of an upload when its row goes, unless a photo of the register has them by then."""
    post_delete.connect(_gone, sender=Upload, dispatch_uid="upload-files")


def _gone(sender: Any, instance: Upload, **_signal: Any) -> None:
    if not Photo.objects.filter(key=instance.key).exists():
        discard(instance.kept)


def _held(submission: Submission) -> Submission:
    """The submission, to be changed: others wait, and its time begins anew. NotAllowedError if it is decided."""
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    if held.state in ENDED:
        raise NotAllowedError(Act.CHANGE, held.state)
    held.save(update_fields=["changed_at"])
    return held
