"""What versions hold of a record beside its columns: the records that it points to, and the rows that are part of it.

Kept by name, in what JSON can hold; a name that is missing there stands for nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

Kept = dict[str, list[Any]]


@dataclass(frozen=True)
class Named:
    """Titles of what versions point to."""

    there: Mapping[Any, str]
    gone: Mapping[Any, str]  # what is no longer in its table


class Link:
    """Records of another table that a record points to, in an order if the rows between them have a ``position``."""

    def __init__(self, field: Any) -> None:
        self.name: str = field.name
        self.field = field
        self.through = field.remote_field.through
        self.own: str = field.m2m_field_name()
        self.other: str = field.m2m_reverse_field_name()
        names = {each.name for each in self.through._meta.concrete_fields}
        self.ordered = "position" in names

    @property
    def heading(self) -> str:
        return capfirst(str(self.field.verbose_name))

    def of(self, keys: Collection[Any]) -> dict[Any, list[Any]]:
        """What each of the records points to; one statement."""
        own, other = f"{self.own}_id", f"{self.other}_id"
        found: dict[Any, list[Any]] = defaultdict(list)
        rows = self.through._default_manager.filter(**{f"{own}__in": keys})
        in_order = ("position", other) if self.ordered else (other,)
        for owner, target in rows.order_by(*in_order).values_list(own, other):
            found[owner].append(target)
        return found

    def named(self, values: Iterable[Sequence[Any]]) -> Named:
        """The titles of all that is pointed to; one statement, one more if something of it is gone."""
        wanted = {each for value in values for each in value}
        table = self.field.related_model
        found = (
            {key: str(record) for key, record in table._default_manager.in_bulk(wanted).items()}
            if wanted
            else {}
        )
        gone = dict.fromkeys(wanted - found.keys(), "")
        if gone and hasattr(table, "history"):
            rows = table.history.model.objects.filter(id__in=gone).order_by("history_id")
            gone.update({row.id: str(getattr(row, "title", "")) for row in rows})
        return Named(found, gone)

    def words(self, value: Any, named: Named) -> str:
        """One of the values in words."""
        if value in named.there:
            return named.there[value]
        title = named.gone.get(value)
        return _("%(record)s (no longer there)") % {"record": title} if title else _("no longer there")

    def lost(self, named: Named) -> Collection[Any]:
        """Which of the values are gone."""
        return named.gone

    def give(self, record: Any, value: Sequence[Any]) -> list[Any]:
        """Let the record point to these; gives back those that are no longer there."""
        there = set(
            self.field.related_model._default_manager.filter(pk__in=value).values_list("pk", flat=True)
        )
        wanted = [each for each in value if each in there]
        if self.through._meta.auto_created:
            getattr(record, self.name).set(wanted)
        else:
            rows = self.through._default_manager
            rows.filter(**{self.own: record}).delete()
            rows.bulk_create(
                self.through(**{self.own: record, f"{self.other}_id": each, "position": position})
                for position, each in enumerate(wanted)
            )
        return [each for each in value if each not in there]


class Rows:
    """Rows that are part of a record, each by its columns."""

    def __init__(self, relation: Any, columns: Sequence[str]) -> None:
        self.name: str = relation.get_accessor_name()
        self.table: Any = relation.related_model
        self.own: str = relation.field.name
        self.columns = list(columns)

    @property
    def heading(self) -> str:
        return capfirst(str(self.table._meta.verbose_name_plural))

    def of(self, keys: Collection[Any]) -> dict[Any, list[Any]]:
        found: dict[Any, list[Any]] = defaultdict(list)
        rows = self.table._default_manager.filter(**{f"{self.own}__in": keys}).order_by(*self.columns)
        for owner, *values in rows.values_list(f"{self.own}_id", *self.columns):
            found[owner].append(values)
        return found

    def named(self, _values: Iterable[Sequence[Any]]) -> Named:
        return Named({}, {})

    def lost(self, _named: Named) -> Collection[Any]:
        return ()

    def words(self, value: Any, _named: Named) -> str:
        """The first column, and what else is known in brackets."""
        said = []
        for name, each in zip(self.columns, value, strict=True):
            choices = dict(self.table._meta.get_field(name).flatchoices)
            said.append(str(choices.get(each, each)))
        further = ", ".join(each for each in said[1:] if each)
        return f"{said[0]} ({further})" if further else said[0]

    def give(self, record: Any, value: Sequence[Any]) -> list[Any]:
        """Let exactly these rows be part of the record. Rows that are equal stay, with their numbers."""
        rows = self.table._default_manager.filter(**{self.own: record})
        wanted = [list(each) for each in value]
        gone = [row.pk for row in rows if [getattr(row, name) for name in self.columns] not in wanted]
        rows.filter(pk__in=gone).delete()
        there = [list(each) for each in rows.values_list(*self.columns)]
        self.table._default_manager.bulk_create(
            self.table(**{self.own: record, **dict(zip(self.columns, each, strict=True))})
            for each in wanted
            if each not in there
        )
        return []


@cache
def links(table: type[models.Model]) -> tuple[Link | Rows, ...]:
    """What records of a table point to, and their parts (`KEPT_WITH`: relation to columns)."""
    parts: Mapping[str, Sequence[str]] = getattr(table, "KEPT_WITH", {})
    relations = {each.get_accessor_name(): each for each in table._meta.related_objects}
    return (
        *(Link(field) for field in table._meta.many_to_many),
        *(Rows(relations[name], columns) for name, columns in parts.items()),
    )


def kept(table: type[models.Model], keys: Collection[Any]) -> dict[Any, Kept]:
    """What a version of each of these records holds; one statement for each kind of link."""
    found: dict[Any, Kept] = {key: {} for key in keys}
    for link in links(table):
        for key, value in link.of(keys).items():
            found[key][link.name] = value
    return found
