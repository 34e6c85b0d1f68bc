"""The one query: what each parameter means, for page, map, API, downloads, feeds and embeds alike.

``read`` turns an address into a ``Query`` and says what is wrong with it; a ``Query`` gives the places, memberships,
practices … that it means. ``sentences`` says it in words, ``static/src/evaluating.js`` answers it in the browser; a browser
test holds both answers equal.
"""

import datetime
import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt
from django.db.models.lookups import LessThanOrEqual
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.folding import words
from cities.models import City, Country, Region, Topic
from cities.partial_dates import PartialDate
from cities.publishing import Publication
from networks.models import Membership, Network, Resolution, families
from practices.models import Practice

EARTH_RADIUS_KM = 6371.0088
HALF_AROUND_THE_EARTH_KM = 20038
LONGEST_TEXT = 200
MOST_VALUES = 100

# Lower bound included, upper bound not.
POPULATIONS: dict[str, tuple[int, int | None]] = {
    "small": (0, 20_000),
    "medium": (20_000, 100_000),
    "large": (100_000, 500_000),
    "metropolis": (500_000, None),
}
HAS = ("practice", "portrait", "resolution")

NO_PORTRAIT = Q(portrait="") | Q(portrait="{}")


@dataclass(frozen=True)
class Near:
    """A circle on the earth."""

    latitude: float
    longitude: float
    km: float

    def __str__(self) -> str:
        return ",".join(_short(number) for number in (self.latitude, self.longitude, self.km))


@dataclass(frozen=True)
class Box:
    """A part of the map; it crosses longitude 180 where west lies east of east."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return ",".join(_short(number) for number in (self.west, self.south, self.east, self.north))


def _short(number: float) -> str:
    return f"{number:.5f}".rstrip("0").rstrip(".")


@dataclass(frozen=True)
class Query:
    """What is asked for. Field names are the parameters' names; README.md says what each means."""

    q: str = ""
    network: tuple[str, ...] = ()
    network_all: tuple[str, ...] = ()
    network_not: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    population: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    joined_from: PartialDate | None = None
    joined_to: PartialDate | None = None
    on: PartialDate | None = None
    bbox: Box | None = None
    near: Near | None = None
    include: tuple[str, ...] = ()
    # Ids of each network asked for and of those below it; set by `read`.
    families: dict[str, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in PARAMETERS)

    def pairs(self) -> list[tuple[str, str]]:
        """Parameters and values in a fixed order, so that equal queries have equal addresses."""
        found = []
        for name in PARAMETERS:
            value = getattr(self, name)
            if isinstance(value, tuple):
                found += [(name, each) for each in sorted(value)]
            elif value:
                found.append((name, str(value)))
        return found

    def serialise(self) -> str:
        """The query as it stands in an address."""
        return urlencode(self.pairs())

    def without(self, *names: str) -> "Query":
        """The same query with some parameters left out."""
        return Query(**{name: value for name, value in self.fields().items() if name not in names})

    def fields(self) -> dict[str, Any]:
        """All fields by name, to make a similar query of."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    # --- who counts as a member -----------------------------------------------------------------

    @property
    def statuses(self) -> list[str]:
        """Statuses that make a place a member, without looking at dates."""
        counted: list[str] = list(Membership.COUNTED)
        return [*counted, Membership.Status.LISTED] if "listed" in self.include else counted

    def _counted(self, networks: Iterable[int]) -> "QuerySet[Membership]":
        """Memberships in these published networks that count in this query's state."""
        rows = Membership.objects.filter(publication=Publication.PUBLISHED, network__in=list(networks))
        counted = Q(status__in=self.statuses)
        if self.on:
            left_later = Q(status=Membership.Status.LEFT) & ends_from("left", self.on.first_day())
            rows = rows.filter(begins_until("joined", self.on.last_day()))
            counted |= left_later
        return rows.filter(counted)

    @cached_property
    def published_families(self) -> dict[int, set[int]]:
        """For each published network its own id and those below it, read once for the whole query."""
        return families()

    @cached_property
    def _network_texts(self) -> dict[int, str]:
        return dict(Network.objects.published().values_list("pk", "search_text"))

    def counted(self) -> "QuerySet[Membership]":
        """All memberships that count in this query's state."""
        return self._counted(self.published_families)

    def _members(self, slugs: Iterable[str]) -> "QuerySet[Membership]":
        networks = frozenset[int]().union(*(self.families[slug] for slug in slugs))
        return self._counted(networks)

    # --- records ---------------------------------------------------------------------------------

    def places(self) -> "QuerySet[City]":
        """The published places that the query means, by name; nearest first with ``near``."""
        cities = City.objects.published().filter(self._place_conditions())
        if self.near:
            return near(cities, self.near)
        return cities

    def _place_conditions(self) -> Q:
        conditions = Q()
        for condition in _CONDITIONS:
            conditions &= condition(self)
        return conditions

    def places_asked(self) -> "QuerySet[City]":
        """The same places without an order, for use inside another statement."""
        cities = City.objects.published().filter(self._place_conditions())
        return (near(cities, self.near) if self.near else cities).order_by()

    def memberships(self) -> "QuerySet[Membership]":
        """Memberships of the places meant: every status, unless the query asks for counted ones.

        What the query says about memberships (network, joined, on) is asked of the membership itself.
        """
        rows = Membership.objects.published()
        if self.network:
            ids = frozenset[int]().union(*(self.families[slug] for slug in self.network))
            rows = rows.filter(network__in=ids)
        if self.on or self.joined_from or self.joined_to:
            rows = rows.filter(pk__in=self.in_span(self.counted()).values("pk"))
        rest = self.without("network", "joined_from", "joined_to", "on")
        return rows.filter(city__in=rest.places_asked()) if rest else rows

    def practices(self) -> "QuerySet[Practice]":
        """Practices of the places meant; ``topic`` and ``q`` are asked of the practice, ``q`` also of its place.

        Here ``q`` looks into the whole text of a practice; places are found by its title and summary only.
        """
        rows = Practice.objects.published()
        if self.topic:
            rows = rows.filter(Q(main_topic__slug__in=self.topic) | Q(topics__slug__in=self.topic)).distinct()
        rest = self.without("topic", "q")
        rows = rows.filter(city__in=rest.places_asked()) if rest else rows
        for word in words(self.q):
            own = Q(full_text__contains=f" {word}")
            places = City.objects.published().filter(_word(self, word)).order_by()
            rows = rows.filter(own | Q(city__in=places))
        return rows

    def resolutions(self) -> "QuerySet[Resolution]":
        """Resolutions of the places meant; ``network`` is asked of the resolution itself."""
        rows = Resolution.objects.published()
        if self.network:
            ids = frozenset[int]().union(*(self.families[slug] for slug in self.network))
            rows = rows.filter(network__in=ids)
        rest = self.without("network")
        return rows.filter(city__in=rest.places_asked()) if rest else rows

    def networks(self) -> "QuerySet[Network]":
        """Networks, by their own text and topics, that count a member among the places the rest means."""
        rows = Network.objects.published()
        for word in words(self.q):
            rows = rows.filter(search_text__contains=f" {word}")
        if self.topic:
            rows = rows.filter(topics__slug__in=self.topic).distinct()
        if self.network:
            ids = frozenset[int]().union(*(self.families[slug] for slug in self.network))
            rows = rows.filter(pk__in=ids)
        rest = self.without("q", "topic", "network")
        if rest:
            counted = rest.in_span(rest.counted()).filter(city__in=rest.places_asked())
            rows = rows.filter(pk__in=counted.values("network"))
        return rows

    def in_span(self, rows: "QuerySet[Membership]") -> "QuerySet[Membership]":
        """Those that began in the span asked for."""
        if self.joined_from:
            rows = rows.filter(ends_from("joined", self.joined_from.first_day()))
        if self.joined_to:
            rows = rows.filter(begins_until("joined", self.joined_to.last_day()))
        return rows


PARAMETERS = tuple(each.name for each in fields(Query) if each.name != "families")


# --- conditions on places, one a parameter --------------------------------------------------------


def _text(query: Query) -> Q:
    condition = Q()
    for word in words(query.q):
        condition &= _word(query, word)
    return condition


def _word(query: Query, word: str) -> Q:
    """The word stands in a name of the place, of a network that counts it, or in the text of one of its practices."""
    named = {network for network, text in query._network_texts.items() if f" {word}" in text}
    networks = set[int]().union(*(query.published_families[network] for network in named))
    practices = Practice.objects.published().filter(search_text__contains=f" {word}")
    return (
        Q(search_text__contains=f" {word}")
        | Q(pk__in=query._counted(networks).values("city"))
        | Q(pk__in=practices.values("city"))
    )


def _networks(query: Query) -> Q:
    condition = Q()
    if query.network:
        condition &= Q(pk__in=query._members(query.network).values("city"))
    for slug in query.network_all:
        condition &= Q(pk__in=query._members([slug]).values("city"))
    if query.network_not:
        condition &= ~Q(pk__in=query._members(query.network_not).values("city"))
    return condition


def _time(query: Query) -> Q:
    """Joined in the span (in one of ``network`` if given), and a member of something on the day."""
    condition = Q()
    if query.joined_from or query.joined_to:
        rows = query._members(query.network) if query.network else query.counted()
        condition &= Q(pk__in=query.in_span(rows).values("city"))
    if query.on:
        condition &= Q(pk__in=query.counted().values("city"))
    return condition


def _area(query: Query) -> Q:
    condition = Q()
    if query.country:
        condition &= Q(country__in=query.country)
    if query.region:
        condition &= Q(region__in=query.region)
    if query.bbox:
        box = query.bbox
        condition &= Q(latitude__gte=box.south, latitude__lte=box.north)
        if box.west <= box.east:
            condition &= Q(longitude__gte=box.west, longitude__lte=box.east)
        else:
            condition &= Q(longitude__gte=box.west) | Q(longitude__lte=box.east)
    return condition


def _size(query: Query) -> Q:
    condition = Q()
    if query.kind:
        condition &= Q(kind__in=query.kind)
    if query.population:
        sizes = Q()
        for name in query.population:
            least, below = POPULATIONS[name]
            sizes |= Q(population__gte=least) & (Q(population__lt=below) if below else Q())
        condition &= sizes
    return condition


def _records(query: Query) -> Q:
    condition = Q()
    if query.topic:
        practices = Practice.objects.published()
        condition &= Q(pk__in=practices.filter(main_topic__slug__in=query.topic).values("city")) | Q(
            pk__in=practices.filter(topics__slug__in=query.topic).values("city")
        )
    if "practice" in query.has:
        condition &= Q(pk__in=Practice.objects.published().values("city"))
    if "resolution" in query.has:
        condition &= Q(pk__in=Resolution.objects.published().values("city"))
    if "portrait" in query.has:
        condition &= ~NO_PORTRAIT
    return condition


_CONDITIONS: tuple[Callable[[Query], Q], ...] = (_text, _networks, _time, _area, _size, _records)


def begins_until(column: str, day: datetime.date) -> Q:
    """The period that the partial date names begins on the day or before."""
    # Unknown parts are 00, so a year or month stands before each of its days.
    return Q(**{f"{column}__lte": _number(day)})


def ends_from(column: str, day: datetime.date) -> Q:
    """The period that the partial date names ends on the day or later."""
    number = _number(day)
    month, year = number // 100 * 100, number // 10000 * 10000
    return Q(**{f"{column}__gte": number}) | Q(**{f"{column}__in": [month, year]})


def _number(day: datetime.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def distance_from(latitude: float, longitude: float) -> ExpressionWrapper:
    """The distance of a place from a point, in km (great circle, haversine)."""
    point_latitude, point_longitude = math.radians(latitude), math.radians(longitude)
    half = Power(Sin((Radians(F("latitude")) - Value(point_latitude)) / Value(2.0)), 2)
    around = Power(Sin((Radians(F("longitude")) - Value(point_longitude)) / Value(2.0)), 2)
    chord = half + Value(math.cos(point_latitude)) * Cos(Radians(F("latitude"))) * around
    angle = Value(2.0) * ASin(Least(Value(1.0), Sqrt(chord)))
    return ExpressionWrapper(Value(EARTH_RADIUS_KM) * angle, output_field=FloatField())


def near(cities: "QuerySet[City]", circle: Near) -> "QuerySet[City]":
    """Cities within the circle, nearest first, with their ``distance`` in km."""
    reach = math.degrees(circle.km / EARTH_RADIUS_KM) + 1e-9
    distance = distance_from(circle.latitude, circle.longitude)
    return (
        cities.filter(latitude__gte=circle.latitude - reach, latitude__lte=circle.latitude + reach)
        .annotate(distance=distance)  # not as a keyword: the type checker would add it to every City
        .filter(LessThanOrEqual(distance, circle.km))
        .order_by(distance, "slug")
    )


def distance_km(circle: Near, latitude: float, longitude: float) -> float:
    """The same distance to one point."""
    north, east = math.radians(latitude - circle.latitude), math.radians(longitude - circle.longitude)
    cosines = math.cos(math.radians(circle.latitude)) * math.cos(math.radians(latitude))
    chord = math.sin(north / 2) ** 2 + cosines * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


# --- reading an address ---------------------------------------------------------------------------

Errors = dict[str, list[str]]


def read(parameters: QueryDict, extras: Collection[str] = ()) -> tuple[Query, Errors]:
    """Read the query of an address.

    Returns the query of everything that could be read, and messages in the active language by parameter for the rest.
    ``extras`` are parameters that the caller reads itself. Empty values count as absent.
    """
    values: dict[str, Any] = {}
    errors: Errors = {}
    networks = _Networks()
    for name, given in parameters.lists():
        if name in extras:
            continue
        if name not in PARAMETERS:
            errors[name] = [_("There is no filter of this name.")]
            continue
        texts = list(dict.fromkeys(text for text in given if text.strip()))
        if not texts:
            continue
        try:
            values[name] = networks.read(texts) if name in OF_NETWORKS else _READERS[name](texts)
        except ValueError as error:
            errors[name] = [str(error)]
    start, end = values.get("joined_from"), values.get("joined_to")
    if start and end and end.last_day() < start.first_day():
        errors["joined_to"] = [_("The end lies before the beginning.")]
        del values["joined_to"]
    query = Query(**values, families=networks.below)
    if networks.below:
        vars(query)["published_families"] = networks.families
    return query, errors


OF_NETWORKS = ("network", "network_all", "network_not")


class _Networks:
    """The published networks, read once for all parameters that name some, and not at all if none does."""

    def __init__(self) -> None:
        self.below: dict[str, frozenset[int]] = {}  # ids of each network asked for and of those below it

    def read(self, slugs: list[str]) -> tuple[str, ...]:
        found = _one_of(lambda: self._ids)(slugs)
        self.below |= {slug: frozenset(self.families[self._ids[slug]]) for slug in found}
        return found

    @cached_property
    def families(self) -> dict[int, set[int]]:
        return families({pk: parent for pk, _slug, parent in self._rows})

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {slug: pk for pk, slug, _parent in self._rows}

    @cached_property
    def _rows(self) -> list[tuple[int, str, int | None]]:
        return list(Network.objects.published().values_list("pk", "slug", "parent_id"))


def _single(texts: list[str]) -> str:
    if len(texts) > 1:
        raise ValueError(_("Give only one value."))
    return texts[0].strip()


def _read_text(texts: list[str]) -> str:
    text = _single(texts)
    if len(text) > LONGEST_TEXT:
        raise ValueError(_("At most %(number)s characters.") % {"number": LONGEST_TEXT})
    if not words(text):
        raise ValueError(_("Give at least one letter or digit."))
    return " ".join(text.split())


def _read_date(texts: list[str]) -> PartialDate:
    text = _single(texts)
    try:
        return PartialDate.parse(text)
    except ValueError as error:
        raise ValueError(_("Give a year, a month or a day: 2019, 2019-12 or 2019-12-18.")) from error


def _numbers(text: str, count: int) -> list[float]:
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts if part.strip(" +-.0123456789") == ""]
    except ValueError:
        numbers = []
    if len(numbers) != count or len(parts) != count:
        raise ValueError(_("Give %(count)s numbers separated by commas.") % {"count": count})
    return numbers


def _check_point(latitude: float, longitude: float) -> None:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(_("Latitudes go from −90 to 90, longitudes from −180 to 180."))


def _read_box(texts: list[str]) -> Box:
    west, south, east, north = _numbers(_single(texts), 4)
    _check_point(south, west)
    _check_point(north, east)
    if south > north:
        raise ValueError(_("South lies north of north. The order is west, south, east, north."))
    return Box(west, south, east, north)


def _read_near(texts: list[str]) -> Near:
    latitude, longitude, km = _numbers(_single(texts), 3)
    _check_point(latitude, longitude)
    if not 0 < km <= HALF_AROUND_THE_EARTH_KM:
        raise ValueError(_("Give a distance of more than 0 and at most 20,038 km."))
    return Near(latitude, longitude, km)


def _one_of(known: Callable[[], Collection[str]]) -> Callable[[list[str]], tuple[str, ...]]:
    def reader(texts: list[str]) -> tuple[str, ...]:
        if len(texts) > MOST_VALUES:
            raise ValueError(_("Give at most %(number)s values.") % {"number": MOST_VALUES})
        allowed = known()
        strange = [text for text in texts if text not in allowed]
        if strange:
            raise ValueError(
                _("Not known here: %(values)s.") % {"values": ", ".join(text[:50] for text in strange)}
            )
        # In one order, so that equal questions have equal addresses and equal sentences.
        return tuple(sorted(texts))

    return reader


_READERS: dict[str, Callable[[list[str]], Any]] = {
    "q": _read_text,
    "country": _one_of(lambda: set(Country.objects.values_list("code", flat=True))),
    "region": _one_of(lambda: set(Region.objects.values_list("code", flat=True))),
    "topic": _one_of(lambda: set(Topic.objects.values_list("slug", flat=True))),
    "kind": _one_of(lambda: City.Kind.values),
    "population": _one_of(lambda: POPULATIONS),
    "has": _one_of(lambda: HAS),
    "joined_from": _read_date,
    "joined_to": _read_date,
    "on": _read_date,
    "bbox": _read_box,
    "near": _read_near,
    "include": _one_of(lambda: ("listed",)),
}
