"""The map page as a reader meets it: opening it, and what it shows."""

from playwright.sync_api import Page, Response


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
