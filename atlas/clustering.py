"""Clusters of the map's first view: places that would cover each other, drawn as one ring.

The browser works them out again from the snapshot (``static/src/clusters.js``) in the same steps: a grid of 64 pixels, then
whatever still touches is merged, the biggest first; from level 8 on, and where they are few, places stand alone unless they touch. Given the
same places in the same order both come to the same groups, so nothing jumps; one test vector holds both.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

CELL = 64
SINGLES_FROM = 8
FEW = 30
BAND = 4.5
GAP = 1
NEIGHBOURHOOD = 72
MOST_PASSES = 12
IN_A_RING = 6
OTHER = -1
DECIMALS = 5

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """Places to be grouped, in the order of the snapshot."""

    latitudes: Floats
    longitudes: Floats
    slugs: Sequence[str]
    sizes: Numbers  # population class, 0 unknown
    owners: Numbers  # for each counted membership the position of its place, ascending
    networks: Numbers  # and the number of its network


def clusters(
    places: Places, level: float, marked: NDArray[np.bool_], asked: Collection[int] = ()
) -> list[list[Any]]:
    """Return the groups at a zoom level as the page's script reads them.

    Each is latitude, longitude, number of places, the ring as pairs of network number (or −1) and count; a single place
    adds its slug and population class, and its ring holds only the network whose mark it shows: one of ``asked``, else
    the first of the place's ``marked`` networks.
    """
    group_of, middles = group(places.latitudes, places.longitudes, level)
    counts = np.bincount(group_of, minlength=len(middles)).tolist()
    rings = _rings(group_of[places.owners], places.networks, len(middles), marked)
    members = {int(number): place for place, number in enumerate(group_of.tolist())}
    marks = _marks(places, marked, frozenset(asked))
    found: list[list[Any]] = []
    for number, (x, y) in enumerate(middles):
        row: list[Any] = [*_degrees(x, y), counts[number], rings[number]]
        if counts[number] == 1:
            place = members[number]
            row[3] = [[marks.get(place, OTHER), 1]]
            row += [places.slugs[place], int(places.sizes[place])]
        found.append(row)
    return found


def ring_radius(count: int) -> float:
    """Radius of the ring around this many places, in pixels, to the middle of its band."""
    return min(29.0, 10.5 + 2.7 * math.sqrt(count))


def reach(count: int) -> float:
    """How far the drawing of this many places reaches from its middle, in pixels."""
    return 10.0 if count == 1 else ring_radius(count) + BAND


def group(latitudes: Floats, longitudes: Floats, level: float) -> tuple[Numbers, list[tuple[float, float]]]:
    """Group points: for each the number of its group, and for each group its middle on the square of the world."""
    if not len(latitudes):
        return np.zeros(0, np.int64), []
    x, y = world(latitudes, longitudes)
    if level < SINGLES_FROM and len(x) > FEW:
        across = 256 * 2**level / CELL
        keys = np.stack([np.floor(x * across), np.floor(y * across)])
    else:
        keys = np.stack([np.rint(longitudes * 1e5), np.rint(latitudes * 1e5)])
    _cells, first, cell_of = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    # Groups are numbered by their first place.
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    cell_of = number[cell_of.reshape(-1)]
    merging = _Merging(
        np.bincount(cell_of, weights=x).tolist(),
        np.bincount(cell_of, weights=y).tolist(),
        np.bincount(cell_of).tolist(),
        256 * 2**level,
    )
    merging.run()
    survivors = [one for one, into in enumerate(merging.into) if one == into]
    place_of = {one: position for position, one in enumerate(survivors)}
    roots = np.fromiter((place_of[merging.root(one)] for one in range(len(first))), np.int64, len(first))
    middles = [(merging.x[one] / merging.size[one], merging.y[one] / merging.size[one]) for one in survivors]
    return roots[cell_of], middles


class _Merging:
    """Groups that touch become one. ``x`` and ``y`` are sums over the places of each group."""

    def __init__(self, x: list[float], y: list[float], size: list[int], scale: float) -> None:
        self.x, self.y, self.size, self.scale = x, y, size, scale
        self.into = list(range(len(x)))
        self.pixels: list[tuple[float, float]] = [(0.0, 0.0)] * len(x)
        self.cells: list[tuple[int, int]] = [(0, 0)] * len(x)
        self.standing: dict[tuple[int, int], list[int]] = defaultdict(list)
        for one in range(len(x)):
            self.settle(one)

    def root(self, one: int) -> int:
        while self.into[one] != one:
            one = self.into[one]
        return one

    def settle(self, one: int) -> None:
        px = self.x[one] / self.size[one] * self.scale
        py = self.y[one] / self.size[one] * self.scale
        self.pixels[one] = (px, py)
        self.cells[one] = (math.floor(px / NEIGHBOURHOOD), math.floor(py / NEIGHBOURHOOD))
        self.standing[self.cells[one]].append(one)

    def lift(self, one: int) -> None:
        self.standing[self.cells[one]].remove(one)

    def touching(self, one: int) -> list[int]:
        column, row = self.cells[one]
        px, py = self.pixels[one]
        own = reach(self.size[one])
        found = []
        for c in (column - 1, column, column + 1):
            for r in (row - 1, row, row + 1):
                for other in self.standing.get((c, r), ()):
                    apart = own + reach(self.size[other]) + GAP
                    dx, dy = px - self.pixels[other][0], py - self.pixels[other][1]
                    if other != one and dx * dx + dy * dy < apart * apart:
                        found.append(other)
        return sorted(found)

    def run(self) -> None:
        waiting = [one for one in self.into if self.touching(one)]
        for _pass in range(MOST_PASSES):
            waiting.sort(key=lambda one: (-self.size[one], one))
            changed = []
            for one in waiting:
                if self.into[one] != one:
                    continue
                others = self.touching(one)
                if not others:
                    continue
                self.lift(one)
                for other in others:
                    self.lift(other)
                    self.into[other] = one
                    self.x[one] += self.x[other]
                    self.y[one] += self.y[other]
                    self.size[one] += self.size[other]
                self.settle(one)
                changed.append(one)
            if not changed:
                break
            waiting = changed


def world(latitudes: Floats, longitudes: Floats) -> tuple[Floats, Floats]:
    """Web Mercator, the whole world being the square from 0 to 1, y downwards."""
    sine = np.sin(np.radians(np.clip(latitudes, -85.0511287798, 85.0511287798)))
    return longitudes / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def _degrees(x: float, y: float) -> list[float]:
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))
    return [round(latitude, DECIMALS), round(360 * (x - 0.5), DECIMALS)]


def _rings(groups: Numbers, networks: Numbers, size: int, marked: NDArray[np.bool_]) -> list[list[list[int]]]:
    """Counted memberships of each group by network: the biggest marked ones, the rest under OTHER at the end."""
    width = len(marked) + 1  # the last column is OTHER
    columns = np.where(marked[networks], networks, width - 1) if len(networks) else networks
    table = np.bincount(groups * width + columns, minlength=size * width).reshape(size, width)
    rings = []
    for row in table:
        present = [[int(network), int(row[network])] for network in np.flatnonzero(row[:-1])]
        present.sort(key=lambda share: (-share[1], share[0]))
        rest = int(row[-1]) + sum(count for _network, count in present[IN_A_RING:])
        rings.append(present[:IN_A_RING] + ([[OTHER, rest]] if rest else []))
    return rings


def _marks(places: Places, marked: NDArray[np.bool_], asked: frozenset[int]) -> dict[int, int]:
    """The network whose mark each place shows where it stands alone."""
    first: dict[int, int] = {}
    wanted: dict[int, int] = {}
    for place, network in zip(places.owners.tolist(), places.networks.tolist(), strict=True):
        if marked[network]:
            first.setdefault(place, network)
            if network in asked:
                wanted.setdefault(place, network)
    return first | wanted
