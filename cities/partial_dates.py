"""Dates as precise as their source: a year, a month or a day."""

import calendar
import datetime
import functools
import re
from typing import Any

from babel.dates import format_date, format_skeleton
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.locales import active_locale, locale_of

_PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@functools.total_ordering
class PartialDate:
    """A date of which the month or the day may be unknown (0)."""

    __slots__ = ("day", "month", "year")

    def __init__(self, year: int, month: int = 0, day: int = 0) -> None:
        if day and not month:
            raise ValueError("a day needs a month")
        datetime.date(year, month or 1, day or 1)
        self.year, self.month, self.day = year, month, day

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; ValueError for anything else or a day that does not exist."""
        match = _PATTERN.fullmatch(text)
        if not match:
            raise ValueError(f"not a date of the form YYYY, YYYY-MM or YYYY-MM-DD: {text!r}")
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if (match.group(2) and not month) or (match.group(3) and not day):
            raise ValueError(f"no such date: {text!r}")
        return cls(year, month, day)

    @classmethod
    def from_int(cls, number: int) -> "PartialDate":
        """Read the stored form YYYYMMDD, unknown parts being 00."""
        return cls(number // 10000, number // 100 % 100, number % 100)

    def __int__(self) -> int:
        return self.year * 10000 + self.month * 100 + self.day

    def first_day(self) -> datetime.date:
        """First day of the period that the date names."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> datetime.date:
        """Last day of the period that the date names."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def spoken(self, language: str | None = None) -> str:
        """The date in words: ``2019``, ``December 2019`` or ``18 December 2019``."""
        locale = locale_of(language) if language else active_locale()
        if not self.month:
            return str(self.year)
        if not self.day:
            return format_skeleton("yMMMM", self.first_day(), locale=locale)
        return format_date(self.first_day(), "long", locale=locale)

    def __str__(self) -> str:
        text = f"{self.year:04}"
        if self.month:
            text += f"-{self.month:02}"
        if self.day:
            text += f"-{self.day:02}"
        return text

    def __repr__(self) -> str:
        return f"PartialDate.parse({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and int(self) == int(other)

    def __lt__(self, other: "PartialDate") -> bool:
        return int(self) < int(other)

    def __hash__(self) -> int:
        return int(self)


class PartialDateFormField(forms.Field):
    """A text box for a partial date."""

    widget = forms.TextInput(attrs={"maxlength": 10, "placeholder": "2019-12-18"})
    default_error_messages = {
        "invalid_date": _("Enter a year, a month or a day: 2019, 2019-12 or 2019-12-18."),
    }

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value

    def to_python(self, value: Any) -> PartialDate | None:
        if isinstance(value, PartialDate):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(str(initial or ""), data)


class PartialDateField(models.Field):
    """Column of a partial date, stored as the whole number YYYYMMDD with 00 for what is unknown.

    So it sorts, compares and joins like any number on every engine; NULL means no date known.
    """

    description = _("Date as precise as known")

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("null", True)
        options.setdefault("blank", True)
        super().__init__(*args, **options)

    def get_internal_type(self) -> str:
        return "IntegerField"

    def from_db_value(self, value: int | None, *_args: object) -> PartialDate | None:
        return None if value is None else PartialDate.from_int(value)

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        try:
            return PartialDate.from_int(value) if isinstance(value, int) else PartialDate.parse(str(value))
        except ValueError as error:
            raise ValidationError(PartialDateFormField.default_error_messages["invalid_date"]) from error

    def get_prep_value(self, value: Any) -> int | None:
        if isinstance(value, int):
            return value
        date = self.to_python(value)
        return None if date is None else int(date)

    def value_to_string(self, obj: models.Model) -> str:
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **options: Any) -> Any:
        options.setdefault("form_class", PartialDateFormField)
        return super().formfield(**options)
