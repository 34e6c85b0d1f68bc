"""The answers to the one query as files: CSV for tables, GeoJSON for maps. Written while they are sent."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from atlas.api import editions, tables, views
from atlas.api.parameters import STATUS, Reader
from cities.models import City

# Rows held in memory at a time.
CHUNK = 1000
# A table program takes a cell that begins like this for a formula and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Csv(BaseRenderer):
    """Only for choosing the format: the rows are written by the view."""

    media_type = "text/csv"
    format = "csv"


class GeoJson(BaseRenderer):
    """Only for choosing the format: the features are written by the view."""

    media_type = "application/geo+json"
    format = "geojson"


class Download(views.SetView):
    """A whole set of records as a file."""

    filtered = True
    name: ClassVar[str]
    table: ClassVar[tables.Table]
    ending: ClassVar[str]
    content_type: ClassVar[str]

    def parameters(self) -> dict[str, Reader]:
        return self.order()

    def answer(self, request: Request, **address: Any) -> HttpResponseBase:
        wanted = self.written_file() if request.method == "GET" else iter(())
        response = StreamingHttpResponse(wanted, content_type=self.content_type)
        filename = f"{self.name}-{self.edition.as_of}.{self.ending}"
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
        return response

    def written_file(self) -> Iterator[str]:
        """The file, piece by piece."""
        raise NotImplementedError

    def chunks(self) -> Iterator[list[Any]]:
        """All rows, some at a time, with what no column holds."""
        rows = iter(self.rows().iterator(chunk_size=CHUNK))
        while chunk := list(islice(rows, CHUNK)):
            self.complete(chunk)
            yield chunk


class CsvDownload(Download):
    """A table after RFC 4180. Every row says of when it is and how it may be used, because rows travel alone."""

    renderer_classes = [Csv]
    ending = "csv"
    content_type = "text/csv; charset=utf-8; header=present"

    def written_file(self) -> Iterator[str]:
        edition = (self.edition.as_of.isoformat(), editions.LICENSE["name"])
        yield written([[*(column.name for column in self.table), "as_of", "license"]])
        for chunk in self.chunks():
            yield written([*(cell(column.value(row)) for column in self.table), *edition] for row in chunk)


def written(rows: Iterable[Sequence[Any]]) -> str:
    """The rows as text."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def cell(value: Any) -> Any:
    """The value as it may stand in a table: no formulas, several values with ``|`` between them."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        value = "|".join(value)
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


class CitiesCsv(CsvDownload):
    """The places as a table."""

    name, table = "cities", tables.CITIES
    orderings = views.CITY_ORDERINGS
    rows = views.Cities.rows
    complete = views.Cities.complete


class NetworksCsv(CsvDownload):
    """The networks as a table."""

    name, table = "networks", tables.NETWORKS
    orderings = views.NETWORK_ORDERINGS
    rows = views.Networks.rows
    complete = views.Networks.complete


class MembershipsCsv(CsvDownload):
    """The memberships as a table."""

    name, table = "memberships", tables.MEMBERSHIPS
    orderings = views.MEMBERSHIP_ORDERINGS
    rows = views.Memberships.rows

    def parameters(self) -> dict[str, Reader]:
        return {**self.order(), **STATUS}


class PracticesCsv(CsvDownload):
    """The practices as a table."""

    name, table = "practices", tables.PRACTICES
    orderings = views.PRACTICE_ORDERINGS
    rows = views.Practices.rows


class CitiesGeoJson(Download):
    """The places as GeoJSON."""

    renderer_classes = [GeoJson, JSONRenderer]
    name, table = (
        "cities",
        tuple(column for column in tables.CITIES if column.name not in ("latitude", "longitude")),
    )
    ending = "geojson"
    content_type = GeoJson.media_type
    orderings = views.CITY_ORDERINGS
    rows = views.Cities.rows
    complete = views.Cities.complete

    def written_file(self) -> Iterator[str]:
        head = {
            "type": "FeatureCollection",
            "as_of": self.edition.as_of.isoformat(),
            "license": editions.LICENSE,
        }
        yield f'{as_json(head)[:-1]},"features":['
        columns = (*self.table, tables.located(self.origin))
        before = ""
        for chunk in self.chunks():
            yield before + ",".join(as_json(feature(city, columns)) for city in chunk)
            before = ","
        yield "]}"


def feature(city: City, columns: tables.Table) -> dict[str, Any]:
    """The place as a GeoJSON feature."""
    return {
        "type": "Feature",
        "id": city.slug,
        "geometry": {"type": "Point", "coordinates": [city.longitude, city.latitude]},
        "properties": {column.name: column.value(city) for column in columns},
    }


def as_json(value: Any) -> str:
    """The value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
