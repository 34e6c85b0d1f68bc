"""What is new and what has changed in the published register, for a query: the latest first.

It is read from the records' histories. Nobody's name is in it, and nothing of a record that is not public now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from atlas.filters import Query
from cities.deeds import Deed
from cities.doing import differing
from cities.links import links
from cities.models import City
from cities.publishing import Publication
from networks.models import Membership, Network, Resolution
from practices.models import Photo, Practice

MOST = 50
REMEMBERED = 16
NEW, AGAIN = "new", "again"
SAID = {
    NEW: gettext_lazy("New in the register."),
    AGAIN: gettext_lazy("In the register again."),
    Deed.Kind.MERGED: gettext_lazy("A second entry on the same was merged into this one."),
    Deed.Kind.PARTED: gettext_lazy("What had been merged into this entry stands by itself again."),
}


@dataclass(frozen=True)
class Change:
    """The latest change of a record."""

    key: str  # names the record, in any language and for ever
    sort: str
    title: str
    path: str  # of the page that shows the record
    at: datetime
    since: datetime  # when the record first was public
    fields: tuple[str, ...]  # what differs from the public state before; empty for a new record
    act: str = ""  # by which the record came to be so, where that says more than its fields

    @property
    def new(self) -> bool:
        """Whether the record came with this change."""
        return self.act == NEW

    @property
    def said(self) -> str:
        """What happened, in the active language."""
        said = [str(SAID[self.act])] if self.act in SAID else []
        if self.fields:
            said.append(_("Changed: {fields}.").format(fields=", ".join(self.fields)))
        return " ".join(said or [_("Checked or newly sourced.")])


@dataclass(frozen=True)
class _Sort:
    """A table whose records the public sees."""

    table: Any
    name: str | Promise
    of: Callable[[Query], "QuerySet[Any]"]
    path: Callable[[Any], str]
    beside: tuple[str, ...] = ()  # records that title and address need
    parts: tuple[Any, ...] = ()  # tables of what belongs to such a record, with histories of their own

    def changes(self, query: Query, most: int) -> Iterator[Change]:
        """The latest change of each record; four statements at most, and none for what nobody sees."""
        history = self.table.history.model
        means = self.of(query).order_by().values("pk")
        public = history.objects.filter(publication=Publication.PUBLISHED, id__in=means)
        latest = public.order_by().values("id").annotate(last=Max("history_id")).values("last")
        told = history.objects.filter(history_id__in=latest).order_by("-history_date", "-history_id")
        ids = list(told.values_list("id", flat=True)[:most])
        states = self._states(history, ids)
        parts = self._parts(states)
        records = self.table.objects.select_related(*self.beside).in_bulk(ids)
        for key in ids:
            record, shown = records[key], [each for each in states[key] if _is_public(each)]
            for last in range(len(shown) - 1, -1, -1):  # from the latest on, until one says something
                row, former = shown[last], shown[last - 1] if last else None
                act = _act(self.table, row, states[key], former)
                fields = (*_differing(former, row), *parts.get((key, row.deed_id), ())) if former else ()
                if act or fields or _was_checked(former, row):
                    break
            yield Change(
                key=f"{self.table._meta.model_name}-{key}",
                sort=str(self.name),
                title=str(record),
                path=self.path(record),
                at=row.history_date,
                since=shown[0].history_date,
                fields=fields,
                act=act,
            )

    @staticmethod
    def _states(history: Any, ids: Sequence[int]) -> dict[int, list[Any]]:
        """All states of some records, the oldest first."""
        found: dict[int, list[Any]] = defaultdict(list)
        for row in history.objects.filter(id__in=ids).select_related("deed").order_by("history_id"):
            found[row.id].append(row)
        return found

    def _parts(self, states: Mapping[int, Sequence[Any]]) -> dict[tuple[int, int], tuple[str, ...]]:
        """The kinds of parts with a history of their own that a deed changed in a record."""
        found: dict[tuple[int, int], tuple[str, ...]] = {}
        deeds = {row.deed_id for rows in states.values() for row in rows} - {None}
        for part in self.parts:
            owner, name = f"{part.PART_OF}_id", capfirst(str(part._meta.verbose_name_plural))
            written = part.history.filter(deed__in=deeds).values_list(owner, "deed").distinct()
            found |= {key: (*found.get(key, ()), name) for key in written}
        return found


def _is_public(row: Any) -> bool:
    return bool(row.publication == Publication.PUBLISHED)


def _act(table: Any, row: Any, states: Sequence[Any], former: Any) -> str:
    """What its fields do not say of a public state of a record; ``former`` is the public one before."""
    if former is None:
        return NEW
    before = [each for each in states if each.history_id < row.history_id]
    if not _is_public(before[-1]):
        return AGAIN
    deed = row.deed
    itself = deed is not None and (deed.table, deed.record) == (table._meta.model_name, row.id)
    return deed.kind if itself and deed.kind in SAID else ""


def _differing(before: Any, after: Any) -> tuple[str, ...]:
    """Names of the columns and links that differ, in the active language; housekeeping ones not."""
    names = set(differing(before, after)) - {"publication", "checked_on"}
    columns = [capfirst(str(field.verbose_name)) for field in before.tracked_fields if field.name in names]
    return (*columns, *(link.heading for link in links(before.instance_type) if link.name in names))


def _was_checked(before: Any, after: Any) -> bool:
    """Whether somebody looked, or cited another source at a time when that was not kept; else nothing was changed."""
    return None in (before.links, after.links) or "checked_on" in differing(before, after)


def _city(city: City) -> str:
    return reverse("city", args=[city.slug])


SORTS = (
    _Sort(City, pgettext_lazy("a record", "Place"), Query.places, _city),
    _Sort(
        Network,
        pgettext_lazy("a record", "Network"),
        Query.networks,
        lambda network: reverse("network", args=[network.slug]),
    ),
    _Sort(
        Membership,
        pgettext_lazy("a record", "Membership"),
        Query.memberships,
        lambda membership: f"{_city(membership.city)}#memberships",
        ("city", "network"),
    ),
    _Sort(
        Resolution,
        pgettext_lazy("a record", "Resolution"),
        Query.resolutions,
        lambda resolution: f"{_city(resolution.city)}#resolutions",
        ("city",),
    ),
    _Sort(
        Practice,
        pgettext_lazy("a record", "Practice"),
        Query.practices,
        lambda practice: reverse("practice", args=[practice.slug]),
        parts=(Photo,),
    ),
)


def changes(query: Query, token: str, most: int = MOST) -> Sequence[Change]:
    """The latest changes of the records that the query means, in the edition of this token.

    Sixteen statements at most, none when asked again.
    """
    return _changes(query, token, most, get_language() or "en")


@lru_cache(maxsize=REMEMBERED)
def _changes(query: Query, _token: str, most: int, _language: str) -> Sequence[Change]:
    found = [change for sort in SORTS for change in sort.changes(query, most)]
    return sorted(found, key=lambda change: (change.at, change.key), reverse=True)[:most]
