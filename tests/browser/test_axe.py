"""axe-core finds nothing on any page, in light and dark, on a wide screen and on a phone, with all of its rules.

A run takes each kind of page, or each state of the map, once. Pages differ in the dark by their colours only, so that axe
looks at those alone the second time.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import open_map, ready

AXE = Path("node_modules/axe-core/axe.min.js")
FIND = """
async (options) =>
  (await axe.run(document, { resultTypes: ["violations"], ...options })).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))
"""
PAGES = [
    "/en/",
    "/de/embed/?network=eccar&basemap=off",
    "/en/embed/?q=xyzzyx&theme=dark&basemap=off",
    "/de/cities/",
    "/en/cities/muenchen/",
    "/de/cities/gesundregion-wuemme-wieste-niederung/",
    "/en/countries/DE/",
    "/de/countries/DE/DE-NW/",
    "/en/networks/",
    "/de/networks/eccar/",
    "/en/networks/iccar/",
    "/de/practices/",
    "/en/practices/?topic=housing",
    "/de/practices/zurich-city-card/",
    "/en/topics/housing/",
    "/de/about/",
    "/en/method/",
    "/de/data/",
    "/en/privacy/",
    "/de/imprint/",
    "/en/accessibility/",
    "/de/easy-language/",
    "/de/statistics/",
    "/en/statistics/?network=eccar",
    "/de/compare/",
    "/en/compare/?city=muenchen&city=potsdam&city=konstanz",
    "/de/compare/?city=Frankfurt&city=xyzzyx",
    "/en/search/?q=munchen",
    "/de/search/?q=xyzzyx",
    "/de/map/cite/?network=eccar",
    "/de/submit/",
    "/en/submit/correction/city/berlin/",
    "/de/submit/city/berlin/",
    "/en/submit/membership/",
    "/api/",
]


def press(selector: str) -> Callable[[Page], None]:
    """Press what there is to press at this width."""

    def act(page: Page) -> None:
        node = page.locator(selector).first
        if node.is_visible():
            node.click()

    return act


def suggest(page: Page) -> None:
    page.locator("#q").fill("mun")
    page.get_by_role("option").first.wait_for()
    expect(page).to_have_url(re.compile("q=mun"))


def unfold(page: Page) -> None:
    press(".filters-open")(page)
    page.evaluate("document.querySelectorAll('.facet, .further').forEach((node) => { node.open = true; })")


# The map with a query, and what is done there before one looks.
STATES: list[tuple[str, Callable[[Page], None] | None]] = [
    ("", None),
    ("network_all=eccar&network_not=icorn&country=DE&joined_from=2010", None),
    ("city=muenchen", None),
    ("q=xyzzyx", None),
    ("country=DE&wrong=1", press("#share summary")),
    ("network=eccar", unfold),
    ("country=DE", suggest),
    ("on=2019", press(".time-toggle")),
    ("network=eccar&dir=rtl&city=bonn", None),
]


class Looking:
    """A page on which axe looks for faults, and what it found, by the name of what it looked at."""

    def __init__(
        self, new_context: Callable[..., BrowserContext], root: Path, scheme: Any, width: int
    ) -> None:
        context = new_context(
            viewport={"width": width, "height": 740}, color_scheme=scheme, reduced_motion="reduce"
        )
        self.page = context.new_page()
        self.found: dict[str, list[str]] = {}
        self._axe = (root / AXE).read_text()

    def look(self, name: str) -> None:
        self.page.evaluate(self._axe)
        self._note(name, {})

    def look_at_colours(self, name: str) -> None:
        """Look at the same page again, in other colours."""
        self._note(name, {"runOnly": ["color-contrast", "link-in-text-block"]})

    def _note(self, name: str, options: dict[str, Any]) -> None:
        if violations := self.page.evaluate(FIND, options):
            self.found[name] = violations


@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_on_any_page(
    new_context: Callable[..., BrowserContext], root: Path, width: int
) -> None:
    looking = Looking(new_context, root, "light", width)
    page = looking.page
    for address in PAGES:
        page.emulate_media(color_scheme="light")
        page.goto(address)
        if page.locator("#map").count():
            ready(page)
        looking.look(address)
        page.emulate_media(color_scheme="dark")
        looking.look_at_colours(f"{address} dark")

    assert looking.found == {}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_map(
    new_context: Callable[..., BrowserContext], root: Path, scheme: Any, width: int
) -> None:
    looking = Looking(new_context, root, scheme, width)
    for query, act in STATES:
        open_map(looking.page, query, language="de" if scheme == "dark" else "en")
        if act:
            act(looking.page)
        if "city=" in query:
            looking.page.locator(".card-sources-rows > *").first.wait_for(state="attached")
        looking.look(f"{query} {act or ''}")

    assert looking.found == {}


def test_axe_finds_nothing_on_a_page_that_is_not_there(page: Page, root: Path, complaints: list[str]) -> None:
    page.goto("/en/nowhere/")
    page.evaluate((root / AXE).read_text())

    assert page.evaluate(FIND) == []
    complaints.clear()  # not found, on purpose
