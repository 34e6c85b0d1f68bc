"""The frame and the shapes of charts: picture, words, table and CSV hold the same figures."""

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from atlas.charting.chart import Cell, Chart, Column, hatching
from atlas.charting.drawing import Bar, Pair, Years, bars, columns, growth, nice_ticks, pairs
from atlas.charting.tabling import as_csv
from cities.partial_dates import PartialDate

SVG = "{http://www.w3.org/2000/svg}"


def drawn(plot: str) -> ElementTree.Element:
    """The shapes as a document, which they must be by themselves."""
    return ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{plot}</svg>')  # noqa: S314


def make_chart(**values: object) -> Chart:
    plot, height = bars([Bar("Safe <Harbours>", 3, "3", more=2, mark="hull")], hatching("members"))
    given = {
        "name": "members",
        "title": "Members by network",
        "description": "One bar a network.",
        "columns": [
            Column("network", "Network"),
            Column("name"),
            Column("recorded", "Recorded", number=True),
        ],
        "rows": [
            [Cell("sichere-haefen", "Safe <Harbours>", "/en/networks/x/", "hull"), "Safe <Harbours>", 1203]
        ],
        "plot": plot,
        "height": height,
        "caption": "Counted once.",
        "source": "As of today.",
        "csv_url": "/en/statistics/members.csv",
    }
    return Chart(**{**given, **values})


def page(chart: Chart) -> str:
    return render_to_string("charts/_chart.html", {"chart": chart})


def test_the_picture_has_a_name_and_a_description() -> None:
    html = page(make_chart())

    assert 'role="img" aria-labelledby="chart-members-title chart-members-desc"' in html
    assert '<title id="chart-members-title">Members by network</title>' in html
    assert '<desc id="chart-members-desc">One bar a network.</desc>' in html


def test_the_figure_ends_with_its_caption_and_says_its_source() -> None:
    html = page(make_chart())

    assert re.search(r"Counted once\..*As of today\..*</figcaption>\s*</figure>", html, re.S)


def test_the_table_stands_folded_beside_a_picture_and_open_without_one() -> None:
    assert "<details>" in page(make_chart())
    assert "<details>" not in page(make_chart(open=True))
    without = page(make_chart(plot=""))
    assert "<details>" not in without
    assert '<svg class="chart-plot"' not in without
    assert "<table" in without


def test_the_table_writes_figures_like_the_page_and_leaves_out_what_is_for_csv() -> None:
    with override("de"):
        html = page(make_chart())

    assert ">1.203</td>" in html
    assert '<a href="/en/networks/x/">Safe &lt;Harbours&gt;</a>' in html
    assert html.count('scope="col"') == 2
    assert "Zahlen als CSV" in html


def test_unknown_figures_are_a_dash_and_dates_are_spoken() -> None:
    columns_of_it = [Column("network", "Network"), Column("date", "Date"), Column("stated", "Stated")]
    chart = make_chart(columns=columns_of_it, rows=[["x", PartialDate(2019, 12), None]])

    with override("de"):
        html = page(chart)

    assert "<td>Dezember 2019</td>" in html
    assert "<td>–</td>" in html


def test_csv_holds_all_columns_and_no_formulas() -> None:
    rows = [[Cell("=1+1", "One"), "＋name", None], ["b", "-2", 7]]
    chart = make_chart(rows=rows)

    lines = as_csv(chart, datetime.date(2026, 11, 21)).splitlines()

    assert lines == [
        "network,name,recorded,as_of,license",
        "'=1+1,'＋name,,2026-11-21,CC BY 4.0",
        "b,'-2,7,2026-11-21,CC BY 4.0",
    ]


def test_bars_share_one_scale_and_names_are_escaped() -> None:
    plot, height = bars(
        [Bar("A & B", 100, "100"), Bar("C", 25, "25", more=25), Bar("D", 0, "0")], hatching("x")
    )
    widths = {
        (rect.get("class"), rect.get("x"), rect.get("width")) for rect in drawn(plot).iter(f"{SVG}rect")
    }

    assert widths == {
        ("chart-bar", "0", "100%"),
        ("chart-bar", "0", "25%"),
        ("chart-open", "25%", "25%"),
    }
    assert height == 3 * 38
    assert "A &amp; B" in plot


def test_what_is_stated_beyond_measure_is_cut_and_left_open() -> None:
    plot, _height = bars([Bar("Mayors", 100, "100", more=8300), Bar("B", 50, "50")], hatching("x"))
    rects = [(rect.get("class"), rect.get("width")) for rect in drawn(plot).iter(f"{SVG}rect")]

    assert rects == [("chart-cut", "28.57%"), ("chart-bar", "71.43%"), ("chart-bar", "35.71%")]


def test_growth_is_a_stair_of_sums() -> None:
    plot, _height = growth({2019: 3, 2021: 1}, 2022, "4 with a date")
    line = next(path for path in drawn(plot).iter(f"{SVG}path") if path.get("class") == "chart-line")

    # Four years; the scale ends at 4: up by three quarters at once, and to the top after half the way.
    assert line.get("d") == "M0 100V25.00H500.0V0.00H1000"
    assert "4 with a date" in plot


def test_growth_of_a_single_year_and_of_years_to_come_is_drawn() -> None:
    assert "chart-line" in growth({2026: 1}, 2026, "1")[0]
    assert "chart-line" in growth({2030: 1}, 2026, "1")[0]


def test_columns_have_the_height_of_their_figure() -> None:
    plot, _height = columns({2020: 10, 2022: 5}, 2022)
    heights = [rect.get("height") for rect in drawn(plot).iter(f"{SVG}rect")]

    assert heights == ["200.0", "100.0"]


def test_pairs_stand_on_powers_of_ten_and_nothing_at_the_edge() -> None:
    plot, _height = pairs([Pair("A", 10, 1000, "10 of 1,000"), Pair("B", 0, 100, "0 of 100")])
    dots = [circle.get("cx") for circle in drawn(plot).iter(f"{SVG}circle")]

    # Hollow, then filled; 0, 1, 10, 100 and 1,000 divide the width into four equal parts.
    assert dots == ["98%", "50%", "74%", "2%"]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (50, [0, 20, 40, 60]),
        (477, [0, 200, 400, 600]),
    ],
)
def test_scales_end_on_round_numbers(highest: int, ticks: list[int]) -> None:
    assert nice_ticks(highest, 4) == ticks


def test_a_phone_has_room_for_the_years() -> None:
    assert Years(1982, 2026).ticks() == [1990, 2000, 2010, 2020]
    assert Years(2024, 2026).ticks() == [2024, 2025, 2026]
    assert all(len(Years(first, 2026).ticks()) <= 6 for first in range(1900, 2026))
