"""Answering with a photo's file. Who may see it is decided before."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from practices.models import Photo
from practices.photographing import Kept, file_of


def photo_answer(photo: Kept | Photo, edge: int) -> HttpResponse:
    """The file of the photo with this longest edge, or 404."""
    content = file_of(photo, edge)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="image/webp")
    response["Content-Length"] = str(len(content))
    response["Content-Encoding"] = "identity"  # compressed by nature: keeps middleware off
    return response


@require_safe
@permission_required("practices.view_photo", raise_exception=True)
def photo_at_the_desk(request: HttpRequest, key: str, edge: int) -> HttpResponse:
    """A photo for the desk, whether it is published or not."""
    return photo_answer(get_object_or_404(Photo, key=key), edge)
