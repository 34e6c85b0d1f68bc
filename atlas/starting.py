"""The first view of the map: sentence, counts of the filters, order of the list, clusters to draw at once.

All of it depends only on the query, the language and the edition, so each process keeps the latest few answers:
a page asked for again costs no more than its template.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
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

from atlas.clustering import Numbers, Places, Shares, clusters
from atlas.faceting import Counts, counts
from atlas.filters import POPULATIONS, Query
from atlas.sentences import Labels, Sentence, labels, say, say_date
from atlas.snapshotting import current_token, hilbert, networks_in_order
from atlas.templatetags.signs import OTHER_TOPIC, topic_sign
from cities.folding import fold
from cities.locales import active_locale
from cities.models import Edition, Topic, translated
from cities.partial_dates import PartialDate
from networks.models import Mark, Network
from practices.models import Practice

# Sizes of maps, in pixels, for which the first clusters are prepared: a phone's and a large screen's.
SMALLEST, LARGEST = (300, 240), (1900, 1200)
DEEPEST = 12
FRONT_LEVEL = 4  # the front page begins with a continent
# More groups than this never fit on a first view; the browser draws them once it has the snapshot.
MOST_CLUSTERS = 500
# What the rings may show: which networks the places are in, the topics of their practices, who has any practice.
RINGS = ("network", "topic", "practice")
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
        count = format_decimal(self.count, locale=active_locale())
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
    places = _places(_rows(query))
    return clusters(places, level, _shares(query, places, begun.networks))


def first_clusters(query: Query, rings: str) -> dict[str, list[list[Any]]]:
    """The clusters of the first view with other rings than those by network."""
    begun = start(query)
    if rings == RINGS[0]:
        return begun.clusters

    def make() -> dict[str, list[list[Any]]]:
        places = _places(_rows(query))
        return _first_clusters(query, places, _shares(query, places, begun.networks, rings))

    return _remember((current_token(), "clusters", rings, query.serialise()), make)


def _start(query: Query) -> Start:
    names = labels()
    networks = networks_in_order()
    rows = _rows(query)
    edition = Edition.current()
    places = _places(rows)
    return Start(
        count=len(rows),
        sentence=say(query, len(rows), names),
        as_of=say_date(query, PartialDate(edition.as_of.year, edition.as_of.month, edition.as_of.day)),
        names=names,
        counts=counts(query),
        networks=networks,
        order=_order(query, rows),
        clusters=_first_clusters(query, places, _shares(query, places, networks)),
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


def _places(rows: list[tuple[Any, ...]]) -> Places:
    """The places in the order of the snapshot."""
    latitudes = np.array([row[4] for row in rows], np.float64)
    longitudes = np.array([row[5] for row in rows], np.float64)
    ids = np.array([row[0] for row in rows], np.int64)
    order = np.lexsort((ids, hilbert(latitudes, longitudes)))
    sizes = np.array([_population_class(row[6]) for row in rows], np.int64)
    slugs = [rows[place][1] for place in order.tolist()]
    return Places(latitudes[order], longitudes[order], ids[order], slugs, sizes[order])


def _shares(query: Query, places: Places, networks: list[Network], rings: str = RINGS[0]) -> Shares:
    """What the rings around the places show."""
    if rings == "topic":
        return _by_topic(query, places)
    return _by_practice(places) if rings == "practice" else _by_network(query, places, networks)


def _by_network(query: Query, places: Places, networks: list[Network]) -> Shares:
    """Counted memberships, in the order of joining."""
    number = {network.pk: index for index, network in enumerate(networks)}
    memberships = query.counted()
    if query:
        memberships = memberships.filter(city__in=query.places_asked())
    pairs = _pairs(
        places,
        number,
        memberships.order_by(F("joined").asc(nulls_last=True), "network__slug").values_list(
            "city_id", "network_id"
        ),
    )
    pairs.sort(key=lambda pair: pair[0])
    marked = np.array([network.mark != Mark.OTHER for network in networks], np.bool_)
    slugs = {*query.network, *query.network_all}
    asked = frozenset(
        index
        for index, network in enumerate(networks)
        if any(network.pk in query.families[slug] for slug in slugs)
    )
    return Shares(*_columns(pairs), marked, asked)


def _by_topic(query: Query, places: Places) -> Shares:
    """Topics of the published practices of each place; places without a practice are bare."""
    topics = list(Topic.objects.order_by("position", "slug"))
    number = {topic.pk: index for index, topic in enumerate(topics)}
    practices = Practice.objects.published().order_by()
    further = practices.filter(topics__isnull=False).values_list("city_id", "topics__id")
    found = {
        *_pairs(places, number, practices.values_list("city_id", "main_topic_id")),
        *_pairs(places, number, further),
    }
    owners, parts = _columns(sorted(found))
    marked = np.array([topic_sign(topic.slug) != OTHER_TOPIC for topic in topics], np.bool_)
    asked = frozenset(index for index, topic in enumerate(topics) if topic.slug in query.topic)
    return Shares(owners, parts, marked, asked, _bare(places, owners))


def _by_practice(places: Places) -> Shares:
    """One part: a published practice, however many; places without one are bare."""
    cities = set(Practice.objects.published().order_by().values_list("city_id", flat=True))
    owners = np.array([place for place, pk in enumerate(places.ids.tolist()) if pk in cities], np.int64)
    return Shares(owners, np.zeros_like(owners), np.array([True]), bare=_bare(places, owners))


def _bare(places: Places, owners: Numbers) -> NDArray[np.bool_]:
    bare = np.ones(len(places.ids), np.bool_)
    bare[owners] = False
    return bare


def _pairs(
    places: Places, number: Mapping[int, int], rows: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Rows of city and part as positions and numbers; cities that are not shown are left out."""
    position = {pk: place for place, pk in enumerate(places.ids.tolist())}
    return [(position[city], number[part]) for city, part in rows if city in position]


def _columns(pairs: list[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    owners, parts = np.array(pairs, np.int64).reshape(len(pairs), 2).T
    return owners, parts


def _population_class(population: int | None) -> int:
    if not population:
        return 0
    return sum(population >= least for least, _below in POPULATIONS.values())


def _bounds(places: Places) -> list[float] | None:
    if not len(places.latitudes):
        return None
    longitudes, latitudes = places.longitudes, places.latitudes
    return [float(each) for each in (longitudes.min(), latitudes.min(), longitudes.max(), latitudes.max())]


def _first_clusters(query: Query, places: Places, shares: Shares) -> dict[str, list[list[Any]]]:
    """Clusters for each zoom level, in the map's steps of a half, at which some screen shows all places at once."""
    bounds = _bounds(places)
    if bounds is None:
        return {}
    last = min(2 * DEEPEST, math.floor(2 * fitting_zoom(bounds, LARGEST)))
    first = min(last, max(0, math.floor(2 * fitting_zoom(bounds, SMALLEST))))
    if not query:
        last = max(last, 2 * FRONT_LEVEL)
    found: dict[str, list[list[Any]]] = {}
    for half in range(first, last + 1):
        groups = clusters(places, half / 2, shares)
        if len(groups) > MOST_CLUSTERS:
            break
        found[f"{half / 2:g}"] = groups
    return found


def fitting_zoom(bounds: Sequence[float], size: tuple[int, int]) -> float:
    """The zoom at which the bounds just fill a map of this size."""
    west, south, east, north = bounds

    def down(latitude: float) -> float:
        sine = math.sin(math.radians(max(-85.0, min(85.0, latitude))))
        return 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)

    across, high = max((east - west) / 360, 1e-6), max(down(south) - down(north), 1e-6)
    return min(math.log2(size[0] / 256 / across), math.log2(size[1] / 256 / high))
