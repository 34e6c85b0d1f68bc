"""Answering "still the same" without writing the page again: nothing changes but with the register or the program."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags

from atlas.release import release
from cities.models import Edition

View = Callable[..., HttpResponse]


def of_edition(view: View) -> View:
    """Give the view's good answers a validator, and answer 304 to whoever holds the present one.

    Caches may keep the page but ask each time: what was withdrawn must be gone at once. A 304
    costs one statement.
    """

    @wraps(view)
    def validated(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if settings.DEBUG:  # templates change under a running server
            return view(request, *arguments, **named)
        # Kept for the page, which tells the as-of date.
        vars(request)["edition"] = edition = Edition.current()
        tag = validator(request, edition)
        held = (each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", "")))
        response = HttpResponseNotModified() if tag in held else view(request, *arguments, **named)
        if response.status_code in (200, 304):
            response["ETag"] = f"W/{tag}"  # weak, because the bytes differ by compression
            patch_cache_control(response, public=True, no_cache=True)
        return response

    return validated


def for_any_site(view: View) -> View:
    """Let any site show what the view draws. It stands outside of `of_edition`, because a 304 renews the headers too."""

    @wraps(view)
    def shared(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        response = view(request, *arguments, **named)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response

    return shared


def validator(request: HttpRequest, edition: Edition) -> str:
    """Names the state of what stands under an address: the register's, the program's, and today's date."""
    address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    digest = hashlib.sha256(f"{address} {timezone.localdate()}".encode()).hexdigest()[:12]
    return f'"{edition.token}-{release()}-{digest}"'
