"""Suggestions while somebody types: a few places, networks and practices, the likeliest first."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Case, F, Model, QuerySet, Value, When
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from atlas.api.fields import IN_LANGUAGES, AddressField, NamesField, PagesField, TextsField, names
from atlas.api.records import CityReferenceSerializer
from atlas.api.views import EditionView
from cities.folding import index_text, words
from cities.models import City, CityName, translated
from networks.models import Network
from practices.models import Practice

MOST = 5  # of each sort
# Ranked one by one; they come from the database with the likeliest first already.
CANDIDATES = 60

Record = TypeVar("Record", bound=Model)


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
                "cities": self.written(cities(asked), SuggestedCitySerializer),
                "networks": self.written(networks(asked), SuggestedNetworkSerializer),
                "practices": self.written(practices(asked), SuggestedPracticeSerializer),
            }
        )


def cities(asked: list[str]) -> list[City]:
    """Places by any name: first those whose shown name begins so, then those with such a further name, then others.

    Among equals the bigger place comes first. Two queries: places, their further names.
    """
    begins = Case(When(sort_key__startswith=asked[0], then=Value(0)), default=Value(1))
    found = list(
        holding(City.objects.published(), asked)
        .defer("search_text")
        .order_by(begins, F("population").desc(nulls_last=True), "slug")[:CANDIDATES]
    )
    further: dict[int, list[str]] = defaultdict(list)
    known = CityName.objects.filter(city__in=[city.pk for city in found]).order_by("name")
    for city_id, name in known.values_list("city_id", "name"):
        further[city_id].append(name)
    ranks = {}
    for city in found:
        shown = [city.endonym, *names(city).values()]
        own, other = best(shown, asked), best(further[city.pk], asked)
        vars(city)["matched"] = "" if own else other
        ranks[city.pk] = 0 if begins_so(own, asked) else 1 if begins_so(vars(city)["matched"], asked) else 2
    return sorted(found, key=lambda city: ranks[city.pk])[:MOST]


def networks(asked: list[str]) -> list[Network]:
    """Networks by name or acronym, those that begin so first. One query."""
    found = holding(Network.objects.published(), asked).order_by("slug")
    return _beginning_first(
        found, asked, lambda network: [*names(network).values(), *translated(network.name).values()]
    )


def practices(asked: list[str]) -> list[Practice]:
    """Practices by title and summary, those whose title begins so first. One query."""
    found = holding(Practice.objects.published(), asked).select_related("city").order_by("slug")
    return _beginning_first(found, asked, lambda practice: translated(practice.title).values())


def holding(rows: "QuerySet[Record]", asked: list[str]) -> "QuerySet[Record]":
    """Records whose search text has all the words."""
    for word in asked:
        rows = rows.filter(search_text__contains=f" {word}")
    return rows


def _beginning_first(
    rows: "QuerySet[Record]", asked: list[str], shown: Callable[[Record], Iterable[str]]
) -> list[Record]:
    def later(record: Record) -> bool:
        return not begins_so(best(shown(record), asked), asked)

    return sorted(rows[:CANDIDATES], key=later)[:MOST]


def best(candidates: Iterable[str], asked: list[str]) -> str:
    """The first name that begins so, else the first that has all the words, else nothing."""
    having = [name for name in candidates if all(f" {word}" in index_text([name]) for word in asked)]
    return next((name for name in having if begins_so(name, asked)), next(iter(having), ""))


def begins_so(name: str, asked: list[str]) -> bool:
    """Whether the first word of the name begins like the first word asked for."""
    return bool(name) and f" {asked[0]}" in index_text(name.split()[:1])
