"""Clusters of the map's first view: places that would cover each other, drawn as one ring.

The browser works them out again from the snapshot (``static/src/clusters.js``) in the same steps: a grid of 64 pixels, then
whatever still touches is merged, the biggest first; from level 8 on, and where they are few, places stand alone unless they touch. Given the
same places in the same order both come to the same groups, so nothing jumps; one test vector holds both.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
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
OTHER = -1  # stands for all parts of a ring without an own mark
NONE = -2  # stands for places of which nothing is known
DECIMALS = 5

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Places:
    """Places to be grouped, in the order of the snapshot."""

    latitudes: Floats
    longitudes: Floats
    ids: Numbers  # keys in the database
    slugs: Sequence[str]
    sizes: Numbers  # population class, 0 unknown


@dataclass(frozen=True)
class Shares:
    """What rings are made of: parts (networks, topics …) and the places that have them."""

    owners: Numbers  # for each share the position of its place, ascending
    parts: Numbers  # and the number of its part
    marked: NDArray[np.bool_]  # for each part whether it has a mark of its own
    asked: frozenset[int] = frozenset()  # parts whose mark a single place prefers
    bare: NDArray[np.bool_] | None = (
        None  # for each place whether nothing is known of it, where that is drawn
    )


def clusters(places: Places, level: float, shares: Shares) -> list[list[Any]]:
    """Return the groups at a zoom level as the page's script reads them.

    Each is latitude, longitude, number of places, the ring as pairs of part (or −1, −2) and count; a single place
    adds its slug and population class, and its ring holds only the part whose mark it shows: one that is asked for, else
    the first of the place's marked ones.
    """
    group_of, middles = group(places.latitudes, places.longitudes, level)
    counts = np.bincount(group_of, minlength=len(middles)).tolist()
    rings = _rings(group_of, len(middles), shares)
    members = {int(number): place for place, number in enumerate(group_of.tolist())}
    marks = _marks(shares)
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


def _rings(group_of: Numbers, size: int, shares: Shares) -> list[list[list[int]]]:
    """Shares of each group by part: the biggest marked ones, the rest under OTHER, and NONE at the end."""
    width = len(shares.marked) + 1  # the last column is OTHER
    parts = shares.parts
    columns = np.where(shares.marked[parts], parts, width - 1) if len(parts) else parts
    cells = group_of[shares.owners] * width + columns
    table = np.bincount(cells, minlength=size * width).reshape(size, width)
    bare = np.zeros(size, np.int64)
    if shares.bare is not None:
        bare = np.bincount(group_of[shares.bare], minlength=size)
    rings = []
    for row, without in zip(table, bare.tolist(), strict=True):
        present = [[int(part), int(row[part])] for part in np.flatnonzero(row[:-1])]
        present.sort(key=lambda share: (-share[1], share[0]))
        rest = int(row[-1]) + sum(count for _part, count in present[IN_A_RING:])
        others = [[OTHER, rest]] if rest else []
        rings.append(present[:IN_A_RING] + others + ([[NONE, without]] if without else []))
    return rings


def _marks(shares: Shares) -> dict[int, int]:
    """The part whose mark each place shows where it stands alone."""
    first: dict[int, int] = {}
    wanted: dict[int, int] = {}
    if shares.bare is not None:
        first = dict.fromkeys(np.flatnonzero(shares.bare).tolist(), NONE)
    for place, part in zip(shares.owners.tolist(), shares.parts.tolist(), strict=True):
        if shares.marked[part]:
            first.setdefault(place, part)
            if part in shares.asked:
                wanted.setdefault(place, part)
    return first | wanted
