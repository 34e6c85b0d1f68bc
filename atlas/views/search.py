"""The search page: everything in the register by its names, in groups."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atlas import searching
from atlas.context import Site
from atlas.filters import LONGEST_TEXT
from cities.finding import cities as find_cities
from cities.folding import words
from cities.models import City, Country, Region, Topic
from networks.models import Network
from practices.models import Practice

MOST = 20  # of each sort


@dataclass(frozen=True)
class Found:
    """What a text means, by sort."""

    places: list[City]
    networks: list[Network]
    areas: list[Country | Region]
    topics: list[Topic]
    practices: list[Practice]

    @property
    def named(self) -> bool:
        """Whether something bears such a name."""
        return any((self.places, self.networks, self.areas, self.topics))

    def __bool__(self) -> bool:
        return self.named or bool(self.practices)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Places, networks, areas, topics and practices whose names have the words; nearly so where none has."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST_TEXT]
    return render(request, "atlas/search.html", {"q": text, **finding(text, Site(request).edition.token)})


def finding(text: str, token: str) -> dict[str, Any]:
    """What the template shows about a text: what was found, and for which words if they had to be corrected."""
    asked = words(text)
    if not asked:
        return {}
    found = _find(asked, token)
    nearest = asked if found.named else searching.corrected(asked, token)
    if nearest != asked and (near := _find(nearest, token)):
        # Practices are also found by words of their summaries, which are no names.
        return {
            "found": replace(near, practices=found.practices or near.practices),
            "corrected": " ".join(nearest),
        }
    return {"found": found}


def _find(asked: list[str], token: str) -> Found:
    return Found(
        places=find_cities(asked, MOST),
        networks=searching.networks(asked, MOST),
        areas=searching.areas(asked, token),
        topics=searching.topics(asked, token),
        practices=searching.practices(asked, MOST),
    )
