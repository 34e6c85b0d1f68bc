"""Merging two records that are one: everything that pointed to one points to the other, and all of it can be undone.

A record with a publication stays behind, withdrawn, so that its history stays whole. One without (a source) is removed and
kept in the `Merge`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.deeds import Deed
from cities.doing import Doing, doing, note
from cities.keeping import give, leading_to, owner_of, put_back, take_out, values
from cities.models import Binned, City, CityName, Merge, translated
from cities.publishing import Publication
from cities.telling import heading

Side = Literal["kept", "gone"]
# What makes a record itself; choosing it from the other would make nothing one.
OWN = frozenset({"id", "slug", "key", "publication", "search_text", "full_text", "sort_key"})


class MergeError(Exception):
    """These two cannot be merged, or the merge cannot be undone; the message says why."""


def choosable(record: models.Model) -> list[Any]:
    """The columns of which an editor chooses whose value stays."""
    own = OWN.union(getattr(record, "DERIVED", ()))
    return [field for field in record._meta.concrete_fields if field.name not in own and field.editable]


def pointing(record: Any) -> dict[str, int]:
    """How many rows point to a record, by the name of their kind: what moves if it goes."""
    found: dict[str, int] = {}
    for kind, table, column in leading_to(record):
        found[kind] = found.get(kind, 0) + table._default_manager.filter(**{column: record.pk}).count()
    return found


def table_of(name: str) -> type[Any]:
    """The table of this name. MergeError if there is none any more."""
    found = next((model for model in apps.get_models() if model._meta.model_name == name), None)
    if found is None:
        raise MergeError(_("There is no such kind of record."))
    return found


def refuse_pair(kept: Any, gone: Any) -> None:
    """MergeError if they are of different kinds, the same, of one family (a network and its own part), or merged already."""
    if type(kept) is not type(gone) or kept.pk == gone.pk:
        raise MergeError(_("Two different records of one kind are needed."))
    if any(getattr(one, "parent_id", None) == other.pk for one, other in ((kept, gone), (gone, kept))):
        raise MergeError(_("One of them is a part of the other."))
    standing = Merge.objects.filter(table=kept._meta.model_name, undone_at=None)
    if before := standing.filter(gone__in=[kept.pk, gone.pk]).first():
        record = kept if before.gone == kept.pk else gone
        raise MergeError(
            _("“%(record)s” is merged into another record already. Undo that first.") % {"record": record}
        )


def merge(
    kept: Any, gone: Any, *, editor: User, reason: str = "", chosen: Mapping[str, Side] | None = None
) -> Merge:
    """Make one record of two. ``chosen`` names the columns of which the value of the one that goes is to stay.

    MergeError if they cannot be one (`refuse_pair`), or one of them is gone meanwhile.
    """
    with (
        transaction.atomic(),
        doing(Deed.Kind.MERGED, by=editor, reason=reason, about=kept) as deed,
    ):
        if type(kept) is type(gone):  # as they are now; others wait
            held = _held(type(kept), kept.pk, gone.pk)
            if len(held) < len({kept.pk, gone.pk}):
                raise MergeError(_("It is no longer there."))
            kept, gone = held[kept.pk], held[gone.pk]
        refuse_pair(kept, gone)
        made = Merge(
            table=kept._meta.model_name,
            kept=kept.pk,
            gone=gone.pk,
            gone_slug=getattr(gone, "slug", ""),
            by=editor,
        )
        made.reason = reason
        _move_links(kept, gone, made)
        _choose(kept, gone, chosen or {}, made)
        if isinstance(kept, City):
            _keep_names(kept, gone, made)
        _retire(gone, made)
        _save(kept, f"merged with {gone}: {reason}")
        _note(_owners([*made.moved, *made.added]))
        made.save()
        deed.target = made.pk
    return made


def undo(made: Merge, editor: User) -> list[str]:
    """Make two of them again, as they were. What was changed since stays, and is named.

    MergeError if it is undone, or a record of it is gone since or lies in the bin.
    """
    try:
        with transaction.atomic(), doing(Deed.Kind.PARTED, by=editor) as deed:
            stayed = _part(made, deed)
    except IntegrityError as error:
        raise MergeError(_("Something else has taken its place since.")) from error
    made.refresh_from_db()
    return stayed


def _part(made: Merge, deed: Doing) -> list[str]:
    table = table_of(made.table)
    held = Merge.objects.select_for_update().get(pk=made.pk)
    if held.undone_at:
        raise MergeError(_("It is undone already."))
    records = _held(table, held.kept, held.gone)
    kept, gone = records.get(held.kept), records.get(held.gone)
    if kept is None:
        raise MergeError(_("The record that was kept is gone."))
    deed.tell("", kept)
    if gone is None and "gone" in held.before:
        raise MergeError(_("The record that was merged into it is gone."))
    _refuse_binned(table, records)
    losing = _owners(held.added)
    for label, pk in held.added:
        apps.get_model(label)._default_manager.filter(pk=pk).delete()
    changed = _changed_since(kept, held)
    former = {name: value for name, value in held.before["kept"].items() if name not in changed}
    give(kept, former)
    # First of all: what was removed may have to take a value again that the other holds, like an address.
    table._default_manager.filter(pk=kept.pk).update(**{name: getattr(kept, name) for name in former})
    put_back(held.removed)
    stayed = [heading(field) for field in choosable(kept) if field.attname in changed]
    stayed += _move_back(held)
    _save(kept, "merge undone")
    if gone is not None:
        give(gone, held.before["gone"])
        _save(gone, "merge undone")
    _note(losing)
    _note(_owners([*held.moved, *((label, row["id"]) for label, row in held.removed)]))
    held.undone_at = timezone.now()
    held.save(update_fields=["undone_at"])
    Deed.objects.filter(kind=Deed.Kind.MERGED, target=held.pk).update(undone_at=held.undone_at)
    return stayed


def _held(table: type[Any], *keys: Any) -> dict[Any, Any]:
    """Records as they are now, by key; whoever else wants to change them waits."""
    rows = table._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    return {record.pk: record for record in rows}


def _refuse_binned(table: type[Any], records: Mapping[Any, Any]) -> None:
    """Nothing is shown to the public from the bin, where its days are counted."""
    lying = Binned.objects.filter(table=table._meta.model_name, record__in=records).first()
    if lying is not None:
        raise MergeError(
            _("“%(record)s” lies in the recycle bin. Take it out first.") % {"record": records[lying.record]}
        )


def _changed_since(kept: Any, made: Merge) -> set[str]:
    """The columns that came from the other record and hold something else by now."""
    if "id" in made.before["kept"]:  # of older merges in which no column was chosen, it holds all of them
        return set(made.before["kept"])
    became = made.before.get("became", {})  # older merges did not note it
    return {name for name, value in values(kept, became).items() if value != became[name]}


def _move_back(made: Merge) -> list[str]:
    """Turn the rows that were moved to where they pointed; gives the names of those that others have moved on since."""
    stayed = []
    for label, pk, column, was in made.moved:
        row = apps.get_model(label)._default_manager.filter(pk=pk).first()
        if row is None:
            continue
        if getattr(row, column) != made.kept:
            stayed.append(str(row))
            continue
        setattr(row, column, was)
        row.save()
    return stayed


def successor(table: type[models.Model], slug: str) -> Any | None:
    """The record that took the place of the one that once had this address."""
    return _last(table, gone_slug=slug)


def heir(record: models.Model) -> Any | None:
    """The record that took the place of this one, if it was merged into another."""
    return _last(type(record), gone=record.pk)


def _last(table: type[models.Model], **gone: Any) -> Any | None:
    merges = Merge.objects.filter(table=table._meta.model_name, undone_at__isnull=True)
    made = merges.filter(**gone).first()
    passed: set[int] = set()  # merges of former times may lead in a circle
    while made is not None:  # the one that took its place may have gone the same way
        record, made = made.kept, merges.filter(gone=made.kept).first()
        if made is None or record in passed:
            return table._default_manager.filter(pk=record).first()
        passed.add(record)
    return None


# --- moving ---------------------------------------------------------------------------------------


def _move_links(kept: Any, gone: Any, made: Merge) -> None:
    """Turn every row that points to the one that goes to the one that stays."""
    for _kind, table, attribute in leading_to(gone):
        _turn(table, attribute, kept, gone, made)


def _turn(table: Any, attribute: str, kept: Any, gone: Any, made: Merge) -> None:
    for row in table._default_manager.filter(**{attribute: gone.pk}).order_by("pk"):
        if row.pk == kept.pk and isinstance(row, type(kept)):
            continue  # a record that points to itself through the other
        setattr(row, attribute, kept.pk)
        twin = _twin(row)
        if twin is None:
            row.save()
            made.moved.append([row._meta.label, row.pk, attribute, gone.pk])
        else:
            setattr(row, attribute, gone.pk)
            _fold(row, twin, made)


def _twin(row: Any) -> Any | None:
    """The row that stands where this one would have to stand, by a constraint of the table."""
    rows = type(row)._default_manager
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    for names, condition in _unique_sets(row):
        values = {name: getattr(row, columns[name]) for name in names}
        if condition is None and None in values.values():
            continue  # what is unknown is equal to nothing
        found = rows.filter(**values).exclude(pk=row.pk)
        if condition is not None:
            if not rows.filter(condition, pk=row.pk).exists():
                continue
            found = found.filter(condition)
        if twin := found.first():
            return twin
    return None


def _unique_sets(row: models.Model) -> Iterator[tuple[tuple[str, ...], Any]]:
    for field in row._meta.concrete_fields:
        if field.unique and field.is_relation and not field.primary_key:
            yield (field.name,), None
    for names in row._meta.unique_together:
        yield tuple(names), None
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield tuple(constraint.fields), constraint.condition


def _fold(row: Any, twin: Any, made: Merge) -> None:
    """A row that stands there already gives its links to the one that stays, and goes."""
    for field in row._meta.many_to_many:
        through, own = field.remote_field.through, field.m2m_field_name()
        other = field.m2m_reverse_field_name()
        for link in through._default_manager.filter(**{own: row}):
            target = getattr(link, f"{other}_id")
            new, created = through._default_manager.get_or_create(
                **{f"{own}_id": twin.pk, f"{other}_id": target}
            )
            if created:
                made.added.append([through._meta.label, new.pk])
    made.removed += take_out(row)


# --- columns --------------------------------------------------------------------------------------


def _choose(kept: Any, gone: Any, chosen: Mapping[str, Side], made: Merge) -> None:
    names = [field.attname for field in choosable(kept) if chosen.get(field.name) == "gone"]
    made.before = {"kept": values(kept, names)}
    for name in names:
        setattr(kept, name, getattr(gone, name))
    made.before["became"] = values(kept, names)
    cleared = [
        field.attname
        for field in gone._meta.concrete_fields
        if field.unique and field.null and field.attname in names
    ]
    if hasattr(gone, "publication"):
        made.before["gone"] = values(gone, [*cleared, "publication"])
    for name in cleared:  # no two records may hold it, not even for a moment
        setattr(gone, name, None)


def _keep_names(kept: City, gone: City, made: Merge) -> None:
    """Whoever looks for the place by its other name finds it."""
    known = set(kept.further_names.values_list("name", flat=True)) | {kept.endonym}
    further = dict.fromkeys([gone.endonym, *translated(gone.names).values()])
    # All at once: each one saved by itself would save the place too, and its history would tell the merge twice.
    names = CityName.objects.bulk_create(
        [CityName(city=kept, name=name) for name in further if name not in known]
    )
    made.added += [[CityName._meta.label, name.pk] for name in names]


def _retire(gone: Any, made: Merge) -> None:
    if hasattr(gone, "publication"):
        gone.publication = Publication.WITHDRAWN
        _save(gone, "merged into another record")
    else:
        made.removed += take_out(gone)


def _owners(rows: Iterable[Sequence[Any]]) -> dict[Any, set[Any]]:
    """Whose links these rows between records are, by table; they move without a signal."""
    found: dict[Any, set[Any]] = {}
    for label, pk, *_column in rows:
        table: Any = apps.get_model(label)
        link = table._default_manager.filter(pk=pk).first() if table._meta.auto_created else None
        if link is not None:
            owner, key = owner_of(table, link)
            found.setdefault(owner, set()).add(key)
    return found


def _note(owners: Mapping[Any, set[Any]]) -> None:
    for table, keys in owners.items():
        note(table, keys)


def _save(record: Any, reason: str) -> None:
    """Save it with a reason in its history, which is said in the reader's language (cities/telling.py)."""
    record._change_reason = reason[:100]
    record.save()
