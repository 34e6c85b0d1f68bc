"""Reading a list as it comes: CSV in any usual character set and with any usual separator, or a spreadsheet.

Nothing is evaluated; of a formula the value counts that the spreadsheet itself last saw.
"""

import codecs
import csv
import datetime
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import IO, Any, NamedTuple

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST = 5_000  # letters in a cell
# What a spreadsheet may unpack to, and the empty rows that it may claim between others.
MOST_UNPACKED = 80 * 1024 * 1024
MOST_PARTS = 500
MOST_GAPS = 100_000

Row = tuple[int, list[str]]  # its line in the file, its cells


class UnreadableError(Exception):
    """The file is not a list that can be read; the message says why, in words for the editor."""


class Sheet(NamedTuple):
    """The rows of a list that hold anything, and where they stood."""

    name: str
    others: list[str]
    rows: list[Row]


def read(file: IO[bytes], *, sheet: str = "") -> Sheet:
    """Read a list. ``sheet`` is the name of a spreadsheet's sheet, else the first one that holds anything."""
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnreadableError(_("The file is larger than 10 MB."))
    if content.startswith(b"PK\x03\x04"):
        found = _workbook(content, sheet)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise UnreadableError(
            _("This is an old or protected spreadsheet, or no spreadsheet. Save it as XLSX or CSV.")
        )
    else:
        found = Sheet("", [], _limited(_records(_decoded(content))))
    if not found.rows:
        raise UnreadableError(_("There is nothing in the file."))
    return found


def _limited(rows: Iterator[Row]) -> list[Row]:
    kept: list[Row] = []
    for line, given in rows:
        cells = [" ".join(cell.split()) for cell in given]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise UnreadableError(_("Line %(line)s has more than 60 columns.") % {"line": line})
        if any(len(cell) > LONGEST for cell in cells):
            raise UnreadableError(
                _("A cell in line %(line)s has more than 5,000 characters.") % {"line": line}
            )
        if len(kept) == MOST_ROWS + 1:  # and the headings
            raise UnreadableError(_("The list has more than 20,000 rows. Divide it."))
        kept.append((line, cells))
    return kept


# --- Text -----------------------------------------------------------------------------------------


def _decoded(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        charsets = ["utf-16"]
    else:
        charsets = ["utf-8-sig", "cp1252", "latin-1"]
    for charset in charsets:
        try:
            text = content.decode(charset)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise UnreadableError(_("This is neither a spreadsheet (XLSX) nor a text with separated columns (CSV)."))


def _records(text: str) -> Iterator[Row]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text))
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableError(
            _("Line %(line)s can't be read: %(why)s") % {"line": line, "why": error}
        ) from error


def _separator(text: str) -> str:
    """The mark that parts most of the first lines into the same number of cells, more than one."""
    best, separator = (0, 0), ","
    sample = text[:20_000].splitlines()[:50]
    for mark in (";", "\t", ",", "|"):
        try:
            widths = Counter(len(cells) for cells in csv.reader(sample, delimiter=mark) if len(cells) > 1)
        except csv.Error:
            continue
        if widths:
            width, rows = widths.most_common(1)[0]
            if (rows, width) > best:
                best, separator = (rows, width), mark
    return separator


# --- Spreadsheets ---------------------------------------------------------------------------------


def _workbook(content: bytes, wanted: str) -> Sheet:
    damaged = UnreadableError(_("The spreadsheet is damaged or no XLSX file."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            sizes = [part.file_size for part in parts.infolist()]
            if len(sizes) > MOST_PARTS or sum(sizes) > MOST_UNPACKED:
                raise UnreadableError(_("The spreadsheet unpacks to more than can be read. Save it as CSV."))
            book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                names = [sheet.title for sheet in book.worksheets]
                if wanted and wanted not in names:
                    raise UnreadableError(
                        _("There is no sheet “%(name)s”. There are: %(names)s.")
                        % {"name": wanted, "names": ", ".join(names)}
                    )
                for name in [wanted] if wanted else names:
                    rows = _limited(_cells(book[name], parts))
                    if rows:
                        return Sheet(name, [other for other in names if other != name], rows)
                return Sheet(names[0] if names else "", names[1:], [])
            finally:
                book.close()
    except UnreadableError:
        raise
    # What openpyxl raises for a file that is none is a lottery of the standard library's errors.
    except Exception as error:
        raise damaged from error


def _cells(sheet: Any, parts: zipfile.ZipFile) -> Iterator[Row]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    joined = _joined_below(sheet, parts)
    above: dict[int, str] = {}
    gaps = 0
    for line, values in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), 1):
        cells = [_text(value) for value in values]
        gaps = 0 if any(cells) else gaps + 1
        if gaps > MOST_GAPS:
            return
        for column in range(len(cells)):
            if cells[column]:
                above[column] = cells[column]
            elif (line, column) in joined:
                cells[column] = above.get(column, "")
        yield line, cells


def _joined_below(sheet: Any, parts: zipfile.ZipFile) -> set[tuple[int, int]]:
    """Cells that are joined with the one above: a country that stands once for several rows."""
    found: set[tuple[int, int]] = set()
    content = parts.read(sheet._worksheet_path.lstrip("/"))
    for first, last in re.findall(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+\d+):([A-Z]+\d+)"', content):
        (top, column), (bottom, right) = (coordinate_to_tuple(each.decode()) for each in (first, last))
        if column == right and bottom - top <= MOST_ROWS and len(found) <= MOST_ROWS * 2:
            found.update((line, column - 1) for line in range(top + 1, bottom + 1))
    return found


def _text(value: Any) -> str:
    if value is None or (
        isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "A"))
    ):
        return ""  # nothing, or the word of a formula that failed
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
