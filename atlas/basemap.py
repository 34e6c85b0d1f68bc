"""The basemap's archive, served in ranges.

The map reads a few kilobytes here and there of ten megabytes. Django's static files know no ranges
and WhiteNoise knows them only under some servers, hence a view of its own in every mode.
"""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

ARCHIVE = settings.BASE_DIR / "static" / "basemap" / "basemap.pmtiles"
RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def basemap(request: HttpRequest) -> HttpResponse:
    """The whole archive, or the one range asked for."""
    size, etag = _identity(ARCHIVE)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponse(status=304), etag)

    # A range of another edition of the file must not be mixed with this one.
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    start, stop = requested_range(asked, size) or (0, size)
    if start >= stop:
        refusal = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        return _with_headers(refusal, etag)

    with ARCHIVE.open("rb") as archive:
        archive.seek(start)
        body = archive.read(stop - start)
    partial = bool(requested_range(asked, size))
    response = HttpResponse(body, status=206 if partial else 200, content_type="application/vnd.pmtiles")
    if partial:
        response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return _with_headers(response, etag)


def requested_range(header: str, size: int) -> tuple[int, int] | None:
    """Start and stop (exclusive) of a single byte range; None: answer with everything.

    Several ranges, other units and nonsense are ignored, as HTTP allows. A range outside of the
    file comes back empty (start = stop).
    """
    match = RANGE.fullmatch(header.strip())
    if not match or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size
    start = int(first)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return None
    return (start, stop) if start < size else (size, size)


@cache
def _identity(archive: Path) -> tuple[int, str]:
    """Size and strong ETag. The file changes with a release only, which restarts the workers."""
    content = archive.read_bytes()
    return len(content), f'"{sha256(content).hexdigest()[:20]}"'


def _with_headers(response: HttpResponse, etag: str) -> HttpResponse:
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Content-Encoding"] = "identity"  # its tiles are compressed: keeps middleware off
    patch_cache_control(response, public=True, max_age=7 * 24 * 3600)
    return response
