"""The map page: painted at once, filtered in the browser, its state in the address, usable with nothing but a keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.map_page import (
    PICTURE,
    box_at_rest,
    count,
    filtered,
    held_back,
    open_map,
    painted,
    painted_pixels,
    picture_at_rest,
    ready,
    sentence,
    taken_over,
)

ECCAR = '[data-filter="network"] [value="eccar"]'
SAFE_HARBOURS = '[data-filter="network"] [value="sichere-haefen"]'
GERMANY = '[data-filter="country"] [value="DE"]'


def test_places_are_painted_before_the_register_is_here(page: Page, complaints: list[str]) -> None:
    page.route("**/api/v1/map/**", lambda route: route.abort())
    page.goto("/en/map/?network=eccar&basemap=off")
    painted(page)

    assert painted_pixels(page) > 500
    expect(page.locator("#map-note")).to_contain_text("did not arrive")
    complaints.clear()  # the failed request, on purpose


def test_without_the_register_the_form_still_works(page: Page, complaints: list[str]) -> None:
    page.route("**/api/v1/map/**", lambda route: route.abort())
    page.goto("/en/map/?basemap=off")
    expect(page.locator("#map-note")).to_contain_text("did not arrive")

    with page.expect_navigation():
        page.locator(ECCAR).click()

    expect(page.locator("#result-count")).to_have_attribute("data-count", "87")
    expect(page.locator(ECCAR)).to_be_checked()
    expect(page.locator("#map-note")).to_contain_text("did not arrive")
    complaints.clear()  # the failed requests, on purpose


def test_without_the_register_another_position_asks_the_server_once(
    page: Page, complaints: list[str]
) -> None:
    page.route("**/api/v1/map/**", lambda route: route.abort())
    page.add_init_script("sessionStorage.pages = Number(sessionStorage.pages ?? 0) + 1")
    page.goto("/en/map/?network=eccar&basemap=off")
    expect(page.locator("#map-note")).to_contain_text("did not arrive")

    with (
        page.expect_event("framenavigated", lambda frame: frame == page.main_frame),
        page.expect_event("load"),
    ):
        page.evaluate("location.hash = '#5/50/10'")

    expect(page.locator("#map-note")).to_contain_text("did not arrive")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate("sessionStorage.pages") == "2"
    expect(page.locator("#result-count")).to_have_attribute("data-count", "87")
    complaints.clear()  # the failed requests, on purpose


def test_groups_of_the_page_are_those_of_the_register(page: Page) -> None:
    release = held_back(page, "**/api/v1/map/**")
    page.goto("/en/map/?network=sichere-haefen&basemap=off")
    taken_over(page)
    picture_at_rest(page)
    before = painted_pixels(page)
    release()
    ready(page)
    picture_at_rest(page)

    assert painted_pixels(page) == pytest.approx(before, rel=0.02)


def test_one_click_filters_and_the_back_button_takes_it_back(page: Page) -> None:
    open_map(page)
    everything = count(page)
    page.locator(ECCAR).check()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "87")

    expect(page).to_have_url(re.compile("network=eccar"))
    assert sentence(page).startswith("87 places in the network ECCAR")
    expect(page.locator("#results [data-city]")).to_have_count(87)
    expect(page.locator(".chip")).to_have_text("ECCAR")
    page.wait_for_function("() => performance.getEntriesByName('map:filtered').length === 1")

    page.go_back()
    expect(page.locator("#result-count")).to_have_attribute("data-count", str(everything))
    expect(page.locator(ECCAR)).not_to_be_checked()
    page.go_forward()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "87")
    expect(page.locator(ECCAR)).to_be_checked()


def test_a_network_can_be_must_have_or_without(page: Page) -> None:
    open_map(page, "region=DE-NW")
    page.locator(SAFE_HARBOURS).check()
    page.get_by_role("group", name="Safe Harbours").get_by_label("must have").check()
    page.locator(ECCAR).check()
    page.get_by_role("group", name="ECCAR").get_by_label("must have").check()
    expect(page).to_have_url(re.compile("network_all=eccar&network_all=sichere-haefen"))
    expect(page.locator("#result-count")).to_have_attribute("data-count", "8")

    page.get_by_role("group", name="ECCAR").get_by_label("without").check()
    expect(page.locator(".chip", has_text="without ECCAR")).to_be_visible()
    with_eccar, without = 8, count(page)
    page.locator(ECCAR).uncheck()
    expect(page.locator("#result-count")).to_have_attribute("data-count", str(with_eccar + without))


def test_counts_say_what_one_more_click_gives(page: Page) -> None:
    open_map(page, "network=sichere-haefen")
    for selector in (GERMANY, '[data-filter="has"] [value="resolution"]'):
        said = int(page.locator(f"label:has({selector.split(' ')[1]}) .option-count >> nth=0").inner_text())
        page.locator(selector).check()
        expect(page.locator("#result-count")).to_have_attribute("data-count", str(said))
        # With the address come the counts that are out of sight.
        page.wait_for_url(re.compile(selector.split('"')[3]))


def test_a_press_that_is_not_let_go_on_an_option_asks_for_nothing(page: Page) -> None:
    """It is prepared while the button is down; what is seen and asked waits for the click."""
    open_map(page)
    before = page.url, count(page), page.locator("#results b").first.inner_text()
    box = page.locator(ECCAR).bounding_box()
    assert box
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(5, 5)
    page.mouse.up()
    assert (page.url, count(page), page.locator("#results b").first.inner_text()) == before
    expect(page.locator(ECCAR)).not_to_be_checked()

    filtered(page, f"document.querySelector(`{ECCAR}`).click();")
    assert count(page) == 87


def test_figure_chips_counts_and_list_change_in_one_frame(page: Page) -> None:
    page.add_init_script("""(() => {
      const mark = Performance.prototype.mark;
      Performance.prototype.mark = function (name, ...rest) {
        const text = (selector) => document.querySelector(selector)?.textContent.trim();
        if (name === "map:filtered")
          window.seen = {
            figure: text(".sentence-figure"),
            chip: text("#chips .chip")?.startsWith("ECCAR"),
            germany: text('[data-option="DE"] .option-count'),
            first: text("#results b"),
          };
        return mark.call(this, name, ...rest);
      };
    })()""")
    open_map(page)
    box_at_rest(page.locator('[data-option="DE"]'))  # it takes frames until the page knows what is in sight
    filtered(page, f"document.querySelector(`{ECCAR}`).click();")
    seen = page.evaluate("seen")

    assert seen == {
        "figure": "87",
        "chip": True,
        "germany": page.locator('[data-option="DE"] .option-count').inner_text(),
        "first": page.locator("#results b").first.inner_text(),
    }
    page.locator("#chips .chip-remove").click()
    expect(page.locator(".sentence-figure")).not_to_have_text("87")
    assert page.locator('[data-option="DE"] .option-count').inner_text() != seen["germany"]


def test_a_parent_of_a_chosen_network_shows_a_dash(page: Page) -> None:
    open_map(page, "network=eccar")
    parent = page.locator('[data-filter="network"] [value="iccar"]')

    assert parent.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    parent.check()
    assert parent.evaluate("box => [box.checked, box.indeterminate]") == [True, False], "chosen itself"


def test_a_chip_takes_its_filter_away(page: Page) -> None:
    open_map(page, "network=eccar&country=DE")
    page.get_by_role("link", name="Remove filter: Germany").click()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "87")
    expect(page.locator(GERMANY)).not_to_be_checked()

    page.get_by_role("link", name="reset all").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/map/\?basemap=off$"))


@pytest.mark.parametrize("written", ["Monaco di Baviera", "muenchen", "MÜNCHEN", "Мюнхен"])
def test_typing_finds_a_place_under_any_of_its_names(page: Page, written: str) -> None:
    open_map(page, language="de")
    page.get_by_role("combobox").fill(written)
    page.wait_for_url(re.compile("q="))
    expect(page.locator('#results [data-city="muenchen"]')).to_be_visible()


def test_typing_makes_one_step_of_the_history_and_is_told_to_nobody(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_map(page)
    before = page.evaluate("history.length")
    page.get_by_role("combobox").press_sequentially("breslau", delay=220)
    expect(page.locator("#results [data-city]")).to_have_count(1)
    expect(page.locator("#results b")).to_have_text("Wrocław")
    expect(page).to_have_url(re.compile("q=breslau"))

    assert page.evaluate("history.length") == before + 1
    assert not [url for url in asked if "bres" in url]


def test_a_slow_answer_is_announced_and_the_old_one_stays(page: Page) -> None:
    release = held_back(page, "**/search/?*")
    open_map(page, "network=eccar")
    page.get_by_role("combobox").fill("dortmund")
    expect(page.locator("#sentence")).to_contain_text("Loading …")
    assert count(page) == 87
    expect(page.locator("#results [data-city]")).to_have_count(87)

    release()
    expect(page.locator("#results [data-city]")).to_have_count(1)
    expect(page.locator("#sentence")).not_to_contain_text("Loading …")


def test_pointing_at_the_map_tells_what_is_there(page: Page) -> None:
    open_map(page, "q=dortmund&network=eccar")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#hint")).to_contain_text("Dortmund")
    expect(page.locator('#results [data-city="dortmund"]')).to_have_class(re.compile("lifted"))
    page.mouse.move(5, 5)
    expect(page.locator("#hint")).to_be_hidden()


def test_nothing_found_names_the_filter_that_costs_most(page: Page) -> None:
    open_map(page, "q=zzzz&network=eccar")
    assert count(page) == 0
    page.get_by_role("link", name="87 places").click()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "87")
    expect(page.locator("#empty")).to_be_hidden()
    expect(page).to_have_url(re.compile("network=eccar"))


def test_choosing_a_row_opens_the_card_and_escape_closes_it(page: Page) -> None:
    open_map(page, "q=muenchen", language="de")
    row = page.locator('#results [data-city="muenchen"]')
    row.click()
    card = page.locator("#card")
    expect(card).to_be_visible()
    expect(card.get_by_role("heading", level=2)).to_have_text("München")
    expect(card.get_by_role("heading", level=2)).to_be_focused()
    expect(row).to_have_attribute("aria-current", "true")
    dates = card.locator(".membership-date").all_inner_texts()
    assert dates[0] == "Juni 1989"
    assert dates[-1] == "ohne Datum"
    expect(page).to_have_url(re.compile("city=muenchen"))
    expect(card.get_by_role("link", name="Zur Seite")).to_have_attribute("href", "/de/cities/muenchen/")

    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(row).to_be_focused()
    expect(page).not_to_have_url(re.compile("city="))


def test_a_shared_address_shows_the_chosen_place_and_the_same_view(page: Page) -> None:
    open_map(page, "network=eccar&city=dortmund")
    expect(page.locator("#card")).to_contain_text("Dortmund")
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile(r"#\d"))
    address = page.url

    page.goto("about:blank")
    page.goto(address)
    ready(page)
    expect(page.locator("#card")).to_contain_text("Dortmund")
    expect(page).to_have_url(address)


def test_a_click_with_the_control_key_opens_the_page_itself(page: Page) -> None:
    open_map(page, "q=dortmund")
    with page.context.expect_page() as opened:
        page.locator('#results [data-city="dortmund"]').click(modifiers=["Control"])
    opened.value.wait_for_url("**/en/cities/dortmund/")
    expect(page.locator("#card")).to_be_hidden()


def test_switching_the_language_keeps_the_query(page: Page) -> None:
    open_map(page)
    page.locator(ECCAR).check()
    page.wait_for_url("**/en/map/?network=eccar**")
    page.get_by_role("link", name="Deutsch").first.click()
    page.wait_for_url("**/de/map/?network=eccar**")
    assert sentence(page).startswith("87 Orte im Netzwerk ECCAR")


def test_downloads_carry_the_query(page: Page) -> None:
    open_map(page)
    page.locator(ECCAR).check()
    page.get_by_text("Share and download").click()
    link = page.get_by_role("link", name="Table")
    expect(link).to_have_attribute("href", re.compile(r"/api/v1/cities\.csv\?network=eccar$"))
    table = link.get_attribute("href") or ""
    rows = page.request.get(table).text().strip().splitlines()
    assert len([line for line in rows if line.startswith("anderlecht,") or ",anderlecht," in line]) == 1


def test_the_page_by_keyboard_alone(page: Page) -> None:
    open_map(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("dortmund")
    expect(page.locator("#results [data-city]")).to_have_count(1)
    for _step in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.city") == "dortmund":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#card").get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Close", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('#results [data-city="dortmund"]')).to_be_focused()


def test_pointing_at_a_row_lifts_its_mark(page: Page) -> None:
    open_map(page, "network_all=sichere-haefen&network_all=eccar&region=DE-NW")
    page.mouse.move(5, 5)
    before = picture_at_rest(page)
    page.locator('#results [data-city="herford"]').hover()
    page.wait_for_function(f"before => {PICTURE} !== before", arg=before)
    page.mouse.move(5, 5)
    page.wait_for_function(f"before => {PICTURE} === before", arg=before)


def test_dark_colours_repaint_the_map(page: Page) -> None:
    open_map(page, "network=eccar")
    before = picture_at_rest(page)
    page.get_by_role("button", name="Dark colours").click()
    page.wait_for_function(f"before => {PICTURE} !== before", arg=before)


def test_whoever_embeds_the_map_hears_what_it_shows(page: Page) -> None:
    open_map(page)
    page.evaluate(
        """document.addEventListener("map:filtered", ({ detail }) => {
          globalThis.heard = { count: detail.count, slugs: detail.slugs() };
        })"""
    )
    filtered(page, f"document.querySelector('{ECCAR}').click()")
    heard = page.evaluate("heard")
    assert heard["count"] == len(heard["slugs"]) == 87
    assert "dortmund" in heard["slugs"]


def test_nonsense_in_the_address_is_said_kindly_and_the_rest_applied(page: Page) -> None:
    open_map(page, "network=eccar&on=yesterday&colour=red")
    assert count(page) == 87
    expect(page.locator("#problems")).to_contain_text("on")
    expect(page.locator("#problems")).to_contain_text("colour")
