"""The versions of a record in its history: what changed from each to the next, and the way back to one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import capfirst

from cities.deeds import Deed
from cities.differing import Piece, differences
from cities.doing import before, doing, remember, stored
from cities.links import Link, Rows, kept, links
from cities.models import Edition
from cities.telling import Words, heading, told
from cities.writing import update

# How a record is shown is decided at the door, today; no old version leads past it.
AT_THE_DOOR = "publication"


class MisfitError(Exception):
    """What a version held does not fit the register of today; ``reasons`` say why, in words."""

    def __init__(self, record: Any, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.record, self.reasons = record, reasons


@dataclass(frozen=True)
class Change:
    """A column, a link or a part with another value than before."""

    name: str
    heading: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Version:
    """A record as it was saved once, and how that differs from the version before."""

    row: Any  # of the history
    changes: list[Change]
    first: bool
    parts: list[Change] = field(default_factory=list)  # of records with a history of their own


def versions(table: Any, rows: Sequence[Any], before: Any = None) -> list[Version]:
    """Rows of a history, the latest first, each beside the next; ``before`` comes before the last of them."""
    following = [*rows[1:], before]
    every = [*rows, *([before] if before else [])]
    words = Words(_kept(table), every)
    linked = Linked(table, [row.links for row in every])
    parts = _parts(table, rows)
    return [
        Version(
            row,
            [*changes(_kept(table), words, old, row), *linked.changes(old.links, row.links)] if old else [],
            first=old is None,
            parts=parts.get(row.deed_id, []) if old else [],
        )
        for row, old in zip(rows, following, strict=True)
    ]


def changes(fields: Sequence[Any], words: Words, old: Any, new: Any) -> list[Change]:
    """The columns that differ, with the words that go and come."""
    return [
        Change(field.name, heading(field), differences(words.of(old, field), words.of(new, field)))
        for field in fields
        if stored(old, field) != stored(new, field)
    ]


class Linked:
    """What versions pointed to and what was part of them, named once for all of them."""

    def __init__(self, table: Any, held: Iterable[Mapping[str, Any] | None]) -> None:
        self._links = links(table)
        known = [each for each in held if each is not None]
        self._named = {
            link.name: link.named(each.get(link.name, []) for each in known) for link in self._links
        }

    def changes(self, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Change]:
        """The links that differ, each row that goes or comes; none, where one of them was not kept."""
        if old is None or new is None:
            return []
        return [
            Change(
                link.name, link.heading, self._pieces(link, old.get(link.name, []), new.get(link.name, []))
            )
            for link in self._links
            if old.get(link.name, []) != new.get(link.name, [])
        ]

    def there(self, held: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """Without what is gone since."""
        if held is None:
            return None
        present = {
            link.name: [
                each for each in held.get(link.name, []) if each not in link.lost(self._named[link.name])
            ]
            for link in self._links
        }
        return {name: value for name, value in present.items() if value}

    def lost(self, held: Mapping[str, Any] | None) -> list[str]:
        """What is gone since, in words."""
        return [
            link.words(each, self._named[link.name])
            for link in self._links
            for each in (held or {}).get(link.name, [])
            if each in link.lost(self._named[link.name])
        ]

    def _pieces(self, link: Link | Rows, old: list[Any], new: list[Any]) -> list[Piece]:
        gone = [each for each in old if each not in new]
        come = [each for each in new if each not in old]
        if not gone and not come:  # the same in another order
            gone, come = old, new
        said: list[Piece] = []
        for sort, rows in (("gone", gone), ("new", come)):
            for row in rows:
                said += [Piece("same", "\n")] if said else []
                said.append(Piece(sort, link.words(row, self._named[link.name])))  # type: ignore[arg-type]
        return said


def _parts(table: Any, rows: Sequence[Any]) -> dict[int, list[Change]]:
    """What happened to records that belong to this one and have a history of their own, by deed."""
    found: dict[int, list[Change]] = {}
    deeds = {row.deed_id for row in rows} - {None}
    for part in apps.get_models():
        owner = getattr(part, "PART_OF", None)
        if owner is None or part._meta.get_field(owner).related_model is not table or not deeds:
            continue
        history: Any = part.history.model  # type: ignore[attr-defined]
        written = list(
            history.objects.filter(deed__in=deeds, **{owner: rows[0].id})
            .annotate(before=before(history))
            .order_by("history_id")
        )
        earlier = history.objects.in_bulk({row.before for row in written} - {None})
        fields = _kept(part)
        words = Words(fields, [*written, *earlier.values()])
        for row in written:
            found.setdefault(row.deed_id, []).extend(_of_part(row, earlier.get(row.before), fields, words))
    return found


def _of_part(row: Any, old: Any, fields: Sequence[Any], words: Words) -> list[Change]:
    title, name = str(row.instance), capfirst(str(row.instance_type._meta.verbose_name))
    if row.history_type == "~" and old is not None:
        return [
            Change(each.name, f"{name}: {each.heading}", each.pieces)
            for each in changes(fields, words, old, row)
        ]
    return [
        Change(
            row.instance_type._meta.model_name,
            name,
            [Piece("gone" if row.history_type == "-" else "new", title)],
        )
    ]


def way_back(record: Any, row: Any, *, without: Sequence[str] = ()) -> list[Change]:
    """What would change in today's record if it became as it was in this version."""
    fields = [field for field in _kept(type(record)) if field.name not in {AT_THE_DOOR, *without}]
    today = kept(type(record), [record.pk])[record.pk]
    linked = Linked(type(record), [today, row.links])
    return [
        *changes(fields, Words(fields, [record, row]), record, row),
        *(each for each in linked.changes(today, linked.there(row.links)) if each.name not in without),
    ]


def lost(record: Any, row: Any) -> list[str]:
    """What this version pointed to and is no longer there: by no way back it comes back with it."""
    return Linked(type(record), [row.links]).lost(row.links)


def go_back(record: Any, row: Any, names: Collection[str], reason: str) -> None:
    """Give these columns and links what a version held. MisfitError if that does not fit the register of today."""
    table: Any = type(record)
    with transaction.atomic(), doing(Deed.Kind.WENT_BACK, about=record, reason=reason):
        # As it is now; others wait.
        go_back_together([(table._default_manager.select_for_update().get(pk=record.pk), row, names)], reason)
    record.refresh_from_db()


def go_back_together(ways: Sequence[tuple[Any, Any, Collection[str]]], reason: str) -> None:
    """Give records of one table what a version of each held, by these names. They are locked, and as they are now."""
    written: set[str] = set()
    for record, row, names in ways:
        written |= _become(record, row, names)
    records = [record for record, _row, _names in ways]
    if written:
        update(type(records[0]), records, sorted(written))
    remember(type(records[0]), "~", records, reason)
    Edition.renew()


def _become(record: Any, row: Any, names: Collection[str]) -> set[str]:
    """Set the columns and write the links; gives the columns that are to be written."""
    columns = {field.name for field in record._meta.concrete_fields}.intersection(names)
    for name in columns:
        column = record._meta.get_field(name).attname
        setattr(record, column, getattr(row, column))
    try:
        _check(record, columns)
    except ValidationError as error:
        raise MisfitError(record, error.messages) from error
    table: Any = type(record)
    for link in links(table):
        if link.name in names:
            link.give(record, row.links.get(link.name, []))
    derived = getattr(record, "DERIVED", ())
    if derived:
        record.derive()
    return columns.union(derived)


def _check(record: Any, columns: Collection[str]) -> None:
    """Whether these columns fit, also beside those that stay."""
    others = {field.name for field in record._meta.fields}.difference(columns)
    record.clean_fields(exclude=others)
    record.clean()
    record.validate_unique(exclude=others)
    for constraint in record._meta.constraints:
        condition = getattr(constraint, "condition", None)
        involved = {
            *getattr(constraint, "fields", ()),
            *(condition.referenced_base_fields if condition else ()),
        }
        if involved.intersection(columns):
            constraint.validate(type(record), record)


def _kept(table: Any) -> list[Any]:
    kept_names = {field.name for field in table.history.model.tracked_fields}
    return [field for field in told(table) if field.name in kept_names]
