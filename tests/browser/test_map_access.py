"""The map page for whoever uses no pointer, enlarges, asks for calm or brings colours of their own."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.map_page import PICTURE, count, covering, list_written, open_map, picture_at_rest, ready


def tab_to(page: Page, goal: Locator, most: int = 60) -> None:
    """Press Tab until the focus is there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if goal.evaluate("node => node === document.activeElement"):
            return
    raise AssertionError(f"{most} times Tab do not lead to {goal}")


def test_a_journey_by_keyboard(page: Page) -> None:
    open_map(page)

    # search
    tab_to(page, page.get_by_role("combobox"), most=20)
    page.keyboard.type("rainbow")
    expect(page.get_by_role("option", name="Rainbow Cities")).to_be_visible()
    page.keyboard.press("ArrowDown")
    while page.locator("[role=option][aria-selected=true]", has_text="Rainbow Cities").count() == 0:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**network=rainbow-cities*")
    rainbow = count(page)

    # any of, must have, without
    eccar = page.locator('[data-filter="network"] [value="eccar"]')
    tab_to(page, eccar)
    page.keyboard.press("Space")
    page.wait_for_url("**network=eccar*")
    either = count(page)
    tab_to(page, page.locator('[data-option="eccar"] .modes :checked'), most=2)
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**network_all=eccar*")
    both = count(page)
    assert both < rainbow < either
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**network_not=eccar*")
    assert count(page) == rainbow - both
    expect(page.locator(".summary-sentence")).to_have_attribute("role", "status")

    # the list, a card, and back to the row
    page.locator(".skip", has_text="Skip to the results").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#results-region")).to_be_focused()
    row = page.locator("#results [data-city]").first
    tab_to(page, row, most=20)
    page.keyboard.press("Enter")
    card = page.locator("#card")
    expect(card.get_by_role("heading", level=2)).to_be_focused()
    expect(card.get_by_role("heading", level=2)).to_have_text(row.locator("b").inner_text())
    tab_to(page, card.get_by_role("link", name="Go to page"), most=20)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(row).to_be_focused()

    # round the rest of the list to the map and its buttons
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("link", name="Skip the list")).to_be_focused()
    expect(page.get_by_role("link", name="Skip the list")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#map")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="Zoom in"), most=5)
    before = picture_at_rest(page)
    page.keyboard.press("Enter")
    page.wait_for_function(f"before => {PICTURE} !== before", arg=before)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Map: arrow keys move it, plus and minus zoom it"),
        ("de", "Karte: Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern"),
    ],
)
def test_keys_steer_the_map(page: Page, language: str, name: str) -> None:
    page.goto(f"/{language}/map/?basemap=off#5/51/10")
    ready(page)
    map_region = page.get_by_role("group", name=name)
    map_region.focus()

    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"#5/5[01]\.\d+/1[1-9]"))
    page.keyboard.press("ArrowUp")
    page.wait_for_url(re.compile(r"#5/5[2-9]\.\d+/1[1-9]"))
    page.keyboard.press("+")
    page.wait_for_url(re.compile(r"#6/"))
    page.keyboard.press("-")
    page.wait_for_url(re.compile(r"#5/"))


@pytest.mark.parametrize("address", ["/en/map/?basemap=off", "/en/", "/en/embed/?basemap=off"])
def test_there_is_a_way_round_the_map(page: Page, address: str) -> None:
    page.goto(address)
    ready(page)
    skip = page.get_by_role("link", name="Skip the map")
    skip.focus()
    expect(skip).to_be_in_viewport(ratio=1)

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    page.wait_for_function(
        "() => !document.getElementById('map').parentElement.contains(document.activeElement)"
    )
    assert page.url.endswith(address) or "#embed-open" in page.url


@pytest.fixture
def enlarged(new_context: Callable[..., BrowserContext]) -> Page:
    """A screen of 1280 × 1024, enlarged to 400 %."""
    return new_context(viewport={"width": 320, "height": 256}, reduced_motion="reduce").new_page()


def test_at_400_percent_one_scrolls_one_way_and_nothing_is_cut(enlarged: Page) -> None:
    open_map(enlarged, "network_all=eccar&country=DE", language="de")
    list_written(enlarged)
    wide = "document.documentElement.scrollWidth"
    assert enlarged.evaluate(wide) == 320

    for selector in ["#q", "#map", "#sentence", ".chip-remove >> nth=1", "#results [data-city] >> nth=-1"]:
        part = enlarged.locator(selector)
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
    # Rows scroll with the page: there is no second scroll bar.
    assert enlarged.locator(".results-list").evaluate("node => node.scrollHeight === node.clientHeight")

    enlarged.locator(".time-toggle").click()
    enlarged.locator(".time-undated").scroll_into_view_if_needed()
    assert enlarged.evaluate(wide) == 320

    enlarged.locator(".filters-open").click()
    show = enlarged.locator(".filters-show")
    show.scroll_into_view_if_needed()
    expect(show).to_be_in_viewport(ratio=1)
    show.click()

    enlarged.locator('#results [data-city="berlin"]').click()
    link = enlarged.locator(".card-link")
    # What only its record knows has come, and moves what stands below it no more.
    expect(enlarged.locator("#card .card-sources-rows > *")).not_to_have_count(0)
    link.scroll_into_view_if_needed()
    expect(link).to_be_in_viewport(ratio=1)
    enlarged.locator("#card .card-close").click()
    assert enlarged.evaluate(wide) == 320


def test_at_400_percent_no_button_covers_a_ring(enlarged: Page) -> None:
    open_map(enlarged, "network=eccar")
    picture_at_rest(enlarged)

    assert covering(enlarged, ".share > summary, .time-toggle, .legend, .map-buttons") == []


def test_who_asks_for_calm_gets_no_motion(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    ).new_page()
    open_map(page, "country=DE")
    page.evaluate(
        """() => {
          window.moved = 0;
          addEventListener("transitionstart", () => { window.moved++; }, true);
          addEventListener("animationstart", () => { window.moved++; }, true);
        }"""
    )

    page.locator(".sheet-handle").tap()
    page.locator('#results [data-city="berlin"]').tap()
    expect(page.locator("#card")).to_be_visible()
    # Straight there: no frame of the way.
    page.wait_for_url(re.compile("city=berlin.*#8/5"))
    page.locator("#card .card-close").tap()
    page.locator(".sheet-handle").click()
    page.locator(".filters-open").tap()
    page.locator(".filters-close").tap()

    assert page.evaluate("document.querySelector('.leaflet-zoom-anim, .leaflet-pan-anim')") is None
    assert page.evaluate("window.moved") == 0


def test_own_colours_keep_what_is_chosen_apart(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(forced_colors="active", viewport={"width": 1280, "height": 800}).new_page()
    open_map(page, "network_all=eccar&city=berlin")

    def background(selector: str) -> str:
        return str(page.locator(selector).first.evaluate("node => getComputedStyle(node).backgroundColor"))

    assert background("#results [aria-current]") != background("#results [data-city]:not([aria-current])")
    assert background(".modes :checked + span") != background(".modes :not(:checked) + span")
    # Signs that are drawn as backgrounds are not taken away.
    drawn = "node => getComputedStyle(node, '::after').forcedColorAdjust"
    assert page.locator(".facet > summary").first.evaluate(drawn) == "none"
    assert page.locator("#share > summary").evaluate("node => getComputedStyle(node).borderTopWidth") == "1px"
