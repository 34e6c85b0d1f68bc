"""The API's pages for people: an introduction, and the reference to try it out."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView

from atlas.api.editions import LICENSE
from atlas.api.parameters import LARGEST_PAGE

COLLECTIONS = {
    "cities": _("Places with point, networks and portrait"),
    "networks": _("Networks with family, figures and sources"),
    "memberships": _("Who belongs to what, since when, and who says so"),
    "resolutions": _("What councils decided"),
    "practices": _("What cities do that others can copy"),
    "topics": _("Fields of municipal work"),
    "countries": _("Countries that have a place in the register"),
    "regions": _("Regions that have a place in the register"),
}
DOWNLOADS = {
    "cities.geojson": _("places for maps; QGIS opens it"),
    "cities.csv": _("places as a table"),
    "memberships.csv": _("memberships as a table"),
    "practices.csv": _("practices as a table"),
    "networks.csv": _("networks as a table"),
}


class Introduction(APIView):
    """How to ask, what one gets, what to name."""

    schema = None
    throttle_classes = []

    def get(self, request: Request) -> HttpResponse:
        context: dict[str, Any] = {
            "collections": COLLECTIONS.items(),
            "downloads": DOWNLOADS.items(),
            "license": LICENSE,
            "largest_page": LARGEST_PAGE,
            "limit": settings.API_REQUESTS_PER_MINUTE,
        }
        return render(request, "atlas/api.html", context)


@method_decorator(csp_update({"img-src": "data:"}), name="dispatch")
class Reference(SpectacularSwaggerSplitView):
    """Swagger UI, from our own host and under our own content policy."""

    schema = None
    throttle_classes = []
    url_name = "api:schema"
    template_name = "atlas/api_reference.html"
    title = "City by City"
