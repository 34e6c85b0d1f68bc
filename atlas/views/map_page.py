"""The map page: the first answer to a query, complete without scripts."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.filters import Errors, Query, read
from atlas.ordering import ORDERINGS, usual
from atlas.page_data import atlas_data, rings_asked
from atlas.panel import chips, written_facets
from atlas.rows import ROWS, written_rows
from atlas.starting import Start, start

# What the page itself reads beside the query.
BESIDE_THE_QUERY = ("page", "city", "overlap", "ordering", "list", "basemap", "rings", "dir")
# Kilometres around the reader; the position itself never comes here.
RADII = (10, 25, 50, 100)
# Parameters that have no control in the panel and are carried along by its form.
WITHOUT_CONTROL = ("joined_from", "joined_to", "on", "bbox", "near", "include")


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Show places, filters and sentence of the query; what could not be read is said and left out."""
    query, errors = read(request.GET, extras=BESIDE_THE_QUERY)
    rings = rings_asked(request.GET, errors)
    begun = start(query)
    page = _page(request.GET.get("page", ""), begun)
    ordering = _one_of(request, "ordering", ORDERINGS, errors) or usual(query)
    _one_of(request, "list", ("view",), errors)  # only the scripts know what the map shows
    address = query.serialise()
    kept = {} if ordering == usual(query) else {"ordering": ordering}
    context = {
        "query": address,
        "problems": [
            _("“{name}” was left out: {reason}").format(name=name[:40], reason=" ".join(reasons))
            for name, reasons in errors.items()
        ],
        "title": begun.title,
        "count": begun.count,
        "sentence_parts": begun.sentence,
        "as_of": begun.as_of,
        "chips": chips(query, begun, kept),
        "reset_url": _with(reverse("map"), urlencode(kept)),
        "facets": written_facets(query, begun),
        "q": query.q,
        "hidden": [
            {"name": name, "value": value} for name, value in query.pairs() if name in WITHOUT_CONTROL
        ],
        "whole_url": request.build_absolute_uri(_with(reverse("map"), address)),
        "cite_url": _with(reverse("citation"), address),
        "csv_url": _with("/api/v1/cities.csv", address),
        "geojson_url": _with("/api/v1/cities.geojson", address),
        "rows": written_rows(query, begun, page, ordering),
        "orderings": ORDERINGS,
        "ordering": ordering,
        "ordering_name": ORDERINGS[ordering],
        "radii": RADII,
        "next_url": _further(query, kept, page + 1) if page * ROWS < begun.count else "",
        "atlas_data": atlas_data(query, begun, rings),
    }
    return render(request, "atlas/map.html", context)


def _page(text: str, begun: Start) -> int:
    last = max(1, -(-begun.count // ROWS))
    return (
        min(int(text), last) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1
    )


def _one_of(request: HttpRequest, name: str, known: Collection[str], errors: Errors) -> str:
    """The value of one of the page's own parameters; nothing for what is not known."""
    value = request.GET.get(name, "")
    if value and value not in known:
        errors[name] = [_("Give one of these: %(values)s.") % {"values": ", ".join(known)}]
        return ""
    return value


def _further(query: Query, kept: dict[str, str], page: int) -> str:
    return f"?{urlencode([*query.pairs(), *kept.items(), ('page', page)])}"


def _with(path: str, address: str) -> str:
    return f"{path}?{address}" if address else path
