"""The first view of the map: sentence, filters with counts, the first rows of the list, clusters to draw at once.

All of it depends only on the query, the language and the edition, so each process keeps the latest few answers:
a page asked for again costs no more than its template.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

import numpy as np
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from atlas.clustering import Places, clusters
from atlas.faceting import Counts, counts
from atlas.filters import POPULATIONS, Query
from atlas.messages import messages
from atlas.sentences import Labels, Sentence, labels, phrases, say, say_date
from atlas.snapshotting import current_token, hilbert, networks_in_order
from cities.folding import fold
from cities.models import City, Edition, translated
from cities.partial_dates import PartialDate
from networks.models import Mark, Network

ROWS = 100
MARKS_IN_ROW = 3
NETWORKS_SHOWN = 9
OPTIONS_SHOWN = 8
EMPTY_SHOWN = 3  # from here on values without a place wait behind "more"
# Sizes of maps, in pixels, for which the first clusters are prepared: a phone's and a large screen's.
SMALLEST, LARGEST = (300, 240), (1900, 1200)
DEEPEST = 12
FRONT_LEVEL = 4  # the front page begins with a continent
# More groups than this never fit on a first view; the browser draws them once it has the snapshot.
MOST_CLUSTERS = 500
REMEMBERED = 64

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Row:
    """One place in the list."""

    slug: str
    name: str
    kind_label: str
    place_label: str
    marks: list[dict[str, str]]
    more: int

    @property
    def url(self) -> str:
        """Address of its page, in the active language."""
        return reverse("city", args=[self.slug])


@dataclass(frozen=True)
class Start:
    """Everything that a first view of a query shows, in one language."""

    count: int
    sentence: Sentence
    as_of: str
    names: Labels
    counts: Counts
    networks: list[Network]
    order: list[int]
    clusters: dict[str, list[list[Any]]]
    bounds: list[float] | None


# --- remembering ----------------------------------------------------------------------------------

_remembered: OrderedDict[tuple[str, ...], Any] = OrderedDict()
_remembering = threading.Lock()


def _remember(key: tuple[str, ...], make: Callable[[], Answer]) -> Answer:
    with _remembering:
        if key in _remembered:
            _remembered.move_to_end(key)
            return _remembered[key]  # type: ignore[no-any-return]
    answer = make()
    with _remembering:
        _remembered[key] = answer
        while len(_remembered) > REMEMBERED:
            _remembered.popitem(last=False)
    return answer


def start(query: Query) -> Start:
    """The first view of the query in the active language."""
    key = (current_token(), get_language() or "en", query.serialise())
    return _remember(key, lambda: _start(query))


def _start(query: Query) -> Start:
    names = labels()
    networks = networks_in_order()
    rows = list(
        query.places()
        .order_by()
        .values_list("pk", "slug", "endonym", "names", "latitude", "longitude", "population")
    )
    edition = Edition.current()
    places = _places(query, rows, networks)
    return Start(
        count=len(rows),
        sentence=say(query, len(rows), names),
        as_of=say_date(query, PartialDate(edition.as_of.year, edition.as_of.month, edition.as_of.day)),
        names=names,
        counts=counts(query),
        networks=networks,
        order=_order(query, rows),
        clusters=_first_clusters(query, places, networks),
        bounds=_bounds(places),
    )


def _order(query: Query, rows: list[tuple[Any, ...]]) -> list[int]:
    """Ids by name in the active language; nearest first where the query asks for what is near."""
    if query.near:
        return list(query.places().values_list("pk", flat=True))
    language = get_language() or "en"
    keyed = [(fold(translated(row[3]).get(language) or row[2]), row[1], row[0]) for row in rows]
    return [pk for _name, _slug, pk in sorted(keyed)]


# --- clusters -------------------------------------------------------------------------------------


def _places(query: Query, rows: list[tuple[Any, ...]], networks: list[Network]) -> Places:
    """The places in the order of the snapshot, with their counted memberships."""
    latitudes = np.array([row[4] for row in rows], np.float64)
    longitudes = np.array([row[5] for row in rows], np.float64)
    ids = np.array([row[0] for row in rows], np.int64)
    order = np.lexsort((ids, hilbert(latitudes, longitudes)))
    position = {pk: place for place, pk in enumerate(ids[order].tolist())}
    number = {network.pk: index for index, network in enumerate(networks)}
    memberships = query.counted()
    if query:
        memberships = memberships.filter(city__in=query.places_asked())
    pairs = [
        (position[city], number[network])
        for city, network in memberships.order_by(
            F("joined").asc(nulls_last=True), "network__slug"
        ).values_list("city_id", "network_id")
        if city in position
    ]
    pairs.sort(key=lambda pair: pair[0])
    owners, of_networks = np.array(pairs, np.int64).reshape(len(pairs), 2).T
    sizes = np.array([_population_class(row[6]) for row in rows], np.int64)
    slugs = [rows[place][1] for place in order.tolist()]
    return Places(latitudes[order], longitudes[order], slugs, sizes[order], owners, of_networks)


def _population_class(population: int | None) -> int:
    if not population:
        return 0
    return sum(population >= least for least, _below in POPULATIONS.values())


def _bounds(places: Places) -> list[float] | None:
    if not len(places.latitudes):
        return None
    longitudes, latitudes = places.longitudes, places.latitudes
    return [float(each) for each in (longitudes.min(), latitudes.min(), longitudes.max(), latitudes.max())]


def _first_clusters(query: Query, places: Places, networks: list[Network]) -> dict[str, list[list[Any]]]:
    """Clusters for each zoom level, in the map's steps of a half, at which some screen shows all places at once."""
    bounds = _bounds(places)
    if bounds is None:
        return {}
    marked = np.array([network.mark != Mark.OTHER for network in networks], np.bool_)
    slugs = {*query.network, *query.network_all}
    asked = {
        index
        for index, network in enumerate(networks)
        if any(network.pk in query.families[slug] for slug in slugs)
    }
    first = max(0, math.floor(2 * _fitting_zoom(bounds, SMALLEST)))
    last = min(2 * DEEPEST, math.floor(2 * _fitting_zoom(bounds, LARGEST)))
    found: dict[str, list[list[Any]]] = {}
    for half in range(first, last + 1):
        groups = clusters(places, half / 2, marked, asked)
        if len(groups) > MOST_CLUSTERS:
            break
        found[f"{half / 2:g}"] = groups
    return found


def _fitting_zoom(bounds: Sequence[float], size: tuple[int, int]) -> float:
    """The zoom at which the bounds just fill a map of this size."""
    west, south, east, north = bounds

    def down(latitude: float) -> float:
        sine = math.sin(math.radians(max(-85.0, min(85.0, latitude))))
        return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)

    across, high = max((east - west) / 360, 1e-6), max(down(south) - down(north), 1e-6)
    return min(math.log2(size[0] / 256 / across), math.log2(size[1] / 256 / high))


# --- rows -----------------------------------------------------------------------------------------


def rows(query: Query, begun: Start, page: int) -> list[Row]:
    """One page of the list, from 1."""
    ids = begun.order[(page - 1) * ROWS : page * ROWS]
    cities = City.objects.in_bulk(ids)
    asked = {slug for slugs in (query.network, query.network_all) for slug in slugs}
    wanted = frozenset[int]().union(*(query.families[slug] for slug in asked))
    networks = {network.pk: network for network in begun.networks}
    belongs: dict[int, list[int]] = {pk: [] for pk in ids}
    memberships = query.counted().filter(city__in=ids)
    for city, network in memberships.order_by(F("joined").asc(nulls_last=True), "network__slug").values_list(
        "city_id", "network_id"
    ):
        if network not in belongs[city]:
            belongs[city].append(network)
    found = []
    for pk in ids:
        city = cities[pk]
        shown = sorted(belongs[pk], key=lambda network: network not in wanted)
        found.append(
            Row(
                slug=city.slug,
                name=city.name,
                kind_label=begun.names.kind[city.kind],
                place_label=begun.names.region.get(city.region_id or "")
                or begun.names.country[city.country_id],
                marks=[
                    {"mark": networks[network].mark, "label": begun.names.network[networks[network].slug]}
                    for network in shown[:MARKS_IN_ROW]
                ],
                more=max(0, len(shown) - MARKS_IN_ROW),
            )
        )
    return found


# --- facets ---------------------------------------------------------------------------------------


def facets(query: Query, begun: Start) -> list[dict[str, Any]]:
    """The filters with their values, in the order of the panel."""
    titles = {
        "network": _("Networks"),
        "country": _("Country"),
        "region": _("Region"),
        "topic": _("Topic"),
        "kind": _("Kind"),
        "population": _("Inhabitants"),
        "has": _("On record"),
    }
    return [
        {
            "name": name,
            "title": title,
            "chosen": _chosen(query, name),
            "options": _options(query, begun, name),
        }
        for name, title in titles.items()
    ]


def _chosen(query: Query, name: str) -> int:
    names = ("network", "network_all", "network_not") if name == "network" else (name,)
    return sum(len(getattr(query, each)) for each in names)


def _options(query: Query, begun: Start, name: str) -> list[dict[str, Any]]:
    if name == "network":
        return _network_options(query, begun)
    found = begun.counts[name]
    names: dict[str, str] = getattr(begun.names, name)
    values = list(names)
    if name in {"country", "region", "topic"}:
        values.sort(key=lambda value: (-found.get(value, 0), fold(names[value])))
    chosen = getattr(query, name)
    few = name in {"has", "population", "kind"}
    return [
        {
            "value": value,
            "label": names[value],
            "count": found.get(value, 0),
            "checked": value in chosen,
            "more": not few and (place >= OPTIONS_SHOWN or (place >= EMPTY_SHOWN and value not in found)),
        }
        for place, value in enumerate(values)
    ]


def _network_options(query: Query, begun: Start) -> list[dict[str, Any]]:
    """Networks as a tree: the biggest first, below each those that belong to it."""
    found, names = begun.counts["network"], begun.names.network
    public = {network.pk for network in begun.networks}

    def branch(parent: int | None, level: int) -> list[tuple[Network, int]]:
        here = [
            network
            for network in begun.networks
            if (network.parent_id if network.parent_id in public else None) == parent
        ]
        here.sort(key=lambda network: (-found.get(network.slug, 0), fold(names[network.slug])))
        return [pair for network in here for pair in [(network, level), *branch(network.pk, level + 1)]]

    slugs = {network.pk: network.slug for network in begun.networks}
    tree = branch(None, 0)
    # The biggest are shown with those above them; small children of a big one wait with the other small ones.
    shown: set[int] = set()
    for network, _level in sorted(tree, key=lambda pair: -found.get(pair[0].slug, 0))[:NETWORKS_SHOWN]:
        if len(shown) < NETWORKS_SHOWN:
            shown |= {network.pk, network.parent_id or network.pk}
    return [
        {
            "value": network.slug,
            "label": names[network.slug],
            "mark": network.mark,
            "count": found.get(network.slug, 0),
            "level": level,
            "parent": slugs.get(network.parent_id or 0, ""),
            "checked": network.slug in query.network,
            "all_checked": network.slug in query.network_all,
            "not_checked": network.slug in query.network_not,
            "more": network.pk not in shown,
        }
        for network, level in tree
    ]


def chips(query: Query, begun: Start) -> list[dict[str, Any]]:
    """One chip for each value of each filter, with the address of the query without it."""
    marks = {network.slug: network.mark for network in begun.networks}
    found = []
    pairs = query.pairs()
    for place, (name, value) in enumerate(pairs):
        rest = [pair for number, pair in enumerate(pairs) if number != place]
        found.append(
            {
                "label": chip_label(query, begun.names, name, value),
                "mark": marks.get(value) if name.startswith("network") else None,
                "negative": name == "network_not",
                "remove_url": f"{reverse('map')}?{urlencode(rest)}" if rest else reverse("map"),
            }
        )
    return found


def chip_label(query: Query, names: Labels, name: str, value: str) -> str:
    """What a chip says; the scripts say the same with `messages()["chips"]`."""
    facet = "network" if name.startswith("network") else name
    if facet in {"network", "country", "region", "topic", "kind", "population", "has"}:
        label = getattr(names, facet).get(value, value)
        return _("without {label}").format(label=label) if name == "network_not" else label
    # Whatever has no name of its own is said as in the sentence.
    alone = Query(**{name: getattr(query, name)})
    return say_date(alone, PartialDate(1900)) if name == "on" else say(alone, 0, names).text


# --- for the scripts ------------------------------------------------------------------------------


def atlas_data(query: Query, begun: Start) -> dict[str, Any]:
    """Everything that the page tells its scripts."""
    edition = Edition.current()
    names = begun.names
    return {
        "lang": get_language(),
        "edition": {"token": edition.token, "as_of": edition.as_of.isoformat()},
        "snapshot": reverse("snapshot", args=[edition.token]),
        "search": reverse("snapshot-search", args=[edition.token]),
        "basemap": reverse("basemap"),
        "query": query.serialise(),
        "count": begun.count,
        "bounds": begun.bounds,
        "networks": [
            {"slug": network.slug, "label": names.network[network.slug], "mark": network.mark}
            for network in begun.networks
        ],
        "labels": {
            "country": names.country,
            "region": names.region,
            "kind": names.kind,
            "topic": names.topic,
            "population": names.population,
            "has": names.has,
            "within": names.within,
        },
        "phrases": phrases(),
        "messages": messages(),
        "clusters": begun.clusters,
    }


def front_data(_request: HttpRequest) -> dict[str, Any]:
    """The same for the front page's map of everything."""
    return atlas_data(Query(), start(Query()))
