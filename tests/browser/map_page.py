"""The map page as a reader meets it: opening it, and what it shows."""

import json
from collections.abc import Callable

from playwright.sync_api import FloatRect, Frame, Locator, Page, Response, Route

FONTS = "**/*.woff2"
# How far things move while a page arrives, at worst: its letters come after it has been painted, on a machine that lacks the
# faces that ours are fitted to. More than 0.1 is called in need of improvement.
MOST_SHIFT = 0.06
WRITTEN = (
    "() => document.readyState !== 'loading' && performance.getEntriesByName('first-contentful-paint').length"
)
SHIFT = """
new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum)))));
})
"""
PICTURE = "document.querySelector('.leaflet-places-pane canvas').toDataURL()"
# Looks until it sees the same in some frames on end, and no letters are on their way: names on the map are written anew
# when theirs have come, and when something over the map has changed its size.
AT_REST = """async (node) => {
  const look = () => LOOK;
  const end = performance.now() + 30_000;
  for (let [seen, same] = ["", 0]; performance.now() < end; ) {
    await document.fonts.ready;
    await new Promise(requestAnimationFrame);
    const now = look();
    same = now === seen ? same + 1 : 0;
    if (same === 6) return seen;
    seen = now;
  }
  throw new Error("It does not come to rest.");
}"""
PICTURE_AT_REST = AT_REST.replace("LOOK", PICTURE)
ROWS_AT_REST = AT_REST.replace("LOOK", "node.textContent")
BOX_AT_REST = AT_REST.replace("LOOK", "JSON.stringify(node.getBoundingClientRect())")


def open_map(page: Page, query: str = "", language: str = "en") -> Response | None:
    """Open the map page without its basemap and wait until the register is in the browser."""
    address = f"/{language}/map/?{query}&basemap=off" if query else f"/{language}/map/?basemap=off"
    answer = page.goto(address)
    ready(page)
    return answer


def ready(page: Page) -> None:
    """Wait until the register is in the browser."""
    page.locator("#map[data-ready]").wait_for()


def painted(page: Page) -> None:
    """Wait until the first places are painted."""
    page.wait_for_function("() => performance.getEntriesByName('map:painted').length === 1")


def taken_over(page: Page) -> None:
    """Wait until the map has taken the place of its first picture."""
    page.locator(".leaflet-places-pane canvas").wait_for()
    page.locator(".map-picture").wait_for(state="detached")


def held_back(page: Page, pattern: str) -> Callable[[], None]:
    """Hold requests back; gives how to let them go, and those to come."""
    held: list[Route] = []
    free = False

    def hold(route: Route) -> None:
        if free:
            route.continue_()
        else:
            held.append(route)

    def release() -> None:
        nonlocal free
        free = True
        for route in held:
            route.continue_()

    page.route(pattern, hold)
    return release


def without_basemap(page: Page) -> None:
    """Let the basemap bring nothing: its names would be another picture, whenever they come."""
    page.route("**/basemap*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))


def picture_at_rest(page: Page | Frame) -> str:
    """The picture of the places, once nothing changes it any more."""
    return str(page.evaluate(PICTURE_AT_REST))


def box_at_rest(part: Locator) -> FloatRect:
    """Where something lies in the window, once it moves no more."""
    part.wait_for()
    box: FloatRect = json.loads(part.evaluate(BOX_AT_REST))
    return box


def count(page: Page) -> int:
    """Number of places that the page says it shows."""
    return int(page.locator("#result-count").get_attribute("data-count") or -1)


def sentence(page: Page) -> str:
    """The result in words, on one line."""
    return " ".join(page.locator("#sentence").inner_text().split()).replace(" , ", ", ")


def filtered(page: Page, act: str) -> None:
    """Run a script that changes the query, and wait for the map to answer."""
    page.evaluate(
        f"""() => new Promise((resolve) => {{
          document.getElementById("map").addEventListener("map:filtered", () => resolve(), {{ once: true }});
          {act}
        }})"""
    )


def painted_pixels(page: Page) -> int:
    """How many pixels of the canvas with the places are painted."""
    return int(
        page.evaluate(
            """() => {
              const canvas = document.querySelector(".map-picture, .leaflet-places-pane canvas");
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              let painted = 0;
              for (let at = 3; at < data.length; at += 4) if (data[at]) painted++;
              return painted;
            }"""
        )
    )


def covering(page: Page | Frame, parts: str) -> list[str]:
    """Which of these parts lie over something that is painted on the map."""
    found: list[str] = page.evaluate(
        """(parts) => {
          const canvas = document.querySelector(".leaflet-places-pane canvas");
          const { left, top } = canvas.getBoundingClientRect();
          const density = canvas.width / canvas.clientWidth;
          return [...document.querySelectorAll(parts)].filter((node) => {
            const box = node.getBoundingClientRect();
            if (!box.width) return false;
            const area = [box.left - left, box.top - top, box.width, box.height].map((each) => each * density);
            return canvas.getContext("2d").getImageData(...area).data.some(Boolean);
          }).map((node) => node.className);
        }""",
        parts,
    )
    return found


def list_written(page: Page) -> None:
    """Wait until all rows are written that are not left out for their number; the frame itself brings those in sight."""
    page.wait_for_function(
        """() => {
          const rows = document.querySelectorAll("#results li:has([data-city])");
          return rows.length >= Math.min(100, Number(rows[0]?.ariaSetSize ?? 0));
        }"""
    )
    # Rows of the list before are counted too, until they go, and then the last new ones come.
    if page.locator("html[data-scripted]").count():
        page.locator("#results").evaluate(ROWS_AT_REST)
