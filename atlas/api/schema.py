"""The description of the API for machines: OpenAPI 3.1, derived from the views, so that it cannot tell anything else."""

import functools
import hashlib
import inspect
import json
from pathlib import Path
from typing import Any

from django.http import HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from atlas.api import downloads, editions, tables, views
from atlas.api.counting import Facets, FacetsSerializer
from atlas.api.parameters import documentation
from atlas.api.records import LicenseSerializer
from atlas.api.searching import Search, SuggestionsSerializer
from atlas.filters import PARAMETERS

# Real answers, shortened; a test holds them and the schema together.
EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("examples.json").read_text())

INTRODUCTION = """\
Everything that the register publishes, for other programs. Read-only and open: no key, no registration, any origin.

* **One query.** Page, map, lists, downloads and feeds take the same parameters with the same meaning. Several values
  of one parameter are a union, except where it says “all”. An unknown parameter or a bad value is an error (400), never
  ignored.
* **Dates** are as precise as their source: `2019`, `2019-12` or `2019-12-18`.
* **Texts** in several languages are objects: `{"en": "…", "de": "…"}`.
* **Unknown** is `null`, for optional short texts the empty string.
* **As of.** Lists name the day to which the register refers (`as_of`). Cite it.
* **Licence.** CC BY 4.0. Points, further names and populations come from GeoNames (CC BY 4.0). Every list names it,
  every answer has it in the header `Link`. Photos have licences of their own; each names it.
* **Caching.** Every answer has an `ETag`; ask with `If-None-Match` and get 304 until the register changes.
* **Errors** have one shape: `{"error": {"code", "message", "fields"}}`. Messages follow `Accept-Language` (de, en).
* **Limit.** Too many requests a minute from one address are answered with 429 and `Retry-After`. For everything
  at once take a download instead of many pages.
"""

TAGS = {
    "cities": "Cities, towns, municipalities, districts, counties and regions.",
    "networks": "Networks, alliances, coalitions, pledges, programmes and campaigns.",
    "memberships": "Who belongs to what, since when, and who says so.",
    "resolutions": "What councils decided.",
    "practices": "What cities do that others can copy.",
    "topics": "Fields of municipal work.",
    "countries": "Countries that have a place in the register.",
    "regions": "First-level regions that have a place in the register.",
    "search": "Suggestions while somebody types.",
    "start": "Where everything is.",
}


class ErrorDetailSerializer(serializers.Serializer[Any]):
    """What went wrong."""

    code = serializers.CharField(help_text="For programs; stays the same.")
    message = serializers.CharField(help_text="For people, in the language of `Accept-Language`.")
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Messages by name of the parameter; empty if no parameter is to blame.",
    )


class ErrorSerializer(serializers.Serializer[Any]):
    """The one shape of all errors."""

    error = ErrorDetailSerializer(help_text="What went wrong.")


@functools.cache
def listing(serializer: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The envelope of a list of such records."""
    page = "Address of the {} page; null if there is none."
    parts = {
        "__doc__": f"A page of a list. {serializer.__doc__}",
        "count": serializers.IntegerField(help_text="Number of records meant, on all pages together."),
        "next": serializers.URLField(allow_null=True, help_text=page.format("next")),
        "previous": serializers.URLField(allow_null=True, help_text=page.format("previous")),
        "as_of": serializers.DateField(help_text="Day to which the register refers."),
        "license": LicenseSerializer(help_text="Terms of use."),
        "results": serializer(many=True, help_text="The records of this page."),
    }
    name = serializer.__name__.removesuffix("Serializer")
    return type(f"{name}ListSerializer", (serializers.Serializer,), parts)


def error(status: int, code: str, message: str, when: str, **fields: list[str]) -> OpenApiResponse:
    """The entry of an error."""
    value = {"error": {"code": code, "message": message, "fields": fields}}
    return OpenApiResponse(ErrorSerializer, when, [OpenApiExample(code, value=value)])


JSON = "application/json"
INVALID = error(
    400,
    "invalid_parameters",
    "Some parameters cannot be used.",
    "A parameter is unknown here or its value cannot be used. All of them are named.",
    country=["Not known here: XX."],
)
MISSING = error(404, "not_found", "There is nothing at this address.", "No published record at this address.")
ALWAYS = {
    (406, JSON): error(
        406,
        "not_acceptable",
        "This address does not speak the format asked for.",
        "The header `Accept` excludes what this address answers.",
    ),
    (429, JSON): error(
        429,
        "throttled",
        "Too many requests in a short time. Please wait a moment.",
        "Too many requests from one address. `Retry-After` says how many seconds to wait.",
    ),
    (500, JSON): error(500, "server_error", "Something went wrong on our side.", "Our fault."),
    (503, JSON): error(
        503,
        "unavailable",
        "The register is being looked after. Please try again in a minute.",
        "The database cannot be reached. `Retry-After` says how many seconds to wait.",
    ),
}
HEADERS = [
    OpenApiParameter(name, str, OpenApiParameter.HEADER, description=text, response=codes)
    for name, codes, text in (
        ("ETag", [200], "Validator of this answer, for `If-None-Match`."),
        ("Last-Modified", [200], "Day to which the register refers. Coarser than the validator."),
        ("Link", [200], "The licence, as `rel=license`."),
        ("Retry-After", [429, 503], "Seconds to wait."),
    )
]
KEYS = {
    "slug": (str, "Identifier of the record, as in lists."),
    "code": (str, "ISO code, as in lists."),
    "id": (int, "Number of the record, as in lists."),
}


class AddressSchema(AutoSchema):
    """Describes an address by what its view is: title from its docstring, parameters from what it reads."""

    @property
    def collection(self) -> str:
        """First part of the address below the version."""
        return self.path.split("/")[3].partition(".")[0] or "start"

    def get_operation_id(self) -> str:
        name = type(self.view).__name__
        if isinstance(self.view, views.ListView):
            return f"list{name}"
        if isinstance(self.view, downloads.Download):
            return f"download{name}"
        return f"get{name.removeprefix('One')}"

    def get_tags(self) -> list[str]:
        return [self.collection]

    def get_summary(self) -> str:
        return (type(self.view).__doc__ or "").splitlines()[0]

    def get_description(self) -> str:  # type: ignore[override]
        view = self.view
        if isinstance(view, downloads.CsvDownload):
            columns = "\n".join(f"* `{column.name}` {column.text}" for column in view.table)
            return (
                "All records meant, as CSV after RFC 4180: UTF-8, comma, header line; several values with `|` between "
                "them. Cells that a table program would run as a formula begin with an apostrophe. Each row ends with "
                f"the as-of date and the licence.\n\n{columns}"
            )
        if isinstance(view, downloads.CitiesGeoJson):
            return "All places meant, as a FeatureCollection after RFC 7946 (WGS 84, longitude first). QGIS opens it."
        return inspect.cleandoc(type(view).__doc__ or "").partition("\n\n")[2]

    def get_override_parameters(self) -> list[Any]:
        view: Any = self.view
        own = list(view.parameters())
        names = [*(view.only or PARAMETERS)] if view.filtered else []
        orderings = list(getattr(view, "orderings", {}))
        entries = documentation(*names, *(name for name in own if name != "ordering"), orderings=orderings)
        for name, (kind, text) in KEYS.items():
            if f"{{{name}}}" in self.path:
                value = EXAMPLES[self.record][name]
                example = OpenApiExample("example", value=value)
                entries.append(
                    OpenApiParameter(name, kind, OpenApiParameter.PATH, description=text, examples=[example])
                )
        return entries + HEADERS

    @property
    def record(self) -> str:
        """Name of what this address answers, as the examples know it."""
        view: Any = self.view
        name: str = view.serializer.__name__
        return name.removesuffix("Serializer")

    def get_response_serializers(self) -> Any:
        answers = {
            **self._success(),
            304: OpenApiResponse(None, "Not modified since the answer whose `ETag` was sent."),
        }
        answers[400, JSON] = INVALID
        if isinstance(self.view, views.RecordView):
            answers[404, JSON] = MISSING
        return answers | ALWAYS

    def _success(self) -> dict[Any, OpenApiResponse]:
        view = self.view
        if isinstance(view, views.ListView):
            record = EXAMPLES[self.record]
            example = {
                "count": 1,
                "next": None,
                "previous": None,
                "as_of": "2026-11-21",
                "license": editions.LICENSE,
                "results": [record],
            }
            return _answer(JSON, listing(view.serializer), "A page of the list.", example)
        if isinstance(view, views.RecordView):
            return _answer(JSON, view.serializer, "The record.", EXAMPLES[self.record])
        if isinstance(view, Search):
            return _answer(JSON, SuggestionsSerializer, "Suggestions.", EXAMPLES["Suggestions"])
        if isinstance(view, Facets):
            return _answer(JSON, FacetsSerializer, "The numbers.", EXAMPLES["Facets"])
        if isinstance(view, downloads.CitiesGeoJson):
            collection = feature_collection(view.table)
            return _answer("application/geo+json", collection, "The places.", EXAMPLES["cities.geojson"])
        if isinstance(view, downloads.CsvDownload):
            return _answer("text/csv", {"type": "string"}, "The table.", EXAMPLES[f"{view.name}.csv"])
        addresses = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}
        example = {"cities": "https://atlas.example/api/v1/cities/"}
        return _answer(JSON, addresses, "Addresses by name.", example)


def _answer(media_type: str, shape: Any, text: str, example: Any) -> dict[Any, OpenApiResponse]:
    return {(200, media_type): OpenApiResponse(shape, text, [OpenApiExample("example", value=example)])}


def feature_collection(table: tables.Table) -> dict[str, Any]:
    """The shape of the GeoJSON file."""
    nullable = {"string": ["string", "null"], "integer": ["integer", "null"]}
    properties: dict[str, Any] = {
        column.name: {"type": nullable.get(column.kind, column.kind), "description": column.text}
        | ({"items": {"type": "string"}} if column.kind == "array" else {})
        for column in (*table, tables.located(""))
    }
    point = {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "type": {"const": "Point"},
            "coordinates": {
                "type": "array",
                "description": "Longitude and latitude in degrees, WGS 84.",
                "items": {"type": "number"},
                "minItems": 2,
                "maxItems": 2,
            },
        },
    }
    feature = {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string", "description": "Slug of the place."},
            "geometry": point,
            "properties": {"type": "object", "required": list(properties), "properties": properties},
        },
    }
    return {
        "type": "object",
        "required": ["type", "as_of", "license", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "as_of": {"type": "string", "format": "date", "description": "Day to which the register refers."},
            "license": {"type": "object", "additionalProperties": {"type": "string"}},
            "features": {"type": "array", "items": feature},
        },
    }


@functools.cache
def document() -> bytes:
    """The whole description. The same for everybody, so it is made once a process."""
    with override("en"):
        schema = SchemaGenerator().get_schema(request=None, public=True)
        schema["info"]["description"] = INTRODUCTION
        schema["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
        return json.dumps(schema, ensure_ascii=False, indent=1, default=str).encode()


class SchemaView(APIView):
    """This description."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        """The description, or "not modified"."""
        tag = f'W/"{hashlib.sha256(document()).hexdigest()[:16]}"'
        response: HttpResponse
        if editions.known(request, tag):
            response = HttpResponseNotModified()
        else:
            response = HttpResponse(document(), content_type="application/json")
        response["ETag"] = tag
        response["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response
