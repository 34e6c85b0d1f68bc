"""Long lists on pages: their order in the reader's language, and their cut into pages."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest

from cities.folding import fold
from cities.models import City


def by_name(places: Iterable[City]) -> list[City]:
    """The places by the name that the page shows."""
    return sorted(places, key=lambda city: fold(city.name))


def position(field: str, order: Sequence[Any]) -> Case:
    """Sort by the place that a row's value has in ``order``; the database does not know our languages' names."""
    # Rows without a value come last. Said first, because without any condition the whole would be a bare number,
    # which PostgreSQL takes for the position of a column.
    last = When(**{f"{field}__isnull": True}, then=Value(len(order)))
    whens = [When(**{field: value}, then=Value(index)) for index, value in enumerate(order)]
    return Case(last, *whens, default=Value(len(order)), output_field=IntegerField())


class _Counted(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows: QuerySet[Any], size: int, count: int) -> None:
        self.count = count
        super().__init__(rows, size)


def page_of(rows: QuerySet[Any], request: HttpRequest, size: int, count: int | None = None) -> Page[Any]:
    """The page that the address asks for; 404 beyond the last, the first one for nonsense."""
    pages = Paginator(rows, size) if count is None else _Counted(rows, size, count)
    asked = request.GET.get("page", "1")
    if not asked.isascii() or not asked.isdigit():
        return pages.page(1)
    if not 1 <= int(asked) <= pages.num_pages:
        raise Http404
    return pages.page(int(asked))
