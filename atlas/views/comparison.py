"""Up to four places side by side."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas import comparing
from atlas.charting import membership_timeline
from atlas.charting.chart import Chart, hatching
from atlas.citing import Sources
from atlas.context import Site
from atlas.filters import NO_PORTRAIT
from atlas.linked_data import Step
from atlas.listing import by_name
from cities.models import City
from networks.models import Membership, Network

SUGGESTED = 100


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """The places that the address names, by slug or name; what is not clear is asked, and nothing typed is lost."""
    given = request.GET.getlist("city")
    choice = comparing.chosen(given)
    slugs = [city.slug for city in choice.cities]
    if choice.settled and given != slugs:
        # Names became slugs: the one address to share.
        return redirect(address(slugs))
    everything = [*slugs, *(city.slug for city in choice.beyond), *(doubt.text for doubt in choice.doubts)]
    site = Site(request)
    cities = choice.cities
    lines = comparing.memberships(cities) if cities else []
    sources = Sources()
    context = {
        "trail": [Step(_("Cities"), reverse("cities")), Step(_("Compare places"), reverse("compare"))],
        "site": site,
        "columns": [
            {"city": city, "without": address(text for text in everything if text != city.slug)}
            for city in cities
        ],
        "doubts": [
            {
                "text": doubt.text,
                "offers": [
                    {"city": city, "url": address(_replaced(choice, doubt, city))} for city in doubt.offers
                ],
            }
            for doubt in choice.doubts
        ],
        "twice": choice.twice,
        "beyond": choice.beyond,
        "most": comparing.MOST,
        "room": len(cities) + len(choice.doubts) < comparing.MOST,
        "memberships": cited_lines(cities, lines, sources),
        "timeline": timeline(cities, lines, site),
        "topics": [
            {"subject": line.subject, "cells": paired(cities, line.cells)}
            for line in (comparing.topics(cities) if cities else [])
        ],
        "resolutions": paired(
            cities,
            [
                [{"resolution": each, "cited": sources.cite(each.sources.all())} for each in cell]
                for cell in (comparing.resolutions(cities) if cities else [])
            ],
        ),
        "suggested": suggested() if len(cities) < comparing.MOST else [],
        "sources": sources,
    }
    return render(request, "cities/comparison.html", context)


def address(texts: Iterable[str]) -> str:
    """The address of a comparison."""
    pairs = [("city", text) for text in texts]
    return f"{reverse('compare')}?{urlencode(pairs)}" if pairs else reverse("compare")


def _replaced(choice: comparing.Choice, doubt: comparing.Doubt, city: City) -> list[str]:
    """What the address would hold if the doubtful text meant this place."""
    others = [each.text for each in choice.doubts if each is not doubt]
    return list(dict.fromkeys([*(each.slug for each in choice.cities), city.slug, *others]))


def paired(cities: Sequence[City], cells: Sequence[Any]) -> list[dict[str, Any]]:
    """Each cell with the place whose it is, for phones, where columns have no head."""
    return [{"city": city, "held": cell} for city, cell in zip(cities, cells, strict=True)]


def cited_lines(
    cities: Sequence[City], lines: Sequence[comparing.Line[Network, Membership]], sources: Sources
) -> list[dict[str, Any]]:
    """The memberships with their numbered sources."""
    return [
        {
            "network": line.subject,
            "cells": paired(
                cities,
                [
                    [{"membership": row, "cited": sources.cite(row.sources.all())} for row in cell]
                    for cell in line.cells
                ],
            ),
        }
        for line in lines
    ]


def timeline(
    cities: Sequence[City], lines: Sequence[comparing.Line[Network, Membership]], site: Site
) -> Chart | None:
    """The memberships of all places over the same years; None where none has a date."""
    if not lines:
        return None
    name = "memberships"
    groups = comparing.timeline_groups(cities, lines)
    plot, height = membership_timeline.drawn(groups, site.as_of, hatching(name))
    if not plot:
        return None
    return Chart(
        name=name,
        title=_("Memberships of {places} over the years").format(
            places=", ".join(city.name for city in cities)
        ),
        description=_("Under each network one bar for each place. The table below holds all dates."),
        columns=(),
        rows=(),
        plot=plot,
        height=height,
        caption=membership_timeline.caption([span for group in groups for span in group.spans]),
    )


def suggested() -> list[City]:
    """Places to begin with: those that are portrayed."""
    return by_name(City.objects.published().exclude(NO_PORTRAIT).order_by("slug")[:SUGGESTED])
