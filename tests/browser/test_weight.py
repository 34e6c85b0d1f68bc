"""What the map page costs before one can use it: requests and bytes as they travel, the basemap apart."""

import pytest
from playwright.sync_api import Page, Request

from tests.browser.map_page import FONTS, MOST_SHIFT, SHIFT, WRITTEN, held_back

MOST_REQUESTS = 12
MOST_BYTES = 350_000


@pytest.mark.parametrize("address", ["/de/map/", "/en/map/?network=sichere-haefen"])
def test_the_map_page_is_light(page: Page, address: str) -> None:
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("requestfinished", note)
    page.goto(address, wait_until="load")
    page.locator("#map[data-ready]").wait_for()

    counted = [request for request in asked if "/basemap" not in request.url]
    weights = {request.url.split("/", 3)[-1]: weight(request) for request in counted}
    assert len(counted) <= MOST_REQUESTS, weights
    assert sum(weights.values()) <= MOST_BYTES, weights


def weight(request: Request) -> int:
    """Bytes of the answer as they travelled, head and body."""
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


def test_nothing_moves_while_the_page_comes_alive(page: Page) -> None:
    release = held_back(page, FONTS)
    page.goto("/de/map/?network=sichere-haefen", wait_until="commit")
    page.locator("#map[data-ready]").wait_for()
    page.wait_for_function(WRITTEN)
    release()

    assert page.evaluate(SHIFT) < MOST_SHIFT
