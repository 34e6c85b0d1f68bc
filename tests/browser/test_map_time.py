"""The time bar under the map: joinings by year, asking for a span or a state, and letting the years run."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.map_page import box_at_rest, count, open_map, ready, sentence

SAFE_HARBOURS = "network=sichere-haefen"
FRAME = 50  # ms in which the words about a new picture follow it
MEMBERSHIPS = Path(__file__).resolve().parents[2] / "fixtures" / "register" / "memberships.csv"
COUNTED = {"member", "awarded", "observer"}


@pytest.fixture(scope="module")
def joined() -> list[str]:
    """Dates on which the counted members of Safe Harbours joined, as the register's table has them."""
    with MEMBERSHIPS.open(encoding="utf-8", newline="") as table:
        return [
            row["joined"]
            for row in csv.DictReader(table)
            if row["network"] == "sichere-haefen" and row["status"] in COUNTED
        ]


@pytest.fixture(scope="module")
def by_year(joined: list[str]) -> dict[int, int]:
    """Joinings of Safe Harbours by year."""
    return dict(sorted(Counter(int(date[:4]) for date in joined if date).items()))


def handle(page: Page, name: str) -> Locator:
    """A handle on the line of the years."""
    return page.get_by_role("slider", name=name)


def drawn(page: Page) -> dict[int, int]:
    """The bars, as a pointer that rests on them is told, once the task after their frame is done."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    titles = page.locator(".time-name title").all_text_contents()
    return {int(year): int(number) for year, _, number in (title.partition(": ") for title in titles)}


def expect_bars(page: Page, path: str, number: int) -> None:
    """All bars of a kind are one path, each of them a part of it."""
    expect(page.locator(path)).to_have_attribute("d", re.compile(f"^(M[^M]+z){{{number}}}$"))


def expect_count(page: Page, number: int) -> None:
    expect(page.locator("#result-count")).to_have_attribute("data-count", str(number))


def test_bars_and_their_table_are_the_joinings_by_year(page: Page, by_year: dict[int, int]) -> None:
    open_map(page, SAFE_HARBOURS)
    expect_bars(page, ".time-bar", len(by_year))
    expect_bars(page, ".time-bar-outside", 0)

    assert drawn(page) == by_year
    assert page.locator(".time-count").all_text_contents() == [str(number) for number in by_year.values()]
    rows = page.get_by_role("table", name="Joinings by year").locator("tbody tr")
    said = [row.split("\t") for row in rows.all_inner_texts()]
    assert said[:-1] == [[str(year), str(number)] for year, number in by_year.items()]
    assert said[-1][0] == "no date"


def test_bars_keep_their_names_on_another_screen(page: Page, by_year: dict[int, int]) -> None:
    places = """() => [...document.querySelectorAll(".time-name")].map((node) => {
      const bars = document.querySelector(".time-bar").getAttribute("d").match(/M[^ ]+/g);
      const { x, width } = node.getBBox();
      return bars.filter((bar) => x <= bar.slice(1) && bar.slice(1) <= x + width).length;
    })"""
    open_map(page, SAFE_HARBOURS)
    before = page.locator(".time-bar").get_attribute("d")
    page.set_viewport_size({"width": 1000, "height": 700})
    expect(page.locator(".time-bar")).not_to_have_attribute("d", before or "")

    assert drawn(page) == by_year
    assert page.evaluate(places) == [1] * len(by_year)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "without a joining date, count only with no time filter"),
        ("de", "ohne Beitrittsdatum, zählen nur ohne Zeitfilter"),
    ],
)
def test_undated_ones_are_told_beside_the_bars(
    page: Page, joined: list[str], language: str, words: str
) -> None:
    undated = joined.count("")
    open_map(page, f"{SAFE_HARBOURS}&joined_from=2019", language)
    expect(page.locator(".time-undated")).to_have_text(f"{undated} {words}")
    expect(page.locator(".time-table tbody tr").last.locator("td")).to_have_text(str(undated))


def test_bars_follow_the_other_filters_and_stand_still_while_one_moves_in_time(page: Page) -> None:
    open_map(page, SAFE_HARBOURS)
    everywhere = drawn(page)
    page.locator('[data-filter="country"] [value="AT"]').check()
    expect_count(page, 11)
    austrian = drawn(page)
    assert sum(austrian.values()) + int(page.locator(".time-undated-figure").inner_text()) == 11

    handle(page, "Joined since").press("End")
    expect_bars(page, ".time-bar", 0)
    expect_bars(page, ".time-bar-outside", len(austrian))
    assert drawn(page) == austrian
    page.locator('[data-filter="country"] [value="AT"]').uncheck()
    expect(page.locator(".chip")).to_have_count(2)
    assert drawn(page) == everywhere


@pytest.mark.parametrize(
    ("language", "name", "says"),
    [("en", "Joined since", "joined since {}"), ("de", "Beigetreten ab", "beigetreten ab {}")],
)
def test_a_handle_by_keyboard_asks_address_figure_and_sentence(
    page: Page, by_year: dict[int, int], language: str, name: str, says: str
) -> None:
    first, second, third, *_ = by_year
    dated = sum(by_year.values())
    open_map(page, SAFE_HARBOURS, language)
    everything = count(page)
    start = handle(page, name)
    expect(start).to_have_attribute("aria-valuetext", str(first))
    start.press("ArrowRight")
    expect_count(page, dated - by_year[first])
    expect(start).to_have_attribute("aria-valuetext", str(second))
    expect(page).to_have_url(re.compile(f"joined_from={second}"))
    assert says.format(second) in sentence(page)
    expect(page.locator(".chip").last).to_contain_text(str(second))

    start.press("ArrowRight")
    expect_count(page, dated - by_year[first] - by_year[second])
    expect(page).to_have_url(re.compile(f"joined_from={third}"))

    page.go_back()  # the whole stay at the handle is one step
    expect_count(page, everything)
    expect(start).to_have_attribute("aria-valuetext", str(first))
    page.go_forward()
    expect(start).to_have_attribute("aria-valuetext", str(third))
    start.press("Home")
    expect_count(page, everything)
    expect(page).not_to_have_url(re.compile("joined_from"))


def test_the_line_does_not_shrink_under_a_handle(page: Page) -> None:
    open_map(page, f"{SAFE_HARBOURS}&joined_from=2010")
    start = handle(page, "Joined since")
    for year in (2011, 2012):
        start.press("ArrowRight")
        expect(page).to_have_url(re.compile(f"joined_from={year}"))
        expect(start).to_have_value(str(year))
    expect(start).to_have_attribute("min", "2010")


def test_handles_do_not_pass_each_other(page: Page, by_year: dict[int, int]) -> None:
    first = min(by_year)
    open_map(page, SAFE_HARBOURS)
    end = handle(page, "Joined by")
    end.press("Home")
    expect_count(page, by_year[first])
    expect(page).to_have_url(re.compile(f"joined_to={first}"))
    handle(page, "Joined since").press("End")
    expect(handle(page, "Joined since")).to_have_value(str(first))
    expect_count(page, by_year[first])


def test_a_handle_drawn_with_the_mouse_is_one_step_of_the_history(
    page: Page, by_year: dict[int, int]
) -> None:
    open_map(page, SAFE_HARBOURS)
    steps = page.evaluate("history.length")
    plot = box_at_rest(page.locator(".time-plot"))
    years = 2026 - min(by_year) + 1
    level = plot["y"] + 68
    page.mouse.move(plot["x"] + plot["width"], level)
    page.mouse.down()
    for year in (2024, 2022, 2019):
        page.mouse.move(plot["x"] + plot["width"] * (year + 1 - min(by_year)) / years, level)
    page.mouse.up()

    expect(handle(page, "Joined by")).to_have_value("2019")
    expect_count(page, sum(number for year, number in by_year.items() if year <= 2019))
    expect(page).to_have_url(re.compile("joined_to=2019"))
    assert page.evaluate("history.length") == steps + 1


def test_the_state_in_a_year(page: Page, by_year: dict[int, int]) -> None:
    open_map(page, SAFE_HARBOURS)
    everything, address = count(page), page.url
    page.get_by_label("state in", exact=True).check()
    assert (count(page), page.url) == (everything, address), "turning to the other question asks nothing yet"
    expect(handle(page, "Joined since")).to_be_hidden()

    state = handle(page, "State in the year")
    state.press("Home")
    expect_count(page, by_year[min(by_year)])
    expect(page).to_have_url(re.compile(f"on={min(by_year)}"))
    assert sentence(page).lower().endswith(f"as of {min(by_year)}")
    state.press("ArrowRight")
    expect_count(page, by_year[2018] + by_year[2019])
    expect(page.locator(".chip").last).to_contain_text("2019")

    page.get_by_label("joined between").check()
    expect(page).not_to_have_url(re.compile("on="))
    expect(page).to_have_url(re.compile("joined_to=2019"))
    page.get_by_role("button", name="all years").click()
    expect_count(page, everything)
    expect(page).to_have_url(address)
    expect(handle(page, "Joined since")).to_be_focused()


def test_a_shared_address_opens_the_same_state(page: Page) -> None:
    open_map(page, f"{SAFE_HARBOURS}&on=2019-07", "de")
    expect(page.get_by_label("Stand im Jahr").first).to_be_checked()
    state = handle(page, "Stand im Jahr")
    expect(state).to_have_value("2019")
    expect(state).to_have_attribute("aria-valuetext", "Juli 2019")
    page.get_by_role("link", name=re.compile("Filter entfernen: .*2019")).click()
    expect_count(page, 203)
    expect(page.locator(".time-value")).to_have_text("alle Jahre")


def test_the_years_run_and_stop(page: Page, by_year: dict[int, int]) -> None:
    page.clock.install(time="2026-11-21T12:00:00Z")
    open_map(page, SAFE_HARBOURS)
    everything = count(page)
    page.clock.pause_at("2026-11-21T13:00:00Z")
    steps = page.evaluate("history.length")
    until = {year: sum(by_year.get(past, 0) for past in range(2018, year + 1)) for year in range(2018, 2027)}

    page.get_by_role("button", name="Play the years").click()
    page.clock.run_for(FRAME)
    expect_count(page, until[2018])
    page.clock.run_for(599 - FRAME)
    expect(page).to_have_url(re.compile("on=2018"))
    page.clock.run_for(1 + FRAME)
    expect_count(page, until[2019])
    expect(page).to_have_url(re.compile("on=2019"))

    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(3000)
    expect(page).to_have_url(re.compile("on=2019"))
    page.get_by_role("button", name="Play the years").click()
    page.clock.run_for(FRAME)
    expect_count(page, until[2020])
    page.clock.run_for(6 * 600)
    expect_count(page, until[2026])
    expect(page.get_by_role("button", name="Play the years")).to_be_visible()
    page.clock.run_for(3000)
    expect(page).to_have_url(re.compile("on=2026"))

    assert page.evaluate("history.length") == steps + 2, "each run is one step"
    page.go_back()
    page.go_back()
    page.clock.run_for(FRAME)
    expect_count(page, everything)


def test_who_asks_for_something_else_stops_the_years(page: Page) -> None:
    page.clock.install(time="2026-11-21T12:00:00Z")
    open_map(page, SAFE_HARBOURS)
    page.clock.pause_at("2026-11-21T13:00:00Z")
    page.get_by_role("button", name="Play the years").click()
    page.clock.run_for(FRAME)
    page.get_by_role("link", name=re.compile("Remove filter: .*2018")).click()
    page.clock.run_for(FRAME)
    expect_count(page, 203)
    page.clock.run_for(3000)
    expect(page).not_to_have_url(re.compile("on="))
    expect(page.get_by_role("button", name="Play the years")).to_be_visible()


@pytest.mark.parametrize(("language", "name"), [("en", "Next year"), ("de", "Nächstes Jahr")])
def test_with_reduced_motion_one_steps_from_year_to_year(
    new_context: Callable[..., BrowserContext], by_year: dict[int, int], language: str, name: str
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    page.clock.install(time="2026-11-21T12:00:00Z")
    open_map(page, SAFE_HARBOURS, language)
    page.clock.pause_at("2026-11-21T13:00:00Z")
    further = page.get_by_role("button", name=name)
    further.click()
    page.clock.run_for(FRAME)
    expect_count(page, by_year[2018])
    page.clock.run_for(3000)
    expect(page).to_have_url(re.compile("on=2018"))
    further.press("Enter")
    page.clock.run_for(FRAME)
    expect_count(page, by_year[2018] + by_year[2019])


def test_the_bar_folds_away_and_leaves_its_room_to_the_map(page: Page) -> None:
    open_map(page)
    height = "document.getElementById('map').offsetHeight"
    before = page.evaluate(height)
    fold = page.get_by_role("button", name="Joinings by year")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.wait_for_function(f"before => {height} >= before + 100", arg=before)


def test_on_phones_the_bar_waits_behind_a_button_and_the_map_stays_in_sight(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
    open_map(page, f"{SAFE_HARBOURS}&joined_from=2019", "de")
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_role("button", name="Zeit").tap()
    start = handle(page, "Beigetreten ab")
    expect(start).to_be_in_viewport()
    sheet, bar = box_at_rest(page.locator(".results")), box_at_rest(page.locator(".time"))
    assert bar["y"] > 300
    assert sheet["y"] - 1 <= bar["y"] + bar["height"] <= sheet["y"] + 20
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for target in page.locator(".time :is(button, label, input[type='range'])").all():
        box = target.bounding_box()
        if box:  # that of the other question has none
            assert box["height"] >= 40, target
            assert box["width"] >= 44, target
    attribution = box_at_rest(page.locator(".leaflet-control-attribution"))
    assert attribution["y"] + attribution["height"] <= bar["y"] + 1

    page.get_by_role("button", name="Zeit").tap()
    expect(start).to_be_hidden()
    expect(page.get_by_role("button", name="Zeit")).to_be_focused()


def test_years_run_from_left_to_right_in_every_script(page: Page) -> None:
    open_map(page, SAFE_HARBOURS)
    page.evaluate("document.documentElement.dir = 'rtl'")
    start = handle(page, "Joined since")
    start.press("ArrowRight")
    expect(start).to_have_value("2019")


def test_without_scripts_there_is_no_bar(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/en/map/?network=sichere-haefen&joined_from=2019")
    expect(page.locator("#time")).to_be_hidden()
    assert "joined since 2019" in sentence(page)


def test_a_single_network_lends_the_bars_its_colour(page: Page) -> None:
    open_map(page, SAFE_HARBOURS)
    bars = page.locator(".time-bar")
    expect(bars).to_have_css("fill", "rgb(249, 112, 14)")
    page.goto("/en/map/?basemap=off")
    ready(page)
    expect(bars).to_have_css("fill", "rgb(255, 198, 41)")
