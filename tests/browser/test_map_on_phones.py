"""The map page at 360 px: map above, list as a sheet in three steps, filters as a full sheet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import count, open_map


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    """A page on a small phone."""
    context = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    return context.new_page()


def height_of_sheet(page: Page) -> float:
    """Height of the list's sheet once it has come to rest."""
    page.evaluate(
        "() => Promise.all(document.querySelector('.results').getAnimations().map((each) => each.finished))"
    )
    box = page.locator(".results").bounding_box()
    assert box
    return box["height"]


def test_nothing_is_wider_than_the_screen(phone: Page) -> None:
    open_map(phone, "network_all=sichere-haefen&network_all=eccar&region=DE-NW", language="de")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_the_sheet_has_three_steps_by_its_handle(phone: Page) -> None:
    open_map(phone)
    half = height_of_sheet(phone)
    handle = phone.get_by_role("button", name="Enlarge the list")
    handle.tap()
    full = height_of_sheet(phone)
    phone.get_by_role("button", name="Shrink the list").tap()
    peek = height_of_sheet(phone)

    assert peek < 200 < half < 450 < full
    expect(phone.locator("#sentence")).to_be_in_viewport(ratio=1)
    attribution = phone.locator(".leaflet-control-attribution").bounding_box()
    assert attribution
    assert attribution["y"] + attribution["height"] <= 740 - peek + 1


def test_filters_fill_the_screen_and_say_how_many_places_they_leave(phone: Page) -> None:
    open_map(phone)
    opener = phone.locator(".filters-open")
    opener.tap()
    dialog = phone.get_by_role("dialog", name="Filter")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("heading", name="Filter")).to_be_focused()
    expect(phone.locator(".results")).to_have_attribute("inert", "")

    dialog.locator('[data-filter="network"] [value="eccar"]').check()
    dialog.get_by_role("button", name="Show 87 places").tap()
    expect(dialog).to_be_hidden()
    assert count(phone) == 87
    expect(opener).to_be_focused()
    expect(opener).to_contain_text("1")


def test_the_card_lies_above_the_sheet_and_closes(phone: Page) -> None:
    open_map(phone, "q=dortmund")
    phone.locator('#results [data-city="dortmund"]').tap()
    card = phone.locator("#card")
    expect(card.get_by_role("link", name="Go to page")).to_be_in_viewport()
    card.get_by_role("button", name="Close").tap()
    expect(card).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1000])
def test_other_widths_cut_nothing(new_context: Callable[..., BrowserContext], width: int) -> None:
    page = new_context(viewport={"width": width, "height": 700}).new_page()
    open_map(page, "network_all=sichere-haefen&network_all=eccar&region=DE-NW", language="de")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
