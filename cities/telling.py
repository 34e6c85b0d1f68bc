"""Columns of a record in words: for people who compare two records, or two versions of one."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cities.models import translated


def told(table: Any) -> list[Any]:
    """The columns that people know: not the key, not what is derived from others."""
    derived = getattr(table, "DERIVED", ())
    return [
        field for field in table._meta.concrete_fields if not field.primary_key and field.name not in derived
    ]


def heading(field: Any) -> str:
    """What a column is called."""
    return capfirst(str(field.verbose_name))


class Words:
    """Values in words. What the rows point to is read once for each table, however many rows there are."""

    def __init__(self, fields: Sequence[Any], rows: Iterable[Any]) -> None:
        rows = list(rows)
        self._named: dict[str, dict[Any, Any]] = {
            field.name: field.related_model._default_manager.in_bulk(
                {getattr(row, field.attname) for row in rows} - {None}
            )
            for field in fields
            if isinstance(field, models.ForeignKey)
        }

    def of(self, row: Any, field: Any) -> str:
        """The value of a column; empty for what is unknown."""
        value = getattr(row, field.attname)
        if value is None or value == "":
            return ""
        if field.name in self._named:
            return str(self._named[field.name].get(value) or _("no longer there"))
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        if hasattr(value, "data"):
            return _in_languages(translated(value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime.date):
            return date_format(value, "DATE_FORMAT")
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _in_languages(texts: dict[str, str]) -> str:
    if len(set(texts.values())) == 1:  # a name that is the same everywhere
        return f"{', '.join(code.upper() for code in texts)}: {next(iter(texts.values()))}"
    return "\n".join(f"{code.upper()}: {text}" for code, text in texts.items())
