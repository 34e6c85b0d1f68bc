"""Comparing a list with what is recorded: what would be new, what would change field by field, who is no longer in it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from i18nfield.strings import LazyI18nString

from cities.matching import Verdict
from cities.models import City, translated
from cities.partial_dates import PartialDate
from cities.publishing import Publication
from networks.member_lists import columns
from networks.member_lists.columns import Field
from networks.member_lists.models import MemberList, MemberListRow
from networks.models import Membership

# What an import writes on a membership that is there already.
WRITTEN = ("status", "role", "joined", "left", "attested", "note")
# The parts of a comparison whose rows are taken over.
TAKEN_OVER = ("new", "changed", "unchanged")
# Recorded so, a list that names the place as a member says more or something newer.
SUPERSEDED = {
    Membership.Status.LISTED,
    Membership.Status.APPLIED,
    Membership.Status.SUSPENDED,
    Membership.Status.LEFT,
}


class Change(NamedTuple):
    """One field of a membership."""

    field: str
    before: Any
    after: Any


@dataclass
class Entry:
    """A row of the list and the membership that it means, present or to be made."""

    row: MemberListRow
    membership: Membership
    changes: list[Change] = field(default_factory=list)


class LeftOut(NamedTuple):
    """A row that is not taken over, and why."""

    row: MemberListRow
    why: str


class Unread(NamedTuple):
    """A cell of a row that is taken over without it."""

    row: MemberListRow
    why: str


@dataclass
class Comparison:
    """What importing the list would do. Each membership stands in one of the first four lists at most."""

    new: list[Entry] = field(default_factory=list)
    changed: list[Entry] = field(default_factory=list)
    unchanged: list[Entry] = field(default_factory=list)
    vanished: list[Membership] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def drafts(self) -> int:
        """How many of the new ones the public does not see yet, because place or network is not published."""
        return sum(entry.membership.publication != Publication.PUBLISHED for entry in self.new)

    @property
    def entries(self) -> Iterable[tuple[str, Entry]]:
        """The rows that are taken over, each with the part that it is in."""
        for part in TAKEN_OVER:
            for entry in getattr(self, part):
                yield part, entry

    def fingerprint(self) -> str:
        """The same for the same comparison: what was looked at is what is written."""
        entries = sorted(self.entries, key=lambda each: each[1].row.line)
        return fingerprint(
            [digest(part, entry) for part, entry in entries],
            [(membership.pk, membership.status) for membership in self.vanished],
        )


def digest(part: str, entry: Entry) -> str:
    """A few signs for what would be written for a row."""
    membership = entry.membership
    said = [part, entry.row.line, membership.pk, membership.city_id, plain(membership, WRITTEN)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def fingerprint(digests: Iterable[str], vanished: Iterable[tuple[int, str]]) -> str:
    """The fingerprint of a comparison: the digests of the rows that are taken over, in their order, and who is not in the list."""
    said = [*digests, *(f"{key} {status}" for key, status in sorted(vanished))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def plain(membership: Membership, fields: Sequence[str]) -> list[Any]:
    """The fields as the database holds them, so that they compare and go into JSON."""
    found = []
    for name in fields:
        column: Any = membership._meta.get_field(name)
        value = column.get_prep_value(getattr(membership, column.attname))
        found.append(value.isoformat() if hasattr(value, "isoformat") else value)
    return found


def compare(member_list: MemberList) -> Comparison:
    """What importing the list would do today."""
    result = compare_rows(member_list, member_list.rows.all())
    result.vanished = list(vanished(member_list))
    return result


def compare_rows(member_list: MemberList, rows: QuerySet[MemberListRow]) -> Comparison:
    """What importing these rows of the list would do today."""
    result = Comparison()
    places = rows.filter(city__isnull=False).order_by().values("city")
    # Of a place only what is looked at here or shown: its texts are long.
    named = City.objects.filter(pk__in=places).only("slug", "endonym", "names", "publication")
    cities = {city.pk: city for city in named}
    recorded: dict[int, list[Membership]] = defaultdict(list)
    memberships = Membership.objects.filter(network=member_list.network, city__in=places)
    for membership in sorted(memberships, key=lambda each: (str(each.joined or ""), each.pk)):
        membership.city, membership.network = cities[membership.city_id], member_list.network
        recorded[membership.city_id].append(membership)
    present = member_list.rows.filter(left_out=False, city__in=places)
    first = dict(present.order_by().values_list("city").annotate(Min("line")))
    reader = _Reader(member_list)
    for row in rows.defer("candidates").order_by("line"):
        city = cities.get(row.city_id) if row.city_id else None
        if row.left_out or city is None:
            result.left_out.append(LeftOut(row, _why_without_place(row)))
            continue
        # A row that cannot be taken over still says that the place is in the list.
        if first[city.pk] != row.line:
            result.left_out.append(
                LeftOut(row, _("The same place as in line %(line)s.") % {"line": first[city.pk]})
            )
            continue
        said, unread, why = reader.read(row)
        result.unread += [Unread(row, each) for each in unread]
        if why:
            result.left_out.append(LeftOut(row, why))
        else:
            _enter(result, member_list, row, city, said, recorded[city.pk])
    return result


def vanished(member_list: MemberList) -> QuerySet[Membership]:
    """Memberships that are recorded today and whose place is not in the list."""
    named = member_list.rows.filter(left_out=False, city__isnull=False)
    return (
        Membership.objects.filter(network=member_list.network, status__in=Membership.COUNTED)
        .exclude(city__in=named.values("city"))
        .select_related("city", "network")
        .order_by("city__sort_key", "pk")
    )


def _why_without_place(row: MemberListRow) -> str:
    if row.left_out:
        return _("Left out by hand.")
    if row.verdict == Verdict.LIKELY:
        return _("Nobody has confirmed the place. %(why)s") % {"why": row.why}
    return _("No place was chosen. %(why)s") % {"why": row.why}


class _Reader:
    """Reads the cells of rows into the fields of memberships."""

    def __init__(self, member_list: MemberList) -> None:
        self._language = member_list.columns.get("language") or settings.LANGUAGE_CODE
        self._month_first = member_list.columns.get("month_first", {})

    def read(self, row: MemberListRow) -> tuple[dict[str, Any], list[str], str]:
        """What the row says, what of it could not be read, and why the row as a whole cannot be taken over."""
        said: dict[str, Any] = {}
        unread: list[str] = []
        for name in (Field.JOINED, Field.LEFT):
            if text := row.said.get(name):
                try:
                    said[name] = columns.read_date(text, month_first=self._month_first.get(name, False))
                except ValueError:
                    unread.append(_("“%(text)s” is no date that can be read.") % {"text": text})
        if text := row.said.get(Field.ROLE):
            try:
                said["role"] = columns.read_role(text)
            except ValueError:
                unread.append(_("The role “%(text)s” is not known.") % {"text": text})
        if text := row.said.get(Field.NOTE):
            said["note"] = text
        if text := row.said.get(Field.STATUS):
            try:
                said["status"] = columns.read_status(text)
            except ValueError:
                return said, unread, _("The status “%(text)s” is not known.") % {"text": text}
        joined, left = said.get("joined"), said.get("left")
        if joined and left and left.last_day() < joined.first_day():
            return said, unread, _("“Until” lies before “since”.")
        if left and said.setdefault("status", Membership.Status.LEFT) != Membership.Status.LEFT:
            return said, unread, _("There is a date of leaving, but the status is another.")
        if "note" in said:
            said["note"] = {self._language: said["note"]}
        return said, unread, ""


def _enter(
    result: Comparison,
    member_list: MemberList,
    row: MemberListRow,
    city: City,
    said: dict[str, Any],
    present: list[Membership],
) -> None:
    # A place that left and came back has two rows; the list means the later one.
    membership = present[-1] if present else None
    if membership is None or _is_back(membership, said):
        result.new.append(Entry(row, _new(member_list, city, said)))
        return
    changes = list(_changes(membership, said))
    after = {change.field: change.after for change in changes}
    joined, left = after.get("joined", membership.joined), after.get("left", membership.left)
    if joined and left and left.last_day() < joined.first_day():
        result.left_out.append(LeftOut(row, _("“Until” lies before “since”.")))
        return
    if any(other.joined == joined for other in present[:-1]):
        result.left_out.append(LeftOut(row, _("Another membership of this place began on the same date.")))
        return
    for change in changes:
        setattr(membership, change.field, change.after)
    _attest(membership, member_list.stated_on)
    (result.changed if changes else result.unchanged).append(Entry(row, membership, changes))


def _is_back(membership: Membership, said: dict[str, Any]) -> bool:
    joined, left = said.get("joined"), membership.left
    return bool(joined and left and left.last_day() < joined.first_day())


def _new(member_list: MemberList, city: City, said: dict[str, Any]) -> Membership:
    public = city.publication == member_list.network.publication == Publication.PUBLISHED
    membership = Membership(
        city=city,
        network=member_list.network,
        status=said.get("status", Membership.Status.MEMBER),
        role=said.get("role", Membership.Role.MEMBER),
        joined=said.get("joined"),
        left=said.get("left"),
        note=LazyI18nString(said["note"]) if "note" in said else "",
        # Its source comes with the import, which does nothing without one.
        publication=Publication.PUBLISHED if public else Publication.DRAFT,
    )
    _attest(membership, member_list.stated_on)
    return membership


def _attest(membership: Membership, stated_on: PartialDate | None) -> None:
    """A dated list attests the memberships that it names, unless something later does."""
    if stated_on is None or membership.status == Membership.Status.LEFT:
        return
    if membership.attested is None or membership.attested.last_day() < stated_on.last_day():
        membership.attested = stated_on


def _changes(membership: Membership, said: dict[str, Any]) -> Iterable[Change]:
    status = said.get("status")
    if status is None and membership.status in SUPERSEDED:
        status = Membership.Status.MEMBER
    if status and status != membership.status:
        yield Change("status", membership.status, status)
        if membership.left and status != Membership.Status.LEFT:
            yield Change("left", membership.left, None)
    if "role" in said and said["role"] != membership.role:
        yield Change("role", membership.role, said["role"])
    for name in ("joined", "left"):
        date = said.get(name)
        if date and not _known_as_well(getattr(membership, name), date):
            yield Change(name, getattr(membership, name), date)
    if "note" in said:
        before = translated(membership.note)
        after = before | said["note"]
        if after != before:
            yield Change("note", membership.note, LazyI18nString(after))


def _known_as_well(known: PartialDate | None, said: PartialDate) -> bool:
    """Whether what is known is the same date, or the same and more precise."""
    return known is not None and str(known).startswith(str(said))
