"""`?dir=rtl`: every page turned round, before there is a language that needs it. The map keeps west on the left."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import box_at_rest, open_map, picture_at_rest, ready
from tests.browser.test_axe import PAGES

OVERFLOW = """document.fonts.ready.then(
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth
)"""
# Where parts lie: distance from the left edge, and from the right.
EDGES = """
(selectors) => selectors.map((selector) => {
  const { left, right } = document.querySelector(selector).getBoundingClientRect();
  return [selector, Math.round(left), Math.round(innerWidth - right)];
})
"""
WIDE = [
    ".brand",
    ".tools",
    "#panel",
    ".results",
    ".stage",
    ".map-controls",
    "#share summary",
    "#card",
    "#card .card-close",
    ".time-play",
    "#q",
    ".leaflet-control-attribution",
]
NARROW = [".brand", ".menu", "#q", ".filters-open", ".map-controls", "#share summary", ".time-toggle"]


@pytest.mark.parametrize(("width", "parts"), [(1280, WIDE), (360, NARROW)])
def test_what_is_on_one_side_is_on_the_other(
    new_context: Callable[..., BrowserContext], width: int, parts: list[str]
) -> None:
    page = new_context(viewport={"width": width, "height": 740}, reduced_motion="reduce").new_page()
    query = "network=eccar&city=muenchen" if width == 1280 else "network=eccar"
    open_map(page, query)
    picture_at_rest(page)
    before = page.evaluate(EDGES, parts)
    open_map(page, f"{query}&dir=rtl")
    picture_at_rest(page)
    after = page.evaluate(EDGES, parts)

    assert page.evaluate("document.dir") == "rtl"
    assert page.evaluate(OVERFLOW) == 0
    # Words between the parts are as wide, but fractions of pixels may fall otherwise.
    turned = {name: (right, left) for name, left, right in after}
    assert turned == {name: pytest.approx((left, right), abs=2) for name, left, right in before}


def test_the_map_and_the_years_run_as_ever(page: Page) -> None:
    page.goto("/en/map/?dir=rtl&basemap=off#5/51/10")
    ready(page)
    assert page.locator("#map").evaluate("node => getComputedStyle(node).direction") == "ltr"
    assert page.locator(".time-plot").evaluate("node => getComputedStyle(node).direction") == "ltr"

    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => Number(location.hash.split('/')[2]) > 10.5")


def test_a_name_in_other_letters_stands_where_all_names_do(page: Page) -> None:
    open_map(page, "city=muenchen&dir=rtl")
    name, own = (box_at_rest(page.locator(f"#card .card-{part}")) for part in ("place", "endonym"))
    assert own["x"] + own["width"] == pytest.approx(name["x"] + name["width"], abs=1)


def test_the_page_stays_turned_while_one_filters(page: Page) -> None:
    open_map(page, "network=eccar&dir=rtl")
    page.locator('[data-filter="country"] [value="DE"]').check()
    page.wait_for_url("**country=DE*dir=rtl*")


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_sticks_out_of_a_turned_page(new_context: Callable[..., BrowserContext], width: int) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()
    wide = {}
    for address in PAGES:
        page.goto(f"{address}{'&' if '?' in address else '?'}dir=rtl")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        wide[address] = page.evaluate(OVERFLOW)

    assert {address: pixels for address, pixels in wide.items() if pixels} == {}
