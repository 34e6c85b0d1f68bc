"""The front page."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atlas.linked_data import LinkedData, graph
from atlas.page_data import front_data
from cities.models import City
from networks.models import Network
from networks.tallying import counted_memberships
from practices.models import Practice

SHOWN = 3
CONSIDERED = 40


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Search, the map of everything, what there is in figures, and three practices to copy."""
    cities = City.objects.published()
    context = {
        "places": cities.count(),
        "countries": cities.order_by().values("country").distinct().count(),
        "networks": Network.objects.published().count(),
        "practices": Practice.objects.published().count(),
        "memberships": counted_memberships().count(),
        "worth_copying": worth_copying(),
        "atlas_data": front_data(),
        "linked_data": graph(LinkedData(request).site()),
    }
    return render(request, "atlas/front.html", context)


def worth_copying() -> list[Practice]:
    """Three practices of three topics and three countries, the best sourced first; the same for everybody."""
    candidates = (
        Practice.objects.published()
        .select_related("city", "main_topic")
        .prefetch_related("photos")
        .annotate(source_count=Count("sources"))
        .order_by("-source_count", "slug")[:CONSIDERED]
    )
    chosen: list[Practice] = []
    for practice in candidates:
        new_topic = practice.main_topic_id not in {other.main_topic_id for other in chosen}
        new_country = practice.city.country_id not in {other.city.country_id for other in chosen}
        if new_topic and new_country:
            chosen.append(practice)
        if len(chosen) == SHOWN:
            break
    return chosen
