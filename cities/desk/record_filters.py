"""Filters of the desk's lists for what is missing or old. Their parameters are stable: pages link to them."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

YEAR = datetime.timedelta(days=365)


class RecordFilter(admin.SimpleListFilter):
    """Choices of one question, each with its condition."""

    options: tuple[tuple[str, Any], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> tuple[tuple[str, Any], ...]:
        return self.options

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        condition = self.condition(self.value() or "")
        return queryset if condition is None else queryset.filter(condition)

    def condition(self, value: str) -> Q | None:
        """What holds for the rows of a choice; None for a value that is none."""
        raise NotImplementedError


class ValuesFilter(admin.AllValuesFieldListFilter):
    """The values that a column has; the empty one, which would be a link without words, is said too."""

    def choices(self, changelist: Any) -> Any:
        for choice in super().choices(changelist):
            shown = str(choice["display"])
            # With figures, the number follows in brackets.
            empty = not shown or shown.startswith(" (")
            yield {**choice, "display": f"{_('not filled in')}{shown}" if empty else shown}


class CheckedFilter(RecordFilter):
    """When somebody last checked the record."""

    title = _("last checked")
    parameter_name = "checked"
    options = (
        ("never", _("never")),
        ("old", _("more than a year ago")),
        ("stale", _("never or more than a year ago")),
    )

    def condition(self, value: str) -> Q | None:
        never = Q(checked_on__isnull=True)
        old = Q(checked_on__lt=timezone.localdate() - YEAR)
        return {"never": never, "old": old, "stale": never | old}.get(value)


class RegionFilter(RecordFilter):
    """Places of which the region is not known."""

    title = _("region")
    parameter_name = "region"
    options = (("none", _("not filled in")),)

    def condition(self, value: str) -> Q | None:
        return Q(region__isnull=True) if value == "none" else None


class PointSourceFilter(RecordFilter):
    """Places whose point has no source."""

    title = _("source of the point")
    parameter_name = "source"
    options = (("none", _("not filled in")),)

    def condition(self, value: str) -> Q | None:
        return Q(coordinates_source="") if value == "none" else None


class SourceFilter(RecordFilter):
    """Records that cite no source."""

    title = _("sources")
    parameter_name = "source"
    options = (("none", _("without a source")),)

    def condition(self, value: str) -> Q | None:
        return Q(sources__isnull=True) if value == "none" else None
