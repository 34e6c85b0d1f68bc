"""Leading on from the address of a record that was merged into another one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from cities.merging import successor
from cities.publishing import Publication

View = Callable[..., HttpResponse]


def leading_on(table: type[models.Model]) -> Callable[[View], View]:
    """Where the view finds nothing under a slug, look for the record that took its place, and lead there for good."""

    def around(view: View) -> View:
        @wraps(view)
        def led(request: HttpRequest, slug: str, *arguments: Any, **named: Any) -> HttpResponse:
            try:
                return view(request, slug, *arguments, **named)
            except Http404:
                kept = successor(table, slug)
                if kept is None or kept.publication != Publication.PUBLISHED:
                    raise
                query = request.META.get("QUERY_STRING", "")
                address = request.path.replace(f"/{slug}/", f"/{kept.slug}/")
                led_on = redirect(f"{address}?{query}" if query else address, permanent=True)
                # For good, until the merge is undone: browsers would remember it for ever.
                led_on["Cache-Control"] = "no-cache"
                return led_on

        return led

    return around
