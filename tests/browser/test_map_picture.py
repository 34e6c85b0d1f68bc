"""The map's first picture: in the first frame of its page, before Leaflet is there, and the same as what follows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import held_back, painted, painted_pixels, ready, taken_over

# What differs between the picture and the map's own canvas, which reaches beyond the map on all sides: a share of the
# pixels that either has painted. One pixel beside the mark every ring differs by more than 3 %.
DIFFERENCE = """async () => {
  const pixels = (canvas) => {
    const map = document.getElementById("map").getBoundingClientRect();
    const box = canvas.getBoundingClientRect();
    const density = canvas.width / box.width;
    const [left, top] = [map.left - box.left, map.top - box.top].map((side) => Math.round(side * density));
    const [width, height] = [map.width, map.height].map((side) => Math.round(side * density));
    return canvas.getContext("2d").getImageData(left, top, width, height).data;
  };
  const picture = document.querySelector(".map-picture");
  const before = pixels(picture);
  await new Promise((resolve) => {
    new MutationObserver(resolve).observe(picture.parentElement, { childList: true });
    window.release();
  });
  while (picture.isConnected) await new Promise((resolve) => setTimeout(resolve));
  const after = pixels(document.querySelector(".leaflet-places-pane canvas"));
  if (before.length !== after.length) return 1;
  let [different, all] = [0, 0];
  for (let at = 3; at < before.length; at += 4) {
    if (before[at] || after[at]) all++;
    if (before[at] > 127 !== after[at] > 127) different++;
  }
  return all > 500 ? different / all : 1;
}"""


LEAFLET = "**/leaflet*.js"


@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("", (1280, 800)),
        ("", (900, 700)),
        ("", (360, 740)),
        ("&country=DE&network=eccar", (1280, 800)),
        ("&country=DE&dir=rtl", (360, 740)),
        ("&rings=practice", (1280, 800)),
        ("&overlap=eccar&overlap=sichere-haefen", (1280, 800)),
        ("#6.5/51.2/9.1", (1280, 800)),
    ],
)
def test_the_map_takes_over_with_the_same_picture(
    new_context: Callable[..., BrowserContext], query: str, size: tuple[int, int]
) -> None:
    width, height = size
    page = new_context(viewport={"width": width, "height": height}).new_page()
    release = held_back(page, LEAFLET)
    page.expose_function("release", release)
    page.goto(f"/en/map/?basemap=off{query}", wait_until="commit")  # its load may wait for what is held
    painted(page)
    page.evaluate("document.fonts.ready")

    assert page.evaluate(DIFFERENCE) < 0.02


def test_nothing_but_the_page_itself_is_needed_for_it(page: Page) -> None:
    release = held_back(page, LEAFLET)
    page.goto("/en/map/?country=DE&basemap=off", wait_until="commit")
    painted(page)
    assert painted_pixels(page) > 500
    assert page.evaluate("typeof L") == "undefined"
    # What is beside the map follows it without waiting for more.
    expect(page.locator("#results [data-city]").first).to_be_visible()
    expect(page.locator('[data-filter="network"] [value="eccar"]')).to_be_visible()

    release()
    taken_over(page)
    ready(page)
    assert page.evaluate("performance.getEntriesByName('map:painted').length") == 1


def test_a_page_without_places_has_a_map_all_the_same(page: Page) -> None:
    page.goto("/en/map/?q=nowherewhatever&basemap=off")
    ready(page)
    expect(page.locator(".map-picture")).to_have_count(0)
    expect(page.locator("#empty")).to_be_visible()
    assert page.evaluate("performance.getEntriesByName('map:painted').length") == 1


def test_values_out_of_sight_are_part_of_the_page_for_all(
    page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    values = """[...document.querySelectorAll('[data-filter] [value]')]
        .map((control) => `${control.parentElement.dataset.filter} ${control.value}`)"""
    page.goto("/en/map/?basemap=off")
    ready(page)
    expect(page.locator("noscript.aside, .modes-plain")).to_have_count(0)
    mine = page.evaluate(values)
    assert len(mine) > 200

    plain = new_context(java_script_enabled=False).new_page()
    plain.goto("/en/map/?basemap=off")
    for facet in ("network", "country", "region", "topic", "kind", "population", "has"):
        expect(plain.locator(f'[data-filter="{facet}"] [value]')).to_have_count(
            len([value for value in mine if value.startswith(f"{facet} ")])
        )
    networks = len([value for value in mine if value.startswith("network ")])
    expect(plain.locator('[data-filter="network_not"] [value]')).to_have_count(networks)
