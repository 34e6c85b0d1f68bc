"""What importing a list would do, kept with its rows: compared once for each change, so that a look costs what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from cities.models import Edition
from cities.publishing import Publication
from cities.writing import update
from networks.member_lists.comparing import compare_rows, digest, fingerprint, vanished
from networks.member_lists.models import MemberList, MemberListRow
from networks.models import Membership

# The parts of an outcome that stand in the rows of the list.
OF_ROWS = {part: Q(outcome=part) for part in ("new", "changed", "unchanged", "left_out")} | {
    "unread": Q(unread=True)
}
KEPT = ("outcome", "digest", "unread")


@dataclass(frozen=True)
class Outcome:
    """What importing the list would do, as it was compared last."""

    member_list: MemberList

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows each part has, and of how many one must be told."""
        drafts = OF_ROWS["new"]
        if self.member_list.network.publication == Publication.PUBLISHED:
            drafts &= ~Q(city__publication=Publication.PUBLISHED)
        asked = OF_ROWS | {"drafts": drafts, "undecided": Q(left_out=False, city=None)}
        counts = self.member_list.rows.aggregate(
            **{f"of_{name}": Count("pk", filter=condition) for name, condition in asked.items()}
        )
        return {name: counts[f"of_{name}"] for name in asked} | {"vanished": len(self._left_behind)}

    @property
    def vanished(self) -> QuerySet[Membership]:
        """Who is no longer in the list."""
        return vanished(self.member_list)

    def rows(self, part: str) -> QuerySet[MemberListRow]:
        """The rows of one part, in their order."""
        return self.member_list.rows.filter(OF_ROWS[part]).order_by("line")

    def fingerprint(self) -> str:
        """As the comparison's: whoever imports says with it what they have looked at."""
        taken_over = self.member_list.rows.exclude(digest="").order_by("line")
        return fingerprint(taken_over.values_list("digest", flat=True), self._left_behind)

    @cached_property
    def _left_behind(self) -> list[tuple[int, str]]:
        return list(self.vanished.order_by().values_list("pk", "status"))


def outcome_of(member_list: MemberList) -> Outcome:
    """What importing the list would do today; compares what has not been compared since it changed."""
    edition = Edition.current().token
    if member_list.compared_with != edition or member_list.rows.filter(outcome="").exists():
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
