"""The API's pages for people: an introduction, and the reference to try it out."""

from typing import Any

from csp.decorators import csp_update
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.views import APIView

from atlas.api.editions import LICENSE
from atlas.api.parameters import LARGEST_PAGE


class Introduction(APIView):
    """How to ask, what one gets, what to name."""

    schema = None
    throttle_classes = []

    def get(self, request: Request) -> HttpResponse:
        context: dict[str, Any] = {"license": LICENSE, "largest_page": LARGEST_PAGE}
        return render(request, "atlas/api.html", context)


@method_decorator(csp_update({"img-src": "data:"}), name="dispatch")  # type: ignore[arg-type]
class Reference(SpectacularSwaggerSplitView):
    """Swagger UI, from our own host and under our own content policy."""

    schema = None
    throttle_classes = []
    url_name = "api:schema"
    template_name = "atlas/api_reference.html"
    title = "City by City"
