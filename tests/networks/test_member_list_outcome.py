"""What a list would do is compared once for each change, and then kept: a look compares nothing."""

from io import BytesIO
from typing import Any

import pytest

from cities.models import City, Edition
from networks.member_lists import choosing, outcome, taking_in
from networks.member_lists.comparing import compare, compare_rows
from networks.member_lists.importing import give_source
from networks.member_lists.models import MemberList
from networks.member_lists.outcome import OF_ROWS, outcome_of
from tests.making import date, make_city, make_membership, make_network

pytestmark = pytest.mark.django_db
LIST = "Stadt;Seit;Rolle\nAue;2019;\nBerg;2024;\nDorn;bald;\nNirgendwo;2024;\nBerg;2025;\nElze;2019;perhaps\n"


@pytest.fixture
def member_list() -> MemberList:
    network = make_network("safe-towns")
    for slug in ("aue", "berg", "celle"):
        make_membership(make_city(slug), network, joined="2019")
    make_city("dorn")
    make_city("elze", publication="draft")
    member_list = taking_in.take_in(network, BytesIO(LIST.encode()), "list.csv")
    said: dict[str, Any] = member_list.columns
    taking_in.name_columns(
        member_list,
        headings=said["headings"],
        fields=said["fields"],
        country="DE",
        language="de",
    )
    taking_in.match_rows(member_list)
    taking_in.accept_likely(member_list)
    give_source(member_list, url="https://towns.example/members", title="Members", stated_on=date("2026-10"))
    return member_list


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The lines of the rows that were compared, each time."""
    times: list[list[int]] = []

    def note(member_list: MemberList, rows: Any) -> Any:
        times.append(sorted(rows.values_list("line", flat=True)))
        return compare_rows(member_list, rows)

    monkeypatch.setattr(outcome, "compare_rows", note)
    return times


def kept_as_compared(member_list: MemberList) -> dict[str, list[int]]:
    """The rows of each part as they are kept; all of it is what a comparison of today would say."""
    kept, today = outcome_of(member_list), compare(member_list)
    rows = member_list.rows.in_bulk()
    lines = {part: [rows[key].line for key in kept.keys(part)] for part in OF_ROWS}
    for part, found in lines.items():
        assert found == list(dict.fromkeys(entry.row.line for entry in getattr(today, part)))
        assert kept.counts[part] == len(found)
    assert list(kept.vanished) == today.vanished
    assert kept.counts["vanished"] == len(today.vanished)
    assert kept.counts["drafts"] == today.drafts
    assert kept.fingerprint() == today.fingerprint()
    return lines


def choose(member_list: MemberList, line: int, choice: str) -> None:
    assert choosing.decide(member_list, {member_list.rows.get(line=line).pk: (choice, "")}) == {}


def test_the_outcome_is_kept_until_something_changes(
    member_list: MemberList, compared: list[list[int]]
) -> None:
    for _look in range(3):
        assert kept_as_compared(member_list) == {
            "new": [4, 7],
            "changed": [3],
            "unchanged": [2],
            "left_out": [5, 6],
            "unread": [4, 7],
        }
        member_list = MemberList.objects.get()
    assert compared == [[2, 3, 4, 5, 6, 7]]
    assert (outcome_of(member_list).counts["drafts"], outcome_of(member_list).counts["undecided"]) == (1, 1)


def test_a_row_decided_by_hand_costs_only_rows_of_the_same_places(
    member_list: MemberList, compared: list[list[int]]
) -> None:
    kept_as_compared(member_list)
    compared.clear()

    choose(member_list, 5, str(City.objects.get(slug="celle").pk))
    assert kept_as_compared(member_list)["changed"] == [3, 5]
    assert outcome_of(member_list).counts["vanished"] == 0

    choose(member_list, 3, "out")  # the next row of the same place counts instead
    assert kept_as_compared(member_list)["changed"] == [5, 6]

    choose(member_list, 2, str(City.objects.get(slug="dorn").pk))  # now the first of two
    assert kept_as_compared(member_list)["left_out"] == [3, 4]
    assert compared == [[5], [3, 6], [2, 4]]


def test_a_changed_register_or_another_date_is_compared_anew(
    member_list: MemberList, compared: list[list[int]]
) -> None:
    kept_as_compared(member_list)
    before = outcome_of(member_list).fingerprint()

    membership = member_list.network.memberships.get(city__slug="berg")
    membership.joined = date("2024")
    membership.save()
    assert kept_as_compared(member_list)["unchanged"] == [2, 3]
    changed = outcome_of(member_list).fingerprint()
    give_source(member_list, url="https://towns.example/members", title="Members", stated_on=date("2026-11"))
    kept_as_compared(member_list)

    assert len({before, changed, outcome_of(member_list).fingerprint()}) == 3
    assert compared == [[2, 3, 4, 5, 6, 7]] * 3
    Edition.renew()  # something else changed: the rows are compared, and come out the same
    same = outcome_of(member_list).fingerprint()
    kept_as_compared(member_list)
    assert (len(compared), outcome_of(member_list).fingerprint()) == (4, same)


def test_dates_are_read_as_the_whole_column_writes_them() -> None:
    network = make_network("safe-towns")
    for slug in ("aue", "berg"):
        make_city(slug)
    member_list = taking_in.take_in(
        network, BytesIO(b"City;Since\nAue;12/31/2019\nBerg;02/03/2020\n"), "list.csv"
    )
    said: dict[str, Any] = member_list.columns
    taking_in.name_columns(
        member_list, headings=said["headings"], fields=said["fields"], country="DE", language="en"
    )
    taking_in.match_rows(member_list)

    one = compare_rows(member_list, member_list.rows.filter(line=3))

    assert [str(entry.membership.joined) for entry in one.new] == ["2020-02-03"]
