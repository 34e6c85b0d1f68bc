"""Memberships over the years: a bar from joining to the last dated source, hatched since.

What no source dates has no bar: a gap stays a gap, and words stand in its place.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from atlas.charting.drawing import BAR, BAR_ROW, joined_shapes, per_cent
from cities.partial_dates import PartialDate

AXIS = 26  # pixels of the years at the top
HEADING = 30
MOST_YEARS = 8  # names of years that fit side by side; a phone shows every second
EDGE = 4  # per cent: nearer to it, the name of a year would be cut
LAST_TO_BEGIN = 62
STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Span:
    """One membership: what it is called in the chart, and what is known of its time."""

    label: str
    mark: str
    joined: PartialDate | None = None
    left: PartialDate | None = None
    attested: PartialDate | None = None

    @property
    def dated(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.joined or self.left or self.attested)

    def said(self, *, briefly: bool = False) -> str:
        """The time in words, for the end of its line; ``briefly`` in years only."""

        def write(date: PartialDate) -> str:
            return str(date.year) if briefly else date.spoken()

        if self.joined and self.left:
            return _("{start} to {end}").format(start=write(self.joined), end=write(self.left))
        if self.joined:
            return pgettext("membership", "since {date}").format(date=write(self.joined))
        if self.left:
            return pgettext("membership", "until {date}").format(date=write(self.left))
        if self.attested:
            said = _("attested {date}") if briefly else _("start unknown, attested {date}")
            return said.format(date=write(self.attested))
        return _("undated")


@dataclass(frozen=True)
class Group:
    """Memberships that belong together, under a heading if it has words."""

    heading: str
    spans: Sequence[Span]


class _Axis:
    """The years that a chart spans, up to the day to which its figures refer."""

    def __init__(self, spans: Sequence[Span], as_of: datetime.date) -> None:
        dates = [date for span in spans for date in (span.joined, span.left, span.attested) if date]
        first = min((date.year for date in dates), default=as_of.year)
        years = as_of.year - first + 1
        step = next((step for step in STEPS if years / step <= MOST_YEARS), STEPS[-1])
        self.start = datetime.date(first // step * step, 1, 1)
        self.end = max([as_of, *(date.first_day() for date in dates)])
        self.ticks = range(self.start.year, self.end.year + 1, step)

    def at(self, day: datetime.date) -> float:
        """Where a day lies, in per cent."""
        whole = max(1, (self.end - self.start).days)
        return min(100.0, 100 * (day - self.start).days / whole)

    def reach(self, span: Span) -> tuple[float, float]:
        """From the first to the last date that a source gives, in per cent.

        A partial date begins with the period it names; the end of a membership is the end of that period, as in the query.
        """
        days = [date.first_day() for date in (span.joined, span.attested) if date]
        if span.left:
            days.append(span.left.last_day())
        return (self.at(min(days)), self.at(max(days))) if days else (100.0, 100.0)


def drawn(groups: Sequence[Group], as_of: datetime.date, hatching: str) -> tuple[SafeString, int]:
    """The chart and its height in pixels; nothing where no membership has a date."""
    spans = [span for group in groups for span in group.spans]
    if not any(span.dated for span in spans):
        return SafeString(""), 0
    axis = _Axis(spans, as_of)
    words, marks, top = [], [], AXIS
    for group in groups:
        if group.heading:
            heading = '<text class="timeline-heading" x="0" y="{}">{}</text>'
            words.append(format_html(heading, top + 22, group.heading))
            top += HEADING
        for span in group.spans:
            label = '<text class="chart-label timeline-label" x="0" y="{}">{}</text>'
            words.append(format_html(label, top + 14, span.label))
            marks.append(_row(span, axis, top, hatching))
            top += BAR_ROW
    height = top + 4
    return joined_shapes(_years(axis, height), *marks, *words), height


def _years(axis: _Axis, height: int) -> SafeString:
    lines = [
        format_html(
            '<line class="chart-grid" x1="{0}" x2="{0}" y1="18" y2="{1}"/>'
            '<text class="chart-axis{2}{3}" x="{0}" y="12">{4}</text>',
            per_cent(place := axis.at(datetime.date(year, 1, 1))),
            height,
            "" if place < EDGE else " chart-end" if place > 100 - EDGE else " chart-middle",
            " timeline-between" if number % 2 else "",
            year,
        )
        for number, year in enumerate(axis.ticks)
    ]
    return joined_shapes(*lines)


def _row(span: Span, axis: _Axis, top: int, hatching: str) -> SafeString:
    first, last = axis.reach(span)
    # Words begin where the bar begins, unless there is too little room for them until today.
    begins = span.dated and first < LAST_TO_BEGIN
    return format_html(
        '<g class="mark-{}"><text class="chart-note timeline-full{}" x="{}" y="{}">{}</text>'
        '<text class="chart-note timeline-brief chart-end" x="100%" y="{}">{}</text>{}</g>',
        span.mark,
        "" if begins else " chart-end",
        per_cent(first if begins else 100),
        top + 14,
        span.said(),
        top + 14,
        span.said(briefly=True),
        _bar(span, first, last, top + 20, hatching),
    )


def _bar(span: Span, first: float, last: float, y: int, hatching: str) -> SafeString:
    """Solid as far as sources reach; after the last of them hatched, unless it is known to have ended."""
    if not span.dated:
        return SafeString("")
    parts = []
    if not span.left and last < 100:
        open_bar = '<rect class="chart-open" x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        parts.append(format_html(open_bar, per_cent(last), y, per_cent(100 - last), BAR, hatching))
    if last > first:
        bar = '<rect class="chart-bar" x="{}" y="{}" width="{}" height="{}"/>'
        parts.append(format_html(bar, per_cent(first), y, per_cent(last - first), BAR))
    # One day alone would be a bar without width.
    tick = '<rect class="chart-bar" x="{}" y="{}" width="4" height="{}"/>'
    parts.append(format_html(tick, per_cent(first), y - 2, BAR + 4))
    return joined_shapes(*parts)


def caption(spans: Sequence[Span]) -> str:
    """How to read the chart, and how many memberships it can't draw."""
    undated = sum(1 for span in spans if not span.dated)
    how = _(
        "Full colour: from the beginning to the last dated source. "
        "Hatched: not newly attested since; that does not mean it left."
    )
    missing = ngettext(
        "{number} membership has no date and so no bar.",
        "{number} memberships have no date and so no bar.",
        undated,
    )
    return f"{how} {missing.format(number=undated)}" if undated else how
