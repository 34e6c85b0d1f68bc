"""The overlap explorer: two or three networks, their parts as figures, each of them one click from the map."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.map_page import (
    box_at_rest,
    count,
    covering,
    open_map,
    painted_pixels,
    picture_at_rest,
    sentence,
)

THREE = ("sichere-haefen", "eccar", "rainbow-cities")
OPENED = "&".join(f"overlap={slug}" for slug in THREE)


def explorer(page: Page) -> Locator:
    """The open explorer, in English."""
    return page.get_by_role("dialog", name="Compare networks")


def figures(page: Page) -> list[int]:
    """What the rows say, from what all share to what is in none."""
    return [int(text.replace(",", "")) for text in page.locator(".overlap-count").all_inner_texts()]


def by_the_api(page: Page, query: str) -> int:
    """How many places the API finds."""
    return int(page.request.get(f"/api/v1/cities/?{query}&page_size=1").json()["count"])


def in_and_not(inside: list[str], outside: list[str]) -> str:
    """The query of one part."""
    return "&".join([f"network_all={slug}" for slug in inside] + [f"network_not={slug}" for slug in outside])


@pytest.mark.parametrize("rest", ["", "country=DE", "population=large&has=resolution", "on=2015", "q=stadt"])
def test_every_part_is_what_the_api_finds(page: Page, rest: str) -> None:
    open_map(page, f"{rest}&{OPENED}" if rest else OPENED)
    shown = figures(page)

    a, b, c = THREE
    parts = [
        ([a, b, c], []),
        ([a, b], [c]),
        ([a, c], [b]),
        ([b, c], [a]),
        ([a], [b, c]),
        ([b], [a, c]),
        ([c], [a, b]),
        ([], [a, b, c]),
    ]
    assert shown == [by_the_api(page, f"{rest}&{in_and_not(*part)}") for part in parts]
    assert sum(shown) == count(page)


def test_a_network_holds_those_below_it(page: Page) -> None:
    open_map(page, "overlap=iccar&overlap=eccar&country=DE")
    both, only_parent, only_child, _none = figures(page)
    assert (both, only_child) == (36, 0)
    assert both + only_parent == by_the_api(page, "network=iccar&country=DE")


def test_the_button_opens_it_with_the_networks_chosen(page: Page) -> None:
    open_map(page, "network=eccar&network_not=rainbow-cities&country=DE")
    button = page.get_by_role("button", name="Compare networks")
    button.click()

    expect(explorer(page).get_by_role("heading")).to_be_focused()
    chosen = [select.input_value() for select in explorer(page).get_by_role("combobox").all()]
    assert chosen == ["eccar", "rainbow-cities", ""]
    # What the filter asks of networks is left out, all else holds.
    expect(explorer(page)).to_contain_text("Of 332 places in Germany, as of 21 November 2026")
    assert sum(figures(page)) == 332
    expect(page).to_have_url(re.compile("overlap=eccar&overlap=rainbow-cities"))
    expect(page.locator("#problems")).to_be_empty()
    assert count(page) < 36

    page.keyboard.press("Escape")
    expect(explorer(page)).to_be_hidden()
    expect(button).to_be_focused()
    expect(page).not_to_have_url(re.compile("overlap"))


def test_with_nothing_chosen_it_begins_with_the_two_largest(page: Page) -> None:
    open_map(page)
    page.get_by_role("button", name="Compare networks").click()
    first, second, third = explorer(page).get_by_role("combobox").all()
    expect(first).to_have_value("sichere-haefen")
    expect(second).to_have_value("mayors-for-peace")
    expect(third).to_have_value("")
    expect(explorer(page).get_by_role("listitem")).to_have_count(4)

    third.select_option("eccar")
    expect(explorer(page).get_by_role("listitem")).to_have_count(8)
    expect(explorer(page).get_by_role("status")).to_have_text(
        re.compile(r"^in Safe Harbours, in Mayors for Peace and in ECCAR: \d+ places$")
    )
    # Nothing can be compared with itself.
    expect(first.locator("option[value=eccar]")).to_be_disabled()
    expect(page).to_have_url(re.compile("overlap=sichere-haefen&overlap=mayors-for-peace&overlap=eccar"))


@pytest.mark.parametrize(
    ("language", "name", "said"),
    [
        (
            "en",
            "in Safe Harbours and in ECCAR, not in Rainbow Cities: 19 places",
            "19 places in Germany, in ECCAR and in Safe Harbours, not in Rainbow Cities, as of 21 November 2026",
        ),
        (
            "de",
            "in Sichere Häfen und in ECCAR, nicht in Rainbow Cities: 19 Orte",
            "19 Orte in Deutschland, in ECCAR und in Sichere Häfen, nicht in Rainbow Cities, Stand 21. November 2026",
        ),
    ],
)
def test_a_part_is_a_filter(page: Page, language: str, name: str, said: str) -> None:
    open_map(page, f"country=DE&{OPENED}", language=language)
    before = figures(page)
    part = page.get_by_role("link", name=name, exact=True)
    part.focus()
    part.press("Enter")

    expect(page.locator("#result-count")).to_have_attribute("data-count", "19")
    assert sentence(page).lower() == said.lower()
    expect(page.locator("#results [data-city]")).to_have_count(19)
    expect(page).to_have_url(
        re.compile("network_all=eccar&network_all=sichere-haefen&network_not=rainbow-cities&country=DE")
    )
    expect(part).to_have_attribute("aria-current", "true")
    expect(part).to_be_focused()
    assert figures(page) == before

    page.go_back()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "332")
    expect(part).not_to_have_attribute("aria-current", "true")


def test_a_region_of_the_picture_is_the_same_filter(page: Page) -> None:
    open_map(page, f"country=DE&{OPENED}")
    region = page.locator('.overlap-region[data-bits="3"]')
    box = box_at_rest(page.locator(".overlap-picture text").nth(3))
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator(".overlap-part.lit")).to_contain_text(
        "in Safe Harbours and in ECCAR, not in Rainbow Cities"
    )
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "19")
    expect(region).to_have_class(re.compile("current"))
    rows = {
        row.get_attribute("data-bits"): row.locator(".overlap-count").inner_text()
        for row in page.locator(".overlap-part").all()
    }
    drawn = page.locator(".overlap-picture text").all_text_contents()
    assert drawn == [rows[bits] for bits in ("7", "6", "5", "3", "1", "2", "4")]


def test_it_follows_the_other_filters(page: Page) -> None:
    open_map(page, OPENED)
    everything = sum(figures(page))
    page.locator('[data-filter="country"] [value="DE"]').check()
    expect(explorer(page)).to_contain_text("Of 332 places in Germany")
    assert (everything, sum(figures(page))) == (1027, 332)


def test_going_back_closes_it_and_forward_opens_it(page: Page) -> None:
    open_map(page, "network=eccar")
    page.get_by_role("button", name="Compare networks").click()
    expect(explorer(page)).to_be_visible()
    page.go_back()
    expect(explorer(page)).to_be_hidden()
    page.go_forward()
    expect(explorer(page)).to_be_visible()


def test_the_map_stays_beside_it(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_map(page, f"country=DE&{OPENED}")
    panel, stage = box_at_rest(explorer(page)), box_at_rest(page.locator(".stage"))
    assert panel["width"] < 0.5 * stage["width"]
    assert panel["x"] == stage["x"]
    expect(page.get_by_role("button", name="Show all results")).to_be_in_viewport()
    # The rest of the page stays in use.
    page.get_by_role("button", name="Show all results").click()


@pytest.mark.parametrize("query", ["", "city=berlin&", "dir=rtl&"])
def test_nothing_that_is_in_use_lies_below_it(page: Page, query: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_map(page, f"{query}{OPENED}")
    for part in page.locator("#card:visible, #overlap").all():
        box_at_rest(part)
    parts = [".legend-title", ".leaflet-control-attribution a", ".map-buttons button", "#share summary"]
    below = page.locator(", ".join(parts)).evaluate_all(
        """(parts) => parts.filter((part) => {
          const { x, y, width, height } = part.getBoundingClientRect();
          return !part.contains(document.elementFromPoint(x + width / 2, y + height / 2));
        }).map((part) => part.ariaLabel ?? part.textContent.trim())"""
    )

    assert below == []


def test_the_card_leaves_some_of_the_map_beside_it(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    open_map(page, f"network=eccar&city=berlin&{OPENED}")
    expect(page.locator("#card")).to_be_visible()
    page.get_by_role("button", name="Show all results").click()
    picture_at_rest(page)

    assert covering(page, "#card, #overlap, .map-buttons") == []
    assert painted_pixels(page) > 2000


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    """A page on a small phone."""
    context = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    return context.new_page()


def test_on_phones_it_is_a_sheet_from_the_filters(phone: Page) -> None:
    open_map(phone, "country=DE", language="de")
    phone.locator(".filters-open").tap()
    phone.get_by_role("button", name="Netzwerke vergleichen").tap()
    sheet = phone.get_by_role("dialog", name="Netzwerke vergleichen")
    box = box_at_rest(sheet)
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
    assert phone.evaluate("document.documentElement.scrollWidth") == 360

    sheet.get_by_role("combobox", name="Zweites Netzwerk").select_option("eccar")
    sheet.get_by_role("link", name="in Sichere Häfen und in ECCAR: 27 Orte").tap()
    sheet.get_by_role("button", name="27 Orte zeigen").tap()
    expect(sheet).to_be_hidden()
    expect(phone.locator(".filters-open")).to_be_focused()
    expect(phone.locator("#result-count")).to_have_attribute("data-count", "27")
    for row in phone.locator(".results [data-city]").all()[:3]:
        expect(row).to_be_visible()


def test_targets_on_phones_are_large_enough(phone: Page) -> None:
    open_map(phone, f"country=DE&{OPENED}")
    for target in explorer(phone).locator("a, button, select").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44, target.inner_text()


def test_without_scripts_there_is_none(new_context: Callable[..., BrowserContext]) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(f"/en/map/?country=DE&{OPENED}")
    assert count(plain) == 332
    expect(plain.locator("#problems")).to_be_empty()
    expect(plain.locator("#overlap")).to_be_hidden()
    expect(plain.locator(".compare")).to_be_hidden()
    expect(plain.locator(".facet-search").first).to_be_hidden()
