"""The addresses of the API: lists and records. Each parses its address, asks, and answers."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Count, F, Model, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from atlas.api import editions, gathering, records
from atlas.api.parameters import PAGING, STATUS, Reader, one_of, read
from atlas.filters import Query
from cities.models import City, Country, Edition, Region, Topic
from cities.publishing import Publication
from networks.models import Membership, Network, Resolution
from practices.models import Practice

Orderings = Mapping[str, Sequence[Any]]


def by(*columns: str, last: str) -> dict[str, list[Any]]:
    """Orderings by the columns, up and down; unknown values come at the end, what is equal stands by ``last``."""
    found: dict[str, list[Any]] = {}
    for column in columns:
        found[column] = [F(column).asc(nulls_last=True), last]
        found[f"-{column}"] = [F(column).desc(nulls_last=True), last]
    return found


CITY_ORDERINGS: Orderings = {
    "name": ["sort_key", "slug"],
    "-name": ["-sort_key", "-slug"],
    "slug": ["slug"],
    "-slug": ["-slug"],
    "country": ["country", "sort_key", "slug"],
    "-country": ["-country", "sort_key", "slug"],
    **by("population", last="slug"),
}
# Long texts of what a record stands on, which it does not show.
LONG_OF_CITY = ("city__portrait", "city__search_text")
LONG = (
    *LONG_OF_CITY,
    *(
        f"network__{name}"
        for name in ("initiator", "joining_basis", "scope", "search_text", "secretariat", "summary")
    ),
)

NETWORK_ORDERINGS: Orderings = {"slug": ["slug"], "-slug": ["-slug"], **by("founded", last="slug")}
MEMBERSHIP_ORDERINGS: Orderings = {
    "network": ["network__slug", "city__slug", "pk"],
    "-network": ["-network__slug", "city__slug", "pk"],
    "city": ["city__slug", "network__slug", "pk"],
    "-city": ["-city__slug", "network__slug", "pk"],
    **by("joined", "attested", last="pk"),
}
RESOLUTION_ORDERINGS: Orderings = {
    "city": ["city__slug", F("date").desc(nulls_last=True), "pk"],
    "-city": ["-city__slug", F("date").desc(nulls_last=True), "pk"],
    **by("date", last="pk"),
}
PRACTICE_ORDERINGS: Orderings = {
    "slug": ["slug"],
    "-slug": ["-slug"],
    **by("start_year", "end_year", last="slug"),
}


class EditionView(APIView):
    """An address whose answer changes only with the edition of the register."""

    filtered: ClassVar[bool] = False  # whether it takes the filters of the one query
    only: ClassVar[Collection[str] | None] = None  # … and which of them, if not all

    edition: Edition
    query: Query
    values: dict[str, Any]

    def get(self, request: Request, **address: Any) -> HttpResponseBase:
        """Answer, or say that nothing has changed after asking for the edition alone."""
        self.edition = Edition.current()
        tag = editions.etag(self.edition, request)
        if editions.known(request, tag) or editions.unchanged(request, self.edition):
            return editions.stamp(HttpResponseNotModified(), self.edition, tag)
        self.query, self.values = read(request.GET, self.parameters(), filtered=self.filtered, only=self.only)
        return editions.stamp(self.answer(request, **address), self.edition, tag)

    def parameters(self) -> dict[str, Reader]:
        """The parameters that this address knows beside the filters."""
        return {}

    def answer(self, request: Request, **address: Any) -> HttpResponseBase:
        """The answer in this edition."""
        raise NotImplementedError

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """What may be done here: only reading."""
        return Response(status=204, headers={"Allow": ", ".join(self.allowed_methods)})

    @property
    def origin(self) -> str:
        """Scheme and host of this site, for the addresses in the answer."""
        return self.request.build_absolute_uri("/")[:-1]

    def written(self, rows: Sequence[Any], serializer: type[Serializer[Any]]) -> list[Any]:
        """The records as the API shows them."""
        self.complete(rows)
        return list(serializer(rows, many=True, context={"origin": self.origin}).data)

    def complete(self, rows: Sequence[Any]) -> None:
        """Give the rows what no column holds, for all of them at once."""


class SetView(EditionView):
    """A set of records: a list or a download."""

    orderings: ClassVar[Orderings] = {}

    def order(self) -> dict[str, Reader]:
        """The parameter for the orders that this set knows, if any."""
        return {"ordering": one_of(self.orderings)} if self.orderings else {}

    def rows(self) -> "QuerySet[Any]":
        """All records meant, in the order asked for, with what the serializer needs of other tables."""
        raise NotImplementedError

    def ordered(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        """The rows in the order asked for, else as they come."""
        ordering = self.values.get("ordering")
        return rows.order_by(*self.orderings[ordering]) if ordering else rows


class ListView(SetView):
    """A list in pages."""

    serializer: ClassVar[type[Serializer[Any]]]

    def parameters(self) -> dict[str, Reader]:
        return {**PAGING, **self.order()}

    def answer(self, request: Request, **address: Any) -> HttpResponseBase:
        rows = self.rows()
        count = rows.count()
        page, size = self.values["page"], self.values["page_size"]
        pages = max(1, -(-count // size))
        if page > pages:
            message = _("The last page is number %(pages)s.") % {"pages": pages}
            raise ValidationError({"page": [message]})
        shown = list(rows[(page - 1) * size : page * size])
        here = request.build_absolute_uri()
        return Response(
            {
                "count": count,
                "next": replace_query_param(here, "page", page + 1) if page < pages else None,
                "previous": replace_query_param(here, "page", page - 1) if page > 1 else None,
                "as_of": self.edition.as_of.isoformat(),
                "license": editions.LICENSE,
                "results": self.written(shown, self.serializer),
            }
        )


class RecordView(EditionView):
    """One record."""

    serializer: ClassVar[type[Serializer[Any]]]

    def rows(self) -> "QuerySet[Any]":
        """The records among which to look."""
        raise NotImplementedError

    def answer(self, request: Request, **address: Any) -> HttpResponseBase:
        record: Model = get_object_or_404(self.rows(), **address)
        return Response(self.written([record], self.serializer)[0])


# --- countries, regions, topics -------------------------------------------------------------------

PLACES = Count("cities", filter=Q(cities__publication=Publication.PUBLISHED))


class Countries(ListView):
    """Countries that have a place in the register."""

    serializer = records.CountrySerializer

    def rows(self) -> "QuerySet[Country]":
        return Country.objects.annotate(city_count=PLACES).filter(city_count__gt=0).order_by("code")


class OneCountry(RecordView):
    """One country."""

    serializer = records.CountrySerializer
    rows = Countries.rows


class Regions(ListView):
    """Regions that have a place in the register."""

    serializer = records.RegionSerializer

    def rows(self) -> "QuerySet[Region]":
        return Region.objects.annotate(city_count=PLACES).filter(city_count__gt=0).order_by("code")


class OneRegion(RecordView):
    """One region."""

    serializer = records.RegionSerializer
    rows = Regions.rows


class Topics(ListView):
    """Topics, in the order of the site."""

    serializer = records.TopicSerializer

    def rows(self) -> "QuerySet[Topic]":
        return Topic.objects.order_by("position", "slug")

    def complete(self, rows: Sequence[Topic]) -> None:
        gathering.gather_for_topics(rows)


class OneTopic(RecordView):
    """One topic."""

    serializer = records.TopicSerializer
    rows = Topics.rows
    complete = Topics.complete


# --- cities ---------------------------------------------------------------------------------------


class Cities(ListView):
    """Places that the query means.

    By name; nearest first with `near`.
    """

    serializer = records.CitySerializer
    filtered = True
    orderings = CITY_ORDERINGS

    def rows(self) -> "QuerySet[City]":
        return self.ordered(self.query.places()).select_related("country", "region").defer("search_text")

    def complete(self, rows: Sequence[City]) -> None:
        gathering.gather_for_cities(rows)


class OneCity(RecordView):
    """One place with everything that the register knows of it."""

    serializer = records.CityDetailSerializer
    complete = Cities.complete

    def rows(self) -> "QuerySet[City]":
        memberships = Membership.objects.published().order_by("network__slug", "pk")
        resolutions = Resolution.objects.published().order_by(F("date").desc(nulls_last=True), "pk")
        practices = Practice.objects.published().order_by("slug")
        return (
            City.objects.published()
            .select_related("country", "region")
            .prefetch_related("portrait_sources", "further_names")
            .prefetch_related(
                Prefetch(
                    "memberships",
                    memberships.select_related("network").prefetch_related("sources"),
                    to_attr="published_memberships",
                )
            )
            .prefetch_related(
                Prefetch(
                    "resolutions",
                    resolutions.select_related("network").prefetch_related("sources"),
                    to_attr="published_resolutions",
                )
            )
            .prefetch_related(
                Prefetch("practices", practices.select_related("main_topic"), to_attr="published_practices")
            )
        )


# --- networks -------------------------------------------------------------------------------------


def complete_networks(rows: "QuerySet[Network]") -> "QuerySet[Network]":
    """With parent, published children, topics in their order, and sources: three queries beside the rows' own."""
    return rows.select_related("parent", "stated_source").prefetch_related(
        Prefetch("children", Network.objects.published().order_by("slug")),
        Prefetch("topics", Topic.objects.order_by("networktopic__position")),
        "sources",
    )


class Networks(ListView):
    """Networks of the places that the query means.

    Those that count a member among them. `q`, `topic` and `network` ask the network itself.
    """

    serializer = records.NetworkSerializer
    filtered = True
    orderings = NETWORK_ORDERINGS

    def rows(self) -> "QuerySet[Network]":
        return complete_networks(self.ordered(self.query.networks()))

    def complete(self, rows: Sequence[Network]) -> None:
        gathering.gather_for_networks(rows)


class OneNetwork(RecordView):
    """One network."""

    serializer = records.NetworkSerializer
    complete = Networks.complete

    def rows(self) -> "QuerySet[Network]":
        return complete_networks(Network.objects.published())


# --- memberships ----------------------------------------------------------------------------------


class Memberships(ListView):
    """Memberships of the places that the query means.

    Of every status. `network`, `joined_from`, `joined_to` and `on` ask the membership itself and leave those that count.
    """

    serializer = records.MembershipSerializer
    filtered = True
    orderings = MEMBERSHIP_ORDERINGS

    def parameters(self) -> dict[str, Reader]:
        return {**super().parameters(), **STATUS}

    def rows(self) -> "QuerySet[Membership]":
        return complete_memberships(self.ordered(of_status(self.query.memberships(), self.values["status"])))


def of_status(rows: "QuerySet[Membership]", statuses: Collection[str]) -> "QuerySet[Membership]":
    """Memberships of any of the statuses, or of all if none is named."""
    return rows.filter(status__in=statuses) if statuses else rows


def complete_memberships(rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
    """With place, network and sources: one query beside the rows' own."""
    return rows.select_related("city", "network").defer(*LONG).prefetch_related("sources")


class OneMembership(RecordView):
    """One membership."""

    serializer = records.MembershipSerializer

    def rows(self) -> "QuerySet[Membership]":
        return complete_memberships(Membership.objects.published())


# --- resolutions ----------------------------------------------------------------------------------


def complete_resolutions(rows: "QuerySet[Resolution]") -> "QuerySet[Resolution]":
    """With place, network and sources: one query beside the rows' own."""
    return rows.select_related("city", "network").defer(*LONG).prefetch_related("sources")


class Resolutions(ListView):
    """Resolutions of the places that the query means.

    `network` asks the resolution itself.
    """

    serializer = records.ResolutionSerializer
    filtered = True
    orderings = RESOLUTION_ORDERINGS

    def rows(self) -> "QuerySet[Resolution]":
        return complete_resolutions(self.ordered(self.query.resolutions()))


class OneResolution(RecordView):
    """One resolution."""

    serializer = records.ResolutionSerializer

    def rows(self) -> "QuerySet[Resolution]":
        return complete_resolutions(Resolution.objects.published())


# --- practices ------------------------------------------------------------------------------------


def complete_practices(rows: "QuerySet[Practice]") -> "QuerySet[Practice]":
    """With place, topics, published networks and sources: three queries beside the rows' own."""
    return (
        rows.select_related("city", "main_topic", "adapted_from__city")
        .defer("search_text", "full_text", *LONG_OF_CITY)
        .prefetch_related("topics", Prefetch("networks", Network.objects.published()), "sources")
    )


class Practices(ListView):
    """Practices of the places that the query means.

    `topic` asks the practice itself, `q` the practice or its place.
    """

    serializer = records.PracticeSerializer
    filtered = True
    orderings = PRACTICE_ORDERINGS

    def rows(self) -> "QuerySet[Practice]":
        return complete_practices(self.ordered(self.query.practices()))

    def complete(self, rows: Sequence[Practice]) -> None:
        prefetch_related_objects(rows, "photos")  # downloads have none


class OnePractice(RecordView):
    """One practice."""

    serializer = records.PracticeSerializer
    complete = Practices.complete

    def rows(self) -> "QuerySet[Practice]":
        return complete_practices(Practice.objects.published())


# --- the beginning --------------------------------------------------------------------------------

COLLECTIONS = (
    "cities",
    "networks",
    "memberships",
    "resolutions",
    "practices",
    "topics",
    "countries",
    "regions",
)
DOWNLOADS = ("cities.geojson", "cities.csv", "memberships.csv", "practices.csv", "networks.csv")


class Beginning(EditionView):
    """Addresses of everything."""

    def answer(self, request: Request, **address: Any) -> HttpResponseBase:
        start = f"{self.origin}/api/v1/"
        found = {name: f"{start}{name}/" for name in (*COLLECTIONS, "search", "map", "schema")}
        found["facets"] = f"{start}cities/facets/"
        return Response(found | {name: f"{start}{name}" for name in DOWNLOADS})
