"""Drawing where a place lies (SVG): the place in the middle, its neighbours in the register around it, with their names.

Coloured by attributes alone, like the pictures of queries (`picturing`), so that a page may show it as an image.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from atlas.neighbouring import Neighbour
from atlas.picturing import FIELD, Theme, colours, countries, outline, point
from atlas.shapes import View
from cities.models import City

WIDTH, HEIGHT = 336, 252
FOOT = 18
NEAREST_ZOOM, FARTHEST_ZOOM = 8.0, 5.0
EDGE = 24
SIZE = 12.5  # of names, in pixels
LETTER = 0.56  # mean width of a letter, in sizes
AWAY = 8  # of a name from its point


@dataclass(frozen=True)
class _Box:
    """A part of the picture that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def place_picture(city: City, neighbours: Sequence[Neighbour], sign: str, theme: Theme = "light") -> str:
    """Draw the place and its neighbours, in the active language; names that would lie on others are left out."""
    ink = colours(theme)
    view = _view(city, [each.city for each in neighbours])
    title = _("{place} and its neighbours in this register").format(place=city.name)
    names = ", ".join(each.city.name for each in neighbours)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" role="img" aria-labelledby="title desc" xml:lang="{get_language() or "en"}">',
            f'<title id="title">{escape(title)}</title><desc id="desc">{escape(names)}</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ink["map-sea"]}"/>',
            countries(view, ink),
            *_neighbours(city, neighbours, view, ink),
            _middle(city, sign, view, ink),
            f'<rect y="{HEIGHT - FOOT}" width="{WIDTH}" height="{FOOT}" fill="{ink["paper"]}"/>',
            f'<text x="{WIDTH - 4}" y="{HEIGHT - 5}" font-family="Arial, sans-serif" font-size="10.5" '
            f'text-anchor="end" fill="{ink["ink"]}">Natural Earth | GeoNames (CC BY 4.0)</text>',
            "</svg>\n",
        )
    )


def _view(city: City, others: Sequence[City]) -> View:
    """The place in the middle, as near as its neighbours allow."""
    x, y = point(city.latitude, city.longitude)
    across, down = 1e-6, 1e-6
    for other in others:
        to_x, to_y = point(other.latitude, other.longitude)
        across, down = max(across, abs(to_x - x)), max(down, abs(to_y - y))
    half = (WIDTH / 2 - 2 * EDGE) / across, ((HEIGHT - FOOT) / 2 - EDGE) / down
    fitting = math.log2(min(half) / 256)
    zoom = min(NEAREST_ZOOM, max(FARTHEST_ZOOM, math.floor(2 * fitting) / 2))
    side = 256 * 2**zoom
    return View(zoom, x - WIDTH / 2 / side, y - (HEIGHT - FOOT) / 2 / side, WIDTH, HEIGHT)


def _at(city: City, view: View) -> tuple[float, float]:
    x, y = point(city.latitude, city.longitude)
    return (x - view.west) * view.side, (y - view.north) * view.side


def _neighbours(
    city: City, neighbours: Sequence[Neighbour], view: View, ink: dict[str, str]
) -> Iterator[str]:
    """A disc for each, and its name where there is room for it; the place's own name comes first."""
    x, y = _at(city, view)
    points = [(each.city, *_at(each.city, view)) for each in neighbours]
    inside = [each for each in points if 0 < each[1] < WIDTH and 0 < each[2] < HEIGHT - FOOT]
    taken = [_Box(x - 18, y - 18, x + 18, y + 18)]
    taken += [_Box(left - 5, top - 5, left + 5, top + 5) for _city, left, top in inside]
    yield f'<g font-family="Arial, sans-serif" font-size="{SIZE}" fill="{ink["ink"]}">'
    yield _name(city.name, x, y, 20, taken, ink, ' font-weight="700"')
    for other, x, y in inside:
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{ink["n-other"]}" '
            f'stroke="{ink["mark-line"]}" stroke-width="1.2"/>'
        )
        yield _name(other.name, x, y, AWAY, taken, ink)
    yield "</g>"


def _name(
    name: str, x: float, y: float, away: float, taken: list[_Box], ink: dict[str, str], extra: str = ""
) -> str:
    """A name at the right, at the left, below or above its point, where nothing is yet; else nothing."""
    wide = SIZE * LETTER * len(name)
    for left, middle in (
        (x + away, y),
        (x - away - wide, y),
        (x - wide / 2, y + away + SIZE / 2),
        (x - wide / 2, y - away - SIZE / 2),
    ):
        box = _Box(left, middle - SIZE / 2, left + wide, middle + SIZE / 2)
        within = box.left > 2 and box.right < WIDTH - 2 and box.top > 2 and box.bottom < HEIGHT - FOOT - 2
        if within and not any(box.meets(other) for other in taken):
            taken.append(box)
            return (
                f'<text x="{left:.1f}" y="{middle + 0.35 * SIZE:.1f}" '
                f'paint-order="stroke" stroke="{ink["map-halo"]}" stroke-width="3" '
                f'stroke-linejoin="round"{extra}>{escape(name)}</text>'
            )
    return ""


def _middle(city: City, sign: str, view: View, ink: dict[str, str]) -> str:
    x, y = _at(city, view)
    return (
        f'<g transform="translate({x:.1f} {y:.1f})"><circle r="17" fill="{ink["sheet"]}" '
        f'stroke="{ink["mark-line"]}" stroke-width="2"/>'
        f'<path transform="scale(0.95) translate(-{FIELD // 2} -{FIELD // 2})" d="{outline(sign)}" '
        f'fill="{ink[f"n-{sign}"]}" stroke="{ink["mark-line"]}" stroke-width="1.6" stroke-linejoin="round"/></g>'
    )
