"""Storing many records at once: what is new is added, what differs is changed, the rest is left alone."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import models
from tqdm import tqdm

from cities.doing import remember
from cities.writing import insert, update

BATCH = 1000
IMPORTED = "register imported"  # the reason in histories
# How many differences an outcome keeps for showing; the figures count all.
SHOWN = 200


@dataclass
class Wanted:
    """A record as the register says it: plain columns by name, and ids of linked records by relation."""

    key: Hashable
    columns: dict[str, Any]
    links: dict[str, list[Any]] = field(default_factory=dict)


@dataclass
class Outcome:
    """What storing a file did, or would do."""

    name: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    differences: list[str] = field(default_factory=list)
    touched: set[Hashable] = field(default_factory=set)  # keys of what is new or changed

    def note(self, difference: str) -> None:
        """Keep a difference for showing."""
        if len(self.differences) < SHOWN:
            self.differences.append(difference)

    def __str__(self) -> str:
        return f"{self.name}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged"


Find = Callable[[Sequence[Any]], Mapping[Hashable, models.Model]]


def store(
    name: str,
    table: type[models.Model],
    wanted: Iterable[Wanted],
    find: Find,
    *,
    fixed: frozenset[str] = frozenset(),
    show: bool = False,
) -> Outcome:
    """Bring the table to what is wanted, in batches of a constant number of look-ups each.

    ``find`` returns the present records for a batch of keys. Columns in ``fixed`` are set on new records only:
    they belong to the editors. ``show`` draws a progress bar.
    """
    outcome = Outcome(name)
    with tqdm(desc=name, unit=" rows", disable=None if show else True, leave=False) as bar:
        for batch in _batches(wanted):
            _store_batch(table, batch, find, fixed, outcome)
            bar.update(len(batch))
    return outcome


def _batches(wanted: Iterable[Wanted]) -> Iterator[list[Wanted]]:
    rest = iter(wanted)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _store_batch(
    table: type[models.Model], batch: list[Wanted], find: Find, fixed: frozenset[str], outcome: Outcome
) -> None:
    present = find([item.key for item in batch])
    records = {item.key: present.get(item.key) or table(**item.columns) for item in batch}
    new = [record for key, record in records.items() if key not in present]
    changed: dict[Hashable, models.Model] = {}
    columns: set[str] = set()
    for item in batch:
        if item.key in present:
            differing = _change(records[item.key], item, fixed, outcome)
            if differing:
                changed[item.key] = records[item.key]
                columns |= differing
    derived = getattr(table, "DERIVED", ())
    if derived:
        for record in [*new, *changed.values()]:
            record.derive()  # type: ignore[attr-defined]
        columns.update(derived)
    table._default_manager.bulk_create(new, batch_size=BATCH)
    update(table, changed.values(), sorted(columns))
    for relation in batch[0].links:
        for key in _link(table, relation, batch, records):
            if key in present and key not in changed:
                outcome.note(f"{_spoken(key)}: {relation}")
                changed[key] = records[key]
    remember(table, "+", new, IMPORTED)
    remember(table, "~", changed.values(), IMPORTED)
    outcome.touched |= {*records.keys() - present.keys(), *changed}
    outcome.new += len(new)
    outcome.changed += len(changed)
    outcome.unchanged += len(batch) - len(new) - len(changed)


def _change(record: models.Model, item: Wanted, fixed: frozenset[str], outcome: Outcome) -> set[str]:
    """Set the columns that differ on the record; return their names."""
    differing = set()
    for name, value in item.columns.items():
        if name in fixed:
            continue
        column: Any = record._meta.get_field(name)
        before, after = (column.get_prep_value(given) for given in (getattr(record, column.attname), value))
        if before != after:
            outcome.note(f"{_spoken(item.key)}: {name}: {before!r} → {after!r}")
            setattr(record, name, value)
            differing.add(name)
    return differing


def _link(
    table: type[models.Model], relation: str, batch: list[Wanted], records: Mapping[Hashable, models.Model]
) -> set[Hashable]:
    """Make the links of a relation those that are wanted; return the keys of records whose links changed."""
    field_ = table._meta.get_field(relation)
    through = getattr(table, relation).through
    own, other = f"{field_.m2m_field_name()}_id", f"{field_.m2m_reverse_field_name()}_id"  # type: ignore[union-attr]
    keys = {record.pk: key for key, record in records.items()}
    present: dict[tuple[Any, Any], int] = {
        (owner, target): row
        for row, owner, target in through._default_manager.filter(**{f"{own}__in": list(keys)}).values_list(
            "pk", own, other
        )
    }
    wanted = {(records[item.key].pk, target) for item in batch for target in item.links[relation]}
    missing = [pair for pair in sorted(wanted) if pair not in present]
    surplus = [pair for pair in present if pair not in wanted]
    insert(through, [own, other], missing)
    if surplus:
        through._default_manager.filter(pk__in=[present[pair] for pair in surplus]).delete()
    return {keys[owner] for owner, _target in [*missing, *surplus]}


def _spoken(key: Hashable) -> str:
    return " / ".join(map(str, key)) if isinstance(key, tuple) else str(key)
