"""How the API writes what JSON has no form for: texts in several languages, partial dates, addresses."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from atlas.naming import LANGUAGES, names
from cities.models import City, Country, translated
from networks.models import Network

TEXTS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "string"},
    "examples": [{"en": "Germany", "de": "Deutschland"}],
}
PARTIAL_DATE = {
    "type": ["string", "null"],
    "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$",
    "examples": ["2019", "2019-12", "2019-12-18"],
}
IN_LANGUAGES = "By language code."


@extend_schema_field(TEXTS)
class TextsField(serializers.Field):
    """A text in several languages."""

    def to_representation(self, value: Any) -> dict[str, str]:
        return translated(value)


@extend_schema_field(TEXTS | {"type": ["object", "null"]})
class OptionalTextsField(serializers.Field):
    """A text in several languages; null where there is none in any."""

    def to_representation(self, value: Any) -> dict[str, str] | None:
        return translated(value) or None


@extend_schema_field(TEXTS)
class NamesField(serializers.Field):
    """The name of a record in every language of the site, for records that find it themselves."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", **options)

    def to_representation(self, value: City | Country | Network) -> dict[str, str]:
        return names(value)


@extend_schema_field(PARTIAL_DATE)
class PartialDateField(serializers.Field):
    """A date as precise as its source; null where none is known."""

    def to_representation(self, value: Any) -> str:
        return str(value)


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class SlugsField(serializers.Field):
    """The slugs of linked records."""

    def to_representation(self, value: Any) -> list[str]:
        return [linked.slug for linked in value.all()]


@extend_schema_field({"type": "string", "format": "uri"})
class AddressField(serializers.Field):
    """Where the API has the record."""

    def __init__(self, collection: str, key: str = "slug", **options: Any) -> None:
        self.collection, self.key = collection, key
        super().__init__(source="*", help_text="Address of the record in this interface.", **options)

    def to_representation(self, value: Any) -> str:
        return address(self.context["origin"], self.collection, getattr(value, self.key))


@extend_schema_field(TEXTS | {"examples": [{"en": "https://atlas.example/en/cities/aachen/"}]})
class PagesField(serializers.Field):
    """Where people read about the record."""

    def __init__(self, section: str, key: str = "slug", **options: Any) -> None:
        self.section, self.key = section, key
        super().__init__(source="*", help_text="Address of the page for people, by language code.", **options)

    def to_representation(self, value: Any) -> dict[str, str]:
        origin, key = self.context["origin"], getattr(value, self.key)
        return {language: f"{origin}/{language}/{self.section}/{key}/" for language in LANGUAGES}


def address(origin: str, collection: str, key: object) -> str:
    """Address of a record in the API."""
    return f"{origin}/api/v1/{collection}/{key}/"
