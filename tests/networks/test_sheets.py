"""Lists are read as they come, and what is no list is refused in words."""

import datetime
import zipfile
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from cities.partial_dates import PartialDate
from networks.member_lists import columns, sheets
from networks.member_lists.columns import Field, guessed, heading_row, read_date
from networks.member_lists.sheets import UnreadableError, read


def rows(content: bytes, **options: Any) -> list[list[str]]:
    return [cells for _line, cells in read(BytesIO(content), **options).rows]


def workbook(*tables: list[list[Any]], merged: str = "") -> bytes:
    book = Workbook()
    for number, table in enumerate(tables):
        sheet = book.active if number == 0 else book.create_sheet(f"Sheet{number + 1}")
        assert sheet is not None
        sheet.title = f"Table {number + 1}"
        for line in table:
            sheet.append(line)
        if merged and number == 0:
            sheet.merge_cells(merged)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_separator_in_any_usual_charset(separator: str, charset: str) -> None:
    text = f'Stadt{separator}Land\r\nKöln{separator}Deutschland\r\n"Halle{separator} Saale"{separator}D\r\n'

    assert rows(text.encode(charset)) == [
        ["Stadt", "Land"],
        ["Köln", "Deutschland"],
        [f"Halle{separator} Saale".replace("\t ", " "), "D"],
    ]


def test_lines_are_those_of_the_file() -> None:
    found = read(BytesIO('Stadt;Note\n\n;;\nBonn;"a\nb"\nKöln;c\n'.encode()))

    assert found.rows == [(1, ["Stadt", "Note"]), (4, ["Bonn", "a b"]), (6, ["Köln", "c"])]


def test_a_plain_column_is_a_list_too() -> None:
    assert rows(b"Bonn\nBad Honnef\nKassel, Stadt\n") == [["Bonn"], ["Bad Honnef"], ["Kassel", "Stadt"]]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "nothing in the file"),
        (b"\n;;\n", "nothing in the file"),
        (b"\x00\x01\x02\x03", "neither a spreadsheet"),
        (b"\xd0\xcf\x11\xe0old", "old or protected"),
        (b"%PDF-1.7", "old or protected"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"a;" * 70 + b"\n", "more than 60 columns"),
        (b"a;" + b"b" * 5001, "more than 5,000 characters"),
        (b"a\n" * 20_002, "more than 20,000 rows"),
        (b"a" * (sheets.MOST_BYTES + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        read(BytesIO(content))


def test_spreadsheets_give_what_one_sees() -> None:
    day = datetime.datetime(2019, 12, 18, 0, 0)  # noqa: DTZ001  (as spreadsheets have them)
    content = workbook(
        [["City", "Since", "Year"], ["Bonn", day, 2019], [None, None, None], ["Ulm", None, 2020.0]]
    )
    found = read(BytesIO(content))

    assert found.name == "Table 1"
    assert found.rows == [
        (1, ["City", "Since", "Year"]),
        (2, ["Bonn", "2019-12-18", "2019"]),
        (4, ["Ulm", "", "2020"]),
    ]


def test_formulas_are_not_worked_out() -> None:
    assert rows(workbook([["City", "x"], ["Bonn", '=HYPERLINK("https://evil.example","y")']])) == [
        ["City", "x"],
        ["Bonn"],
    ]


def test_joined_cells_hold_for_all_their_rows() -> None:
    table = [["Country", "City"], ["Germany", "Bonn"], [None, "Ulm"], [None, "Kiel"], [None, "Wien"]]

    assert [cells[0] for cells in rows(workbook(table, merged="A2:A4"))] == [
        "Country",
        "Germany",
        "Germany",
        "Germany",
        "",
    ]


def test_the_first_sheet_that_holds_anything_or_the_one_asked_for() -> None:
    content = workbook([], [["Bonn"]], [["Ulm"]])

    assert rows(content) == [["Bonn"]]
    assert read(BytesIO(content)).others == ["Table 1", "Table 3"]
    assert rows(content, sheet="Table 3") == [["Ulm"]]
    with pytest.raises(UnreadableError, match="There are: Table 1, Table 2, Table 3"):
        read(BytesIO(content), sheet="Members")


def test_a_bomb_is_not_unpacked() -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet>" + b" " * (sheets.MOST_UNPACKED + 1))
    assert len(file.getvalue()) < 200_000

    with pytest.raises(UnreadableError, match="unpacks to more"):
        read(BytesIO(file.getvalue()))


def test_a_row_at_the_end_of_the_world_is_not_walked_to() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "Bonn"
    sheet["A1048576"] = "Ulm"
    file = BytesIO()
    book.save(file)

    assert rows(file.getvalue()) == [["Bonn"]]


# --- Columns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        (["Nr.", "Kommune", "Bundesland", "Beitritt", "Bemerkung"], ["", "name", "region", "joined", "note"]),
        (["Member city", "Country", "Member since", "Status"], ["name", "country", "joined", "status"]),
        (
            ["Comune", "Provincia", "Paese", "Data di adesione", "Ruolo"],
            ["name", "region", "country", "joined", "role"],
        ),
        (["Ville", "Pays", "Année d’adhésion", "Statut"], ["name", "country", "joined", "status"]),
        (["STADT", "LAND ", "Mitglied seit (Jahr)", "Wikidata-ID"], ["name", "country", "joined", "id"]),
        (["foo", "bar"], ["name", ""]),
    ],
)
def test_headings_are_understood(headings: list[str], fields: list[str]) -> None:
    found = {column: field for field, column in guessed(headings, {}).items()}

    assert [found.get(column, "") for column in range(len(headings))] == fields


def test_what_was_said_last_time_comes_first() -> None:
    headings = ["Name", "Körperschaft", "Land"]

    assert guessed(headings, {"korperschaft": "name", "land": "region"}) == {"name": 1, "region": 2}


@pytest.mark.parametrize(
    ("table", "number"),
    [
        ([["Members 2026"], ["City", "Country"], ["Bonn", "DE"]], 1),
        ([["Members 2026", "", "as of May"], [], ["City", "Country"], ["Bonn", "DE"]], 2),
        ([["City"], ["Bonn"]], 0),
        ([["Bonn"], ["Ulm"]], None),
        ([["x", "y"], ["Bonn", "DE"]], 0),
    ],
)
def test_headings_are_told_from_titles(table: list[list[str]], number: int | None) -> None:
    assert heading_row(list(enumerate(table, 1))) == number


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2019", "2019"),
        ("2019-12", "2019-12"),
        ("18.12.2019", "2019-12-18"),
        ("18/12/2019", "2019-12-18"),
        ("1.2.2019", "2019-02-01"),
        ("12/2019", "2019-12"),
        ("2019/12/18", "2019-12-18"),
        ("seit 2019", "2019"),
        ("18. Dezember 2019", "2019-12-18"),
        ("December 18, 2019", "2019-12-18"),
        ("Dez. 2019", "2019-12"),
        ("dal marzo 2020", "2020-03"),
        ("1er février 2020", "2020-02-01"),
    ],
)
def test_dates_are_as_precise_as_they_are(text: str, date: str) -> None:
    assert read_date(text) == PartialDate.parse(date)


@pytest.mark.parametrize(
    "text", ["soon", "19", "31.02.2019", "2019-13", "1.1.19", "2019 or 2020", "99/99/2019"]
)
def test_other_dates_are_not_guessed(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (whatever the standard library says)
        read_date(text)


def test_months_before_days_are_seen_by_the_column() -> None:
    assert columns.month_first(["01/02/2019", "12/31/2019"])
    assert not columns.month_first(["01/02/2019", "31/12/2019"])
    assert read_date("01/02/2019", month_first=True) == PartialDate(2019, 1, 2)


def test_statuses_and_roles_in_four_languages() -> None:
    said = ["Mitglied", "Full member", "socio", "ancien membre", "Beobachterin", "Named by others only"]
    assert [columns.read_status(text) for text in said] == [
        "member",
        "member",
        "member",
        "left",
        "observer",
        "listed",
    ]
    assert [columns.read_role(text) for text in ("Gründungsmitglied", "Chair")] == ["founder", "coordinator"]
    with pytest.raises(ValueError, match="perhaps"):
        columns.read_status("perhaps")


def test_every_field_has_headings() -> None:
    assert set(columns.HEADINGS.values()) == set(Field)
