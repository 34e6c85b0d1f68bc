"""Choosing the point of a new place: on the map by mouse and keyboard, and by typing."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import AXE, FIND


@pytest.fixture
def form(page: Page, site: str, complaints: list[str]) -> Page:
    """The page of a new place, with nothing answered."""
    page.goto(f"{site}/en/submit/city/")
    page.get_by_label("Which municipality?").fill("Nowhereville")
    page.get_by_role("button", name="Save and continue").first.click()
    page.get_by_label("None of these").check()
    page.get_by_role("button", name="Save and continue").first.click()
    expect(page).to_have_url(re.compile("/new-place/$"))
    complaints.clear()  # the browser notes that a name without a place of the register came back (422)
    expect(page.locator(".picker .leaflet-container, .picker-map.leaflet-container")).to_be_visible()
    page.wait_for_load_state()
    return page


def test_a_click_fills_the_numbers(form: Page) -> None:
    expect(form.get_by_label("Latitude")).to_have_value("")

    form.locator(".picker-map").click(position={"x": 100, "y": 100})

    expect(form.get_by_label("Latitude")).to_have_value(re.compile(r"^-?\d+\.\d{4}$"))
    expect(form.get_by_label("Longitude")).to_have_value(re.compile(r"^-?\d+\.\d{4}$"))
    expect(form.locator(".picker [role=status]")).to_contain_text("The pin stands at")


def test_arrow_keys_move_the_pin(form: Page) -> None:
    form.get_by_label("Latitude").fill("51.2945")
    form.get_by_label("Longitude").fill("7,6703")
    form.get_by_role("application").focus()

    form.keyboard.press("ArrowRight")

    # The first step of the way may be none yet.
    expect(form.get_by_label("Longitude")).not_to_have_value(re.compile("^7[,.]6703$"))
    east = float(form.get_by_label("Longitude").input_value())
    assert 7.6703 < east < 9
    assert abs(float(form.get_by_label("Latitude").input_value()) - 51.2945) < 0.01


def test_what_is_typed_stays_as_it_is_and_is_sent(form: Page) -> None:
    form.get_by_label("Latitude").fill("51,2945")
    form.get_by_label("Longitude").fill("7.6703")
    expect(form.locator(".picker")).to_have_class(re.compile("is-set"))
    form.get_by_label("Town", exact=True).check()
    form.get_by_label("In which country?").select_option("DE")

    form.get_by_role("button", name="Save and continue").first.click()

    expect(form).to_have_url(re.compile("/about/$"))
    form.go_back()
    expect(form.get_by_label("Latitude")).to_have_value("51,2945")


def test_axe_finds_nothing_beside_the_map(form: Page, root: Path) -> None:
    form.evaluate((root / AXE).read_text())

    assert form.evaluate(FIND) == []
