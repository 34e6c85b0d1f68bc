"""Asking for a date that may be a year, a month or a day."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.partial_dates import PartialDate, PartialDateFormField

EARLIEST = 1900
# As dates are also written by hand: 18.12.2019 and 12.2019.
_WRITTEN = re.compile(r"(?:(\d{1,2})\.\s*)?(\d{1,2})\.\s*(\d{4})")


class Date(PartialDateFormField):
    """A date as precise as the sender knows it, that has passed already."""

    default_error_messages = {
        "invalid_date": _("Enter a year, a month or a day: 2019, 2019-12 or 2019-12-18."),
        "early": _("Enter a year from 1900 on."),
        "late": _("This date lies in the future."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("A year, a month or a day: 2019, 2019-12 or 2019-12-18."))
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off", "class": "input-date"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> PartialDate | None:
        text = str(value or "").strip()
        if written := _WRITTEN.fullmatch(text):
            day, month, year = (int(part or 0) for part in written.groups())
            text = f"{year:04}-{month:02}" + (f"-{day:02}" if written[1] else "")
        return super().to_python(text)

    def validate(self, value: PartialDate | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value.year < EARLIEST:
            raise ValidationError(self.error_messages["early"], code="early")
        if value.first_day() > timezone.localdate():
            raise ValidationError(self.error_messages["late"], code="late")

    def spoken(self, value: PartialDate | None) -> str:
        """The date as one says it."""
        return value.spoken() if value else ""
