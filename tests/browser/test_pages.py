"""Pages beside the map, as a visitor's browser shows them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import FONTS, MOST_SHIFT, SHIFT, WRITTEN, held_back

PAGES = [
    "/de/cities/",
    "/de/cities/muenchen/",
    "/de/cities/gesundregion-wuemme-wieste-niederung/",
    "/de/compare/?city=muenchen&city=potsdam&city=konstanz&city=gesundregion-wuemme-wieste-niederung",
    "/de/countries/DE/",
    "/de/networks/",
    "/de/networks/iccar/",
    "/de/practices/",
    "/de/practices/zurich-city-card/",
    "/de/topics/governance-alliances/",
    "/de/method/",
    "/de/accessibility/",
    "/de/",
]
OVERFLOW = """document.fonts.ready.then(
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth
)"""
SCHEME = "getComputedStyle(document.documentElement).colorScheme"


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_sticks_out_of_the_screen(new_context: Callable[..., BrowserContext], width: int) -> None:
    page = new_context(viewport={"width": width, "height": 800}).new_page()

    wide = {}
    for address in PAGES:
        page.goto(address)
        wide[address] = page.evaluate(OVERFLOW)

    assert {address: pixels for address, pixels in wide.items() if pixels > 0} == {}


@pytest.mark.parametrize("address", ["/de/", "/de/cities/muenchen/", "/en/practices/"])
def test_nothing_moves_while_a_page_arrives(page: Page, address: str) -> None:
    release = held_back(page, FONTS)
    page.goto(address, wait_until="commit")
    page.wait_for_function(WRITTEN)
    release()

    assert page.evaluate(SHIFT) < MOST_SHIFT


def test_the_switch_changes_the_colours_and_the_browser_remembers(
    new_context: Callable[..., BrowserContext],
) -> None:
    context = new_context(color_scheme="light")
    page = context.new_page()
    page.goto("/en/networks/")
    switch = page.get_by_role("button", name="Dark colours")
    expect(switch).to_have_attribute("aria-pressed", "false")

    switch.click()
    assert page.evaluate(SCHEME) == "dark"
    page.goto("/en/cities/")
    assert page.evaluate(SCHEME) == "dark"
    expect(switch).to_have_attribute("aria-pressed", "true")

    switch.click()
    page.reload()
    assert page.evaluate(SCHEME) == "light dark"
    assert page.evaluate("localStorage.length") == 0
    assert context.cookies() == []


def test_the_chosen_colours_stand_before_the_first_paint(new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(color_scheme="light")
    page = context.new_page()
    page.goto("/en/about/")
    page.get_by_role("button", name="Dark colours").click()
    context.add_init_script(
        "requestAnimationFrame(() => { window.firstFrame = document.documentElement.dataset.scheme; })"
    )

    page.reload()

    page.wait_for_function("() => 'firstFrame' in window")
    assert page.evaluate("window.firstFrame") == "dark"


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto("/en/practices/")
    button = page.locator(".menu summary")
    link = page.locator(".menu-list").get_by_role("link", name="Networks")
    expect(link).to_be_hidden()

    button.press("Enter")
    expect(link).to_be_visible()
    link.focus()
    page.keyboard.press("Escape")

    expect(link).to_be_hidden()
    expect(button).to_be_focused()


def test_without_scripts_menu_and_pages_work_and_no_dead_switch_shows(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto("/en/practices/")

    expect(page.locator(".scheme-switch")).to_be_hidden()
    page.locator(".menu summary").click()
    page.locator(".menu-list").get_by_role("link", name="Networks").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Networks")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page: Page) -> None:
    page.goto("/en/cities/muenchen/")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_search_of_the_front_page_leads_to_the_search_page(page: Page) -> None:
    page.goto("/de/")

    page.get_by_role("combobox").fill("Monaco di Baviera")
    page.keyboard.press("Enter")

    page.wait_for_url("**/de/search/?q=Monaco*")
    expect(page.get_by_role("main").get_by_role("link", name="München", exact=True)).to_be_visible()


def test_a_source_number_leads_to_its_source(page: Page) -> None:
    page.goto("/en/cities/muenchen/")

    page.get_by_role("link", name="Source 3", exact=True).first.click()

    expect(page.locator("#source-3")).to_be_in_viewport()
