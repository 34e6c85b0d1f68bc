"""The map page at 360 px: map above, list as a sheet in three steps, filters as a full sheet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import (
    PICTURE,
    box_at_rest,
    count,
    open_map,
    picture_at_rest,
    ready,
    without_basemap,
)
from tests.browser.touching import drag, middle

# Where the map has been dragged to; its picture also changes when a font arrives.
PANE = "document.querySelector('.leaflet-map-pane').style.transform"
# Everything one can press that is smaller than a thumb. Links within lines of text are as high as the lines.
SMALL = """
() => [...document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex='0']")]
  .filter((node) => node.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !node.closest("[inert]") && !node.disabled)
  .filter((node) => !node.matches(".skip, .leaflet-control-attribution a"))
  .map((node) => node.closest("label") ?? node)
  .map((node) => [node.className || node.textContent.trim(), node.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < 43.9)
  .map(([name, { width, height }]) => `${name}: ${width} × ${height}`)
"""


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    """A page on a small phone."""
    context = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    return context.new_page()


STEPS = ["full", "peek", "half"]  # as one comes to them from the first, which is half


def height_of_sheet(page: Page, step: str | None = None) -> float:
    """Height of the list's sheet once it has come to rest: at a step, or where the page begins."""
    if step:
        expect(page.locator("#atlas")).to_have_attribute("data-sheet", step)
    return box_at_rest(page.locator(".results"))["height"]


def test_nothing_is_wider_than_the_screen(phone: Page) -> None:
    open_map(phone, "network_all=sichere-haefen&network_all=eccar&region=DE-NW", language="de")
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_the_sheet_has_three_steps_by_its_handle(phone: Page) -> None:
    open_map(phone)
    half = height_of_sheet(phone)
    handle = phone.get_by_role("button", name="Enlarge the list")
    handle.tap()
    full = height_of_sheet(phone, "full")
    phone.get_by_role("button", name="Shrink the list").tap()
    peek = height_of_sheet(phone, "peek")

    assert peek < 200 < half < 450 < full
    expect(phone.locator("#sentence")).to_be_in_viewport(ratio=1)
    attribution = box_at_rest(phone.locator(".leaflet-control-attribution"))
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


def test_the_handle_can_be_dragged_and_then_pressed(phone: Page) -> None:
    open_map(phone)
    height_of_sheet(phone)
    x, y = middle(phone, ".sheet-handle")

    drag(phone, ((x, y), (x, 90)))
    full = height_of_sheet(phone, "full")
    expect(phone.locator(".sheet-handle")).to_have_accessible_name("Shrink the list")
    x, y = middle(phone, ".sheet-handle")
    drag(phone, ((x, y), (x, 700)))
    peek = height_of_sheet(phone, "peek")
    assert peek < 200
    assert full > 600

    phone.locator(".sheet-handle").click()
    expect(phone.locator("#atlas")).to_have_attribute("data-sheet", "half")
    phone.locator(".sheet-handle").press("Enter")
    expect(phone.locator("#atlas")).to_have_attribute("data-sheet", "full")


@pytest.mark.parametrize("step", STEPS)
def test_the_map_is_never_hidden(phone: Page, step: str) -> None:
    open_map(phone)
    to_step(phone, step)

    assert box_at_rest(phone.locator(".results"))["y"] > box_at_rest(phone.locator("#map"))["y"]


def to_step(page: Page, step: str) -> None:
    """Tap the sheet's handle until it has come to a step."""
    for following in STEPS[: STEPS.index(step) + 1]:
        page.locator(".sheet-handle").tap()
        height_of_sheet(page, following)


def test_one_finger_moves_the_map_and_not_the_page(phone: Page) -> None:
    open_map(phone)
    before = picture_at_rest(phone)

    drag(phone, ((180, 250), (180, 150)))

    phone.wait_for_function(f"before => {PICTURE} !== before", arg=before)
    phone.wait_for_function("() => location.hash !== ''")
    assert phone.evaluate("scrollY") == 0


def test_two_fingers_zoom_the_map(phone: Page) -> None:
    open_map(phone, "country=DE")

    drag(phone, ((170, 220), (120, 180)), ((190, 240), (260, 300)))

    phone.wait_for_function("() => parseFloat(location.hash.slice(1)) > 6")
    assert phone.evaluate("visualViewport.scale") == 1


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Move the map with two fingers"), ("de", "Karte mit zwei Fingern verschieben")],
)
def test_amid_a_page_one_finger_scrolls_it(phone: Page, language: str, told: str) -> None:
    phone.goto(f"/{language}/")
    ready(phone)
    x, y = middle_of_front_map(phone)
    before = (phone.evaluate(PANE), phone.evaluate("scrollY"))

    drag(phone, ((x, y), (x, y - 150)))

    phone.wait_for_function("before => scrollY > before + 60", arg=before[1])
    expect(phone.locator(".yielding-note")).to_have_text(told)
    assert phone.evaluate(PANE) == before[0]


@pytest.mark.parametrize("address", ["/en/", "/de/embed/?network=eccar&basemap=off"])
def test_amid_a_page_two_fingers_move_the_map(phone: Page, address: str) -> None:
    without_basemap(phone)
    phone.goto(address)
    ready(phone)
    x, y = middle_of_front_map(phone)
    before = (picture_at_rest(phone), phone.evaluate("scrollY"))

    drag(phone, ((x - 40, y), (x - 40, y + 90)), ((x + 40, y), (x + 40, y + 90)))

    phone.wait_for_function(f"before => {PICTURE} !== before", arg=before[0])
    assert phone.evaluate("scrollY") == before[1]
    expect(phone.locator(".yielding-note")).to_be_hidden()


def middle_of_front_map(page: Page) -> tuple[float, float]:
    page.evaluate("document.fonts.ready")
    page.evaluate("document.getElementById('map').scrollIntoView({ block: 'center', behavior: 'instant' })")
    return middle(page, "#map")


def test_the_full_sheet_leaves_search_and_filters_in_reach(phone: Page) -> None:
    open_map(phone, "country=DE")
    to_step(phone, "full")
    phone.locator(".filters-open").tap()
    expect(phone.locator("#filters-name")).to_be_focused()


@pytest.mark.parametrize("query", ["", "network=eccar&country=DE"])
def test_the_small_sheet_ends_below_its_words(phone: Page, query: str) -> None:
    open_map(phone, query, language="de")
    to_step(phone, "peek")
    summary = box_at_rest(phone.locator(".summary"))
    assert 740 - 8 <= summary["y"] + summary["height"] <= 740


def test_an_open_legend_gets_the_room_of_the_list(phone: Page) -> None:
    open_map(phone, language="de")
    half = height_of_sheet(phone)
    phone.locator(".legend-title").tap()
    assert height_of_sheet(phone, "peek") < half / 2
    legend = phone.locator("#legend")
    box_at_rest(legend)
    assert legend.evaluate("node => node.scrollHeight - node.clientHeight") <= 1


def test_near_me_leaves_the_list_its_rows(new_context: Callable[..., BrowserContext]) -> None:
    context = new_context(
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        geolocation={"latitude": 52.52, "longitude": 13.4},
        permissions=["geolocation"],
    )
    phone = context.new_page()
    open_map(phone, language="de")
    phone.locator(".near-toggle").tap()
    expect(phone.locator(".near-said")).to_have_text("Nach der Entfernung von Ihnen sortiert.")
    second = box_at_rest(phone.locator("#results [data-city]").nth(1))
    assert second["y"] + second["height"] <= 740
    expect(phone.get_by_role("button", name="In der Nähe")).to_be_visible()


def nothing_small(page: Page) -> None:
    box_at_rest(page.locator(".results"))
    assert page.evaluate(SMALL) == []


def test_a_thumb_hits_everything(phone: Page) -> None:
    open_map(phone, "network=eccar&country=DE", language="de")
    nothing_small(phone)
    phone.locator(".time-toggle").tap()
    expect(phone.locator(".time-body")).to_be_visible()
    nothing_small(phone)
    phone.locator(".time-toggle").tap()
    expect(phone.locator(".time-body")).to_be_hidden()
    phone.locator("#share summary").tap()
    expect(phone.locator(".share-menu")).to_be_visible()
    nothing_small(phone)
    phone.locator("#share summary").tap()
    expect(phone.locator(".share-menu")).to_be_hidden()
    phone.locator(".filters-open").tap()
    expect(phone.locator("#filters-name")).to_be_focused()
    # Also what is not laid out before one scrolls to it.
    phone.evaluate(
        """document.querySelectorAll('.facet, .further, .options').forEach((node) => {
          node.open = true;
          node.style.contentVisibility = 'visible';
        })"""
    )
    nothing_small(phone)


def test_a_thumb_hits_everything_on_the_card(phone: Page) -> None:
    open_map(phone, "city=muenchen", language="de")
    expect(phone.locator(".card-sources")).to_be_visible()
    expect(phone.locator(".card-practices a")).to_be_visible()
    nothing_small(phone)
