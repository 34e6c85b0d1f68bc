"""The photos of practices."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from atlas.views.validating import for_any_site
from practices.models import Photo
from practices.views.photos import photo_answer

# A file never changes, but what was withdrawn has to be gone soon from caches too.
MAX_AGE = 5 * 60


@require_safe
@for_any_site
def photo(request: HttpRequest, key: str, edge: int) -> HttpResponse:
    """A photo of a published practice with this longest edge; 304 for whoever holds it, if it is published still."""
    found = get_object_or_404(Photo.objects.published(), key=key)
    tag = f'"{found.key}-{edge}"'
    if tag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = photo_answer(found, edge)
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
