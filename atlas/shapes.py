"""Land and borders for pictures that the server draws: chosen for a view, cut to it, written as SVG paths.

The shapes are Natural Earth's; ``tools/shapes.mjs`` brings them into the form that is read here.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

FINE = 2  # paths are written in halves of a pixel
MARGIN = 16  # so far beyond the picture shapes are drawn, in pixels

Points = NDArray[np.int64]
Box = tuple[float, float, float, float]  # west, north, east, south


@dataclass(frozen=True)
class Lines:
    """Lines on a square world."""

    points: list[Points]  # columns: x, y, zoom from which the point counts
    boxes: Points  # of each line: west, north, east, south


@dataclass(frozen=True)
class Shapes:
    """Rings around land, and the borders between countries."""

    side: int
    land: Lines
    borders: Lines


@cache
def shapes() -> Shapes:
    """Read the shapes, once a process."""
    held = json.loads((settings.BASE_DIR / "build" / "shapes.json").read_text())
    return Shapes(held["side"], _lines(held["land"]), _lines(held["borders"]))


def _lines(held: list[tuple[list[int], str]]) -> Lines:
    points = []
    for steps, levels in held:
        corners = np.cumsum(np.array(steps, np.int64).reshape(-1, 2), axis=0)
        points.append(np.column_stack([corners, np.frombuffer(levels.encode(), np.uint8) - ord("0")]))
    boxes = [[*line[:, :2].min(axis=0), *line[:, :2].max(axis=0)] for line in points]
    return Lines(points, np.array(boxes, np.int64))


@dataclass(frozen=True)
class View:
    """What a picture shows: a zoom, the point of the square world in its upper left corner, its size in pixels."""

    zoom: float
    west: float
    north: float
    width: int
    height: int

    @property
    def side(self) -> float:
        """Pixels across the whole world."""
        return float(256 * 2**self.zoom)


Line = list[list[int]]


def lines(view: View) -> tuple[list[Line], list[Line]]:
    """Rings around land, and borders, in the view, in units of half a pixel. The world repeats to both sides."""
    land: list[Line] = []
    borders: list[Line] = []
    for around in (-1, 0, 1):
        if view.west < around + 1 and view.west + view.width / view.side > around:
            world = _World(view, around)
            land += world.land()
            borders += world.borders()
    return land, borders


def paths(view: View) -> tuple[str, str]:
    """The same as SVG paths."""
    land, borders = lines(view)
    return "".join(written(ring, closed=True) for ring in land), "".join(map(written, borders))


class _World:
    """One copy of the world in a view."""

    def __init__(self, view: View, around: int) -> None:
        self._level = math.floor(view.zoom)
        self._scale = FINE * view.side / shapes().side
        self._corner = np.array([view.west - around, view.north]) * view.side * FINE
        beyond = MARGIN * FINE
        self._box = (-beyond, -beyond, view.width * FINE + beyond, view.height * FINE + beyond)

    def land(self) -> Iterator[Line]:
        for points in self._near(shapes().land):
            yield clipped(points.tolist(), self._box)

    def borders(self) -> Iterator[Line]:
        for points in self._near(shapes().borders):
            west, north = np.minimum(points[1:], points[:-1]).T
            east, south = np.maximum(points[1:], points[:-1]).T
            seen = _meets((west, north, east, south), self._box)
            # Runs of pieces in sight.
            edges = np.flatnonzero(np.diff(np.concatenate([[0], seen.astype(np.int8), [0]])))
            for first, last in edges.reshape(-1, 2).tolist():
                yield points[first : last + 1].tolist()

    def _near(self, lines: Lines) -> Iterator[Points]:
        """Lines that come near the view, with as many points as its zoom needs."""
        west, north, east, south = self._placed(lines.boxes.reshape(-1, 2)).reshape(-1, 4).T
        for number in np.flatnonzero(_meets((west, north, east, south), self._box)):
            line = lines.points[number]
            yield self._placed(line[line[:, 2] <= self._level, :2])

    def _placed(self, points: Points) -> Points:
        return np.rint(points * self._scale - self._corner).astype(np.int64)


def _meets(boxes: tuple[Points, Points, Points, Points], box: Box) -> NDArray[np.bool_]:
    west, north, east, south = boxes
    left, top, right, bottom = box
    return (west <= right) & (east >= left) & (north <= bottom) & (south >= top)


def clipped(ring: list[list[int]], box: Box) -> list[list[int]]:
    """The part of a ring within a box, after Sutherland and Hodgman; it may run along the box, which is out of sight."""
    left, top, right, bottom = box
    for axis, limit, sign in ((0, left, 1), (1, top, 1), (0, right, -1), (1, bottom, -1)):
        kept: list[list[int]] = []
        for place, point in enumerate(ring):
            before = ring[place - 1]
            inside, was_inside = sign * (point[axis] - limit) >= 0, sign * (before[axis] - limit) >= 0
            if inside != was_inside:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                kept.append([round(before[side] + share * (point[side] - before[side])) for side in (0, 1)])
            if inside:
                kept.append(point)
        ring = kept
    return ring


def written(points: Sequence[Sequence[int]], *, closed: bool = False) -> str:
    """A line as an SVG path in steps; nothing if too little of it is left to be seen."""
    steps = [list(point) for point in points[:1]]
    for before, point in pairwise(points):
        step = [point[0] - before[0], point[1] - before[1]]
        if any(step):
            steps.append(step)
    if len(steps) < (3 if closed else 2):
        return ""
    text = f"M{steps[0][0]} {steps[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps[1:])
    return text.replace(" -", "-") + ("z" if closed else "")
