"""The map for a frame on other people's pages. It is the only page that may be framed."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from atlas.filters import read
from atlas.page_data import atlas_data, rings_asked
from atlas.picturing import THEMES
from atlas.starting import RINGS, start

# What the page reads beside the query.
BESIDE_THE_QUERY = ("theme", "basemap", "rings", "dir")


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """Show the map of the query with its sentence; what could not be read is said and left out."""
    query, errors = read(request.GET, extras=BESIDE_THE_QUERY)
    theme = request.GET.get("theme", "")
    if theme and theme not in THEMES:
        errors["theme"] = [_("Give one of these: %(values)s.") % {"values": ", ".join(THEMES)}]
    rings = rings_asked(request.GET, errors)
    begun = start(query)
    address = query.serialise()
    context = {
        "title": begun.title,
        "count": begun.count,
        "sentence": begun.sentence,
        "as_of": begun.as_of,
        "problems": [
            _("“{name}” was left out: {reason}").format(name=name[:40], reason=" ".join(reasons))
            for name, reasons in errors.items()
        ],
        "theme": theme if theme in THEMES else "",
        "map_url": _with(reverse("map"), address),
        "open_url": _with(reverse("map"), address, "" if rings == RINGS[0] else f"rings={rings}"),
        "picture_url": _with(reverse("map-picture"), address),
        "dark_picture_url": _with(reverse("map-picture"), address, "theme=dark"),
        "atlas_data": atlas_data(query, begun, rings),
    }
    response = render(request, "atlas/embed.html", context)
    # Pages that let in only what says so (Cross-Origin-Embedder-Policy) may frame it too.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _with(path: str, *queries: str) -> str:
    query = "&".join(filter(None, queries))
    return f"{path}?{query}" if query else path
