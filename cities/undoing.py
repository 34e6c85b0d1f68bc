"""Taking a deed back: every record becomes as it was before, unless somebody has changed the same since."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.binning import BinError, put_into_bin, restore
from cities.deeds import Deed
from cities.doing import MOST_READ, before, differing, doing
from cities.links import kept
from cities.merging import table_of
from cities.models import Binned
from cities.publishing import NotReadyError, Publication, Publishable
from cities.versions import AT_THE_DOOR, Change, go_back, way_back

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
    changes: list[Change]
    row: Any = None  # the version to go back to; none if the record came with the deed
    publication: str = ""  # as which it would be shown again
    into_bin: bool = False
    binned: Binned | None = None  # that is taken out of the bin
    wrong: str = ""  # what stands in the way


def steps(deed: Deed) -> list[Step]:
    """What would happen, record by record. A fixed number of statements for each kind of record, and few for each record."""
    if deed.kind == Deed.Kind.BINNED:
        lying = Binned.objects.filter(deed=deed).order_by("pk")
        return [Step(each, each.title, [], binned=each) for each in lying]
    return [step for history in _histories(deed) for step in _of(history, deed)]


def _histories(deed: Deed) -> list[Any]:
    tables = [table_of(deed.table)] if deed.table and deed.kind != Deed.Kind.ACCEPTED else apps.get_models()
    return [
        table.history.model for table in tables if hasattr(table, "history") and not hasattr(table, "PART_OF")
    ]


def _of(history: Any, deed: Deed) -> Iterator[Step]:
    rows = list(history.objects.filter(deed=deed).annotate(before=before(history)).order_by("history_id"))
    if not rows:
        return
    table = history.instance_type
    earlier = history.objects.in_bulk({row.before for row in rows} - {None})
    records = table._default_manager.in_bulk([row.id for row in rows])
    lying = set(Binned.objects.filter(table=table._meta.model_name).values_list("record", flat=True))
    linked = kept(table, [row.id for row in rows])
    for row in rows:
        record, old = records.get(row.id), earlier.get(row.before)
        if record is None or row.id in lying:
            gone = _("It is no longer there.")
            yield Step(record, record_title(row, record), [], wrong=gone)
        elif old is None:
            # A source that came with a record stays: others may cite it by now.
            if isinstance(record, Publishable) or deed.table == table._meta.model_name:
                yield Step(record, str(record), [], into_bin=True)
        else:
            yield _back(record, linked[row.id], old, row)


def record_title(row: Any, record: Any) -> str:
    """What a record is called that may be gone."""
    return (
        str(record)
        if record is not None
        else str(getattr(row, "endonym", "") or getattr(row, "title", "") or row.id)
    )


def _back(record: Any, linked: dict[str, list[Any]], old: Any, row: Any) -> Step:
    names = differing(old, row)
    today = type(row)(
        links=linked, **{each.attname: getattr(record, each.attname) for each in row.tracked_fields}
    )
    since = [name for name in differing(row, today) if name in names]
    step = Step(record, str(record), [each for each in way_back(record, old) if each.name in names], row=old)
    if AT_THE_DOOR in names:
        step.publication = old.publication
    if since:
        step.wrong = _("It was changed again since: %(fields)s.") % {
            "fields": ", ".join(_headings(record, since))
        }
    return step


def _headings(record: Any, names: list[str]) -> list[str]:
    return [
        str(record._meta.get_field(name).verbose_name)
        if name not in getattr(record, "KEPT_WITH", {})
        else name
        for name in names
    ]


def undo(deed: Deed, *, editor: Any, reason: str) -> None:
    """Take a deed back, all of it or nothing. UndoError says what stands in the way."""
    with transaction.atomic(), doing(Deed.Kind.UNDONE, by=editor, reason=reason) as current:
        held = Deed.objects.select_for_update(of=("self",)).get(pk=deed.pk)
        if held.undone_at:
            raise UndoError([_("It is undone already.")])
        if held.number > MOST_READ or held.kind not in STEP_BY_STEP:
            raise UndoError([_("This cannot be taken back here.")])
        found = steps(held)
        wrong = [f"{step.title}: {step.wrong}" for step in found if step.wrong]
        if wrong or not found:
            raise UndoError(wrong or [_("Nothing is left to take back.")])
        for step in found:
            try:
                _take(step, editor, reason)
            except NotReadyError as error:
                raise UndoError([f"{step.title}: {each}" for each in error.reasons]) from error
            except ValidationError as error:
                raise UndoError([f"{step.title}: {each}" for each in error.messages]) from error
            except BinError as error:
                raise UndoError([f"{step.title}: {error}"]) from error
            current.tell("", step.record if step.binned is None else None)
        Deed.objects.filter(pk=held.pk).update(undone_at=timezone.now())


def _take(step: Step, editor: Any, reason: str) -> None:
    if step.binned is not None:
        restore(step.binned)
    elif step.into_bin:
        put_into_bin(step.record, editor=editor, reason=reason)
    else:
        names = [each.name for each in step.changes if each.name != AT_THE_DOOR]
        if names:
            go_back(step.record, step.row, names, reason)
        if step.publication == Publication.PUBLISHED:
            step.record.publish(reason)
        elif step.publication:
            step.record.become(step.publication, reason)
