"""Records as a table: one column a field, one a language for texts in several, keys for what is linked.

Read with a constant number of statements, however many rows: the records in one, each kind of links in one more.
"""

import csv
import datetime
import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from i18nfield.fields import I18nFieldMixin
from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from cities.models import translated
from cities.partial_dates import PartialDate

Value = str | int | float | bool | None

# Columns by which a record is named in addresses and files, the first that a table has.
KEYS = ("slug", "key", "code")
# What a spreadsheet takes for a formula, and what it refuses altogether.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
LONGEST_CELL = 32_767


class Column(NamedTuple):
    """A column of the table: its name, where it is read, and how that becomes a value."""

    name: str
    path: str
    read: Callable[[Any], Value]


def key_of(table: type[models.Model]) -> str:
    """The column by which a record of the table is named."""
    names = {field.name for field in table._meta.concrete_fields}
    return next((name for name in KEYS if name in names), "pk")


def columns_of(table: type[models.Model]) -> list[Column]:
    """The table's own columns, without those that are derived from others."""
    derived = set(getattr(table, "DERIVED", ()))
    named = key_of(table) != "pk"
    found: list[Column] = []
    for field in table._meta.concrete_fields:
        if field.name in derived or (field.primary_key and named and isinstance(field, models.AutoField)):
            continue
        if isinstance(field, models.ForeignKey):
            target: Any = field.related_model
            key = key_of(target)
            path = field.attname if target._meta.pk.name == key else f"{field.name}__{key}"
            found.append(Column(field.name, path, plain))
        elif isinstance(field, I18nFieldMixin):
            found += [
                Column(f"{field.name}_{code}", field.name, _in_language(code))
                for code, _name in settings.LANGUAGES
            ]
        else:
            found.append(Column(field.name, field.name, plain))
    return found


def _in_language(code: str) -> Callable[[Any], Value]:
    return lambda text: translated(text).get(code, "")


def plain(value: Any) -> Value:
    """A value as files hold it."""
    if isinstance(value, list):
        return "|".join(map(str, value))
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


class Table:
    """The records of a query set, to be written in one of the forms."""

    def __init__(self, records: "models.QuerySet[Any]") -> None:
        self.records = records
        self.name = records.model._meta.verbose_name_plural
        self._columns = columns_of(records.model)
        self._links = list(records.model._meta.many_to_many)
        self.headings = [*(column.name for column in self._columns), *(field.name for field in self._links)]

    def rows(self) -> Iterator[list[Value]]:
        """The rows in the order of the query set."""
        links = [self._linked(field) for field in self._links]
        paths = ["pk", *(column.path for column in self._columns)]
        for key, *values in self.records.values_list(*paths).iterator(chunk_size=2000):
            row = [column.read(value) for column, value in zip(self._columns, values, strict=True)]
            yield [*row, *("|".join(each.get(key, ())) for each in links)]

    def _linked(self, field: Any) -> dict[Any, list[str]]:
        """The keys of linked records, by the record that links them."""
        through = field.remote_field.through
        own, other = field.m2m_field_name(), field.m2m_reverse_field_name()
        key = key_of(field.related_model)
        found: dict[Any, list[str]] = {}
        owners = self.records.order_by().values("pk")
        pairs = through._default_manager.filter(**{f"{own}__in": owners}).order_by(own, "pk")
        for owner, target in pairs.values_list(f"{own}_id", f"{other}__{key}"):
            found.setdefault(owner, []).append(str(target))
        return found


def harmless(value: Value) -> Value:
    """A text that no spreadsheet works out: an apostrophe before what begins like a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(table: Table) -> Iterator[bytes]:
    """The table as CSV, in pieces; with the mark that lets spreadsheets see UTF-8."""
    yield b"\xef\xbb\xbf"
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(table.headings)
    for number, row in enumerate(table.rows(), 1):
        writer.writerow([harmless(value) for value in row])
        if number % 500 == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def as_json(table: Table) -> Iterator[bytes]:
    """The table as a list of objects, in pieces. Programs read it, so nothing is changed in it."""
    before = "["
    for row in table.rows():
        record = dict(zip(table.headings, row, strict=True))
        yield f"{before}\n{json.dumps(record, ensure_ascii=False)}".encode()
        before = ","
    yield b"\n]\n" if before == "," else b"[]\n"


def as_xlsx(table: Table) -> Iterator[bytes]:
    """The table as a spreadsheet, in one piece."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", str(table.name))[:31])
    sheet.freeze_panes = "A2"
    sheet.append(table.headings)
    for row in table.rows():
        sheet.append([_cell(value) for value in row])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.headings))}1"
    file = BytesIO()
    book.save(file)
    yield file.getvalue()


def _cell(value: Value) -> Value:
    if not isinstance(value, str):
        return value
    return str(harmless(CONTROL.sub(" ", value)))[:LONGEST_CELL]


FORMS: dict[str, tuple[str, Callable[[Table], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
    "json": ("application/json", as_json),
}


def file_name(table: type[models.Model], form: str, day: datetime.date) -> str:
    """The name under which the file is kept: memberships-2026-11-22.csv."""
    return f"{_plural(table)}-{day.isoformat()}.{form}"


def _plural(table: type[models.Model]) -> str:
    name = str(table._meta.model_name)
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def written(records: "models.QuerySet[Any]", form: str) -> tuple[str, Iterator[bytes]]:
    """The content type and the pieces of the file; KeyError for an unknown form."""
    content_type, write = FORMS[form]
    return content_type, write(Table(records))
