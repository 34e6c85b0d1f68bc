"""Columns of a record in words: for people who compare two records, or two versions of one."""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


# Reasons that the program writes into histories, in one language for all; whoever reads them has another one.
REASONS = {
    "register imported": gettext_lazy("register imported"),
    "submission accepted": gettext_lazy("submission accepted"),
    "merged into another record": gettext_lazy("merged into another record"),
    "merge undone": gettext_lazy("merge undone"),
    "moved to the recycle bin": gettext_lazy("moved to the recycle bin"),
    "taken out of the recycle bin": gettext_lazy("taken out of the recycle bin"),
    "the municipality says that it is still correct": gettext_lazy(
        "the municipality says that it is still correct"
    ),
}
# The same with names and numbers in them.
_NAMING = {
    r"member list \d+ imported: (?P<file>.*)": gettext_lazy("member list imported: %(file)s"),
    r"member list \d+ undone: (?P<file>.*)": gettext_lazy("import undone: %(file)s"),
    r"merged with (?P<record>.*?): (?P<reason>.*)": gettext_lazy("merged with %(record)s: %(reason)s"),
    r"merged from submission (?P<number>\d+)": gettext_lazy("merged from submission %(number)s"),
}


def why(reason: str) -> str:
    """A reason as people read it: what the program wrote in their language, what editors wrote as it is."""
    for pattern, said in _NAMING.items():
        if found := re.fullmatch(pattern, reason, re.DOTALL):
            return str(said) % found.groupdict()
    return str(REASONS.get(reason, reason))


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
