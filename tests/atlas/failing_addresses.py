"""The site's addresses and some that fail, each in its own way."""

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from atlas.urls import handler400, handler403, handler404, handler500  # noqa: F401
from atlas.urls import urlpatterns as addresses


def break_down(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def lose_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    *(path(f"{start}/broken/", break_down) for start in ("de", "en", "api")),
    *(path(f"{start}/away/", lose_database) for start in ("de", "en", "api")),
    *(path(f"{start}/refused/", refuse) for start in ("de", "en", "api")),
    *addresses,
]
