"""Suggestions while somebody types: a few places, networks and practices, the likeliest first."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from atlas import searching
from atlas.api.fields import IN_LANGUAGES, AddressField, NamesField, PagesField, TextsField
from atlas.api.records import CityReferenceSerializer
from atlas.api.views import EditionView
from cities import finding
from cities.folding import words
from cities.models import City
from networks.models import Network
from practices.models import Practice


class SuggestedCitySerializer(CityReferenceSerializer):
    """A place that may be meant."""

    page = PagesField("cities")
    kind = serializers.ChoiceField(choices=City.Kind.choices, help_text="What the place is.")
    matched = serializers.CharField(
        help_text="The further name that was found (“Monaco di Baviera”); empty if one of `name` was."
    )


class SuggestedNetworkSerializer(serializers.Serializer[Network]):
    """A network that may be meant."""

    slug = serializers.CharField(help_text="Identifier in addresses and filters.")
    url = AddressField("networks")
    page = PagesField("networks")
    label = NamesField(help_text=f"Short name, as lists show it. {IN_LANGUAGES}")  # type: ignore[assignment]
    name = TextsField(help_text=f"Full name. {IN_LANGUAGES}")


class SuggestedPracticeSerializer(serializers.Serializer[Practice]):
    """A practice that may be meant."""

    slug = serializers.CharField(help_text="Identifier in addresses.")
    url = AddressField("practices")
    page = PagesField("practices")
    title = TextsField(help_text=f"Title. {IN_LANGUAGES}")
    city = CityReferenceSerializer(help_text="The place that does it.")


class SuggestionsSerializer(serializers.Serializer[Any]):
    """Up to five of each sort, those whose name begins with the text first."""

    q = serializers.CharField(help_text="The text asked for.")
    cities = SuggestedCitySerializer(many=True, help_text="Places, by any of their names.")
    networks = SuggestedNetworkSerializer(many=True, help_text="Networks, by name and acronym.")
    practices = SuggestedPracticeSerializer(many=True, help_text="Practices, by title and summary.")


class Search(EditionView):
    """Suggestions: a few places, networks and practices.

    Up to five of each, those whose name begins with the text first.
    """

    filtered = True
    only = ("q",)

    def answer(self, request: Request, **address: Any) -> HttpResponseBase:
        text = self.query.q
        if not text:
            raise ValidationError({"q": [_("Give at least one letter or digit.")]})
        asked = words(text)
        return Response(
            {
                "q": text,
                "cities": self.written(finding.cities(asked), SuggestedCitySerializer),
                "networks": self.written(searching.networks(asked), SuggestedNetworkSerializer),
                "practices": self.written(searching.practices(asked), SuggestedPracticeSerializer),
            }
        )
