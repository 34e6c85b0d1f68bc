"""Doing something to the register in one go: it becomes one deed, and one version of each record that it touches.

Whatever writes a history belongs to the deed that is being done; outside of one, each write is a deed of its own.
What signals do not tell (bulk writes, rows between records) is noted with `remember` and `note`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, islice
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.utils import timezone
from django.utils.translation import override
from i18nfield.strings import LazyI18nString
from simple_history.signals import post_create_historical_record, pre_create_historical_record

from cities.deeds import Deed
from cities.links import kept, links
from cities.writing import insert, update

BATCH = 1000
# A deed with a name that wrote more versions than these does not say which columns it changed.
MOST_READ = 200
PUBLICATION = "publication"


class Doing:
    """A deed while it is being done. Nothing is stored before the first record is touched."""

    def __init__(self, kind: str, by: Any, reason: str, about: Any) -> None:
        self.kind, self.by, self.reason = kind, by, reason
        self.target: int | None = None
        self.deed: Deed | None = None
        # Records by what tells them apart: that of a record which is removed is gone with it.
        self._about: dict[Any, Any] = {} if about is None else {_key(about): about}
        self._first: tuple[Any, Any] = (None, None)
        # How many lines were added to each history, and which of these tell of more than new records.
        self._touched: dict[Any, int] = {}
        self._changed: set[Any] = set()

    def tell(
        self, kind: str, about: Any = None, *, by: Any = None, reason: str = "", target: Any = None
    ) -> None:
        """Say what is done and to which record, where it is known better than at the beginning; what was said first stays."""
        self.kind, self.by, self.reason = self.kind or kind, self.by or by, self.reason or reason
        self.target = self.target or target
        if about is not None:
            self._about.setdefault(_key(about), about)

    def begin(self, first: Any, by: Any) -> Deed:
        """The stored deed."""
        self.by = self.by or by
        if self.deed is None:
            whole = getattr(first, getattr(first, "PART_OF", ""), first)
            self._first = _key(whole), whole
            self.deed = Deed.objects.create(
                kind=self.kind or Deed.Kind.CHANGED,
                by_id=getattr(self.by, "pk", self.by),
                reason=self.reason[:200],
            )
        return self.deed

    def touch(self, history: Any, sign: str, number: int, reason: str | None) -> None:
        """Note that a history has got this many lines: ``+`` added, ``~`` changed, ``-`` removed."""
        self._touched[history] = self._touched.get(history, 0) + number
        if sign != "+":
            self._changed.add(history)
        if not self.kind:  # what has a name needs no reason of the program's
            self.reason = self.reason or (reason or "")

    def wrote(self, history: Any) -> bool:
        """Whether a history may hold lines of this deed."""
        return history in self._touched

    def state(self) -> dict[str, Any]:
        """What it is so far."""
        grown = {
            "_about": dict(self._about),
            "_touched": dict(self._touched),
            "_changed": set(self._changed),
        }
        return {**vars(self), **grown}

    def forget(self, state: Mapping[str, Any]) -> None:
        """Become again what it was: what was written since is rolled back, and the stored deed perhaps with it."""
        vars(self).update(state)

    def finish(self) -> None:
        """Say in the deed what came of it."""
        if self.deed is None:
            return
        histories = [each for each in self._touched if not hasattr(each.instance_type, "PART_OF")]
        number = sum(self._touched[each] for each in histories)
        known = bool(self.kind) and number > MOST_READ
        changed = [each for each in histories if each in self._changed]
        kinds, fields = (set(), []) if known else _outcome(changed, self.deed)
        if len(changed) < len(histories):
            kinds.add(Deed.Kind.ADDED)
        tables = {each.instance_type for each in histories} or {type(self._first[1])}
        if self._about:
            number, tables = len(self._about), {type(each) for each in self._about.values()}
        told: dict[str, Any] = {}
        if number <= 1:
            (_label, key), one = next(iter(self._about.items()), self._first)
            told = {"record": key if isinstance(key, int) else None, "title": titled(one)}
        Deed.objects.filter(pk=self.deed.pk).update(
            kind=self.kind or (kinds.pop() if len(kinds) == 1 else Deed.Kind.CHANGED),
            table=tables.pop()._meta.model_name if len(tables) == 1 else "",
            number=number or 1,
            fields=fields,
            reason=self.reason[:200],
            by=getattr(self.by, "pk", self.by),
            target=self.target,
            **told,
        )


def _key(record: Any) -> tuple[str, Any]:
    return record._meta.label, record.pk


_doing: ContextVar[Doing | None] = ContextVar("doing", default=None)


@contextmanager
def doing(kind: str = "", *, by: Any = None, reason: str = "", about: Any = None) -> Iterator[Doing]:
    """What is written inside is one deed; inside another one it is a part of that, in a transaction of its own if it may fail.

    Without a kind, what became of the records says it. ``by`` is an account, by default whoever asks for the page.
    """
    outer = _doing.get()
    if outer is not None:
        before = outer.state()
        if kind or about is not None:
            outer.tell(kind, about, by=by, reason=reason)
        try:
            yield outer
        except BaseException:
            outer.forget(before)
            raise
        return
    made = Doing(kind, by, reason, about)
    token = _doing.set(made)
    try:
        yield made
    finally:
        _doing.reset(token)
    made.finish()


def titled(record: Any) -> LazyI18nString:
    """What a record is called, in every language."""
    texts = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            texts[code] = str(record)
    return LazyI18nString(texts)


def before(history: Any) -> Subquery:
    """The number of the version before each one, as an expression over a history."""
    earlier = history.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    return Subquery(earlier.order_by("-history_id").values("history_id")[:1])


def differing(old: Any, new: Any) -> list[str]:
    """Names of the columns and links of which two versions hold different values."""
    table = new.instance_type
    derived = getattr(table, "DERIVED", ())
    columns = [
        field.name
        for field in new.tracked_fields
        if field.name not in derived and stored(old, field) != stored(new, field)
    ]
    if old.links is None or new.links is None:
        return columns
    return columns + [
        each.name for each in links(table) if old.links.get(each.name, []) != new.links.get(each.name, [])
    ]


def stored(row: Any, field: Any) -> str:
    """A column as it can be compared; a text in several languages that says nothing is an empty one."""
    texts = getattr(getattr(row, field.attname), "data", None)
    if isinstance(texts, dict):
        return str(sorted((code, text) for code, text in texts.items() if text) or "")
    return str(field.get_prep_value(getattr(row, field.attname)))


def written(history: Any, deed: Deed) -> Iterator[list[tuple[Any, Any]]]:
    """The versions that a deed wrote into a history, each with the one before; in batches of two statements each."""
    last = 0
    while True:
        rows = history.objects.filter(deed=deed, history_id__gt=last).annotate(before=before(history))
        batch = list(rows.order_by("history_id")[:BATCH])
        if not batch:
            return
        earlier = history.objects.in_bulk({row.before for row in batch} - {None})
        yield [(row, earlier.get(row.before)) for row in batch]
        if len(batch) < BATCH:
            return
        last = batch[-1].history_id


def _outcome(histories: Iterable[Any], deed: Deed) -> tuple[set[str], list[str]]:
    """The kinds of what became of the records, and the names of what was changed."""
    kinds: set[str] = set()
    names: dict[str, None] = {}
    for history in histories:
        for row, old in chain.from_iterable(written(history, deed)):
            kind, changed = _became(old, row)
            kinds.add(kind)
            names.update(dict.fromkeys(changed))
    return kinds, list(names)


def _became(old: Any, new: Any) -> tuple[str, list[str]]:
    if new.history_type == "-":
        return Deed.Kind.DELETED, []
    if new.history_type == "+" or old is None:
        return Deed.Kind.ADDED, []
    names = differing(old, new)
    if PUBLICATION in names and new.publication != "draft":
        kind = Deed.Kind.PUBLISHED if new.publication == "published" else Deed.Kind.WITHDRAWN
        return kind, [name for name in names if name != PUBLICATION]
    return Deed.Kind.CHANGED, names


# --- Versions -------------------------------------------------------------------------------------


def remember(
    table: type[models.Model], sign: str, records: Iterable[models.Model], reason: str = "", user: Any = None
) -> None:
    """Write the versions of records that were written in bulk: ``+`` added, ``~`` changed, ``-`` about to be removed.

    What the deed has a version of already gets no second one.
    """
    history = getattr(getattr(table, "history", None), "model", None)
    if history is None:
        return
    with doing() as current:
        rest = iter(records)
        while batch := list(islice(rest, BATCH)):
            _remember(history, current, sign, {each.pk: each for each in batch}, reason, user)


def _remember(
    history: Any, current: Doing, sign: str, records: Mapping[Any, Any], reason: str, user: Any
) -> None:
    first = next(iter(records.values()))
    user = user or current.by or history.get_default_history_user(first)
    deed = current.begin(first, user)
    there: dict[Any, int] = {}
    if current.wrote(history):
        there = dict(history.objects.filter(deed=deed, id__in=list(records)).values_list("id", "history_id"))
    now, held = timezone.now(), kept(history.instance_type, list(records))
    tracked = [field.attname for field in history.tracked_fields]
    own = [getattr(user, "pk", user), deed.pk]
    insert(
        history,
        ["history_date", "history_type", "history_change_reason", "history_user", "deed", "links", *tracked],
        (
            (now, sign, reason or None, *own, held[key], *(getattr(record, name) for name in tracked))
            for key, record in records.items()
            if key not in there
        ),
    )
    again = [
        history(history_id=there[key], links=held[key], **{name: getattr(record, name) for name in tracked})
        for key, record in records.items()
        if key in there
    ]
    if reason:
        for row in again:
            row.history_change_reason = reason
    update(history, again, ["links", *(["history_change_reason"] if reason else []), *tracked])
    current.touch(history, sign, len(records) - len(there), reason)


def note(table: Any, keys: Collection[Any]) -> None:
    """Note that these records point to others than before, or have other parts."""
    wanted = sorted(keys)
    for start in range(0, len(wanted), BATCH):
        remember(table, "~", table._base_manager.filter(pk__in=wanted[start : start + BATCH]).order_by("pk"))


def listen() -> None:
    """Follow every table with a history: its versions and its links. Rows that are part of a record save it themselves."""
    pre_create_historical_record.connect(_written, dispatch_uid="doing-written")
    post_create_historical_record.connect(_has_been_written, dispatch_uid="doing-has-been-written")
    for table in apps.get_models():
        if not hasattr(table, "history"):
            continue
        for field in table._meta.many_to_many:
            through: Any = getattr(table, field.name).through
            m2m_changed.connect(_linked, sender=through, dispatch_uid=f"doing-linked-{field}")
            if not through._meta.auto_created:
                _follow_part(through, field.m2m_field_name(), table)
        if owner := getattr(table, "PART_OF", None):
            _follow_part(table, owner, table._meta.get_field(owner).related_model)


def _follow_part(part: Any, own: str, table: Any) -> None:
    def changed(instance: Any, raw: bool = False, origin: Any = None, **_signal: Any) -> None:
        if isinstance(origin, models.Model) and origin is not instance:
            return  # it goes with the whole record
        if not raw:
            note(table, [getattr(instance, f"{own}_id")])

    post_save.connect(changed, sender=part, weak=False, dispatch_uid=f"doing-part-{part.__name__}")
    post_delete.connect(changed, sender=part, weak=False, dispatch_uid=f"doing-part-gone-{part.__name__}")


def _linked(
    sender: Any, instance: Any, action: str, reverse: bool, model: Any, pk_set: Any, **_signal: Any
) -> None:
    """A relation was set: the records that point are those that changed."""
    if not reverse:
        if action.startswith("post_") and (pk_set or action == "post_clear"):
            note(type(instance), [instance.pk])
    elif action == "pre_clear":
        field = next(each for each in model._meta.many_to_many if each.remote_field.through is sender)
        owners = sender._default_manager.filter(**{field.m2m_reverse_field_name(): instance})
        instance._pointing = list(owners.values_list(field.m2m_field_name(), flat=True))
    elif action.startswith("post_"):
        note(model, vars(instance).pop("_pointing", []) if action == "post_clear" else pk_set)


def _written(sender: Any, instance: Any, history_instance: Any, **_signal: Any) -> None:
    """A version is about to be written: it belongs to the deed, and takes the place of the one that the deed has."""
    row, current = history_instance, _doing.get()
    if current is None:
        current = row._alone = Doing("", None, "", None)
    deed = current.begin(instance, row.history_user_id)
    row.deed = deed
    former = None
    if current.wrote(sender):
        former = sender.objects.filter(deed=deed, id=row.id).order_by("-history_id").first()
    if row.history_type == "-":  # what it pointed to is gone already
        last = former or sender.objects.filter(id=row.id).order_by("-history_id").first()
        row.links = last.links if last else None
    else:  # to what is new nothing can belong yet
        row.links = {} if row.history_type == "+" else kept(type(instance), [instance.pk])[instance.pk]
    if former is not None:
        row.history_id, row._state.adding = former.history_id, False
        row.history_type = former.history_type if row.history_type == "~" else row.history_type
        row.history_change_reason = row.history_change_reason or former.history_change_reason
    current.touch(sender, row.history_type, int(former is None), row.history_change_reason)


def _has_been_written(history_instance: Any, **_signal: Any) -> None:
    alone: Doing | None = vars(history_instance).pop("_alone", None)
    if alone is not None:
        alone.finish()
