"""What one more click would give: the places by facet and value, as the map's panel shows them beside its filters."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from atlas.api import editions
from atlas.api.records import LicenseSerializer
from atlas.api.views import EditionView
from atlas.faceting import counts


def facet(text: str) -> serializers.DictField:
    """The counts of one facet by value."""
    return serializers.DictField(child=serializers.IntegerField(min_value=1), help_text=text)


class CountsSerializer(serializers.Serializer[Any]):
    """Numbers of places by facet and value. Values without a place are missing."""

    network = facet("By slug of the network, those below it included; each place once.")
    country = facet("By ISO 3166-1 code.")
    region = facet("By ISO 3166-2 code.")
    topic = facet("By slug of the topic of a published practice.")
    kind = facet("By kind of place.")
    population = facet("By size.")
    has = facet(
        "By what is on record. Beside the values already asked for, because `has` asks for all of them."
    )


class FacetsSerializer(serializers.Serializer[Any]):
    """How many places each value of each facet gives."""

    count = serializers.IntegerField(help_text="Number of places that the query means.")
    as_of = serializers.DateField(help_text="Day to which the register refers.")
    license = LicenseSerializer(help_text="Terms of use.")
    facets = CountsSerializer(help_text="Numbers of places by facet and value.")


class Facets(EditionView):
    """Numbers of places by facet and value.

    Each value counts the places that it alone would give in its facet under all other filters, whatever is chosen in
    the facet itself: what a filter shows beside its values. Values that would give none are missing.
    """

    serializer = FacetsSerializer
    filtered = True

    def answer(self, request: Request, **address: Any) -> HttpResponseBase:
        return Response(
            {
                "count": self.query.places_asked().count(),
                "as_of": self.edition.as_of.isoformat(),
                "license": editions.LICENSE,
                "facets": counts(self.query),
            }
        )
