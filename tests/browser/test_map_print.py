"""The map page on paper: sentence, date, picture, address, list and licence, and nothing to press."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.map_page import open_map

QUERY = "network=sichere-haefen&region=DE-NW"
LAID_OUT = """() => ({
  wide: document.documentElement.scrollWidth <= innerWidth,
  cut: [...document.querySelectorAll(".atlas, .results-list, .stage, .rows")].filter((node) =>
    getComputedStyle(node).overflowY !== "visible" || node.scrollHeight > node.clientHeight + 1).length,
  paper: getComputedStyle(document.documentElement).backgroundColor,
  ink: getComputedStyle(document.querySelector(".sentence")).color,
})"""


@pytest.mark.parametrize(
    ("language", "said", "date"),
    [
        ("en", "in North Rhine-Westphalia, in the network Safe Harbours", "as of 21 November 2026"),
        ("de", "in Nordrhein-Westfalen, im Netzwerk Sichere Häfen", "Stand 21. November 2026"),
    ],
)
@pytest.mark.parametrize("width", [1280, 360])
def test_paper_shows_what_was_asked_and_nothing_to_press(
    new_context: Callable[..., BrowserContext], site: str, width: int, language: str, said: str, date: str
) -> None:
    page = new_context(viewport={"width": width, "height": 800}, color_scheme="dark").new_page()
    open_map(page, f"{QUERY}&city=dortmund", language)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # which brings the whole list

    expect(page.locator("#sentence")).to_contain_text(said)
    expect(page.locator(".sentence-date")).to_have_text(date)
    expect(page.locator(".paper-address")).to_have_text(f"{site}/{language}/map/?{QUERY}")
    expect(page.locator(".paper")).to_contain_text("CC BY 4.0")
    expect(page.locator(".paper")).to_contain_text("Natural Earth")
    rows = page.locator("#results [data-city]:visible")
    expect(rows).to_have_count(52)
    for hidden in ("#panel", "#time", "#map", "#share", "#card", "#chips", ".map-controls", ".tabs"):
        expect(page.locator(hidden).first).to_be_hidden()
    laid_out = page.evaluate(LAID_OUT)
    assert laid_out == {"wide": True, "cut": 0, "paper": "rgb(255, 255, 255)", "ink": "rgb(0, 0, 0)"}


def test_the_picture_comes_with_the_printing_and_not_before(page: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "map.svg" in request.url:
            asked.append(request.url.partition("map.svg")[2])

    page.on("request", note)
    open_map(page, "network=sichere-haefen")
    page.locator('[data-filter="region"] [value="DE-NW"]').evaluate("box => box.click()")
    expect(page.locator("#result-count")).to_have_attribute("data-count", "52")
    expect(page).to_have_url(re.compile("region=DE-NW"))  # with it the paper follows
    assert asked == []

    paper = page.pdf(format="A4")

    assert asked == [f"?{QUERY}"]
    expect(page.locator(".paper-picture")).to_have_js_property("naturalWidth", 960)
    pages = len(re.findall(rb"/Type\s*/Page\b", paper))
    assert 2 <= pages <= 4


def test_the_menu_prints(page: Page) -> None:
    page.add_init_script("globalThis.print = () => { globalThis.printed = true; }")
    open_map(page, QUERY, "de")
    page.get_by_text("Teilen und laden").click()
    page.get_by_role("button", name="Drucken").click()

    expect(page.locator(".share-menu")).to_be_hidden()
    assert page.evaluate("printed")


def test_without_scripts_paper_shows_the_same(new_context: Callable[..., BrowserContext], site: str) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{site}/en/map/?{QUERY}")
    page.emulate_media(media="print")

    expect(page.locator(".paper-address")).to_have_text(f"{site}/en/map/?{QUERY}")
    expect(page.locator("#results [data-city]:visible")).to_have_count(52)
    expect(page.locator(".stage-picture")).to_be_hidden()
    expect(page.locator("#panel")).to_be_hidden()
