"""Every kind of page in a browser that runs no scripts: what it is about is there, and one gets on from it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

# Each kind of page, what its heading says, and something that only its content has.
PAGES = [
    ("/en/", "City", "a[href^='/en/practices/']"),
    ("/de/cities/", "Städte", "a[href='/de/cities/aachen/']"),
    ("/en/cities/muenchen/", "Munich", "#memberships ~ table, #memberships ~ * table"),
    ("/de/countries/DE/", "Deutschland", "a[href='/de/countries/DE/DE-NW/']"),
    ("/en/countries/DE/DE-NW/", "North Rhine-Westphalia", "a[href='/en/cities/aachen/']"),
    ("/en/networks/", "Networks", "a[href='/en/networks/eccar/']"),
    ("/de/networks/eccar/", "ECCAR", "a[href='/de/cities/muenchen/']"),
    ("/de/practices/", "Gute Beispiele", "a[href='/de/topics/housing/'], .cards a"),
    ("/en/practices/zurich-city-card/", "Züri", "a[href='/en/cities/zuerich/']"),
    ("/de/topics/housing/", "Wohnen", ".cards a"),
    ("/en/statistics/?network=eccar", "", "svg.plot, figure svg"),
    ("/de/compare/?city=muenchen&city=potsdam", "München", "table a[href='/de/networks/eccar/']"),
    ("/en/search/?q=monaco+di+baviera", "Search", "a[href='/en/cities/muenchen/']"),
    ("/de/data/", "Daten", "a[href='/api/v1/cities.csv']"),
    ("/de/map/?network=eccar", "", "#results [data-city]"),
    ("/en/map/cite/?network=eccar", "How to cite", "#citation-bibtex"),
    ("/de/method/", "Methode", "main h2"),
]


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext]) -> Page:
    """The narrowest screen that pages are made for, in a browser that runs no scripts."""
    return new_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()


@pytest.mark.parametrize(("address", "heading", "content"), PAGES)
def test_each_kind_of_page_is_there_and_leads_on(
    plain: Page, address: str, heading: str, content: str
) -> None:
    plain.goto(address)

    expect(plain.locator("h1")).to_have_count(1)
    expect(plain.locator("h1")).to_contain_text(heading, ignore_case=True)
    expect(plain.locator(f"main :is({content})").first).to_be_attached()
    language = address[1:3]
    plain.locator(".site-header summary").click()
    menu = plain.locator(".site-header .menu-list")
    expect(menu.get_by_role("link")).to_have_count(6)
    menu.locator(f"a[href='/{language}/networks/']").click()
    expect(plain).to_have_url(re.compile(f"/{language}/networks/$"))


def test_the_switch_of_languages_stays_on_the_page_with_its_question(plain: Page) -> None:
    plain.goto("/en/compare/?city=muenchen&city=potsdam")
    plain.locator(".site-header .languages a[hreflang=de]").click()

    expect(plain).to_have_url(re.compile(r"/de/compare/\?city=muenchen&city=potsdam$"))
    expect(plain.locator("html")).to_have_attribute("lang", "de")


def test_a_missing_page_searches(plain: Page, complaints: list[str]) -> None:
    plain.goto("/de/cities/munchen/")
    plain.get_by_role("searchbox").fill("Monaco di Baviera")
    plain.get_by_role("searchbox").press("Enter")
    plain.locator("main a[href='/de/cities/muenchen/']").first.click()

    expect(plain.locator("h1")).to_have_text("München")
    complaints.clear()  # not found, on purpose
