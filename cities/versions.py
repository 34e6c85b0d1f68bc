"""The versions of a record in its history: what changed from each to the next, and the way back to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cities.differing import Piece, differences
from cities.telling import Words, heading, told

# How a record is shown is decided at the door, today; no old version leads past it.
AT_THE_DOOR = "publication"


@dataclass(frozen=True)
class Change:
    """A column with another value than before."""

    name: str
    heading: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Version:
    """A record as it was saved once, and how that differs from the version before."""

    row: Any  # of the history
    changes: list[Change]
    first: bool


def versions(table: Any, rows: Sequence[Any], before: Any = None) -> list[Version]:
    """Rows of a history, the latest first, each beside the next; ``before`` comes before the last of them."""
    fields = _kept(table)
    following = [*rows[1:], before]
    words = Words(fields, [*rows, *([before] if before else [])])
    return [
        Version(row, changes(fields, words, old, row) if old else [], first=old is None)
        for row, old in zip(rows, following, strict=True)
    ]


def changes(fields: Sequence[Any], words: Words, old: Any, new: Any) -> list[Change]:
    """The columns that differ, with the words that go and come."""
    return [
        Change(field.name, heading(field), differences(words.of(old, field), words.of(new, field)))
        for field in fields
        if _stored(old, field) != _stored(new, field)
    ]


def way_back(record: Any, row: Any, *, without: Sequence[str] = ()) -> list[Change]:
    """What would change in today's record if it became as it was in this version."""
    fields = [field for field in _kept(type(record)) if field.name not in {AT_THE_DOOR, *without}]
    return changes(fields, Words(fields, [record, row]), record, row)


def go_back(record: Any, row: Any, names: Sequence[str], reason: str) -> None:
    """Give these columns the values of a version. ValidationError if they do not fit the register of today."""
    for name in names:
        column = record._meta.get_field(name).attname
        setattr(record, column, getattr(row, column))
    record.full_clean(exclude={field.name for field in record._meta.fields} - set(names))
    record._change_reason = reason
    record.save()


def _kept(table: Any) -> list[Any]:
    kept = {field.name for field in table.history.model.tracked_fields}
    return [field for field in told(table) if field.name in kept]


def _stored(row: Any, field: Any) -> str:
    return str(field.get_prep_value(getattr(row, field.attname)))
