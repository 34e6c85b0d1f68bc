"""The chart of memberships over the years: what has a bar, how far it reaches, what is said beside it."""

import datetime
import re
from typing import Any

import pytest
from django.utils.translation import override

from atlas.charting.membership_timeline import Group, Span, caption, drawn
from cities.partial_dates import PartialDate

AS_OF = datetime.date(2026, 1, 1)


def span(label: str = "ECCAR", **dates: str) -> Span:
    known: dict[str, Any] = {name: PartialDate.parse(written) for name, written in dates.items()}
    return Span(label, "square", **known)


def bars(plot: str, kind: str = "chart-bar") -> list[tuple[float, float]]:
    """Beginning and end of the bars with a width in per cent."""
    found = re.findall(rf'class="{kind}" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', plot)
    return [(float(x), float(x) + float(width)) for x, width in found]


def plot(*spans: Span) -> str:
    return str(drawn([Group("", spans)], AS_OF, "url(#h)")[0])


def test_a_bar_is_solid_from_joining_to_the_last_dated_source_and_hatched_since() -> None:
    drawing = plot(span(joined="2006", attested="2016"), span(joined="2010"))

    # 2016 lies half-way from 2006 to 2026.
    (start, end), (open_start, open_end) = bars(drawing)[0], bars(drawing, "chart-open")[0]
    assert (end - start) / (100 - start) == pytest.approx(0.5, abs=0.001)
    assert (open_start, open_end) == (pytest.approx(end), pytest.approx(100))
    assert drawing.count('class="chart-open"') == 2


def test_what_ended_is_not_hatched_and_reaches_to_the_end_of_its_period() -> None:
    drawing = plot(span(joined="2006", left="2015"))

    assert "chart-open" not in drawing
    (start, end) = bars(drawing)[0]
    assert (end - start) / (100 - start) == pytest.approx(0.5, abs=0.001)


def test_an_unknown_beginning_is_a_tick_at_the_attested_date_and_said() -> None:
    drawing = plot(span(attested="2016-11"), span(joined="2000"))

    assert bars(drawing) == []  # ticks are four pixels wide
    assert drawing.count('width="4"') == 2
    assert "start unknown, attested November 2016" in drawing
    assert ">attested 2016<" in drawing


def test_what_nothing_dates_has_no_bar_and_is_counted() -> None:
    spans = [span("ECCAR", joined="2000"), span("Xarxa FP")]

    drawing = plot(*spans)

    assert drawing.count('width="4"') == 1
    assert ">Xarxa FP<" in drawing
    assert ">undated<" in drawing
    assert caption(spans).endswith("1 membership has no date and so no bar.")
    assert "no bar" not in caption(spans[:1])
    assert drawn([Group("", spans[1:])], AS_OF, "url(#h)") == ("", 0)


def test_a_source_of_the_same_year_ends_where_the_membership_begins_at_the_latest() -> None:
    drawing = plot(span(joined="2019-12-18", attested="2019"))

    assert all(0 <= start <= end <= 100 for start, end in bars(drawing))
    assert "since 18 December 2019" in drawing


def test_headings_part_the_groups() -> None:
    groups = [
        Group("ECCAR", [span("Bonn", joined="2008")]),
        Group("Rainbow", [span("Kiel", joined="2012")]),
    ]

    drawing, height = drawn(groups, AS_OF, "url(#h)")

    words = re.findall(r'class="(?:timeline-heading|chart-label timeline-label)"[^>]*>([^<]+)<', drawing)
    assert words == ["ECCAR", "Bonn", "Rainbow", "Kiel"]
    assert height > 2 * 38


def test_the_years_are_few_and_round() -> None:
    years = re.findall(r'class="chart-axis[^"]*" x="[^"]+" y="12">(\d+)<', plot(span(joined="1982")))

    assert years == ["1980", "1990", "2000", "2010", "2020"]


def test_german_says_it_in_german() -> None:
    with override("de"):
        drawing = plot(span(joined="2008-11-26"), span(attested="2016-11"), span(left="2016"))

    assert "seit 26. November 2008" in drawing
    assert "Beginn unbekannt, belegt November 2016" in drawing
    assert "bis 2016" in drawing
