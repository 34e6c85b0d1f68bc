"""Giving a source another address, wherever it is cited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import OuterRef, Value

from cities.doing import doing, remember
from cities.models import Edition, LinkCheck, Source


@dataclass(frozen=True)
class Use:
    """One way in which records of one kind cite a source; any floor above may have added it."""

    relation: Any

    @property
    def table(self) -> Any:
        """Whose records they are."""
        return self.relation.related_model

    @property
    def column(self) -> str:
        """By which field they cite."""
        return str(self.relation.field.name)

    def records(self, source: Source) -> "models.QuerySet[Any]":
        """The records that cite it so, with what their names need."""
        beside = [field.name for field in self.table._meta.fields if field.many_to_one]
        rows = self.table._default_manager.filter(**{self.column: source})
        return rows.select_related(*beside).order_by("pk")


def uses() -> list[Use]:
    """All ways in which records cite sources."""
    return [
        Use(relation) for relation in Source._meta.related_objects if relation.related_model is not LinkCheck
    ]


class Number(models.Subquery):
    """How many rows a subquery has. Without grouping, which takes PostgreSQL longer than the counting."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = models.IntegerField()


def times_cited() -> Any:
    """How often records cite a source, as an expression over sources."""
    total: Any = Value(0)
    for use in uses():
        if use.relation.many_to_many:
            rows, cites = use.relation.through._default_manager, use.relation.field.m2m_reverse_field_name()
        else:
            rows, cites = use.table._default_manager, use.column
        total += Number(rows.filter(**{cites: OuterRef("pk")}).order_by().values(cites))
    return total


def namesake(source: Source, url: str) -> Source | None:
    """Another source that has this address already."""
    return Source.objects.filter(url=url).exclude(pk=source.pk).first()


@transaction.atomic
def replace_address(source: Source, url: str, *, reason: str, user: Any = None) -> None:
    """Set the address; every record that cites the source shows it from now on."""
    source._change_reason = reason  # type: ignore[attr-defined]
    source._history_user = user  # type: ignore[attr-defined]
    source.url = url
    source.save()


@transaction.atomic
def cite_instead(source: Source, other: Source, *, reason: str, user: Any = None) -> int:
    """Let every record that cites ``source`` cite ``other``; return how many. The source itself stays, uncited."""
    with doing(by=user, reason=reason):
        changed = _let_cite(source, other, reason, user)
    if changed:
        Edition.renew()
    return len(changed)


def _let_cite(source: Source, other: Source, reason: str, user: Any) -> set[tuple[str, int]]:
    changed: set[tuple[str, int]] = set()
    for use in uses():
        records = list(use.records(source))
        if use.relation.many_to_many:
            _relink(use.relation.field, source, other)
        else:
            use.table._default_manager.filter(**{use.column: source}).update(**{use.column: other})
            for record in records:
                setattr(record, use.column, other)
        remember(use.table, "~", records, reason, user)
        changed |= {(use.table._meta.label, record.pk) for record in records}
    return changed


@transaction.atomic
def follow_moves(sources: Sequence[Source], *, reason: str, user: Any = None) -> int:
    """Give each source the address that its server moved it to; return how many.

    Where another source has that address, the records cite that one.
    """
    for source in sources:
        other = namesake(source, source.moved_to)
        if other:
            cite_instead(source, other, reason=reason, user=user)
        else:
            replace_address(source, source.moved_to, reason=reason, user=user)
    return len(sources)


def _relink(field: Any, source: Source, other: Source) -> None:
    """Move the links of a relation; who cites both keeps one."""
    owner, cites = field.m2m_field_name(), field.m2m_reverse_field_name()
    links = field.remote_field.through._default_manager
    both = list(links.filter(**{cites: other}).values_list(owner, flat=True))
    links.filter(**{cites: source, f"{owner}__in": both}).delete()
    links.filter(**{cites: source}).update(**{cites: other})
