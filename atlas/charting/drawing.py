"""The shapes that charts are made of. Across in per cent of the width, down in pixels; colours by class only."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

BAR_ROW = 38  # pixels from one bar to the next: a line of words, the bar, air
BAR = 11


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart: words above, then what is counted and, hatched beside it, what is only stated."""

    label: str
    value: int
    said: str  # the figures in words, at the end of the line
    more: int = 0
    mark: str = ""  # colour of a network


def nice_ticks(highest: float, most: int = 5) -> list[int]:
    """Round whole numbers from 0 to at least ``highest``: few enough to read, 1, 2 or 5 times a power of ten apart."""
    rough = max(1.0, highest / most)
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [tick * step for tick in range(math.ceil(max(1.0, highest) / step) + 1)]


def joined(parts: Iterable[SafeString]) -> SafeString:
    """Shapes one after another."""
    return format_html_join("", "{}", ((part,) for part in parts))


def bars(rows: Sequence[Bar], hatching: str) -> tuple[SafeString, int]:
    """A bar chart and its height in pixels."""
    widest = max((bar.value + bar.more for bar in rows), default=0) or 1
    drawn = joined(_bar(bar, number * BAR_ROW, widest, hatching) for number, bar in enumerate(rows))
    return drawn, BAR_ROW * len(rows)


def _bar(bar: Bar, top: int, widest: int, hatching: str) -> SafeString:
    counted, more = 100 * bar.value / widest, 100 * bar.more / widest
    y = top + 20
    stated = format_html(
        '<rect class="chart-open" x="{}" y="{}" width="{}" height="{}" fill="{}"/>',
        per_cent(counted),
        y,
        per_cent(more),
        BAR,
        hatching,
    )
    return format_html(
        '<g{}><text class="chart-label" x="0" y="{}">{}</text>'
        '<text class="chart-figure chart-end" x="100%" y="{}">{}</text>{}{}</g>',
        format_html(' class="mark-{}"', bar.mark) if bar.mark else "",
        top + 14,
        bar.label,
        top + 14,
        bar.said,
        stated if bar.more else "",
        format_html(
            '<rect class="chart-bar" x="0" y="{}" width="{}" height="{}"/>', y, per_cent(counted), BAR
        )
        if bar.value
        else "",
    )


def per_cent(number: float) -> str:
    """A position across, as an attribute."""
    return f"{number:.2f}".rstrip("0").rstrip(".") + "%"
