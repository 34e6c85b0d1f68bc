"""What the map page costs before one can use it: requests and bytes as they travel, the basemap apart."""

import pytest
from playwright.sync_api import Page, Request

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
    page.add_init_script(
        """globalThis.shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) globalThis.shift += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto("/de/map/?network=sichere-haefen")
    page.locator("#map[data-ready]").wait_for()
    page.evaluate(
        "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
    )
    assert page.evaluate("shift") < 0.02
