"""The front page's map: alive, and the way to the places."""

from playwright.sync_api import Page, expect

from tests.browser.map_page import (
    PICTURE,
    painted,
    painted_pixels,
    picture_at_rest,
    ready,
    without_basemap,
)

TOLD = "document.querySelector('.yielding-note').textContent !== ''"
SCROLLED = """async () => {
  for (let [at, same] = [scrollY, 0]; same < 6; ) {
    await new Promise(requestAnimationFrame);
    same = scrollY === at ? same + 1 : 0;
    at = scrollY;
  }
  return scrollY;
}"""


def test_the_front_page_shows_places_at_once(page: Page, complaints: list[str]) -> None:
    page.route("**/api/v1/map/**", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto("/de/")
    painted(page)
    assert painted_pixels(page) > 2000
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert [each for each in complaints if not each.startswith("console: Failed to load")] == []
    complaints.clear()  # the failed request, on purpose


def turn_wheel(page: Page, seen: str) -> None:
    """Turn it notch by notch until it is seen: a busy browser may swallow one, and whoever scrolls turns on."""
    for _notch in range(10):
        page.mouse.wheel(0, 100)
        if page.evaluate(
            f"""async () => {{
              for (let frame = 0; frame < 60 && !({seen}); frame++) await new Promise(requestAnimationFrame);
              return {seen};
            }}"""
        ):
            return
    raise AssertionError("The wheel is not heard.")


def test_the_wheel_scrolls_the_page_and_not_the_map(page: Page) -> None:
    without_basemap(page)
    page.goto("/en/")
    ready(page)
    page.locator("#map").hover()
    page.mouse.move(5, 5)
    before = picture_at_rest(page)
    page.locator("#map").hover(position={"x": 20, "y": 300})
    turn_wheel(page, "scrollY > 0")
    page.evaluate(SCROLLED)
    page.mouse.move(5, 5)
    page.wait_for_function(f"before => {PICTURE} === before", arg=before)


def test_the_wheel_with_ctrl_zooms_the_map_and_without_tells_so(page: Page) -> None:
    without_basemap(page)
    page.goto("/en/")
    ready(page)
    page.locator("#map").hover(position={"x": 20, "y": 300})
    turn_wheel(page, TOLD)
    expect(page.locator(".yielding-note")).to_have_text("Zoom the map with Ctrl and the wheel")
    page.wait_for_function("() => scrollY > 0")
    before = page.evaluate(SCROLLED)

    painted_before = picture_at_rest(page)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    page.wait_for_function(f"before => {PICTURE} !== before", arg=painted_before)
    assert page.evaluate(SCROLLED) == before


def test_the_search_box_suggests_what_the_map_suggests(page: Page) -> None:
    page.goto("/en/")
    ready(page)
    box = page.get_by_role("combobox")
    box.press_sequentially("rainbow")
    page.get_by_role("option", name="Rainbow Cities").click()
    page.wait_for_url("**/en/map/?network=rainbow-cities")

    page.goto("/en/")
    ready(page)
    box.press_sequentially("Muenchn")
    expect(page.get_by_role("option").first).to_contain_text("Munich")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/cities/muenchen/")


def test_searching_leads_to_the_search_page(page: Page) -> None:
    page.goto("/de/")
    page.get_by_role("combobox").fill("muenchen")
    page.get_by_role("combobox").press("Enter")
    page.wait_for_url("**/de/search/?q=muenchen")
    expect(page.get_by_role("main").get_by_role("link", name="München", exact=True)).to_be_visible()
