"""The first view of the map: sentence, counts of the filters, order of the list, clusters to draw at once.

All of it depends only on the query, the language and the edition, so each process keeps the latest few answers:
a page asked for again costs no more than its template.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from babel.numbers import format_decimal
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from i18nfield.strings import LazyI18nString
from numpy.typing import NDArray

from atlas.clustering import Places, clusters
from atlas.faceting import Counts, counts
from atlas.filters import POPULATIONS, Query
from atlas.sentences import Labels, Sentence, labels, say, say_date
from atlas.snapshotting import current_token, hilbert, networks_in_order
from cities.folding import fold
from cities.models import Edition, translated
from cities.partial_dates import PartialDate
from networks.models import Mark, Network

# Sizes of maps, in pixels, for which the first clusters are prepared: a phone's and a large screen's.
SMALLEST, LARGEST = (300, 240), (1900, 1200)
DEEPEST = 12
FRONT_LEVEL = 4  # the front page begins with a continent
# More groups than this never fit on a first view; the browser draws them once it has the snapshot.
MOST_CLUSTERS = 500
REMEMBERED = 64

Answer = TypeVar("Answer")


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
    # Parts of the page that are the same each time, as they were written the first time.
    written: dict[str, SafeString] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The result in one line: count, sentence and day."""
        count = format_decimal(self.count, locale=get_language() or "en")
        said = filter(None, (count, self.sentence.noun, self.sentence.text))
        return f"{' '.join(said)}, {self.as_of}"


# --- remembering ----------------------------------------------------------------------------------

_remembered: OrderedDict[tuple[str, ...], Future[Any]] = OrderedDict()
_remembering = threading.Lock()


def _remember(key: tuple[str, ...], make: Callable[[], Answer]) -> Answer:
    """The answer to a key, made once: whoever asks for it meanwhile waits for it instead of making it as well."""
    with _remembering:
        answer = _remembered.get(key)
        if made_here := answer is None:
            answer = _remembered[key] = Future()
        _remembered.move_to_end(key)
        while len(_remembered) > REMEMBERED:
            _remembered.popitem(last=False)
    if made_here:
        try:
            answer.set_result(make())
        except BaseException as error:
            with _remembering:
                _remembered.pop(key, None)
            answer.set_exception(error)
    found: Answer = answer.result()
    return found


def start(query: Query) -> Start:
    """The first view of the query in the active language."""
    key = (current_token(), get_language() or "en", query.serialise())
    return _remember(key, lambda: _start(query))


def groups(query: Query, level: float) -> list[list[Any]]:
    """The clusters of the query at one zoom level, in the map's steps of a half."""
    begun = start(query)
    held = begun.clusters.get(f"{level:g}")
    if held is not None or not begun.count:
        return held or []
    places = _places(query, _rows(query), begun.networks)
    return clusters(places, level, *_marks(query, begun.networks))


def _start(query: Query) -> Start:
    names = labels()
    networks = networks_in_order()
    rows = _rows(query)
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


def _rows(query: Query) -> list[tuple[Any, ...]]:
    columns = ("pk", "slug", "endonym", "as_stored", "latitude", "longitude", "population")
    # Most places have one name for all languages; only the others are worth reading.
    places = query.places().order_by().annotate(as_stored=Cast("names", TextField()))
    return list(places.values_list(*columns))


def _order(query: Query, rows: list[tuple[Any, ...]]) -> list[int]:
    """Ids by name in the active language; nearest first where the query asks for what is near."""
    if query.near:
        return list(query.places().values_list("pk", flat=True))
    language = get_language() or "en"
    keyed = [
        (fold((translated(LazyI18nString(names)).get(language) if names else "") or endonym), slug, pk)
        for pk, slug, endonym, names, *_rest in rows
    ]
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
    marked, asked = _marks(query, networks)
    last = min(2 * DEEPEST, math.floor(2 * fitting_zoom(bounds, LARGEST)))
    first = min(last, max(0, math.floor(2 * fitting_zoom(bounds, SMALLEST))))
    if not query:
        last = max(last, 2 * FRONT_LEVEL)
    found: dict[str, list[list[Any]]] = {}
    for half in range(first, last + 1):
        groups = clusters(places, half / 2, marked, asked)
        if len(groups) > MOST_CLUSTERS:
            break
        found[f"{half / 2:g}"] = groups
    return found


def _marks(query: Query, networks: list[Network]) -> tuple[NDArray[np.bool_], set[int]]:
    """Which networks have a mark of their own, and the numbers of those that the query asks for."""
    marked = np.array([network.mark != Mark.OTHER for network in networks], np.bool_)
    slugs = {*query.network, *query.network_all}
    asked = {
        index
        for index, network in enumerate(networks)
        if any(network.pk in query.families[slug] for slug in slugs)
    }
    return marked, asked


def fitting_zoom(bounds: Sequence[float], size: tuple[int, int]) -> float:
    """The zoom at which the bounds just fill a map of this size."""
    west, south, east, north = bounds

    def down(latitude: float) -> float:
        sine = math.sin(math.radians(max(-85.0, min(85.0, latitude))))
        return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)

    across, high = max((east - west) / 360, 1e-6), max(down(south) - down(north), 1e-6)
    return min(math.log2(size[0] / 256 / across), math.log2(size[1] / 256 / high))
