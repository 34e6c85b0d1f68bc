"""Answers as parts of an edition: validators, licence, and "not modified" without asking for anything else."""

import hashlib
import math
from pathlib import Path

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from cities.models import Edition

LICENSE = {
    "name": "CC BY 4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
    "attribution": "City by City; points, further names and populations: GeoNames (geonames.org)",
}

# A new release may describe the same records otherwise, so it is part of every validator.
RELEASE = hashlib.sha256(
    b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()[:8]


def etag(edition: Edition, request: HttpRequest) -> str:
    """Validator of the answer to this address in this edition.

    It names the address, so that the validator of one answer never vouches for another. Weak, because the
    bytes differ by compression.
    """
    address = hashlib.sha256(request.build_absolute_uri().encode()).hexdigest()[:12]
    return f'W/"{edition.token}-{RELEASE}-{address}"'


def known(request: HttpRequest, tag: str) -> bool:
    """Whether the client already holds the answer with this validator (weak comparison, RFC 9110)."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return tag.removeprefix("W/") in (each.removeprefix("W/") for each in held)


def unchanged(request: HttpRequest, edition: Edition) -> bool:
    """Whether the client, knowing no validator, holds an answer of this edition by its date."""
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return "If-None-Match" not in request.headers and since is not None and since >= _changed(edition)


def stamp(response: HttpResponseBase, edition: Edition, tag: str) -> HttpResponseBase:
    """Give an answer its validators and its licence.

    Caches may keep it but ask each time: what was withdrawn must be gone at once.
    """
    response.headers["ETag"] = tag
    response.headers["Last-Modified"] = http_date(_changed(edition))
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Link"] = f'<{LICENSE["url"]}>; rel="license"'
    patch_vary_headers(response, ["Accept-Language", "Accept-Encoding"])
    return response


def _changed(edition: Edition) -> int:
    """When the edition began, in whole seconds; rounded up, so that nobody takes an older answer for it."""
    return math.ceil(edition.changed_at.timestamp())
