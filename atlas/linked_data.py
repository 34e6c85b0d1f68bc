"""What a page says to machines: JSON-LD in the words of schema.org.

Only what the page says to people too. Every thing is named by the address of its English page, whatever language the page
has, so that both pages speak of one thing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from atlas.context import DEFAULT_LANGUAGE
from cities.models import City, Country, Edition, Region, Source, Topic, translated
from networks.models import Network
from practices.models import Photo, Practice

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TOWNS = {City.Kind.CITY, City.Kind.TOWN}
# Pages that schema.org has a word for, by the name of their address.
PAGES = {
    "cities": "CollectionPage",
    "networks": "CollectionPage",
    "practices": "CollectionPage",
    "about": "AboutPage",
    "search": "SearchResultsPage",
}

Thing = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """A step on the way to a page."""

    name: str
    path: str


class LinkedData:
    """Descriptions of what the register holds, with addresses as seen from one request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def _absolute(self, path: str) -> str:
        return self._request.build_absolute_uri(path)

    def _id(self, name: str, *arguments: str) -> str:
        with override(DEFAULT_LANGUAGE):
            return self._absolute(reverse(name, args=arguments))

    def _page(self, name: str, *arguments: str) -> str:
        return self._absolute(reverse(name, args=arguments))

    # --- the register itself ----------------------------------------------------------------------

    def site(self) -> Thing:
        """The website, and how to search it."""
        return {
            "@type": "WebSite",
            "@id": self._absolute("/"),
            "name": _("City by City"),
            "url": self._page("front"),
            "inLanguage": get_language(),
            "license": LICENCE,
        }

    def page(self, name: str) -> Thing:
        """A page that has no record of its own: a list, a text, a tool."""
        match = self._request.resolver_match
        return {
            "@type": PAGES.get((match and match.url_name) or "", "WebPage"),
            "@id": self._absolute(self._request.path),
            "name": name,
            "url": self._absolute(self._request.path),
            "inLanguage": get_language() or DEFAULT_LANGUAGE,
            "isPartOf": {"@id": self._absolute("/")},
        }

    def dataset(self) -> Thing:
        """The register as a set of data, with what can be fetched."""
        forms = (
            ("cities.csv", "text/csv"),
            ("cities.geojson", "application/geo+json"),
            ("memberships.csv", "text/csv"),
            ("networks.csv", "text/csv"),
            ("practices.csv", "text/csv"),
        )
        return {
            "@type": "Dataset",
            "@id": self._id("data"),
            "name": _("City by City: an open register of solidarity cities"),
            "description": _(
                "Cities and municipalities that act in solidarity with refugees, migrants and minorities: their"
                " networks, council resolutions and practices, each with source and date."
            ),
            "url": self._page("data"),
            "license": LICENCE,
            "isAccessibleForFree": True,
            "dateModified": Edition.current().as_of.isoformat(),
            "creator": {"@type": "Organization", "name": _("City by City"), "url": self._absolute("/")},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": name,
                    "encodingFormat": form,
                    "contentUrl": self._absolute(f"/api/v1/{name}"),
                }
                for name, form in forms
            ],
        }

    # --- records ----------------------------------------------------------------------------------

    def city(self, city: City, names: Iterable[str] = ()) -> Thing:
        """A place: where it is, under which names and numbers it is known elsewhere."""
        return _without_gaps(
            {
                **self._place(city),
                "alternateName": _others(city.name, [city.endonym, *translated(city.names).values(), *names]),
                "url": self._page("city", city.slug),
                "geo": {
                    "@type": "GeoCoordinates",
                    "latitude": city.latitude,
                    "longitude": city.longitude,
                },
                "containedInPlace": self.area(city.region or city.country),
                "sameAs": _known_as(city),
            }
        )

    def _place(self, city: City) -> Thing:
        kind = "City" if city.kind in TOWNS else "AdministrativeArea"
        return {"@type": kind, "@id": self._id("city", city.slug), "name": city.name}

    def area(self, area: Country | Region) -> Thing:
        """A country, or a region with its country."""
        if isinstance(area, Country):
            return {"@type": "Country", "@id": self._id("country", area.code), "name": area.name}
        return {
            "@type": "AdministrativeArea",
            "@id": self._id("region", area.country_id, area.code),
            "name": str(area.name),
            "containedInPlace": self.area(area.country),
        }

    def network(self, network: Network, members: Sequence[City] = ()) -> Thing:
        """A network; ``members`` are places with a counted membership."""
        parent = network.parent
        return _without_gaps(
            {
                **self._network(network),
                "alternateName": _others(
                    str(network.name),
                    [network.display_label, network.short_name, *translated(network.name).values()],
                ),
                "url": self._page("network", network.slug),
                "description": str(network.summary or ""),
                "foundingDate": str(network.founded or ""),
                "dissolutionDate": str(network.dissolved or ""),
                "sameAs": [network.website] if network.website else [],
                "parentOrganization": self._network(parent) if parent else {},
                "member": [self._municipality(city) for city in members],
            }
        )

    def _network(self, network: Network) -> Thing:
        return {
            "@type": "Organization",
            "@id": self._id("network", network.slug),
            "name": str(network.name),
        }

    def _municipality(self, city: City) -> Thing:
        """Who is the member: the municipality, not the place."""
        return {
            "@type": "GovernmentOrganization",
            "name": city.name,
            "areaServed": {"@id": self._id("city", city.slug)},
        }

    def practice(
        self,
        practice: Practice,
        topics: Sequence[Topic],
        sources: Iterable[Source] = (),
        photos: Iterable[Photo] = (),
    ) -> Thing:
        """A practice, as the article that our page about it is."""
        return _without_gaps(
            {
                "@type": "Article",
                "@id": self._id("practice", practice.slug),
                "headline": str(practice.title),
                "abstract": str(practice.summary),
                "url": self._page("practice", practice.slug),
                "inLanguage": get_language() or DEFAULT_LANGUAGE,
                "license": LICENCE,
                "publisher": {"@type": "Organization", "name": _("City by City"), "url": self._absolute("/")},
                "image": [self._photo(photo) for photo in photos]
                or f"{self._page('preview')}?practice={practice.slug}",
                "contentLocation": self._place(practice.city),
                "about": [self.topic(topic) for topic in topics],
                "dateModified": practice.checked_on.isoformat() if practice.checked_on else "",
                "citation": [
                    _without_gaps({"@type": "CreativeWork", "name": source.title, "url": source.url})
                    for source in sources
                ],
            }
        )

    def _photo(self, photo: Photo) -> Thing:
        largest = photo.sizes[-1]
        return _without_gaps(
            {
                "@type": "ImageObject",
                "contentUrl": self._page("photo", photo.key, str(largest.edge)),
                "encodingFormat": "image/webp",
                "width": largest.width,
                "height": largest.height,
                "description": str(photo.alt),
                "creditText": photo.credit,
                "license": photo.licence_url,
            }
        )

    def topic(self, topic: Topic) -> Thing:
        """A field of municipal work."""
        return {"@type": "DefinedTerm", "@id": self._id("topic", topic.slug), "name": str(topic.name)}

    def trail(self, steps: Sequence[Step]) -> Thing:
        """The way to the page."""
        return {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": position,
                    "name": step.name,
                    "item": self._absolute(step.path),
                }
                for position, step in enumerate(steps, start=1)
            ],
        }


def graph(*things: Thing) -> Thing:
    """The descriptions of one page."""
    return {"@context": "https://schema.org", "@graph": list(things)}


def _without_gaps(thing: Thing) -> Thing:
    """What is not known is left out."""
    return {name: value for name, value in thing.items() if value not in ("", [], {}, None)}


def _others(name: str, names: Iterable[str]) -> list[str]:
    return [other for other in dict.fromkeys(names) if other and other != name]


def _known_as(city: City) -> list[str]:
    found = [city.website] if city.website else []
    if city.wikidata_id:
        found.append(f"https://www.wikidata.org/entity/{city.wikidata_id}")
    if city.geonames_id:
        found.append(f"https://sws.geonames.org/{city.geonames_id}/")
    return found
