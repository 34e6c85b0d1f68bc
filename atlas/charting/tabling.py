"""A chart's figures as CSV, by the rules of the API's tables: no formulas, every row says of when it is."""

import datetime

from django.http import HttpResponse

from atlas.api.downloads import cell, written
from atlas.api.editions import LICENSE
from atlas.charting.chart import Cell, Chart


def as_csv(chart: Chart, as_of: datetime.date) -> str:
    """The figures, one row each, with the names of their columns."""
    names = [*(column.name for column in chart.columns), "as_of", "license"]
    edition = (as_of.isoformat(), LICENSE["name"])
    return written([names, *([*(cell(_plain(value)) for value in row), *edition] for row in chart.rows)])


def csv_response(chart: Chart, as_of: datetime.date) -> HttpResponse:
    """The figures as a file."""
    response = HttpResponse(as_csv(chart, as_of), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{chart.name}-{as_of}.csv"'
    return response


def _plain(value: object) -> object:
    if isinstance(value, Cell):
        value = value.value
    if value is None:
        return ""
    return value if isinstance(value, (int, list)) else str(value)
