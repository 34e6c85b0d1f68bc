"""The picture that other sites show beside a link to a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from atlas.filters import Near, Query, read
from atlas.previewing import Preview, preview
from atlas.starting import start
from atlas.views.refusing import refused
from atlas.views.validating import for_any_site, of_edition
from cities.models import City
from networks.tallying import counted_memberships
from practices.models import Practice

AROUND = 120  # km around a place that its picture shows
SECTIONS = {"network": "networks", "network_all": "networks", "topic": "practices", "has": "practices"}


@require_safe
@for_any_site
@of_edition
def page_preview(request: HttpRequest) -> HttpResponse:
    """The picture of a place (`city`), of a practice (`practice`), or of whatever the query means."""
    query, problems = read(request.GET, extras=("city", "practice"))
    if problems:
        return refused(problems)
    if slug := request.GET.get("city"):
        subject = of_city(
            get_object_or_404(City.objects.published().select_related("country", "region"), slug=slug)
        )
    elif slug := request.GET.get("practice"):
        subject = of_practice(
            get_object_or_404(Practice.objects.published().select_related("city"), slug=slug)
        )
    else:
        subject = of_query(query)
    return HttpResponse(preview(subject), content_type="image/png")


def of_city(city: City) -> Preview:
    """Its name, its area and its memberships, on the map of what is around it."""
    count = counted_memberships().filter(city=city).count()
    memberships = ngettext("{count} membership", "{count} memberships", count).format(count=count)
    area = ", ".join(str(part) for part in (city.region, city.country) if part)
    return Preview(city.name, (area, memberships), "cities", _around(city), (city.latitude, city.longitude))


def of_practice(practice: Practice) -> Preview:
    """Its title and its place, on the map of what is around that."""
    city = practice.city
    return Preview(
        str(practice.title), (city.name,), "practices", _around(city), (city.latitude, city.longitude)
    )


def of_query(query: Query) -> Preview:
    """The sentence of the query, on the map of its places."""
    begun = start(query)
    asked = {name for name, _value in query.pairs()}
    section = next((SECTIONS[name] for name in SECTIONS if name in asked), "cities")
    title = begun.title.removesuffix(f", {begun.as_of}") if query else _("City by City")
    lines: tuple[Any, ...] = (begun.as_of,)
    if not query:
        lines = (_("An open register of cities that act in solidarity."), *lines)
    return Preview(title, lines, section, query)


def _around(city: City) -> Query:
    return Query(near=Near(city.latitude, city.longitude, AROUND))
