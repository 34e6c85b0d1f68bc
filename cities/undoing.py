"""Taking a deed back: every record becomes as it was before, unless somebody has changed the same since.

However many records it touched, they are read and written in batches: the whole is one transaction, each statement is bounded.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.binning import BinError, put_into_bin, restore
from cities.deeds import Deed, undone
from cities.doing import Doing, differing, doing, remember, written
from cities.keeping import leading_to, owner_of
from cities.links import kept, links
from cities.models import Binned, Edition
from cities.publishing import Publication, Publishable
from cities.telling import heading
from cities.versions import AT_THE_DOOR, Change, Linked, MisfitError, go_back_together, way_back
from cities.writing import update

# What is taken back record by record; all other kinds have a page of their own, or no way back.
STEP_BY_STEP = frozenset(
    {
        Deed.Kind.ADDED,
        Deed.Kind.CHANGED,
        Deed.Kind.PUBLISHED,
        Deed.Kind.WITHDRAWN,
        Deed.Kind.ACCEPTED,
        Deed.Kind.WENT_BACK,
        Deed.Kind.BINNED,
        Deed.Kind.UNDONE,
    }
)
# So much of what stands in the way is said.
MOST_SAID = 20
MOST_NAMED = 3
Pair = tuple[Any, Any]  # a version that the deed wrote, and the one before


class UndoError(Exception):
    """It cannot be taken back; ``reasons`` say why, in words."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass
class Step:
    """What taking a deed back does to one record."""

    record: Any
    title: str
    row: Any = None  # the version to go back to; none if the record came with the deed
    names: Sequence[str] = field(default_factory=list)  # of what it takes from there
    publication: str = ""  # as which it would be shown again
    into_bin: bool = False
    goes: bool = False  # a part that came with the deed, of a record that was there before
    binned: Binned | None = None  # that is taken out of the bin
    wrong: str = ""  # what stands in the way

    @cached_property
    def changes(self) -> list[Change]:
        """In words; a few statements."""
        if self.row is None or self.wrong:
            return []
        return [each for each in way_back(self.record, self.row) if each.name in self.names]


def is_step_by_step(deed: Deed) -> bool:
    """Whether it is of those that are taken back here, as far as its line tells."""
    return deed.kind in STEP_BY_STEP and (deed.kind == Deed.Kind.BINNED or bool(tables_of(deed)))


def tables_of(deed: Deed) -> list[Any]:
    """The tables of which it may have written versions."""
    historic: list[Any] = [table for table in apps.get_models() if hasattr(table, "history")]
    if not deed.table or deed.kind == Deed.Kind.ACCEPTED:
        return historic
    return [
        each
        for each in historic
        if deed.table in {each._meta.model_name, (_owner(each) or each)._meta.model_name}
    ]


def steps(deed: Deed, *, held: bool = False) -> Iterator[Step]:
    """What would happen, record by record. With ``held`` others who want to change these records wait."""
    return chain.from_iterable(_batches(deed, held))


def _batches(deed: Deed, held: bool) -> Iterator[list[Step]]:
    """The same, each batch of one table; a fixed number of statements for each."""
    yield [Step(each, each.title, binned=each) for each in Binned.objects.filter(deed=deed).order_by("pk")]
    for table in tables_of(deed):
        for pairs in written(table.history.model, deed):
            yield list(_of(table, deed, pairs, held))


def _of(table: Any, deed: Deed, pairs: Sequence[Pair], held: bool) -> Iterator[Step]:
    keys = [row.id for row, _old in pairs]
    # With what their names need.
    rows = table._default_manager.select_related(
        *(each.name for each in table._meta.fields if each.many_to_one)
    )
    records = (rows.order_by("pk").select_for_update(of=("self",)) if held else rows).in_bulk(keys)
    lying = dict(
        Binned.objects.filter(table=table._meta.model_name, record__in=keys).values_list("record", "deed")
    )
    today = kept(table, keys)
    linked = Linked(table, [old.links for _row, old in pairs if old is not None])
    for row, old in pairs:
        record = records.get(row.id)
        if lying.get(row.id) == deed.pk:
            continue  # it is a step already
        if row.id in lying:
            yield Step(record, _title(row, record), wrong=_("It lies in the recycle bin."))
        elif record is None:
            if row.history_type != "+":
                yield Step(record, _title(row, record), wrong=_("It is no longer there."))
        elif deed.kind == Deed.Kind.BINNED:
            continue  # it was taken out already
        elif old is None or old.history_type == "-":
            yield from _away(record, row, old, deed, today[row.id])
        else:
            yield from _back(record, row, old, today[row.id], linked)


def _away(record: Any, row: Any, old: Any, deed: Deed, today: Mapping[str, list[Any]]) -> Iterator[Step]:
    """A record that came with the deed."""
    if (owner := _owner(type(record))) is not None:
        whole = getattr(record, record.PART_OF)
        if owner.history.filter(deed=deed, id=whole.pk, history_type="+").exists():
            return  # it goes with the whole
        step = Step(record, _title(row, record), goes=deed.kind == Deed.Kind.ACCEPTED)
        if not step.goes:
            step.wrong = _("It was added with this and does not go by itself: please remove it in its form.")
        elif since := differing(row, _version(row, record, today)):
            step.wrong = _since(record, since)
        yield step
        return
    # A source that came with a record stays: others may cite it by now. One that came back goes again.
    if not isinstance(record, Publishable) and old is None and deed.table != record._meta.model_name:
        return
    step = Step(record, _title(row, record), into_bin=True)
    since = differing(row, _version(row, record, today))
    if since:
        step.wrong = _since(record, since)
    elif relying := _relying(record, deed):
        step.wrong = ngettext(
            "Since then something else relies on it: %(records)s.",
            "Since then others rely on it (%(number)d): %(records)s.",
            len(relying),
        ) % {"number": len(relying), "records": ", ".join(map(str, relying[:MOST_NAMED]))}
    yield step


def _back(record: Any, row: Any, old: Any, today: Mapping[str, list[Any]], linked: Linked) -> Iterator[Step]:
    """A record that was changed by the deed."""
    names = differing(old, row)
    if not names:
        return
    step = Step(record, _title(row, record), old, [name for name in names if name != AT_THE_DOOR])
    if AT_THE_DOOR in names:
        step.publication = old.publication
    since = [name for name in differing(row, _version(row, record, today)) if name in names]
    gone = linked.lost({name: old.links[name] for name in names if name in (old.links or {})})
    if since:
        step.wrong = _since(record, since)
    elif gone:
        step.wrong = _("What is no longer there does not come back with it: %(names)s.") % {
            "names": ", ".join(gone)
        }
    elif not all(record._meta.get_field(name).editable for name in _columns(record, names)):
        step.wrong = _("The file that it had then is deleted.")
    yield step


def _version(row: Any, record: Any, today: Mapping[str, list[Any]]) -> Any:
    """The record of today as a version."""
    return type(row)(
        links=today, **{each.attname: getattr(record, each.attname) for each in row.tracked_fields}
    )


def _since(record: Any, names: Sequence[str]) -> str:
    table: Any = type(record)
    known = {each.name: each.heading for each in links(table)}
    said = [known[name] if name in known else heading(record._meta.get_field(name)) for name in names]
    return _("It was changed again since: %(fields)s.") % {"fields": ", ".join(said)}


def _columns(record: Any, names: Iterable[str]) -> set[str]:
    return {each.name for each in record._meta.concrete_fields}.intersection(names)


def _title(row: Any, record: Any) -> str:
    """What a record is called that may be gone, and what kind of part it is."""
    try:
        title = str(record if record is not None else row.instance)
    except ObjectDoesNotExist:  # what it was named after is gone too
        title = str(row.id)
    table = row.instance_type
    return title if _owner(table) is None else f"{capfirst(str(table._meta.verbose_name))}: {title}"


def _owner(table: Any) -> Any:
    """The table of what a part belongs to."""
    name = getattr(table, "PART_OF", None)
    return table._meta.get_field(name).related_model if name else None


def _relying(record: Any, deed: Deed) -> list[Any]:
    """Records that point to one, and were not written by the same deed."""
    found = []
    for _kind, table, column in leading_to(record):
        owners: dict[Any, set[Any]] = {}
        for link in table._default_manager.filter(**{column: record.pk}):
            owner, key = owner_of(table, link) if table._meta.auto_created else (table, link.pk)
            owners.setdefault(owner, set()).add(key)
        for owner, keys in owners.items():
            if owner is type(record) or not hasattr(owner, "history"):
                continue
            own = owner.history.filter(deed=deed).values("id")
            found += owner._default_manager.filter(pk__in=keys).exclude(pk__in=own)
    return found


def undo(deed: Deed, *, editor: Any, reason: str) -> None:
    """Take a deed back, all of it or nothing. UndoError says what stands in the way."""
    try:
        with transaction.atomic(), doing(Deed.Kind.UNDONE, by=editor, reason=reason) as current:
            _undo(Deed.objects.select_for_update(of=("self",)).get(pk=deed.pk), current, editor, reason)
    except IntegrityError as error:
        raise UndoError([_("Something else has taken its place since.")]) from error


def _undo(deed: Deed, current: Doing, editor: Any, reason: str) -> None:
    if deed.undone_at:
        raise UndoError([_("It is undone already.")])
    if not is_step_by_step(deed):
        raise UndoError([_("This cannot be taken back here.")])
    number = 0
    wrong: list[str] = []
    for step in steps(deed, held=True):
        number += 1
        if step.wrong and len(wrong) < MOST_SAID:
            wrong.append(f"{step.title}: {step.wrong}")
    if wrong or not number:
        raise UndoError(wrong or [_("Nothing is left to take back.")])
    for batch in _batches(deed, held=True):
        try:
            _take(batch, current, editor, reason)
        except MisfitError as error:
            raise UndoError([f"{error.record}: {each}" for each in error.reasons]) from error
    Edition.renew()
    Deed.objects.filter(pk=deed.pk).update(undone_at=timezone.now())
    current.tell("", target=deed.pk)
    undone.send(Deed, deed=deed, by=current.deed, editor=editor, reason=reason)


def _take(batch: Sequence[Step], current: Doing, editor: Any, reason: str) -> None:
    for step in batch:
        try:
            reasons = restore(step.binned) if step.binned is not None else []
            if step.into_bin:
                put_into_bin(step.record, editor=editor, reason=reason)
        except BinError as error:
            reasons = [error]
        if reasons:
            raise UndoError([f"{step.title}: {each}" for each in reasons])
    changed = [(step.record, step.row, step.names) for step in batch if step.row is not None and step.names]
    if changed:
        go_back_together(changed, reason)
    _show([step for step in batch if step.publication], reason)
    for step in batch:
        if step.goes:
            step.record.delete()
        if step.binned is None:  # what comes out of the bin says so itself
            current.tell("", getattr(step.record, getattr(step.record, "PART_OF", ""), step.record))


def _show(batch: Sequence[Step], reason: str) -> None:
    """Give records of one table the publication that they had; what was public passes the door."""
    for step in batch:
        if step.publication == Publication.PUBLISHED and (reasons := step.record.lacking()):
            raise UndoError([f"{step.title}: {each}" for each in reasons])
        step.record.publication = step.publication
    if batch:
        records = [step.record for step in batch]
        update(type(records[0]), records, [AT_THE_DOOR])
        remember(type(records[0]), "~", records, reason)
