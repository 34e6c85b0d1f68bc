"""The product's addresses and one view that does nothing: it returns the snapshot's ready bytes."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import path

from atlas.snapshotting import current
from atlas.urls import *  # noqa: F403 (with the error pages)
from atlas.urls import urlpatterns as product


@cache
def body() -> bytes:
    """What the snapshot's address sends, brotli-coded."""
    return current("map").bodies["br"]


def bare(_request: HttpRequest) -> HttpResponse:
    """The least that any view can do."""
    headers = {"Content-Encoding": "br", "Content-Length": str(len(body()))}
    return HttpResponse(body(), content_type="application/octet-stream", headers=headers)


urlpatterns = [path("bench/bare/", bare), *product]
