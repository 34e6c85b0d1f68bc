"""The search box of the map: suggestions under any name and in spite of typing errors, complete with nothing but a keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.browser.map_page import held_back, open_map, ready, sentence


def suggestions(page: Page, text: str) -> Locator:
    """Write a text into the field; gives the list of suggestions."""
    page.locator("#q").fill(text)
    found = page.get_by_role("listbox")
    expect(found).to_be_visible()
    return found


def first_of(found: Locator, group: str) -> Locator:
    """The first suggestion of a group."""
    return found.get_by_role("group", name=group, exact=True).get_by_role("option").first


@pytest.mark.parametrize("text", ["Monaco di Baviera", "munchen", "muenchen", "Мюнхен", "Muenchn", "Mucnhen"])
def test_a_place_is_found_under_any_name_and_in_spite_of_errors(page: Page, text: str) -> None:
    open_map(page, language="de")
    found = suggestions(page, text)
    option = first_of(found, "Orte")
    expect(option).to_contain_text("München")
    expect(option).to_contain_text("Großstadt, Bayern")
    option.click()

    expect(page.locator("#card").get_by_role("heading", level=2)).to_have_text("München")
    expect(found).to_be_hidden()
    expect(page.locator("#q")).to_have_value("")
    page.wait_for_function("() => /^#(9|8|1\\d)/.test(location.hash)")
    expect(page).to_have_url(re.compile(r"\?city=muenchen&basemap=off#"))
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_be_focused()


def test_a_network_becomes_a_filter_and_one_step_takes_it_back(page: Page) -> None:
    open_map(page)
    everything = page.locator("#result-count").get_attribute("data-count")
    assert everything
    steps = page.evaluate("history.length")
    found = suggestions(page, "rainbow")
    page.wait_for_url(re.compile("q=rainbow"))
    first_of(found, "Networks").click()

    expect(page.locator(".chip")).to_have_text("Rainbow Cities")
    expect(page.locator('[data-filter="network"] [value="rainbow-cities"]')).to_be_checked()
    expect(page.locator("#q")).to_have_value("")
    expect(page).to_have_url(re.compile(r"\?network=rainbow-cities&basemap=off"))
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    expect(page.locator("#result-count")).to_have_attribute("data-count", everything)


@pytest.mark.parametrize(
    ("text", "group", "query"),
    [
        ("germ", "Countries and regions", "country=DE"),
        ("north rhine", "Countries and regions", "region=DE-NW"),
        ("housing", "Topics", "topic=housing"),
    ],
)
def test_countries_regions_and_topics_become_filters(page: Page, text: str, group: str, query: str) -> None:
    open_map(page, "network=eccar")
    first_of(suggestions(page, text), group).click()
    page.wait_for_function(f"() => location.search.includes('{query}') && !location.search.includes('q=')")
    expect(page).to_have_url(re.compile("network=eccar"))


def test_a_practice_leads_to_its_page(page: Page) -> None:
    open_map(page)
    option = first_of(suggestions(page, "City Card Bern"), "Practices")
    with page.expect_navigation(url="**/en/practices/*/"):
        option.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("City Card Bern")


def test_the_keyboard_is_enough(page: Page) -> None:
    open_map(page, language="de")
    box = page.get_by_role("combobox", name="Ort, Netzwerk")
    box.focus()
    found = suggestions(page, "ber")
    options = found.get_by_role("option")
    total = options.count()
    assert total > 5
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#suggestions-count")).to_have_text(f"{total} Vorschläge")

    def chosen() -> int:
        """Number of the option that the field points to; −1 for none."""
        marks = [node.get_attribute("aria-selected") for node in options.all()]
        target = box.get_attribute("aria-activedescendant")
        at = marks.index("true") if "true" in marks else -1
        assert target == (options.nth(at).get_attribute("id") if at >= 0 else None)
        return at

    expected = [
        ("ArrowDown", 0),
        ("ArrowDown", 1),
        ("End", total - 1),
        ("ArrowDown", 0),
        ("ArrowUp", total - 1),
    ]
    assert chosen() == -1
    for key, at in [*expected, ("Home", 0), ("ArrowLeft", -1), ("ArrowDown", 0)]:
        page.keyboard.press(key)
        assert chosen() == at, key
        expect(box).to_be_focused()

    page.keyboard.press("Enter")
    expect(page.locator("#card").get_by_role("heading", level=2)).to_have_text("Berlin")
    expect(page).to_have_url(re.compile(r"^(?!.*q=).*city=berlin"))


def test_escape_closes_the_suggestions_only(page: Page) -> None:
    open_map(page, "city=dortmund")
    found = suggestions(page, "ber")
    page.keyboard.press("Escape")
    expect(found).to_be_hidden()
    expect(page.locator("#q")).to_have_value("ber")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#card")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(found).to_be_visible()


def test_enter_without_a_suggestion_filters_by_the_text(page: Page) -> None:
    open_map(page)
    found = suggestions(page, "ber")
    page.keyboard.press("Enter")
    expect(found).to_be_hidden()
    page.wait_for_url(re.compile("q=ber"))
    expect(page.locator("#q")).to_have_value("ber")


def test_leaving_the_field_closes_the_list(page: Page) -> None:
    open_map(page)
    found = suggestions(page, "ber")
    page.keyboard.press("Tab")
    expect(found).to_be_hidden()
    expect(page.locator("#card")).to_be_hidden()


def test_nothing_that_is_typed_leaves_the_browser(page: Page) -> None:
    open_map(page)
    suggestions(page, "b")
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.locator("#q").press_sequentially("erlin")
    expect(first_of(page.get_by_role("listbox"), "Places")).to_contain_text("Berlin")
    assert [url for url in asked if "/static/" not in url] == []


@pytest.mark.parametrize("width", [320, 360])
def test_on_phones_suggestions_are_tall_enough_to_touch(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(
        viewport={"width": width, "height": 740}, has_touch=True, is_mobile=True, color_scheme="dark"
    ).new_page()
    open_map(page, language="de")
    found = suggestions(page, "ber")
    heights = found.get_by_role("option").evaluate_all(
        "nodes => nodes.map((node) => node.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == width
    option = first_of(found, "Orte")
    box = option.bounding_box()
    assert box
    # Nothing lies over it: not the buttons of the map, not the sheet.
    assert page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('[role=option]'))",
        [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
    )
    option.tap()
    expect(page.locator("#card").get_by_role("heading", level=2)).to_have_text("Berlin")


# --- while the texts are on their way ---------------------------------------------------------------

TEXTS = "**/api/v1/map/*/search/*"


def test_who_takes_the_text_back_waits_for_nothing(page: Page) -> None:
    release = held_back(page, TEXTS)
    page.clock.install(time="2026-11-21T12:00:00Z")
    open_map(page, "network=eccar")
    page.clock.pause_at("2026-11-21T13:00:00Z")
    said = sentence(page)
    for text in ("rain", ""):
        page.locator("#q").fill(text)
        page.clock.run_for(250)  # longer than between two letters
    page.clock.run_for(1000)

    assert sentence(page) == said
    expect(page.locator("#sentence")).not_to_have_class(re.compile("loading"))
    release()


def test_suggestions_that_come_after_enter_stay_away(page: Page) -> None:
    release = held_back(page, TEXTS)
    page.clock.install(time="2026-11-21T12:00:00Z")
    open_map(page)
    page.clock.pause_at("2026-11-21T13:00:00Z")
    page.locator("#q").fill("dortmund")
    page.keyboard.press("Enter")
    release()
    expect(page.locator("#result-count")).not_to_have_attribute("data-count", "1027")
    page.clock.run_for(5000)  # the index of names is built when nothing else is to be done

    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()


def test_what_is_typed_before_the_scripts_have_come_is_searched_for(page: Page) -> None:
    release = held_back(page, "**/js/map.*js")
    page.goto("/en/map/?network=eccar&basemap=off", wait_until="domcontentloaded")
    page.locator("#q").fill("dort")
    release()

    expect(page).to_have_url(re.compile("q=dort"))
    expect(page.locator("#q")).to_have_value("dort")
    expect(page.get_by_role("listbox").get_by_role("option", name="Dortmund")).to_be_visible()


def test_who_takes_back_the_text_of_the_address_sees_the_rest(page: Page) -> None:
    release = held_back(page, TEXTS)
    page.goto("/en/map/?q=stadt&basemap=off")
    page.get_by_role("combobox").fill("")
    expect(page.locator("#result-count")).to_have_attribute("data-count", "1027")
    expect(page).not_to_have_url(re.compile("q="))

    release()
    ready(page)

    expect(page.locator("#results li:has([data-city])").first).to_have_attribute("aria-setsize", "1027")
    assert legend_count(page) == "1,027 places in view"


def legend_count(page: Page) -> str:
    """Of how many places the legend speaks."""
    page.locator(".legend-title").click()
    said = page.locator(".legend-count")
    expect(said).not_to_be_empty()
    return said.inner_text()
