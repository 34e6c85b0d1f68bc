"""Refusing a query where the answer is no page."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse


def refused(problems: Mapping[str, Sequence[str]]) -> HttpResponse:
    """400, with each parameter and its reasons in a line of plain text."""
    lines = [f"{name}: {' '.join(reasons)}" for name, reasons in problems.items()]
    return HttpResponse("\n".join([*lines, ""]), status=400, content_type="text/plain; charset=utf-8")
