"""The shapes that charts are made of. Across in per cent of the width, down in pixels; colours by class only."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from atlas.templatetags.wording import number

BAR_ROW = 38  # pixels from one bar to the next: a line of words, the bar, air
BAR = 11
MOST_STATED = 1.4  # as much longer than the longest recorded bar a stated one may be


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart: words above, then what is counted and, hatched beside it, what is only stated."""

    label: str
    value: int
    said: str  # the figure, at the end of the line
    further: str = ""  # words before it, where there is room
    more: int = 0
    mark: str = ""  # colour of a network


def nice_ticks(highest: float, most: int = 5) -> list[int]:
    """Round whole numbers from 0 to at least ``highest``: few enough to read, 1, 2 or 5 times a power of ten apart."""
    rough = max(1.0, highest / most)
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [tick * step for tick in range(math.ceil(max(1.0, highest) / step) + 1)]


def joined_shapes(*parts: SafeString) -> SafeString:
    """Shapes one after another, the first at the back."""
    return format_html_join("", "{}", ((part,) for part in parts))


def bars(rows: Sequence[Bar], hatching: str) -> tuple[SafeString, int]:
    """A bar chart and its height in pixels.

    One network states 8,400 members where most have fewer than 100, so what is stated is cut where it would dwarf all others;
    such a bar is open at its end.
    """
    recorded = max((bar.value for bar in rows), default=0)
    widest = max(
        recorded, min(MOST_STATED * recorded, max((bar.value + bar.more for bar in rows), default=0))
    )
    drawn = [_bar(bar, place * BAR_ROW, widest or 1, hatching) for place, bar in enumerate(rows)]
    return joined_shapes(*drawn), BAR_ROW * len(rows)


def _bar(bar: Bar, top: int, widest: float, hatching: str) -> SafeString:
    counted = 100 * bar.value / widest
    whole = 100 * (bar.value + bar.more) / widest
    y = top + 20
    shapes = []
    if bar.more:
        more = format_html(
            '<rect class="{}" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
            "chart-open" if whole <= 100 else "chart-cut",
            per_cent(counted),
            y,
            per_cent(min(100, whole) - counted),
            BAR,
            hatching,
        )
        shapes.append(more)
    if bar.value:
        solid = '<rect class="chart-bar" x="0" y="{}" width="{}" height="{}"/>'
        shapes.append(format_html(solid, y, per_cent(counted), BAR))
    return format_html(
        '<g{}><text class="chart-label" x="0" y="{}">{}</text>'
        '<text class="chart-figure chart-end" x="100%" y="{}">{}{}</text>{}</g>',
        format_html(' class="mark-{}"', bar.mark) if bar.mark else "",
        top + 14,
        bar.label,
        top + 14,
        format_html('<tspan class="chart-note chart-wide">{} </tspan>', bar.further) if bar.further else "",
        bar.said,
        joined_shapes(*shapes),
    )


def per_cent(position: float) -> str:
    """A position across, as an attribute."""
    return f"{position:.2f}".rstrip("0").rstrip(".") + "%"


# --- over the years -------------------------------------------------------------------------------

PLOT = 200  # pixels from the base line to the top
HEAD = 34  # room for the words above
FOOT = 24  # and for the years below
MOST_YEARS = 6  # labels that a phone has room for


@dataclass(frozen=True)
class Years:
    """The axis of time: from the first year to the last, both with their whole length."""

    first: int
    last: int

    def at(self, year: float) -> float:
        """Position of the beginning of a year, in per cent."""
        return 100 * (year - self.first) / (self.last + 1 - self.first)

    def ticks(self) -> list[int]:
        """The years to name: round ones, few enough for a phone."""
        span = self.last - self.first + 1
        step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if span / step <= MOST_YEARS)
        return [year for year in range(self.first, self.last + 1) if year % step == 0]


def growth(joined: Mapping[int, int], last: int, said: str, mark: str = "") -> tuple[SafeString, int]:
    """Joinings added up year by year, as a stepped area in a network's colour; ``said`` stands at its end."""
    years = Years(min(joined), max(last, *joined))
    total = sum(joined.values())
    ticks = nice_ticks(total, 4)
    top = ticks[-1]
    steps, sum_so_far = [], 0
    for year in sorted(joined):
        sum_so_far += joined[year]
        steps.append(f"H{10 * years.at(year):.1f}V{100 - 100 * sum_so_far / top:.2f}")
    line = "".join(steps).removeprefix("H0.0") + "H1000"
    shapes = format_html(
        '<svg x="0" y="{}" width="100%" height="{}" viewBox="0 0 1000 100" preserveAspectRatio="none">'
        '<path class="chart-area{}" d="M0 100{}V100Z"/><path class="chart-line" d="M0 100{}"/></svg>',
        HEAD,
        PLOT,
        f" mark-{mark}" if mark else "",
        line,
        line,
    )
    end = HEAD + PLOT * (1 - total / top)
    label = format_html(
        '<text class="chart-label chart-end" x="100%" y="{}">{}</text>', f"{max(13, end - 9):.0f}", said
    )
    return joined_shapes(_grid(ticks), shapes, _years(years), label), HEAD + PLOT + FOOT


def columns(counts: Mapping[int, int], last: int) -> tuple[SafeString, int]:
    """One column a year; wide pages write its figure above it."""
    years = Years(min(counts), max(last, *counts))
    ticks = nice_ticks(max(counts.values()), 4)
    width = years.at(years.first + 1)
    drawn = []
    for year, count in sorted(counts.items()):
        height = PLOT * count / ticks[-1]
        drawn.append(
            format_html(
                '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}"/>'
                '<text class="chart-figure chart-middle chart-wide" x="{}" y="{}">{}</text>',
                per_cent(years.at(year) + 0.1 * width),
                f"{HEAD + PLOT - height:.1f}",
                per_cent(0.8 * width),
                f"{height:.1f}",
                per_cent(years.at(year) + 0.5 * width),
                f"{HEAD + PLOT - height - 5:.0f}",
                number(count),
            )
        )
    return joined_shapes(_grid(ticks), *drawn, _years(years, in_the_middle=True)), HEAD + PLOT + FOOT


def _grid(ticks: Sequence[int]) -> SafeString:
    """Lines across; each figure stands on its line, so that it needs no room at the side."""
    return format_html_join(
        "",
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/><text class="chart-axis" x="0" y="{}">{}</text>',
        (
            ("chart-grid" if tick else "chart-base", y, y, y - 4, number(tick) if tick else "")
            for tick in ticks
            for y in [round(HEAD + PLOT * (1 - tick / ticks[-1]))]
        ),
    )


def _years(years: Years, *, in_the_middle: bool = False) -> SafeString:
    half = 0.5 if in_the_middle else 0
    return format_html_join(
        "",
        '<text class="chart-axis{}" x="{}" y="{}">{}</text>',
        (
            (
                "" if at < 4 else " chart-end" if at > 96 else " chart-middle",
                per_cent(at),
                HEAD + PLOT + 17,
                year,
            )
            for year in years.ticks()
            for at in [years.at(year + half)]
        ),
    )


# --- on a scale of powers of ten ------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two amounts of one thing: recorded and stated."""

    label: str
    recorded: int
    stated: int
    said: str
    mark: str = ""


def pairs(rows: Sequence[Pair]) -> tuple[SafeString, int]:
    """Two dots a row on a scale of powers of ten, which holds 17 and 8,400 in one picture; 0 stands at its edge."""
    highest = max((max(row.recorded, row.stated) for row in rows), default=1)
    decades = max(1, math.ceil(math.log10(highest)))
    height = HEAD + BAR_ROW * len(rows)

    def at(amount: int) -> float:
        return 2 + 96 * (1 + math.log10(amount)) / (1 + decades) if amount else 2

    axis = format_html_join(
        "",
        '<line class="chart-grid" x1="{0}" x2="{0}" y1="18" y2="{1}"/>'
        '<text class="chart-axis chart-middle" x="{0}" y="12">{2}</text>',
        (
            (per_cent(at(amount)), height, number(amount))
            for amount in (0, *(10**decade for decade in range(decades + 1)))
        ),
    )
    drawn = [
        format_html(
            '<g{}><text class="chart-label" x="0" y="{}">{}</text>'
            '<text class="chart-figure chart-end" x="100%" y="{}">{}</text>'
            '<line class="chart-open" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            '<circle class="chart-ring" cx="{}" cy="{}" r="5.5"/><circle class="chart-dot" cx="{}" cy="{}" r="5.5"/></g>',
            format_html(' class="mark-{}"', row.mark) if row.mark else "",
            top,
            row.label,
            top,
            row.said,
            per_cent(at(row.recorded)),
            per_cent(at(row.stated)),
            top + 13,
            top + 13,
            per_cent(at(row.stated)),
            top + 13,
            per_cent(at(row.recorded)),
            top + 13,
        )
        for place, row in enumerate(rows)
        for top in [HEAD + 12 + BAR_ROW * place]
    ]
    return joined_shapes(axis, *drawn), height
