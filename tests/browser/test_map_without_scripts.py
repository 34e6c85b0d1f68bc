"""The map page without scripts: the same form by GET, and the server's list."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import count


@pytest.fixture(params=[1280, 360], ids=["wide", "phone"])
def plain(new_context: Callable[..., BrowserContext], request: pytest.FixtureRequest) -> Page:
    """A page whose browser runs no scripts."""
    context = new_context(java_script_enabled=False, viewport={"width": request.param, "height": 740})
    return context.new_page()


def test_the_form_answers_by_get(plain: Page) -> None:
    plain.goto("/en/map/?region=DE-NW")
    plain.locator('[data-filter="network_all"] [value="eccar"]').check()
    plain.locator('[data-filter="network_all"] [value="sichere-haefen"]').check()
    plain.get_by_role("button", name="Show", exact=True).click()

    expect(plain.locator("#result-count")).to_have_attribute("data-count", "8")
    expect(plain.locator("#results [data-city]")).to_have_count(8)
    expect(plain.locator('[data-filter="network_all"] [value="eccar"]')).to_be_checked()
    expect(plain).to_have_url(re.compile("region=DE-NW"))


def test_text_and_chips_work(plain: Page) -> None:
    plain.goto("/de/map/?network=eccar")
    plain.get_by_role("searchbox").fill("Monaco di Baviera")
    plain.get_by_role("searchbox").press("Enter")
    expect(plain.locator("#results b")).to_have_text("München")
    plain.get_by_role("link", name="Filter entfernen: ECCAR").click()
    plain.wait_for_url(re.compile(r"^(?!.*network)"))
    expect(plain.locator("#result-count")).to_have_attribute("data-count", "1")
    plain.locator("#results a").click()
    plain.wait_for_url("**/de/cities/muenchen/")


def test_a_picture_stands_for_the_map(plain: Page) -> None:
    plain.goto("/en/map/?network=eccar")
    picture = plain.get_by_role("img", name="Map of these places")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalWidth", 960)


def test_the_list_goes_on_page_by_page(plain: Page) -> None:
    plain.goto("/en/map/")
    seen: set[str] = set()
    everything = count(plain)
    last = -(-everything // 100)
    for number in range(1, last + 1):
        links = plain.locator("#results [data-city]")
        seen |= set(links.evaluate_all("links => links.map(({ dataset }) => dataset.city)"))
        if number < last:
            plain.get_by_role("link", name="More places").click()
            plain.wait_for_url(re.compile(f"page={number + 1}$"))
    assert len(seen) == everything
    expect(plain.get_by_role("link", name="More places")).to_have_count(0)


def test_parameters_without_a_control_stay(plain: Page) -> None:
    plain.goto("/en/map/?on=2021&bbox=5,47,16,56")
    plain.get_by_role("button", name="Show", exact=True).click()
    plain.wait_for_url(re.compile(r"page|[?&]q="))
    assert "on=2021" in plain.url
    assert "bbox=5" in plain.url
