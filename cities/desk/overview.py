"""The start page of the desk: what waits and what is stale, as figures that lead to the lists behind them.

Each floor says its own in a module ``overview``: `add` a figure, or a `part` with a template of its own. A figure is counted
as its list counts: through the list's own rows and filters, so that both agree, whoever looks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import autodiscover_modules
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cities.desk import grouping

Parameters = Mapping[str, str]


@dataclass(frozen=True)
class Group:
    """Figures under one heading, whose bars can be compared."""

    name: str
    title: Any
    waits: bool = False  # for somebody, else it is stale


NEVER = Group("never", _("Never checked"))
OLD = Group("old", _("Not checked for a year"))
GAPS = Group("gaps", _("To be completed"))


@dataclass(frozen=True, eq=False)
class Figure:
    """How many rows a list shows with these parameters."""

    group: Group
    label: Any
    model: str  # "cities.City"
    where: Parameters


@dataclass(frozen=True)
class Row:
    """A figure as somebody sees it."""

    label: str
    count: int
    url: str
    width: str = "0%"


@dataclass
class Section:
    """A group with its rows."""

    group: Group
    rows: list[Row] = field(default_factory=list)


Part = Callable[[HttpRequest], dict[str, Any] | None]
_figures: list[Figure] = []
_parts: dict[str, Part] = {}


def add(group: Group, label: Any, model: str, **where: str) -> None:
    """Show how many rows the model's list has with these parameters."""
    _figures.append(Figure(group, label, model, where))


def part(template: str) -> Callable[[Part], Part]:
    """Register what gives a template of the start page its context, or None for those who may not see it."""

    def register(act: Part) -> Part:
        _parts[template] = act
        return act

    return register


def of(request: HttpRequest, site: Any) -> dict[str, Any]:
    """What the start page shows to somebody."""
    autodiscover_modules("overview")
    sections = _sections(request, site)
    return {
        "waiting": [section for section in sections if section.group.waits],
        "stale": [section for section in sections if not section.group.waits],
        "parts": _drawn(request),
        "tables": grouping.grouped(site.get_app_list(request)),
    }


def _drawn(request: HttpRequest) -> dict[str, SafeString]:
    drawn = {}
    for template, act in _parts.items():
        context = act(request)
        if context is not None:
            name = template.rpartition("/")[2].partition(".")[0].lstrip("_")
            drawn[name] = render_to_string(template, context, request)
    return drawn


def _sections(request: HttpRequest, site: Any) -> list[Section]:
    counted: dict[Figure, QuerySet[Any]] = {}
    for figure in _figures:
        model_admin = site._registry.get(apps.get_model(figure.model))
        if model_admin and model_admin.has_view_permission(request):
            counted[figure] = listed(model_admin, request, figure.where)
    sections: dict[str, Section] = {}
    for figure, count in zip(counted, count_all(list(counted.values())), strict=True):
        section = sections.setdefault(figure.group.name, Section(figure.group))
        section.rows.append(Row(str(figure.label), count, address(figure)))
    for section in sections.values():
        most = max(row.count for row in section.rows)
        section.rows = [
            Row(row.label, row.count, row.url, f"{100 * row.count / most:.1f}%" if most else "0%")
            for row in section.rows
        ]
    return list(sections.values())


def address(figure: Figure) -> str:
    """The list behind a figure."""
    name = figure.model.lower().replace(".", "_")
    return f"{reverse(f'admin:{name}_changelist')}?{urlencode(figure.where)}"


def listed(model_admin: "ModelAdmin[Any]", request: HttpRequest, where: Parameters) -> "QuerySet[Any]":
    """The rows of a list with these parameters."""
    left = {name: [value] for name, value in where.items()}
    rows: QuerySet[Any] = model_admin.get_queryset(request)
    for each in model_admin.get_list_filter(request):
        if isinstance(each, type) and issubclass(each, SimpleListFilter):
            # Also those without a parameter: a list may begin with a choice. A filter takes its parameters out of `left`.
            narrowed = each(request, left, model_admin.model, model_admin).queryset(request, rows)
            rows = rows if narrowed is None else narrowed
    return rows.filter(**{name: values[0] for name, values in left.items()})


def count_all(tables: "list[QuerySet[Any]]") -> list[int]:
    """How many rows each has, in one statement."""
    statements: list[str] = []
    parameters: list[Any] = []
    places: list[int] = []
    for place, rows in enumerate(tables):
        try:
            sql, given = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
        statements.append(f"(SELECT COUNT(*) FROM ({sql}) t{place})")  # noqa: S608  (Django's own SQL)
        parameters += given
        places.append(place)
    counts = [0] * len(tables)
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(statements)}", parameters)
            for place, count in zip(places, cursor.fetchone(), strict=True):
                counts[place] = count
    return counts
