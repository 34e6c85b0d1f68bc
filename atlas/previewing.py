"""Drawing the picture (PNG) that other sites show beside a link to one of our pages: its name, and its part of the map."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from atlas.clustering import OTHER, ring_radius
from atlas.filters import Query
from atlas.picturing import colours, point, view_of
from atlas.shapes import FINE, View, lines
from atlas.starting import Start, groups, start

WIDTH, HEIGHT = 1200, 630  # what the sites that show previews ask for
BAND = 500  # of the width, for the words
MARGIN = 44
SMOOTH = 2  # drawn so many times larger, then reduced: Pillow's lines have steps
LARGEST, SMALLEST = 92, 28
SMALL = 26
DOT = 9
FILES = ("latin", "latin-ext")
LATIN = 0x100  # characters below are in the first file


@dataclass(frozen=True)
class Preview:
    """What a preview says and shows."""

    title: str
    lines: tuple[str, ...]  # below the title
    section: str  # whose colour it has
    query: Query  # the places on its map
    chosen: tuple[float, float] | None = None  # latitude and longitude of the place it is about


def preview(subject: Preview) -> bytes:
    """Draw the preview in the active language."""
    ink = colours("light")
    image = Image.new("RGB", (WIDTH * SMOOTH, HEIGHT * SMOOTH), ink["map-sea"])
    _Map(image, subject, ink).draw()
    _Band(image, subject, ink).draw()
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).quantize(256, Image.Quantize.MAXCOVERAGE)
    written = BytesIO()
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


# --- the map --------------------------------------------------------------------------------------


class _Map:
    """The right part: land, borders, rings and dots."""

    def __init__(self, image: Image.Image, subject: Preview, ink: dict[str, str]) -> None:
        self._draw = ImageDraw.Draw(image)
        self._ink = ink
        self._begun: Start = start(subject.query)
        self._chosen = subject.chosen
        self._view: View = view_of(self._begun.bounds, WIDTH - BAND, HEIGHT)
        self._rows = groups(subject.query, self._view.zoom)

    def draw(self) -> None:
        """Draw it; the biggest rings lie below."""
        land, borders = lines(self._view)
        for ring in land:
            if len(ring) > 2:
                self._draw.polygon([self._placed(x, y) for x, y in ring], fill=self._ink["map-land"])
        for line in borders:
            self._draw.line(
                [self._placed(x, y) for x, y in line], fill=self._ink["map-country"], width=SMOOTH
            )
        for row in sorted(self._rows, key=lambda row: -row[2]):
            if row[2] > 1:
                self._ring(row)
            else:
                self._dot(*self._at(row[0], row[1]), DOT, self._colour(row[3][0][0]))
        if self._chosen:
            x, y = self._at(*self._chosen)
            self._dot(x, y, 2 * DOT, self._ink["sheet"])
            self._dot(x, y, DOT, self._ink["ink"])

    @staticmethod
    def _placed(x: float, y: float) -> tuple[float, float]:
        return BAND * SMOOTH + x * SMOOTH / FINE, y * SMOOTH / FINE

    def _at(self, latitude: float, longitude: float) -> tuple[float, float]:
        x, y = point(latitude, longitude)
        view = self._view
        return self._placed((x - view.west) * view.side * FINE, (y - view.north) * view.side * FINE)

    def _colour(self, network: int) -> str:
        mark = "other" if network == OTHER else self._begun.networks[network].mark
        return self._ink[f"n-{mark}"]

    def _dot(self, x: float, y: float, radius: float, colour: str) -> None:
        r = radius * SMOOTH
        self._draw.ellipse((x - r, y - r, x + r, y + r), fill=colour, outline=self._ink["ink"], width=SMOOTH)

    def _ring(self, row: list[Any]) -> None:
        (x, y), count = self._at(row[0], row[1]), row[2]
        radius = ring_radius(count) + 3
        self._dot(x, y, radius + 1, self._ink["ink"])
        outer = radius * SMOOTH
        begin = -90.0
        whole = sum(share for _network, share in row[3]) or 1
        for network, share in row[3] or [[OTHER, 1]]:
            end = begin + 360 * share / whole
            box = (x - outer, y - outer, x + outer, y + outer)
            self._draw.pieslice(box, begin, end, fill=self._colour(network))
            begin = end
        self._dot(x, y, radius - 6, self._ink["sheet"])
        text = str(count)
        font = _font("display", min(18, 2 * (radius - 8) / (0.62 * len(text))))
        self._draw.text((x, y), text, font=font, fill=self._ink["ink"], anchor="mm")


# --- the words ------------------------------------------------------------------------------------


class _Band:
    """The left part: title, lines, and whose picture it is, on the colour of the section."""

    def __init__(self, image: Image.Image, subject: Preview, ink: dict[str, str]) -> None:
        self._draw = ImageDraw.Draw(image)
        self._subject = subject
        self._ink = ink

    def draw(self) -> None:
        """Draw it, the title as large as fits."""
        ink = self._ink
        self._draw.rectangle((0, 0, BAND * SMOOTH, HEIGHT * SMOOTH), fill=ink[self._subject.section])
        foot = HEIGHT - MARGIN - SMALL
        self._write(MARGIN, foot, [_("City by City")], "display", SMALL)
        below = [part for line in self._subject.lines for part in self._wrapped(line, "text", SMALL)]
        room = foot - 2 * MARGIN - len(below) * SMALL * 1.35
        size, title = self._fitted(room)
        self._write(MARGIN, MARGIN, title, "display", size)
        self._write(MARGIN, MARGIN + len(title) * size * 1.05 + 18, below, "text", SMALL)

    def _fitted(self, room: float) -> tuple[int, list[str]]:
        for size in range(LARGEST, SMALLEST, -2):
            title = self._wrapped(self._subject.title, "display", size)
            if (
                len(title) * size * 1.05 <= room
                and max(map(self._measure("display", size), title)) <= _width()
            ):
                return size, title
        held = max(1, int(room / (SMALLEST * 1.05)))
        return SMALLEST, self._wrapped(self._subject.title, "display", SMALLEST)[:held]

    def _wrapped(self, text: str, face: str, size: int) -> list[str]:
        """The text in lines that fit the band; a word longer than a line stands alone."""
        measure = self._measure(face, size)
        found: list[str] = []
        for word in text.split():
            longer = f"{found[-1]} {word}" if found else word
            if found and measure(longer) <= _width():
                found[-1] = longer
            else:
                found.append(word)
        return found

    @staticmethod
    def _measure(face: str, size: int) -> Any:
        return lambda text: sum(font.getlength(part) for part, font in _runs(text, face, size))

    def _write(self, x: float, y: float, text: Iterable[str], face: str, size: int) -> None:
        for number, line in enumerate(text):
            along = x * SMOOTH
            for part, font in _runs(line, face, size):
                at = (along, (y + number * size * (1.05 if face == "display" else 1.35)) * SMOOTH)
                self._draw.text(at, part, font=font, fill=self._ink["on-colour"])
                along += font.getlength(part)


def _width() -> int:
    return (BAND - 2 * MARGIN) * SMOOTH


def _runs(text: str, face: str, size: float) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """Parts of the text with the font that has their letters: each face comes in two files."""
    for further, letters in groupby(text, key=lambda letter: LATIN <= ord(letter) < 0x2000):
        yield "".join(letters), _font(face, size, FILES[further])


@cache
def _font(face: str, size: float, file: str = FILES[0]) -> ImageFont.FreeTypeFont:
    names = {
        "display": "bricolage-grotesque-{}-opsz-normal",
        "text": "atkinson-hyperlegible-next-{}-wght-normal",
    }
    path = settings.BASE_DIR / "build" / "static" / "fonts" / f"{names[face].format(file)}.woff2"
    font = ImageFont.truetype(path, round(size * SMOOTH))
    font.set_variation_by_axes([min(96, max(12, size)), 800] if face == "display" else [500])
    return font
