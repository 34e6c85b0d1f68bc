"""What the form's scripts ask while somebody types. Without scripts the same answers stand on the next page."""

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cities.finding import named
from cities.models import City
from submissions.resembling import practices_like

LONGEST = 200


@require_safe
def places(request: HttpRequest) -> JsonResponse:
    """Places that ``q`` may name, the likeliest first."""
    found = named(request.GET.get("q", "")[:LONGEST])
    return JsonResponse(
        {
            "places": [
                {"slug": city.slug, "name": city.name, "area": str(city.region or city.country)}
                for city in found
            ]
        }
    )


@require_safe
def alike(request: HttpRequest) -> JsonResponse:
    """Published practices with a title like ``title``; ``place`` is the slug of the place it is about."""
    city = City.objects.published().filter(slug=request.GET.get("place", "")).first()
    found = practices_like(request.GET.get("title", "")[:LONGEST], city)
    return JsonResponse(
        {
            "practices": [
                {
                    "title": str(practice.title),
                    "place": practice.city.name,
                    "url": reverse("practice", args=[practice.slug]),
                }
                for practice in found
            ]
        }
    )
