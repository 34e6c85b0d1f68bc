"""Photos: from an upload to what a practice shows, and away again.

Files come first and rows after: a row always has its files, and a file without a row is reached by no address.
"""

import contextlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models.signals import post_delete
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from practices.developing import Picture, PictureError, take
from practices.models import Photo, Practice, new_key
from practices.sizes import Size, sizes_of

__all__ = [
    "Kept",
    "Picture",
    "PictureError",
    "discard",
    "file_of",
    "files_of",
    "free_position",
    "keep",
    "keep_for",
    "publish",
    "show",
    "stored",
    "sweep",
    "take",
]


@dataclass(frozen=True)
class Kept:
    """A picture whose files are stored; whoever keeps one notes these three."""

    key: str
    width: int
    height: int

    @property
    def sizes(self) -> list[Size]:
        """What its files measure, the smallest first."""
        return sizes_of(self.width, self.height)


def keep(picture: Picture) -> Kept:
    """Store the files of a picture under a new key. No address leads to them until `show`."""
    kept = Kept(new_key(), *picture.size)
    try:
        for size, content in picture.files.items():
            _storage().save(_name(kept.key, size.edge), ContentFile(content))
    except BaseException:
        _remove(kept.key, kept.sizes)
        raise
    return kept


def show(
    kept: Kept,
    practice: Practice,
    *,
    alt: LazyI18nString,
    credit: str,
    licence: str,
    position: int | None = None,
) -> Photo:
    """Make what is kept a photo of the practice, by default in its first free position; as public as the practice is.

    From then on the files are the photo's and go with it. Raises ValidationError if something is missing or the practice has as many as it may have.
    """
    with transaction.atomic():
        # Two who add the fifth wait for one another.
        Practice.objects.select_for_update().get(pk=practice.pk)
        if Photo.objects.filter(practice=practice).count() >= Photo.MOST:
            raise ValidationError(_("A practice has at most {number} photos.").format(number=Photo.MOST))
        photo = Photo(
            practice=practice,
            key=kept.key,
            width=kept.width,
            height=kept.height,
            alt=alt,
            credit=credit,
            licence=licence,
            position=free_position(practice) if position is None else position,
        )
        photo.full_clean()
        photo.save()
    return photo


@contextlib.contextmanager
def stored(picture: Picture) -> Iterator[Kept]:
    """Keep a picture for what is done within; if that fails, the files go again."""
    kept = keep(picture)
    try:
        yield kept
    except BaseException:
        _remove(kept.key, kept.sizes)
        raise


def free_position(practice: Practice) -> int:
    """The first position in which the practice has no photo; the last where all are taken."""
    taken = set(practice.photos.values_list("position", flat=True))
    return min(set(range(Photo.MOST)) - taken, default=Photo.MOST - 1)


def publish(
    picture: Picture,
    practice: Practice,
    *,
    alt: LazyI18nString,
    credit: str,
    licence: str,
    position: int | None = None,
) -> Photo:
    """Store a picture and `show` it as a photo of the practice; both or neither."""
    with stored(picture) as kept:
        return show(kept, practice, alt=alt, credit=credit, licence=licence, position=position)


def keep_for(photo: Photo, kept: Kept) -> None:
    """Give a photo that is about to be saved these files; its former ones go once the transaction holds."""
    if photo.pk is not None:
        discard(Kept(photo.key, photo.width, photo.height))
    photo.key, photo.width, photo.height = kept.key, kept.width, kept.height


def discard(kept: Kept) -> None:
    """Remove the files of what was kept and never shown, once the transaction holds."""
    transaction.on_commit(lambda: _remove(kept.key, kept.sizes), robust=True)


def file_of(kept: Kept | Photo, edge: int) -> bytes | None:
    """The WebP file with this longest edge, if there is one. Who may see it is asked before."""
    if edge not in {size.edge for size in kept.sizes}:
        return None
    try:
        with _storage().open(_name(kept.key, edge)) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def files_of(kept: Kept | Photo) -> Picture | None:
    """The picture itself, to be stored once more; None if a file is gone."""
    files = {size: file_of(kept, size.edge) for size in kept.sizes}
    there = {size: content for size, content in files.items() if content is not None}
    return Picture(there) if len(there) == len(files) else None


def sweep(kept: Collection[str], before: datetime) -> list[str]:
    """Remove files older than ``before`` that belong to no photo and to none of the ``kept`` keys; gives their names.

    Such files remain where a process was killed between storing and noting them.
    """
    storage = _storage()
    try:
        there = storage.listdir("")[1]
    except FileNotFoundError:  # no photo has ever been kept
        return []
    known = {*kept, *Photo.objects.values_list("key", flat=True)}
    lost = [
        name
        for name in sorted(there)
        if name.partition("-")[0] not in known and storage.get_modified_time(name) < before
    ]
    for name in lost:
        storage.delete(name)
    return lost


def follow_deletions() -> None:
    """Remove the files of a photo when its row goes, alone or with its practice, once the transaction holds."""
    post_delete.connect(_gone, sender=Photo, dispatch_uid="photo-files")


def _gone(sender: Any, instance: Photo, **_signal: Any) -> None:
    discard(Kept(instance.key, instance.width, instance.height))


def _storage() -> Storage:
    return storages["photos"]


def _name(key: str, edge: int) -> str:
    return f"{key}-{edge}.webp"


def _remove(key: str, sizes: Iterable[Size]) -> None:
    for size in sizes:
        with contextlib.suppress(FileNotFoundError):
            _storage().delete(_name(key, size.edge))
