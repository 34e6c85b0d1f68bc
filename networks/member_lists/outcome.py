"""What importing a list would do, kept with its rows: compared once for each change, so that a look costs what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from cities.models import Edition
from cities.publishing import Publication
from cities.writing import update
from networks.member_lists.comparing import compare_rows, digest, fingerprint, vanished
from networks.member_lists.models import MemberList, MemberListRow
from networks.models import Membership

# The parts of an outcome that stand in the rows of the list; one that could not be read whole is in another part, too.
OF_ROWS = ("new", "changed", "unchanged", "left_out", "unread")
KEPT = ("outcome", "digest", "unread")


class KeptRow(NamedTuple):
    """What is kept with a row, and what decides how it is counted."""

    pk: int
    outcome: str
    digest: str
    unread: bool
    left_out: bool
    city: int | None
    publication: str | None  # of the city


@dataclass(frozen=True)
class Outcome:
    """What importing the list would do, as it was compared last."""

    member_list: MemberList

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each part has, and of how many one must be told."""
        public = self.member_list.network.publication == Publication.PUBLISHED
        return {part: len(self.keys(part)) for part in OF_ROWS} | {
            "vanished": len(self._left_behind),
            "drafts": sum(
                row.outcome == "new" and not (public and row.publication == Publication.PUBLISHED)
                for row in self._rows
            ),
            "undecided": sum(row.city is None and not row.left_out for row in self._rows),
        }

    @property
    def vanished(self) -> QuerySet[Membership]:
        """Who is no longer in the list."""
        return vanished(self.member_list)

    @property
    def is_whole(self) -> bool:
        """Whether no row has changed since it was compared."""
        return all(row.outcome for row in self._rows)

    def keys(self, part: str) -> list[int]:
        """The ids of the rows of one part, in the order of the list."""
        if part == "unread":
            return [row.pk for row in self._rows if row.unread]
        return [row.pk for row in self._rows if row.outcome == part]

    def fingerprint(self) -> str:
        """As the comparison's: whoever imports says with it what they have looked at."""
        return fingerprint([row.digest for row in self._rows if row.digest], self._left_behind)

    @cached_property
    def _rows(self) -> list[KeptRow]:
        kept = ("pk", *KEPT, "left_out", "city", "city__publication")
        return [KeptRow(*row) for row in self.member_list.rows.order_by("line").values_list(*kept)]

    @cached_property
    def _left_behind(self) -> list[tuple[int, str]]:
        return list(self.vanished.order_by().values_list("pk", "status"))


def outcome_of(member_list: MemberList) -> Outcome:
    """What importing the list would do today; compares what has not been compared since it changed."""
    kept = Outcome(member_list)
    if member_list.compared_with == Edition.current().token and kept.is_whole:
        return kept
    _compare(member_list)
    return Outcome(member_list)


@transaction.atomic
def _compare(member_list: MemberList) -> None:
    hold(member_list)
    edition = Edition.current().token
    rows = member_list.rows.all()
    if member_list.compared_with == edition:
        rows = rows.filter(outcome="")
    result = compare_rows(member_list, rows)
    unread = {each.row.pk for each in result.unread}
    found = [(entry.row, part, digest(part, entry)) for part, entry in result.entries]
    found += [(each.row, "left_out", "") for each in result.left_out]
    changed = []
    for row, part, sign in found:
        kept = (part, sign, row.pk in unread)
        if kept != (row.outcome, row.digest, row.unread):
            row.outcome, row.digest, row.unread = kept
            changed.append(row)
    update(MemberListRow, changed, KEPT)
    if member_list.compared_with != edition:
        member_list.compared_with = edition
        member_list.save(update_fields=["compared_with"])


def hold(member_list: MemberList) -> None:
    """Let nobody else decide or compare rows of the list until this transaction ends."""
    kept = MemberList.objects.select_for_update().only("compared_with").get(pk=member_list.pk)
    member_list.compared_with = kept.compared_with


def forget(member_list: MemberList) -> None:
    """Let the whole list be compared anew."""
    member_list.compared_with = ""
    member_list.save(update_fields=["compared_with"])


def forget_rows(member_list: MemberList, rows: Iterable[MemberListRow], cities: Iterable[int | None]) -> None:
    """Let these rows be compared anew, and those of the places that they mean or meant: each place counts once."""
    places = [city for city in cities if city is not None]
    touched = Q(pk__in=[row.pk for row in rows]) | Q(city__in=places)
    member_list.rows.filter(touched).update(outcome="")
