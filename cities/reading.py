"""Reading the register's files: every row checked, every flaw of a file collected before anything is written."""

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from django.conf import settings
from i18nfield.strings import LazyI18nString

from cities.partial_dates import PartialDate

Id = TypeVar("Id")


class Flaw(NamedTuple):
    """What is wrong in a row."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class FlawedFileError(Exception):
    """A file has flaws; nothing of it was written."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("\n".join(map(str, flaws)))
        self.flaws = flaws


class Row:
    """One row. Its readers return a clean value, or note a flaw and return an empty one."""

    __slots__ = ("_table", "line", "values")

    def __init__(self, table: "Table", line: int, values: Mapping[str, Any]) -> None:
        self._table, self.line, self.values = table, line, values

    def flaw(self, reason: str) -> None:
        """Note what is wrong in this row."""
        self._table.flaws.append(Flaw(self._table.path.name, self.line, reason))

    def within(self, values: Mapping[str, Any]) -> "Row":
        """A part of this row that has values of its own."""
        return Row(self._table, self.line, values)

    def text(self, name: str, *, required: bool = False, longest: int = 0) -> str:
        """Text of a column, without blanks around it."""
        value = self.values.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.flaw(f"{name} is not text")
            return ""
        value = value.strip()
        if required and not value:
            self.flaw(f"{name} is empty")
        if "\0" in value:
            self.flaw(f"{name} has a NUL character")
            return ""
        if longest and len(value) > longest:
            self.flaw(f"{name} has {len(value)} characters, more than {longest}")
        return value

    def choice(self, name: str, allowed: Collection[str]) -> str:
        """One of the allowed words."""
        value = self.text(name)
        if value not in allowed:
            self.flaw(f"{name} is {value!r}, not one of {', '.join(sorted(allowed))}")
        return value

    def date(self, name: str) -> PartialDate | None:
        """A partial date; None where empty."""
        value = self.text(name)
        if not value:
            return None
        try:
            return PartialDate.parse(value)
        except ValueError as error:
            self.flaw(f"{name}: {error}")
            return None

    def whole(self, name: str) -> int | None:
        """A whole number from 0; None where empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        self.flaw(f"{name} is {value!r}, not a whole number")
        return None

    def degrees(self, name: str, limit: int) -> float:
        """A latitude (limit 90) or longitude (limit 180)."""
        value = self.text(name)
        try:
            number = float(value)
        except ValueError:
            self.flaw(f"{name} is {value!r}, not a number")
            return 0.0
        if not -limit <= number <= limit:
            self.flaw(f"{name} is {value}, outside −{limit} to {limit}")
            return 0.0
        return number

    def one(self, name: str, known: Mapping[str, Id], *, required: bool = True) -> Id | None:
        """The id of the record that the column names."""
        key = self.text(name)
        if not key and not required:
            return None
        if key not in known:
            self.flaw(f"{name} {key!r} is not known")
            return None
        return known[key]

    def many(self, name: str, known: Mapping[str, Id]) -> list[Id]:
        """The ids of the records that the column names, separated by ``|`` or as a list."""
        value = self.values.get(name) or []
        keys = [key for key in value.split("|") if key] if isinstance(value, str) else value
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            self.flaw(f"{name} is not a list of keys")
            return []
        for key in keys:
            if key not in known:
                self.flaw(f"{name} {key!r} is not known")
        return list(dict.fromkeys(known[key] for key in keys if key in known))

    def languages(self, name: str, *, required: bool = False) -> LazyI18nString | str:
        """A text in the site's languages, from columns ``name_en``, ``name_de`` … or from a dictionary ``name``."""
        value = self.values.get(name)
        if isinstance(value, Mapping):
            found = {code: value.get(code) or "" for code, _name in settings.LANGUAGES}
        else:
            found = {code: self.values.get(f"{name}_{code}") or "" for code, _name in settings.LANGUAGES}
        if not all(isinstance(text, str) for text in found.values()):
            self.flaw(f"{name} is not text in every language")
            return ""
        found = {code: text.strip() for code, text in found.items() if text.strip()}
        if required and not found:
            self.flaw(f"{name} is empty")
        return LazyI18nString(found) if found else ""


class Table:
    """A CSV or JSONL file of the register. Iterating reads rows; leaving the ``with`` block refuses a flawed file."""

    def __init__(self, path: Path, columns: Collection[str]) -> None:
        self.path, self.columns = path, set(columns)
        self.flaws: list[Flaw] = []
        self._keys: dict[Any, int] = {}

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if kind is None and self.flaws:
            raise FlawedFileError(sorted(self.flaws, key=lambda flaw: flaw.line))

    def __iter__(self) -> Iterator[Row]:
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                reader = self._objects(file) if self.path.suffix == ".jsonl" else self._records(file)
                for line, values in reader:
                    yield Row(self, line, values)
        except FileNotFoundError:
            self.flaws.append(Flaw(self.path.name, 0, "the file is missing"))
        except UnicodeDecodeError as error:
            self.flaws.append(Flaw(self.path.name, 0, f"not UTF-8: {error.reason} at byte {error.start}"))

    def once(self, row: Row, key: Any) -> bool:
        """Whether the key is new in this file; a repeated one is a flaw."""
        if key in self._keys:
            row.flaw(f"the same key as in line {self._keys[key]}: {key}")
            return False
        self._keys[key] = row.line
        return True

    def _records(self, file: Any) -> Iterator[tuple[int, dict[str, Any]]]:
        reader = csv.DictReader(file, restkey="")
        missing = self.columns - set(reader.fieldnames or ())
        if missing:
            self.flaws.append(Flaw(self.path.name, 1, f"columns missing: {', '.join(sorted(missing))}"))
            return
        try:
            for values in reader:
                if "" in values or None in values.values():
                    self.flaws.append(
                        Flaw(self.path.name, reader.line_num, "not as many cells as the header")
                    )
                    continue
                yield reader.line_num, values
        except csv.Error as error:
            self.flaws.append(Flaw(self.path.name, reader.line_num, str(error)))

    def _objects(self, file: Any) -> Iterator[tuple[int, dict[str, Any]]]:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                values = json.loads(text)
            except ValueError as error:
                self.flaws.append(Flaw(self.path.name, line, f"not JSON: {error}"))
                continue
            if not isinstance(values, dict):
                self.flaws.append(Flaw(self.path.name, line, "not a JSON object"))
                continue
            missing = self.columns - set(values)
            if missing:
                self.flaws.append(Flaw(self.path.name, line, f"missing: {', '.join(sorted(missing))}"))
                continue
            yield line, values
