"""What is new and what has changed in the published register, for a query: the latest first.

It is read from the records' histories. Nobody's name is in it, and nothing of a record that is not public now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from atlas.filters import Query
from cities.models import City
from cities.publishing import Publication
from networks.models import Membership, Network, Resolution
from practices.models import Practice

MOST = 50
REMEMBERED = 16


@dataclass(frozen=True)
class Change:
    """The latest change of a record."""

    key: str  # names the record, in any language and for ever
    sort: str
    title: str
    path: str  # of the page that shows the record
    at: datetime
    since: datetime  # when the record first was public
    fields: tuple[str, ...]  # what differs from the state before; empty for a new record

    @property
    def new(self) -> bool:
        """Whether the record came with this change."""
        return self.at == self.since

    @property
    def said(self) -> str:
        """What happened, in the active language."""
        if self.new:
            return _("New in the register.")
        if not self.fields:
            return _("Checked or newly sourced.")
        return _("Changed: {fields}.").format(fields=", ".join(self.fields))


@dataclass(frozen=True)
class _Sort:
    """A table whose records the public sees."""

    table: Any
    name: str | Promise
    of: Callable[[Query], "QuerySet[Any]"]
    path: Callable[[Any], str]
    beside: tuple[str, ...] = ()  # records that title and address need

    def changes(self, query: Query, most: int) -> Iterator[Change]:
        """The latest change of each record; three statements."""
        history = self.table.history.model
        means = self.of(query).order_by().values("pk")
        public = history.objects.filter(publication=Publication.PUBLISHED, id__in=means)
        latest = public.order_by().values("id").annotate(last=Max("history_id")).values("last")
        rows = list(public.filter(history_id__in=latest).order_by("-history_date", "-history_id")[:most])
        ids = [row.id for row in rows]
        states = self._states(history, ids)
        records = self.table.objects.select_related(*self.beside).in_bulk(ids)
        for row in rows:
            before, record = states[row.id], records[row.id]
            yield Change(
                key=f"{self.table._meta.model_name}-{row.id}",
                sort=str(self.name),
                title=str(record),
                path=self.path(record),
                at=row.history_date,
                since=before[0].history_date,
                fields=_differing(before[-2], row) if len(before) > 1 else (),
            )

    @staticmethod
    def _states(history: Any, ids: Sequence[int]) -> dict[int, list[Any]]:
        """The public states of some records, the oldest first."""
        found: dict[int, list[Any]] = defaultdict(list)
        rows = history.objects.filter(id__in=ids, publication=Publication.PUBLISHED)
        for row in rows.order_by("history_id"):
            found[row.id].append(row)
        return found


def _differing(before: Any, after: Any) -> tuple[str, ...]:
    """Names of the columns that differ, in the active language; housekeeping ones not."""
    return tuple(
        capfirst(str(field.verbose_name))
        for field in before.tracked_fields
        if field.name not in {"publication", "checked_on"}
        and str(getattr(before, field.attname)) != str(getattr(after, field.attname))
    )


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
    ),
)


def changes(query: Query, token: str, most: int = MOST) -> Sequence[Change]:
    """The latest changes of the records that the query means, in the edition of this token.

    Fifteen statements at most, none when asked again.
    """
    return _changes(query, token, most, get_language() or "en")


@lru_cache(maxsize=REMEMBERED)
def _changes(query: Query, _token: str, most: int, _language: str) -> Sequence[Change]:
    found = [change for sort in SORTS for change in sort.changes(query, most)]
    return sorted(found, key=lambda change: (change.at, change.key), reverse=True)[:most]
