"""The picture of a query, for readers without scripts, for print, and for other sites' previews of an address."""

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.filters import read
from atlas.picturing import THEMES, picture
from atlas.snapshotting import current_token


@require_safe
def map_picture(request: HttpRequest) -> HttpResponse:
    """Draw the places of the query; 400 in plain words for a query that cannot be read."""
    tag = _validator(request)
    if tag in (held.removeprefix("W/") for held in parse_etags(request.headers.get("If-None-Match", ""))):
        return _stamped(HttpResponseNotModified(), tag)
    query, problems = read(request.GET, extras=("theme",))
    theme = next((theme for theme in THEMES if request.GET.get("theme", "light") == theme), None)
    if theme is None:
        problems["theme"] = [_("Give one of these: %(values)s.") % {"values": ", ".join(THEMES)}]
    if problems or theme is None:
        lines = [f"{name}: {' '.join(reasons)}" for name, reasons in problems.items()]
        return HttpResponse("\n".join([*lines, ""]), status=400, content_type="text/plain; charset=utf-8")
    return _stamped(HttpResponse(picture(query, theme), content_type="image/svg+xml; charset=utf-8"), tag)


def _validator(request: HttpRequest) -> str:
    address = hashlib.sha256(request.get_full_path().encode()).hexdigest()[:12]
    return f'"{current_token()}-{_release()}-{address}"'


@cache
def _release() -> str:
    """A new release may draw the same places otherwise."""
    parts = ("atlas/picturing.py", "atlas/shapes.py", "static/styles/tokens.css", "build/shapes.json")
    drawn = b"".join((settings.BASE_DIR / part).read_bytes() for part in parts)
    return hashlib.sha256(drawn).hexdigest()[:8]


def _stamped(response: HttpResponse, tag: str) -> HttpResponse:
    """Caches keep it but ask each time: what was withdrawn must be gone at once. Any site may show it."""
    response["ETag"] = f"W/{tag}"  # weak, because the bytes differ by compression
    response["Cache-Control"] = "public, no-cache"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
