"""The pictures of a query and of where a place lies, for readers without scripts, for print and for other sites."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.filters import read
from atlas.locating import place_picture
from atlas.neighbouring import neighbours
from atlas.picturing import THEMES, Theme, picture
from atlas.views.refusing import refused
from atlas.views.validating import for_any_site, of_edition
from cities.models import City
from networks.models import Mark
from networks.tallying import counted_memberships


@require_safe
@for_any_site
@of_edition
def map_picture(request: HttpRequest) -> HttpResponse:
    """Draw the places of the query; 400 in plain words for a query that cannot be read."""
    query, problems = read(request.GET, extras=("theme",))
    theme = _theme(request)
    if theme is None:
        problems["theme"] = [_("Give one of these: %(values)s.") % {"values": ", ".join(THEMES)}]
    if problems or theme is None:
        return refused(problems)
    return HttpResponse(picture(query, theme), content_type="image/svg+xml; charset=utf-8")


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw where a place lies, with the sign of the network that it joined first; of unknown themes, the light one."""
    city = get_object_or_404(City.objects.published(), slug=slug)
    first = (
        counted_memberships().filter(city=city).order_by(F("joined").asc(nulls_last=True), "network__slug")
    )
    sign = first.values_list("network__mark", flat=True).first() or Mark.OTHER
    drawn = place_picture(city, neighbours(city), sign, _theme(request) or "light")
    return HttpResponse(drawn, content_type="image/svg+xml; charset=utf-8")


def _theme(request: HttpRequest) -> Theme | None:
    return next((theme for theme in THEMES if request.GET.get("theme", "light") == theme), None)
