"""What happened lately: the newest lines of the histories of all records that somebody sees."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.desk import reach

ACTS = {"+": _("added"), "~": _("changed"), "-": _("deleted")}


@dataclass(frozen=True)
class Entry:
    """One change of a record."""

    at: datetime
    name: str
    kind: str
    act: Any
    by: str
    reason: str
    url: str  # of the record's history; empty if the record is gone


def entries(request: HttpRequest, most: int = 10) -> list[Entry]:
    """The newest changes, from all tables that keep a history."""
    found: list[Entry] = []
    for model, model_admin in admin.site._registry.items():
        history = getattr(model, "history", None)
        if history is None or not model_admin.has_view_permission(request):
            continue
        rows = history.select_related("history_user").order_by("-history_date", "-history_id")
        if reach.is_ruled(request.user, model):  # type: ignore[arg-type]
            rows = rows.filter(
                **{f"{model._meta.pk.name}__in": model_admin.get_queryset(request).values("pk")}
            )
        found += [_entry(model, row) for row in rows[:most]]
    return sorted(found, key=attrgetter("at"), reverse=True)[:most]


def _entry(model: Any, row: Any) -> Entry:
    by = row.history_user
    meta = model._meta
    gone = row.history_type == "-"
    return Entry(
        at=row.history_date,
        name=_name(row),
        kind=str(meta.verbose_name),
        act=ACTS[row.history_type],
        by=(by.get_full_name() or by.get_username()) if by else "",
        reason=row.history_change_reason or "",
        url=""
        if gone
        else reverse(
            f"admin:{meta.app_label}_{meta.model_name}_history", args=[getattr(row, meta.pk.attname)]
        ),
    )


def _name(row: Any) -> str:
    """What the record is called, without asking for others that it points to."""
    for name in ("endonym", "title", "name"):
        if text := str(getattr(row, name, "") or ""):
            return text
    return f"{row.instance_type._meta.verbose_name} {row.id}"
