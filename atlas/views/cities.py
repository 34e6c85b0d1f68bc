"""Places: all of them by country, one country, one region, one place."""

import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import Count, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.charting import membership_timeline
from atlas.charting.chart import Chart, hatching
from atlas.citations import of_page
from atlas.citing import Sources
from atlas.context import Site
from atlas.filters import read
from atlas.linked_data import LinkedData, Step, graph
from atlas.listing import by_name, page_of, position
from atlas.neighbouring import companions, neighbours
from atlas.tallying import networks_by_place
from atlas.views.leading_on import leading_on
from cities.folding import fold
from cities.models import City, Country, Region, translated
from networks.models import Membership, Network, Resolution
from networks.tallying import counted_memberships, places_by_network
from practices.models import Practice
from submissions.attributing import is_from_municipality, sent_by_municipality

PAGE = 300
AREA_PAGE = 600
AROUND = 50  # kilometres of the neighbourhood that a place's page links to


@require_safe
def cities(request: HttpRequest) -> HttpResponse:
    """All places by country, or those that a search finds."""
    query, problems = read(request.GET, extras=("page", "dir"))
    places = query.places()
    counts = dict(places.order_by().values_list("country_id").annotate(Count("pk")))
    countries = sorted(Country.objects.filter(pk__in=counts), key=lambda country: fold(country.name))
    places = places.order_by(
        position("country_id", [country.pk for country in countries]), "sort_key", "slug"
    )
    page = page_of(places, request, PAGE)
    by_code = {country.pk: country for country in countries}
    groups = [
        {"country": by_code[code], "count": counts[code], "places": by_name(group)}
        for code, group in groupby(page, key=lambda city: city.country_id)
    ]
    context = {
        "query": query,
        "problems": [problem for messages in problems.values() for problem in messages],
        "page": page,
        "groups": groups,
        "networks_by_place": networks_by_place(page, _networks()),
        "countries": [{"country": country, "count": counts[country.pk]} for country in countries],
    }
    return render(request, "cities/city_list.html", context)


@require_safe
def country(request: HttpRequest, code: str) -> HttpResponse:
    """One country: its places by region, and the networks they are in."""
    if code != code.upper():
        return redirect("country", code.upper(), permanent=True)
    country = get_object_or_404(Country, pk=code)
    places = City.objects.published().filter(country=country)
    return _area(request, places, {"country": country, "area": country, "parameter": f"country={country.pk}"})


@require_safe
def region(request: HttpRequest, code: str, region_code: str) -> HttpResponse:
    """One region of a country."""
    if code + region_code != (code + region_code).upper():
        return redirect("region", code.upper(), region_code.upper(), permanent=True)
    region = get_object_or_404(Region.objects.select_related("country"), pk=region_code, country=code)
    places = City.objects.published().filter(region=region)
    return _area(
        request,
        places,
        {"country": region.country, "region": region, "area": region, "parameter": f"region={region.pk}"},
    )


@require_safe
@leading_on(City)
def city(request: HttpRequest, slug: str) -> HttpResponse:
    """One place: what it belongs to, what it decided, what it does; every statement with its sources."""
    city = published_city(slug)
    sources = Sources()
    portrait = sources.cite(city.portrait_sources.all())
    standings: dict[str, list[Membership]] = {"counted": [], "pending": [], "left": [], "listed": []}
    for membership in memberships_of(city):
        standings[_standing(membership)].append(membership)
    # Cited in the order of the page, so that its numbers rise from top to bottom.
    memberships = {
        standing: [{"membership": each, "cited": sources.cite(each.sources.all())} for each in group]
        for standing, group in standings.items()
    }
    resolutions = [
        {"resolution": each, "cited": sources.cite(each.sources.all())} for each in resolutions_of(city)
    ]
    dated = [each.joined for each in standings["counted"] if each.joined]
    site = Site(request)  # asked here and by the template, and reads the day only once
    data = LinkedData(request)
    trail = [*_way(city.country, city.region), Step(city.name, request.path)]
    practices = list(practices_of(city))
    context = {
        "site": site,
        "city": city,
        "portrait_cited": portrait,
        "by_municipality": bool(city.portrait) and is_from_municipality(city, get_language() or ""),
        **memberships,
        "notes": [each for each in standings["counted"] if each.note],
        "earliest": min(dated, default=None),
        "timeline": timeline([*standings["counted"], *standings["left"]], city, site.as_of),
        "resolutions": resolutions,
        "practices": practices,
        "names": names_of(city),
        "further_names": further_names(city),
        "companions": companions(city, standings["counted"]),
        "neighbours": neighbours(city, members=True),
        "citation": of_page(city.name, site),
        "sources": sources,
        "around": AROUND,
        "trail": trail,
        "linked_data": graph(data.city(city), data.trail(trail)),
    }
    return render(request, "cities/city_page.html", context)


def published_city(slug: str) -> City:
    """The published place of this address, or 404."""
    cities = City.objects.published().select_related("country", "region__country")
    cities = cities.annotate(sent_by_municipality=sent_by_municipality("city"))
    return get_object_or_404(cities.prefetch_related("portrait_sources", "further_names"), slug=slug)


def memberships_of(city: City) -> list[Membership]:
    """What the place belongs to, by date of joining, undated ones last."""
    memberships = (
        Membership.objects.published().filter(city=city).select_related("network").prefetch_related("sources")
    )
    return sorted(
        memberships,
        key=lambda each: (each.joined is None, each.joined and int(each.joined), each.network.display_label),
    )


def resolutions_of(city: City) -> QuerySet[Resolution]:
    """What the place decided, the latest first."""
    return Resolution.objects.published().filter(city=city).prefetch_related("sources")


def practices_of(city: City) -> QuerySet[Practice]:
    """What the place does."""
    return (
        Practice.objects.published()
        .filter(city=city)
        .select_related("city", "main_topic")
        .prefetch_related("photos")
        .annotate(source_count=Count("sources"))
        .order_by("-start_year", "slug")
    )


def timeline(memberships: list[Membership], city: City, as_of: datetime.date) -> Chart | None:
    """The memberships over the years, in the order of the table; None where none has a date."""
    spans = [
        membership_timeline.Span(
            label=each.network.display_label,
            mark=each.network.mark,
            joined=each.joined,
            left=each.left,
            attested=each.attested,
        )
        for each in memberships
    ]
    name = "memberships"
    groups = [membership_timeline.Group("", spans)]
    plot, height = membership_timeline.drawn(groups, as_of, hatching(name))
    if not plot:
        return None
    return Chart(
        name=name,
        title=_("Memberships of {place} over the years").format(place=city.name),
        description=_("One bar for each membership. The table below holds all dates."),
        columns=(),
        rows=(),
        plot=plot,
        height=height,
        caption=membership_timeline.caption(spans),
    )


def names_of(city: City) -> list[dict[str, str]]:
    """Own name and the names in the site's languages, each once, without the one in the page's heading."""
    found = {city.endonym: {"label": _("Own name"), "name": city.endonym, "language": city.language}}
    for code, label in settings.LANGUAGES:
        name = city.name_in(code)
        found.setdefault(name, {"label": str(label), "name": name, "language": code})
    return [each for name, each in found.items() if name != city.name]


def further_names(city: City) -> list[dict[str, str]]:
    """Names under which the place is also found, without those that the page already shows."""
    shown = {city.endonym, *(city.name_in(code) for code, _label in settings.LANGUAGES)}
    names = [each for each in city.further_names.all() if each.name not in shown]
    return [
        {"name": each.name, "language": each.language, "direction": "rtl" if _is_arabic(each.name) else ""}
        for each in sorted(names, key=lambda each: (not each.language, fold(each.name)))
    ]


def _area(request: HttpRequest, places: QuerySet[City], context: dict[str, Any]) -> HttpResponse:
    """A country or a region. Without a published place there is no page."""
    counts = dict(places.order_by().values_list("region_id").annotate(Count("pk")))
    if not counts:
        raise Http404
    regions = sorted(
        Region.objects.filter(pk__in=[code for code in counts if code]), key=lambda each: fold(str(each))
    )
    places = places.order_by(position("region_id", [each.pk for each in regions]), "sort_key", "slug")
    page = page_of(places, request, AREA_PAGE, sum(counts.values()))
    by_code = {each.pk: each for each in regions}
    groups = [
        {"region": by_code.get(code), "count": counts[code], "places": by_name(group)}
        for code, group in groupby(page, key=lambda city: city.region_id)
    ]
    members = counted_memberships().filter(city__in=places.order_by())
    known = _networks()
    data = LinkedData(request)
    trail = _way(context["country"], context.get("region"))
    context |= {
        "count": page.paginator.count,
        "page": page,
        "groups": groups,
        "networks_by_place": networks_by_place(page, known),
        "regions": [{"region": each, "count": counts[each.pk]} for each in regions],
        "within": within(context["area"]),
        "ends": ends(places, page),
        "members": members.aggregate(count=Count("city", distinct=True), earliest=Min("joined")),
        "networks": networks_of(places, known),
        "practices": Practice.objects.published()
        .filter(city__in=places.order_by())
        .select_related("city", "main_topic")
        .prefetch_related("photos")
        .annotate(source_count=Count("sources"))
        .order_by("-source_count", "slug")[:6],
        "trail": trail,
        "linked_data": graph(data.area(context["area"]), data.trail(trail)),
    }
    return render(request, "cities/area_page.html", context)


def _way(country: Country, region: Region | None) -> list[Step]:
    """The way from all places to those of a country or region."""
    way = [
        Step(_("Cities"), reverse("cities")),
        Step(country.name, reverse("country", args=[country.pk])),
    ]
    return [*way, Step(str(region), reverse("region", args=[country.pk, region.pk]))] if region else way


def within(area: Country | Region) -> str:
    """“in North Rhine-Westphalia”, as the language says it of this country or region."""
    phrase = translated(area.within).get(get_language() or "en")
    return phrase or _("in {name}").format(name=area)


def ends(places: QuerySet[City], page: Page[City]) -> list[City]:
    """The first and the last place by the names that the page shows; none if there is only one."""
    rows = (
        page.object_list
        if page.paginator.num_pages == 1
        else places.order_by().only("endonym", "names", "slug")
    )
    ordered = by_name(rows)
    return [ordered[0], ordered[-1]] if len(ordered) > 1 else []


def _networks() -> dict[int, Network]:
    return Network.objects.published().in_bulk()


def networks_of(places: QuerySet[City], known: dict[int, Network]) -> list[dict[str, Any]]:
    """The networks that some of ``places`` are in, with how many, by name."""
    counts = places_by_network(counted_memberships().filter(city__in=places.order_by()), known)
    networks = [network for pk, network in known.items() if counts.get(pk)]
    return [
        {"network": network, "count": counts[network.pk]}
        for network in sorted(networks, key=lambda each: fold(each.display_label))
    ]


def _standing(membership: Membership) -> str:
    if membership.status in Membership.COUNTED:
        return "counted"
    standing = {Membership.Status.LISTED: "listed", Membership.Status.LEFT: "left"}
    return standing.get(Membership.Status(membership.status), "pending")


def _is_arabic(name: str) -> bool:
    return any("\u0590" <= char <= "\u08ff" for char in name)
