"""Taking a list in: the file is read, its columns are named, its rows are matched with places."""

import time
from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from cities.matching import Index, Verdict, of_register
from cities.writing import update
from networks.member_lists import columns, outcome, sheets
from networks.member_lists.columns import Field
from networks.member_lists.models import ListColumns, MemberList, MemberListRow
from networks.models import Membership, Network

BATCH = 500
# A network is of one country if it has at least so many members, all in it.
ONE_COUNTRY = 5


def take_in(network: Network, file: IO[bytes], name: str, *, sheet: str = "", user: Any = None) -> MemberList:
    """Read a file and guess what its columns mean. UnreadableError if it is no list."""
    read = sheets.read(file, sheet=sheet)
    remembered = ListColumns.objects.filter(network=network).first() or ListColumns(network=network)
    row = columns.heading_row(read.rows)
    language = (get_language() or settings.LANGUAGE_CODE).partition("-")[0]
    member_list = MemberList(
        network=network,
        file_name=name[-200:],
        sheet=read.name[:100],
        other_sheets=read.others,
        cells=read.rows,
        columns={"headings": row},
        made_by=user,
    )
    member_list.columns = {
        "headings": row,
        "fields": columns.guessed(member_list.headings, remembered.headings),
        "country": remembered.country or ("" if remembered.pk else only_country(network)),
        "language": remembered.language or language,
    }
    member_list.save()
    return member_list


def only_country(network: Network) -> str:
    """The country of a network whose members all lie in one."""
    members = Membership.objects.filter(network=network).order_by()
    found = list(members.values_list("city__country", flat=True).distinct()[:2])
    return str(found[0]) if len(found) == 1 and members.count() >= ONE_COUNTRY else ""


@transaction.atomic
def name_columns(
    member_list: MemberList, *, headings: int | None, fields: Mapping[str, int], country: str, language: str
) -> None:
    """Say what the columns mean, remember it for the network, and make the rows that wait to be matched."""
    member_list.advance(MemberList.State.MAPPED)
    member_list.columns = {
        "headings": headings,
        "fields": dict(fields),
        "country": country,
        "language": language,
    }
    named = member_list.headings
    rows = [
        MemberListRow(member_list=member_list, line=line, said=said)
        for line, cells in member_list.cells[0 if headings is None else headings + 1 :]
        if (said := _said(cells, fields))
    ]
    # How a column writes its dates shows only in all of it, and rows are compared one by one, too.
    member_list.columns["month_first"] = {
        name: columns.month_first([row.said[name] for row in rows if name in row.said])
        for name in (Field.JOINED, Field.LEFT)
    }
    member_list.save(update_fields=["state", "columns"])
    ListColumns.objects.update_or_create(
        network=member_list.network,
        defaults={
            "headings": {columns.folded(named[column]): field for field, column in fields.items()}
            if headings is not None
            else {},
            "country": country,
            "language": language,
        },
    )
    member_list.rows.all().delete()
    member_list.leaving.clear()
    MemberListRow.objects.bulk_create(rows, batch_size=1000)


def _said(cells: Sequence[str], fields: Mapping[str, int]) -> dict[str, str]:
    return {field: cells[column] for field, column in fields.items() if column < len(cells) and cells[column]}


def match_rows(member_list: MemberList, *, seconds: float | None = None) -> int:
    """Match rows that wait for it, in batches until the time is up; how many still wait."""
    began = time.monotonic()
    index = of_register()
    members = frozenset(Membership.objects.filter(network=member_list.network).values_list("city", flat=True))
    while True:
        rows = list(member_list.rows.filter(verdict="")[:BATCH])
        with transaction.atomic():
            for row in rows:
                _match(row, index, members, member_list.columns.get("country", ""))
            update(MemberListRow, rows, ["verdict", "reason", "candidates", "city"])
            if len(rows) < BATCH:
                member_list.advance(MemberList.State.MATCHED)
                member_list.save(update_fields=["state"])
                return 0
        if seconds is not None and time.monotonic() - began > seconds:
            return member_list.rows.filter(verdict="").count()


def _match(row: MemberListRow, index: Index, members: frozenset[int], country: str) -> None:
    said = row.said
    match = index.match(
        said.get(Field.NAME, ""),
        country=said.get(Field.COUNTRY, "") or country,
        region=said.get(Field.REGION, ""),
        key=said.get(Field.ID, ""),
        members=members,
    )
    row.verdict, row.reason, row.candidates = match.verdict, match.reason, list(match.places)
    row.city_id = match.places[0] if match.verdict == Verdict.CERTAIN else None


def accept_likely(member_list: MemberList) -> int:
    """Take the first candidate of every likely row that nobody decided; how many there were."""
    rows = [
        row
        for row in member_list.rows.filter(verdict=Verdict.LIKELY, city=None, left_out=False, by_hand=False)
        if row.candidates
    ]
    for row in rows:
        row.city_id, row.by_hand = row.candidates[0], True
    update(MemberListRow, rows, ["city", "by_hand"])
    outcome.forget(member_list)
    return len(rows)
