"""The page of a locked door."""

import math

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext

MINUTE = 60


def locked(request: HttpRequest, seconds: int) -> HttpResponse:
    """429, with the time after which one may try again, for people and for programs."""
    response = TemplateResponse(
        request,
        "desk/locked.html",
        {
            **admin.site.each_context(request),
            "title": gettext("Too many attempts"),
            "minutes": math.ceil(seconds / MINUTE),
        },
        status=429,
    )
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response
