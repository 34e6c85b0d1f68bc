"""The recycle bin: records go into it instead of being deleted, come out as they were, or go for good in the end.

What has a publication is withdrawn and stays in its table, hidden. What has none (a source, a topic, a template) leaves its
table; its row, what was part of it and what pointed to it are kept, so that all of it comes back.
"""

import datetime
from contextlib import suppress
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.deeds import Deed
from cities.doing import before, doing, note
from cities.keeping import leading_to, made_of, owner_of, put_back, take_out
from cities.merging import table_of
from cities.models import Binned
from cities.publishing import NotReadyError, Publication, Publishable

KEPT = datetime.timedelta(days=90)
# Reasons in histories (cities/telling.py).
INTO, OUT_OF = "moved to the recycle bin", "taken out of the recycle bin"


class BinError(Exception):
    """It cannot be put into the bin, or does not fit any more; the message says why."""


def put_into_bin(record: Any, *, editor: Any, reason: str = "") -> Binned:
    """Hide a record. BinError if others cannot do without it."""
    with transaction.atomic(), doing() as current:
        values: dict[str, Any] = {
            "title": str(record)[:600],
            "reason": reason[:100],
            "by": editor,
            "at": timezone.now(),
        }
        key = record.pk
        current.tell(Deed.Kind.BINNED, record, by=editor, reason=reason)
        if isinstance(record, Publishable):
            values["was_public"] = record.publication == Publication.PUBLISHED  # type: ignore[attr-defined]
            record.withdraw(reason or INTO)
        else:
            values["pointing"], values["rows"] = _take_out(record, reason)
        values["deed"] = current.begin(record, editor)
        return Binned.objects.update_or_create(table=record._meta.model_name, record=key, defaults=values)[0]


def restore(binned: Binned) -> list[Any]:
    """Take a record out, public if it was; what keeps it from that comes back as reasons in words.

    BinError if something else has taken its place.
    """
    with transaction.atomic(), doing() as current:
        reasons = _put_back(binned) if binned.rows else []
        record = record_of(binned)
        binned.delete()
        if binned.deed_id and not Binned.objects.filter(deed=binned.deed_id).exists():
            Deed.objects.filter(pk=binned.deed_id).update(undone_at=timezone.now())
        if record is None:
            return reasons
        current.tell(Deed.Kind.UNBINNED, record)
        current.begin(record, None)
        if not binned.was_public:
            if _was_draft(binned, record):
                record.become(Publication.DRAFT, OUT_OF)
            return reasons
        try:
            record.publish(OUT_OF)
        except NotReadyError as error:
            return list(error.reasons)
        return reasons


def remove(binned: Binned) -> None:
    """Delete a record for good, with all that is part of it. BinError if others cannot do without it."""
    try:
        with transaction.atomic(), doing(Deed.Kind.DELETED) as current:
            record = record_of(binned)
            if record is not None:
                current.tell("", record)
                record.delete()
            binned.delete()
    except ProtectedError as error:
        needing = next(iter(error.protected_objects))
        raise BinError(_("It is still needed: %(record)s.") % {"record": needing}) from error


def empty_overdue() -> int:
    """Remove what has lain in the bin for too long, each by itself; how many. What is still needed waits longer."""
    removed = 0
    for each in Binned.objects.filter(at__lt=timezone.now() - KEPT):
        with suppress(BinError):
            remove(each)
            removed += 1
    return removed


def record_of(binned: Binned) -> Any | None:
    """The record itself; None if it went with another one, or lies in the bin with its row."""
    return table_of(binned.table)._default_manager.filter(pk=binned.record).first()


def _was_draft(binned: Binned, record: Any) -> bool:
    """Whether the bin withdrew a draft; not known of records that came into it without a deed."""
    if binned.deed_id is None or not isinstance(record, Publishable):
        return False
    history: Any = type(record).history.model  # type: ignore[attr-defined]
    came = history.objects.filter(deed=binned.deed_id, id=binned.record).annotate(before=before(history))
    return bool(history.objects.filter(history_id__in=came.values("before"), publication="draft").exists())


# --- Without a publication ------------------------------------------------------------------------


def _take_out(record: Any, reason: str) -> tuple[list[Any], list[Any]]:
    """Remove a record from its table; what pointed to it, and the rows that are gone."""
    pointing: list[Any] = []
    gone: list[Any] = []
    losing: dict[Any, set[Any]] = {}
    for _kind, table, column in list(leading_to(record)):
        field = next(each for each in table._meta.concrete_fields if each.attname == column)
        for row in table._default_manager.filter(**{column: record.pk}).order_by("pk"):
            if table._meta.auto_created:
                owner, key = owner_of(table, row)
                losing.setdefault(owner, set()).add(key)
                gone += take_out(row)
            elif field.null:
                setattr(row, column, None)
                row._change_reason = reason[:100] or None
                row.save(update_fields=[field.name])
                pointing.append([table._meta.label, row.pk, column])
            elif field.remote_field.on_delete is models.CASCADE:
                gone += take_out(row)
            else:
                raise BinError(_("It is still needed: %(record)s.") % {"record": row})
    record._change_reason = reason[:100] or None
    gone += take_out(record)
    for owner, keys in losing.items():
        if owner is not type(record):
            note(owner, keys)
    return pointing, gone


def _put_back(binned: Binned) -> list[Any]:
    """Put back the record and what pointed to it, as far as that is still there."""
    made = made_of(binned.rows[-1])
    try:
        made.validate_unique()
    except ValidationError as error:
        raise BinError(" ".join(error.messages)) from error
    rows = [row for row in binned.rows[:-1] if _has_ends(row, binned)]
    put_back([*rows, binned.rows[-1]])
    for label, pk, column in binned.pointing:
        row: Any = apps.get_model(label)._default_manager.filter(pk=pk, **{column: None}).first()
        if row is not None:
            setattr(row, column, binned.record)
            row.save()
    gaining: dict[Any, set[Any]] = {}
    for label, values in rows:
        table: Any = apps.get_model(label)
        if table._meta.auto_created:
            owner, key = owner_of(table, table(**values))
            gaining.setdefault(owner, set()).add(key)
    for owner, keys in gaining.items():
        note(owner, keys)
    lost = len(binned.rows) - 1 - len(rows)
    return [_("What cited it then and is gone since does not cite it again.")] if lost else []


def _has_ends(row: Any, binned: Binned) -> bool:
    """Whether all is there that a row points to, and nothing like it."""
    made = made_of(row)
    home = table_of(binned.table)
    for field in made._meta.concrete_fields:
        key = getattr(made, field.attname)
        if not field.many_to_one or key is None or (field.related_model is home and key == binned.record):
            continue
        if not field.related_model._default_manager.filter(pk=key).exists():
            return False
    try:
        made.validate_unique()
    except ValidationError:
        return False
    return True
