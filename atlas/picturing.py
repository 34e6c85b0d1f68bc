"""Drawing the places of a query as one picture (SVG): the map's clusters over the shapes of the countries.

For readers without scripts, for print, and for whoever shows a picture of an address. It is styled by attributes alone, so
that every content policy lets it pass; its colours and signs come from where the map's own do.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Literal
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import numpy as np
from babel.numbers import format_decimal
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from atlas.clustering import OTHER, ring_radius, world
from atlas.filters import Query
from atlas.shapes import FINE, View, paths
from atlas.starting import Start, fitting_zoom, groups, start
from cities.locales import active_locale

WIDTH, HEIGHT = 960, 600
CAPTION = 26  # height of the line at the foot
ROOM_AROUND = 40  # so that no ring at the edge is cut
DEEPEST = 7  # nearer, the shapes are too coarse to tell where one is
EVERYTHING = (-130.0, -50.0, 160.0, 72.0)
# The same sizes as on the map (static/src/canvas.js): marks by population class, bands of small and big rings.
MARK_SIDES = (17, 17, 17, 21, 26)
FIELD = 24
BIG = 20
GAP_IN_RING = 0.9

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")


@cache
def colours(theme: Theme) -> dict[str, str]:
    """The colours of the style sheets' tokens, by name."""
    text = (settings.BASE_DIR / "static" / "styles" / "tokens.css").read_text()
    found = re.findall(r"--([\w-]+): (?:light-dark\((#\w+), (#\w+)\)|(#\w+));", text)
    return {name: both or (dark if theme == "dark" else light) for name, light, dark, both in found}


@cache
def outline(mark: str) -> str:
    """The outline of a network's sign, in a field of 24 by 24."""
    path = settings.BASE_DIR / "static" / "icons" / f"mark-{mark}.svg"
    return ElementTree.parse(path).getroot()[0].attrib["d"]  # noqa: S314  (our own file)


def view_of(bounds: Sequence[float] | None, width: int, height: int) -> View:
    """The view of this size that holds a set of places; of none, the world."""
    west, south, east, north = bounds or EVERYTHING
    room = (width - 2 * ROOM_AROUND, height - 2 * ROOM_AROUND)
    fitting = fitting_zoom((west, south, east, north), room)
    zoom = min(DEEPEST, max(0, math.floor(2 * fitting) / 2))
    (left, top), (right, bottom) = point(north, west), point(south, east)
    side = 256 * 2**zoom
    return View(
        zoom, (left + right) / 2 - width / 2 / side, (top + bottom) / 2 - height / 2 / side, width, height
    )


def point(latitude: float, longitude: float) -> tuple[float, float]:
    """A point on the square of the world."""
    x, y = world(np.array([latitude]), np.array([longitude]))
    return float(x[0]), float(y[0])


def picture(query: Query, theme: Theme = "light") -> str:
    """Draw the places of the query, in the active language."""
    begun = start(query)
    # Shapes go on below the caption, places do not.
    view = replace(view_of(begun.bounds, WIDTH, HEIGHT - CAPTION), height=HEIGHT)
    rows = groups(query, view.zoom)
    ink = colours(theme)
    counted = f"{_number(begun.count)} {begun.sentence.noun}"
    described = _("Map: rings are several places, with their number; signs are single places.")
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" role="img" aria-labelledby="title desc" xml:lang="{get_language() or "en"}">',
            f'<title id="title">{escape(begun.title)}</title><desc id="desc">{escape(described)}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ink["map-sea"]}"/>',
            countries(view, ink),
            *_rings(rows, view, begun, ink),
            *_marks(rows, view, begun, ink),
            _caption(f"{counted}, {begun.as_of}", ink),
            "</svg>\n",
        )
    )


def _number(number: int) -> str:
    return str(format_decimal(number, locale=active_locale()))


def countries(view: View, ink: dict[str, str]) -> str:
    land, borders = paths(view)
    width = FINE * max(0.5, min(1.4, 0.45 + 0.2 * (view.zoom - 2)))
    return (
        f'<g transform="scale({1 / FINE:g})" stroke-linejoin="round"><path fill="{ink["map-land"]}" d="{land}"/>'
        f'<path fill="none" stroke="{ink["map-country"]}" stroke-width="{width:g}" d="{borders}"/></g>'
    )


def _caption(text: str, ink: dict[str, str]) -> str:
    credit = f"{_('City by City')} | Natural Earth | GeoNames (CC BY 4.0)"
    base = HEIGHT - 8
    return (
        f'<g font-family="Arial, sans-serif" font-size="13" fill="{ink["ink"]}">'
        f'<rect y="{HEIGHT - CAPTION}" width="{WIDTH}" height="{CAPTION}" fill="{ink["paper"]}"/>'
        f'<text x="10" y="{base}" font-weight="700">{escape(text)}</text>'
        f'<text x="{WIDTH - 10}" y="{base}" text-anchor="end">{escape(credit)}</text></g>'
    )


# --- rings ----------------------------------------------------------------------------------------


def _at(row: list[Any], view: View) -> str:
    x, y = point(row[0], row[1])
    return f"translate({(x - view.west) * view.side:.1f} {(y - view.north) * view.side:.1f})"


def _mark_of(begun: Start, network: int) -> str:
    return "other" if network == OTHER else begun.networks[network].mark


def _rings(rows: Iterable[list[Any]], view: View, begun: Start, ink: dict[str, str]) -> Iterator[str]:
    """Groups of places, the biggest below."""
    yield '<g font-family="Arial, sans-serif" font-weight="700" text-anchor="middle" fill="none">'
    for row in sorted((row for row in rows if row[2] > 1), key=lambda row: -row[2]):
        count = row[2]
        radius = ring_radius(count)
        band = 7 if radius > BIG else 5.5
        yield (
            f'<g transform="{_at(row, view)}" stroke-width="{band}">'
            f'<circle r="{radius + band / 2 + 1.2:.1f}" fill="{ink["mark-line"]}"/>'
        )
        for mark, arc in _arcs(row[3], radius, begun):
            yield f'<path stroke="{ink[f"n-{mark}"]}" d="{arc}"/>'
        inner = radius - band / 2 + 0.2
        text = _number(count)
        size = min(18 if radius > BIG else 13.5, 2 * (inner - 2) / (0.56 * len(text)))
        yield (
            f'<circle r="{inner:.1f}" fill="{ink["sheet"]}" stroke="{ink["mark-line"]}" stroke-width="1.2"/>'
            f'<text y="{0.34 * size:.1f}" font-size="{size:.3g}" fill="{ink["ink"]}">{text}</text></g>'
        )
    yield "</g>"


def _arcs(ring: list[list[int]], radius: float, begun: Start) -> Iterator[tuple[str, str]]:
    """The parts of a ring, from the top clockwise: sign and path of each."""
    whole = sum(share for _network, share in ring)
    shares = ring if whole else [[OTHER, 1]]
    gap = GAP_IN_RING / radius if len(shares) > 1 else 0.0
    begin = -math.pi / 2
    for network, share in shares:
        end = begin + 2 * math.pi * share / (whole or 1)
        if len(shares) == 1:  # an arc that ends where it begins is none
            r = f"{radius:.1f}"
            yield _mark_of(begun, network), f"M-{r} 0A{r} {r} 0 0 1 {r} 0A{r} {r} 0 0 1-{r} 0"
        elif end - begin > 2 * gap:
            first, last = (
                f"{radius * math.cos(angle):.1f} {radius * math.sin(angle):.1f}"
                for angle in (begin + gap, end - gap)
            )
            large = int(end - begin > math.pi)
            yield _mark_of(begun, network), f"M{first}A{radius:.1f} {radius:.1f} 0 {large} 1 {last}"
        begin = end


# --- single places --------------------------------------------------------------------------------


def _marks(rows: Iterable[list[Any]], view: View, begun: Start, ink: dict[str, str]) -> Iterator[str]:
    """Single places, each with the sign of one of its networks; those in the north below."""
    singles = sorted((row for row in rows if row[2] == 1), key=lambda row: -row[0])
    yield "<defs>"
    for mark in sorted({_mark_of(begun, row[3][0][0]) for row in singles}):
        path = f'<path d="{outline(mark)}"'
        yield (
            f'<g id="{mark}" transform="translate(-{FIELD // 2} -{FIELD // 2})" stroke-linejoin="round">'
            f'{path} fill="none" stroke="{ink["sheet"]}" stroke-width="6"/>'
            f'{path} fill="{ink[f"n-{mark}"]}" stroke="{ink["mark-line"]}" stroke-width="2"/></g>'
        )
    yield "</defs>"
    for row in singles:
        scale = MARK_SIDES[row[5]] / FIELD
        yield f'<use href="#{_mark_of(begun, row[3][0][0])}" transform="{_at(row, view)}scale({scale:.2g})"/>'
