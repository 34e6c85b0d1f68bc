"""The list in step with the map: its orders, what the map shows, what is near, and how it is walked through."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.browser.map_page import PICTURE, box_at_rest, count, list_written, open_map, picture_at_rest, ready

DORTMUND = {"latitude": 51.51494, "longitude": 7.466}
ECCAR_IN_NRW = "network=eccar&region=DE-NW"
ROWS = "#results [data-city]"
SAID = ".list-note"
HINT_AFTER_A_FRAME = """() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => {
  const hint = document.querySelector("#hint:not([hidden]) b");
  resolve(hint ? hint.textContent : "");
})))"""


def names(page: Page, most: int = 5) -> list[str]:
    """The first names in the list, as soon as all rows are written that are not left out for their number."""
    list_written(page)
    return page.locator(f"{ROWS} b").all_inner_texts()[:most]


def sort(page: Page, ordering: str) -> None:
    """Choose an order as a reader does."""
    page.locator(".list-sort summary").click()
    page.locator(f'[name="ordering"][value="{ordering}"]').check()


def expect_sorted(page: Page, ordering: str) -> None:
    """See which order is chosen."""
    expect(page.locator('[name="ordering"]:checked')).to_have_value(ordering)


@pytest.fixture
def told(page: Page) -> list[str]:
    """Everything that the page sends, as text."""
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url} {request.post_data or ''} {json.dumps(request.headers)}")

    page.on("request", note)
    return sent


@pytest.fixture
def somewhere(page: Page) -> Page:
    """A page whose browser says that the reader is in Dortmund."""
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(DORTMUND)  # type: ignore[arg-type]
    return page


# --- rows in sight ---------------------------------------------------------------------------------


def test_a_long_list_writes_a_window_and_shows_every_place(page: Page) -> None:
    open_map(page)
    everything = count(page)
    seen: dict[int, str] = {}
    while len(seen) < everything:
        before = len(seen)
        # At one go: the list may write more rows meanwhile.
        written = page.locator("#results").evaluate(
            """(list) => {
              const rows = [...list.querySelectorAll(":scope > li:has([data-city])")];
              rows.at(-1).scrollIntoView({ block: "start" });
              return rows.map((row) => [row.ariaPosInSet, row.querySelector("[data-city]").dataset.city]);
            }"""
        )
        seen |= {int(number): slug for number, slug in written}
        assert len(seen) > before or not before
        assert page.locator(ROWS).count() <= 300
        slug = written[-1][1]
        if len(seen) < everything:
            # As somebody who goes on scrolling, a little at a time.
            page.wait_for_function(
                f"""() => {{
                  document.querySelector('.results-list').scrollTop += 8;
                  return [...document.querySelectorAll('{ROWS}')].at(-1).dataset.city !== '{slug}';
                }}"""
            )
    assert sorted(seen) == list(range(1, everything + 1))
    assert len(set(seen.values())) == everything
    expect(page.locator("#results > li:has([data-city])").last).to_have_attribute(
        "aria-setsize", str(everything)
    )


def test_short_lists_are_written_whole(page: Page) -> None:
    open_map(page)
    page.locator('[data-filter="network"] [value="eccar"]').check()
    expect(page.locator(ROWS)).to_have_count(87)


def test_rows_that_stay_say_what_new_ones_would(
    page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    """A filter changes the rows in sight in place; letters, marks and words of the places before are gone."""
    open_map(page)
    page.locator(ROWS).first.evaluate("row => row.id = 'first'")
    page.locator('[data-filter="network"] [value="eccar"]').check()
    expect(page).to_have_url(re.compile("network=eccar"))
    expect(page.locator(ROWS)).to_have_count(count(page))
    expect(page.locator(ROWS).first).to_have_id("first")

    fresh = new_context().new_page()
    open_map(fresh, "network=eccar")
    rows = "rows => rows.map((row) => [row.pathname, row.dataset.city, row.textContent, row.querySelectorAll('.mark').length])"
    assert page.locator(ROWS).evaluate_all(rows) == fresh.locator(ROWS).evaluate_all(rows)
    letters = "#results .letter, #results li:not(.letter, .rows-room) b"
    texts = [each.locator(letters).all_text_contents() for each in (page, fresh)]
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "Munich City, Bavaria Networks: Safe Harbours, Healthy Cities Germany, ECCAR and 6 more"),
        (
            "de",
            "München Großstadt, Bayern Netzwerke: Sichere Häfen, Gesunde Städte, ECCAR und 6 weitere",
        ),
    ],
)
@pytest.mark.parametrize("scripts", [True, False])
def test_a_row_says_its_networks_to_who_does_not_see_their_marks(
    new_context: Callable[..., BrowserContext], language: str, name: str, scripts: bool
) -> None:
    page = new_context(java_script_enabled=scripts).new_page()
    if scripts:
        open_map(page, "network=sichere-haefen", language)
        page.get_by_role("combobox").fill("München")  # other rows than those that the page came with
    else:
        page.goto(f"/{language}/map/?network=sichere-haefen&q=M%C3%BCnchen")

    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def test_letters_stand_where_names_change(page: Page) -> None:
    open_map(page, language="de")
    letter = page.locator("#results .letter", has_text="M")
    page.locator(ROWS).first.focus()
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    expect(page.locator("#results .letter").last).to_have_text(re.compile("^[T-Z]$"))
    expect(letter).to_have_count(0)
    # At one go: the list may write itself anew meanwhile.
    written = page.locator("#results").evaluate(
        """(list) => Array.from(list.querySelectorAll(".letter + li:has(b)"), (row) => [
          row.previousElementSibling.textContent,
          row.querySelector("b").textContent,
        ])"""
    )
    for heading, first in written[-3:]:
        assert first[0].upper() in (heading, "Ž", "Ż", "Z", "Ü", "Š")
    assert written


def test_the_keyboard_walks_through_rows_that_were_not_written(page: Page) -> None:
    open_map(page)
    everything = count(page)
    focused = page.locator(f"{ROWS}:focus")
    row = page.locator("#results > li:has(:focus)")
    page.locator(ROWS).first.focus()
    page.keyboard.press("End")
    expect(row).to_have_attribute("aria-posinset", str(everything))
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Shift+Tab")
    expect(row).to_have_attribute("aria-posinset", str(everything - 1))
    page.keyboard.press("Home")
    expect(row).to_have_attribute("aria-posinset", "1")
    for _step in range(115):
        page.keyboard.press("Tab")
    expect(row).to_have_attribute("aria-posinset", "116")
    expect(focused).to_be_in_viewport()
    for _step in range(115):
        page.keyboard.press("ArrowUp")
    expect(row).to_have_attribute("aria-posinset", "1")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    expect(row).to_have_attribute("aria-posinset", "1")


def test_a_focused_row_stays_when_one_scrolls_away(page: Page) -> None:
    open_map(page)
    third = page.locator(ROWS).nth(2)
    third.focus()
    slug = third.get_attribute("data-city")
    page.locator(".results-list").evaluate("box => box.scrollTo(0, 20000)")
    expect(page.locator('#results > li[aria-posinset="365"]')).to_be_attached()
    expect(page.locator('#results > li[aria-posinset="20"]')).to_have_count(0)
    expect(page.locator(f'#results [data-city="{slug}"]')).to_be_focused()

    page.keyboard.press("Tab")
    expect(page.locator("#results > li:has(:focus)")).to_have_attribute("aria-posinset", "4")
    expect(page.locator(f'#results [data-city="{slug}"]')).to_have_count(1)


def test_paper_gets_all_rows_and_a_word_on_those_beyond(page: Page) -> None:
    open_map(page)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(ROWS)).to_have_count(count(page))
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(ROWS)).to_have_count(100)


# --- orders ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ordering", "heading"),
    [("-population", "500,000 and more"), ("-networks", "networks"), ("-joined", "20")],
)
def test_an_order_is_the_servers_and_in_the_address(
    new_context: Callable[..., BrowserContext], page: Page, ordering: str, heading: str
) -> None:
    open_map(page, ECCAR_IN_NRW)
    by_name = names(page)
    sort(page, ordering)
    expect(page).to_have_url(re.compile(f"ordering={ordering}"))
    expect(page.locator("#results .letter").first).to_contain_text(heading)
    ordered = names(page, 50)
    assert ordered[:5] != by_name

    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(f"/en/map/?{ECCAR_IN_NRW}&ordering={ordering}")
    assert names(plain, 50) == ordered
    expect_sorted(plain, ordering)

    again = new_context().new_page()
    again.goto(page.url)
    ready(again)
    assert names(again, 50) == ordered
    page.go_back()
    expect_sorted(page, "name")
    assert names(page) == by_name
    page.go_forward()
    expect_sorted(page, ordering)
    assert names(page, 50) == ordered


def test_sizes_are_classes_and_the_unknown_come_last(page: Page) -> None:
    open_map(page, language="de")
    sort(page, "-population")
    expect(page.locator(SAID)).to_contain_text("Orte unbekannter Größe zuletzt")
    assert names(page, 2) == ["Peking", "Istanbul"]
    expect(page).to_have_url(re.compile("ordering=-population"))


def test_without_scripts_a_button_sorts(new_context: Callable[..., BrowserContext]) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto("/de/map/?network=eccar")
    plain.get_by_text("Sortieren nach").click()
    plain.get_by_label("Zahl der Netzwerke").check()
    plain.get_by_role("button", name="Sortieren").click()
    plain.wait_for_url(re.compile("network=eccar.*ordering=-networks"))
    expect_sorted(plain, "-networks")
    expect(plain.locator("#problems")).to_be_empty()
    expect(plain.get_by_role("button", name="In der Nähe")).to_be_hidden()


def test_by_distance_the_list_follows_the_middle_of_the_map(page: Page) -> None:
    open_map(page, "network=eccar&ordering=distance#9/51.5149/7.466")
    page.goto("/en/map/?network=eccar&ordering=distance&basemap=off#9/51.5149/7.466")
    ready(page)
    assert names(page, 1) == ["Dortmund"]
    expect(page.locator(SAID)).to_contain_text("From the middle of the map")
    box = page.locator("#map").bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 560, box["y"] + 300, steps=4)
    page.mouse.up()
    expect(page.locator(f"{ROWS} b").first).not_to_have_text("Dortmund")


def test_near_a_point_rows_say_how_far_they_are(page: Page) -> None:
    open_map(page, "near=51.51494,7.466,30", language="de")
    expect_sorted(page, "distance")
    expect(page.locator(".row-distance").nth(1)).to_have_text(re.compile(r"^\d+(,\d)? km$"))
    sort(page, "name")
    expect(page).to_have_url(re.compile("ordering=name"))
    assert names(page) == sorted(names(page))


# --- what the map shows ----------------------------------------------------------------------------


def test_the_list_keeps_to_what_the_map_shows(page: Page) -> None:
    open_map(page)
    everything = count(page)
    page.goto("/en/map/?basemap=off#8/51.5149/7.466")
    ready(page)
    page.get_by_label("Only what is in view").check()
    expect(page.locator(SAID)).to_have_text(re.compile(r"^\d\d of 1,027 in view$"))
    expect(page).to_have_url(re.compile("list=view"))
    assert count(page) == everything
    said = page.locator(SAID).inner_text()
    expect(page.locator(f'{ROWS}[data-city="dortmund"]')).to_be_attached()
    expect(page.locator(ROWS)).to_have_count(int(said.split()[0]))

    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(SAID)).not_to_have_text(said)
    page.go_back()
    expect(page.get_by_label("Only what is in view")).not_to_be_checked()
    expect(page.locator(SAID)).to_be_empty()


# --- near me ---------------------------------------------------------------------------------------


def test_near_me_orders_and_limits_and_tells_nobody(somewhere: Page, told: list[str]) -> None:
    page = somewhere
    open_map(page, language="de")
    everything = count(page)
    page.get_by_role("button", name="In der Nähe").click()
    expect(page.locator("#near-words")).to_have_text("Ihr Standort bleibt in diesem Browser.")
    expect(page.locator(".row-distance").first).to_have_text("0 km")
    assert names(page, 1) == ["Dortmund"]
    expect(page.locator(".reader")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/de/map/\?ordering=distance&basemap=off$"))

    page.get_by_role("radiogroup", name="Umkreis").get_by_text("50 km", exact=True).click()
    expect(page.locator(SAID)).to_have_text("35 von 1.027 im Umkreis von 50 km")
    expect(page.locator(ROWS)).to_have_count(35)
    expect(page.locator(".near-said")).to_contain_text("Links und Downloads enthalten alle Orte")
    assert count(page) == everything
    page.get_by_role("button", name="Hineinzoomen").click()
    page.locator('[data-filter="network"] [value="eccar"]').check()
    expect(page.locator(SAID)).to_have_text(re.compile("von 87 im Umkreis"))

    page.get_by_role("button", name="In der Nähe").click()
    expect(page.locator(".reader")).to_have_count(0)
    expect_sorted(page, "name")
    expect(page.locator(ROWS)).to_have_count(87)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    for text in [*told, kept, page.url]:
        assert "51.51" not in text
        assert "7.466" not in text
    assert not any("geolocation" in text for text in told)


def test_near_me_looks_at_what_is_nearest(somewhere: Page) -> None:
    open_map(somewhere)
    somewhere.get_by_role("button", name="Near me").click()
    expect(somewhere.locator(".row-distance").first).to_have_text("0 km")
    somewhere.get_by_label("Only what is in view").check()

    expect(somewhere.locator(SAID)).to_have_text(re.compile(r"^([89]|\d\d) of 1,027 in view$"))


def test_the_mark_can_be_dragged_to_where_one_is(somewhere: Page) -> None:
    page = somewhere
    open_map(page)
    page.get_by_role("button", name="Near me").click()
    mark = page.locator(".reader")
    expect(page.locator(".row-distance").first).to_have_text("0 km")
    first = page.locator(".row-distance").first
    box = box_at_rest(mark)
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 80, steps=5)
    page.mouse.up()
    expect(first).not_to_have_text("0 km")
    page.get_by_role("button", name="Put in the map’s middle").click()
    expect(page.locator(".reader")).to_be_visible()
    assert "#" not in page.url


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Your browser does not tell where you are"), ("de", "Ihr Browser verrät nicht, wo Sie sind")],
)
def test_a_refusal_is_said_kindly_and_loses_nothing(page: Page, language: str, said: str) -> None:
    page.context.clear_permissions()
    open_map(page, "network=eccar", language=language)
    before = page.url
    page.locator(".near-toggle").click()
    expect(page.locator(".near-said")).to_contain_text(said)
    assert page.url == before
    expect(page.locator(ROWS)).to_have_count(87)
    # The middle of the map is a place to start from as well.
    page.locator(".near-middle").click()
    expect(page.locator(".reader")).to_be_visible()
    expect(page.locator(".row-distance").first).to_be_visible()


def test_near_me_by_thumb(new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        permissions=["geolocation"],
        geolocation=DORTMUND,
    )
    phone = context.new_page()
    open_map(phone, "network=eccar", language="de")
    button = phone.get_by_role("button", name="In der Nähe")
    box = button.bounding_box()
    assert box
    assert box["height"] >= 44
    button.tap()
    expect(phone.locator(".row-distance").first).to_have_text("0 km")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    assert box_at_rest(phone.locator(ROWS).first)["y"] < 740


# --- hovering --------------------------------------------------------------------------------------


def test_a_ring_lifts_the_rows_of_its_places_and_a_row_its_ring(page: Page) -> None:
    open_map(page, "network=eccar")
    before = picture_at_rest(page)
    page.locator(f'{ROWS}[data-city="dortmund"]').focus()
    assert page.evaluate(PICTURE) != before
    page.locator(".results-list").focus()
    assert page.evaluate(PICTURE) == before

    box = page.locator("#map").bounding_box()
    assert box
    for x in range(40, int(box["width"]) - 40, 24):
        page.mouse.move(box["x"] + x, box["y"] + box["height"] / 2)
        said = page.evaluate(HINT_AFTER_A_FRAME)
        if "places" in said:
            break
    expect(page.locator("#results .lifted")).to_have_count(int(said.split()[0]))
