"""What the form's scripts ask while somebody types. Without scripts the same answers stand on the next page."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from cities.finding import named
from cities.models import City
from submissions import limiting
from submissions.resembling import practices_like
from submissions.views.guarding import wait_of

LONGEST = 200
MOST_TOPICS = 20

View = Callable[[HttpRequest], JsonResponse]


def limited(limit: limiting.Limit, name: str) -> Callable[[View], View]:
    """Asked so often by a network, and no more: then there is nothing under the ``name``, and the scripts suggest nothing."""

    def limiting_view(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest) -> JsonResponse:
            wait = wait_of(request, (limit, ""))
            if not wait:
                return view(request)
            return JsonResponse({name: []}, status=429, headers={"Retry-After": str(wait)})

        return answer

    return limiting_view


@require_safe
@limited(limiting.SUGGEST_NETWORK, "places")
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
@limited(limiting.ALIKE_NETWORK, "practices")
def alike(request: HttpRequest) -> JsonResponse:
    """Published practices like ``title``; ``place`` is the slug of the place it is about, the topics those chosen so far."""
    asked = request.GET
    city = City.objects.published().filter(slug=asked.get("place", "")).first()
    title, chosen = asked.get("title", "")[:LONGEST], asked.getlist("topics")[:MOST_TOPICS]
    found = practices_like(title, city, asked.get("main_topic", ""), chosen)
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
