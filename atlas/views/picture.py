"""The picture of a query, for readers without scripts, for print, and for other sites' previews of an address."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.filters import read
from atlas.picturing import THEMES, picture
from atlas.views.refusing import refused
from atlas.views.validating import of_edition


@require_safe
def map_picture(request: HttpRequest) -> HttpResponse:
    """Draw the places of the query; 400 in plain words for a query that cannot be read."""
    response = _drawn(request)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # any site may show it
    return response


@of_edition
def _drawn(request: HttpRequest) -> HttpResponse:
    query, problems = read(request.GET, extras=("theme",))
    theme = next((theme for theme in THEMES if request.GET.get("theme", "light") == theme), None)
    if theme is None:
        problems["theme"] = [_("Give one of these: %(values)s.") % {"values": ", ".join(THEMES)}]
    if problems or theme is None:
        return refused(problems)
    return HttpResponse(picture(query, theme), content_type="image/svg+xml; charset=utf-8")
