"""The product's addresses and what it is compared with: a view that does nothing, and a bare map of the same points."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from atlas.snapshotting import current
from atlas.urls import *  # noqa: F403 (with the error pages)
from atlas.urls import urlpatterns as product
from cities.models import City

YARDSTICK = Path(__file__).with_name("yardstick")


@cache
def body() -> bytes:
    """What the snapshot's address sends, brotli-coded."""
    return current("map").bodies["br"]


def bare(_request: HttpRequest) -> HttpResponse:
    """The least that any view can do: it returns the snapshot's ready bytes."""
    headers = {"Content-Encoding": "br", "Content-Length": str(len(body()))}
    return HttpResponse(body(), content_type="application/octet-stream", headers=headers)


@cache
def yardstick_page() -> str:
    """A page with all points of the register and nothing but Leaflet to show them."""
    points = [
        [round(lat, 5), round(lon, 5)] for lat, lon in City.objects.values_list("latitude", "longitude")
    ]
    template = Engine.get_default().from_string((YARDSTICK / "page.html").read_text())
    return template.render(Context({"points": points}))


def yardstick(_request: HttpRequest) -> HttpResponse:
    """The bare map."""
    return HttpResponse(yardstick_page())


def circles(_request: HttpRequest) -> HttpResponse:
    """Its script."""
    return HttpResponse((YARDSTICK / "circles.js").read_bytes(), content_type="text/javascript")


urlpatterns = [
    path("bench/bare/", bare),
    path("bench/yardstick/", yardstick),
    path("bench/yardstick/circles.js", circles),
    *product,
]
