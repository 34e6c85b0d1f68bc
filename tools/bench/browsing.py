"""What a reader's browser does with a register: how soon the map is there, and how long a filter takes."""

import os
import shutil
import statistics
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, Request, ViewportSize, sync_playwright

from tools.bench.conditions import CONDITIONS, Condition
from tools.bench.figures import ALONE, YARDSTICK, percentile
from tools.bench.moving import longest_task, moving, watch
from tools.bench.serving import Site

FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
MAP = "/en/map/?basemap=off"
BARE_MAP = "/bench/yardstick/"
LOADS = 9
WARMING = 12  # requests for the page, so that every worker has answered it
CLICKS = 6  # at each control, half of them switching on
SLOWEST = 60_000  # ms
FACETS = ("network", "country", "topic", "kind", "population", "has")
CONTROL = '[data-filter="{facet}"] [value="{value}"]'

PAINTED = "() => performance.getEntriesByName('map:painted')[0]?.startTime"
PRESS = 80  # ms that a finger or a button of the mouse is down
CLICK = """(selector) => new Promise((resolve, reject) => {
  const marks = () => performance.getEntriesByName("map:filtered");
  const [before, control] = [marks().length, document.querySelector(selector)];
  let begun;
  const watching = new PerformanceObserver(() => {
    if (marks().length === before) return;
    watching.disconnect();
    resolve(marks().at(-1).startTime - begun);
  });
  watching.observe({ type: "mark" });
  control.addEventListener("click", () => { begun = performance.now(); }, { once: true, capture: true });
  // As people do: a press takes its time, and ends somewhere within a frame.
  setTimeout(() => {
    control.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    setTimeout(() => control.click(), PRESS + Math.random() * 17);
  }, 100);
})""".replace("PRESS", str(PRESS))


@dataclass
class Loads:
    """What was seen while the map page of one site was loaded again and again."""

    painted: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    yardstick: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Their medians. With the yardstick each load is compared with the one right before it."""
        found = {
            "painted ms": statistics.median(self.painted),
            "register in the browser ms": statistics.median(self.ready),
        }
        if self.yardstick:
            pairs = zip(self.painted, self.yardstick, strict=True)
            found["bare map painted ms"] = statistics.median(self.yardstick)
            found[YARDSTICK] = statistics.median(ours / bare for ours, bare in pairs)
        return found


def browsing(sites: dict[int, Site]) -> dict[int, dict[str, float]]:
    """Figures by number of places. Loads take turns, so that what else the machine does slows all alike."""
    with _chromium() as browser:
        for site in sites.values():
            _warm(site)
        found: dict[int, dict[str, float]] = {size: {} for size in sites}
        for condition in CONDITIONS:
            for size, loads in _loads(browser, sites, condition).items():
                found[size] |= condition.named(loads.figures())
        for size, site in sites.items():
            found[size] |= _before_painting(browser, site) | _filters(browser, site)
        return found


def _loads(browser: Browser, sites: dict[int, Site], condition: Condition) -> dict[int, Loads]:
    loads = {size: Loads() for size in sites}
    for number in range(LOADS + 2):
        for size, site in sites.items():
            # The yardstick is for the usual line; with more circles than that Leaflet alone is slow.
            bare = _painted(browser, site, BARE_MAP, condition) if size == ALONE and condition.usual else None
            painted, ready = _load(browser, site, condition)
            if number < 2:
                continue  # the first warm up
            if bare is not None:
                loads[size].yardstick.append(bare)
            loads[size].painted.append(painted)
            loads[size].ready.append(ready)
    return loads


@contextmanager
def _chromium() -> Iterator[Browser]:
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield browser
        browser.close()


def version() -> str:
    """Version of the browser."""
    with _chromium() as browser:
        return browser.version


def _warm(site: Site) -> None:
    from urllib.request import urlopen

    def ask() -> None:
        with urlopen(f"{site.address}{MAP}", timeout=120) as answer:  # noqa: S310
            answer.read()

    # Several at once, so that no worker can take them all.
    for _round in range(WARMING // 4):
        asking = [threading.Thread(target=ask) for _number in range(4)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()


def _load(browser: Browser, site: Site, condition: Condition) -> tuple[float, float]:
    """Milliseconds until the first markers were painted, and until the register was there; nothing cached."""
    with _opened(browser, site.address + MAP, condition) as page:
        painted = page.wait_for_function(PAINTED, timeout=SLOWEST).json_value()
        page.locator("#map[data-ready]").wait_for(timeout=SLOWEST)
        return painted, page.evaluate("performance.now()")


def _painted(browser: Browser, site: Site, path: str, condition: Condition) -> float:
    with _opened(browser, site.address + path, condition) as page:
        return float(page.wait_for_function(PAINTED, timeout=SLOWEST).json_value())


@contextmanager
def _opened(browser: Browser, address: str, condition: Condition) -> Iterator[Page]:
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        condition.put(context.new_cdp_session(page))
        page.goto(address)
        yield page


def _before_painting(browser: Browser, site: Site) -> dict[str, float]:
    """Requests and bytes until the map page, with its basemap, is interactive."""
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        paths: list[str] = []
        weights: Counter[str] = Counter()

        def finished(request: Request) -> None:
            path = request.url.removeprefix(site.address)
            sizes = request.sizes()
            paths.append(path)
            weights[path] += sizes["responseBodySize"] + sizes["responseHeadersSize"]

        page.on("requestfinished", finished)
        page.goto(f"{site.address}/en/map/")
        page.locator("#map[data-ready]").wait_for(timeout=SLOWEST)
        ours = [path for path in paths if not path.startswith("/basemap/")]
        snapshot = sum(weight for path, weight in weights.items() if path.startswith("/api/v1/map/"))
        return {
            "requests": len(ours),
            "kB": sum(weights[path] for path in set(ours)) / 1000,
            "kB of these, snapshot": snapshot / 1000,
        }


def _filters(browser: Browser, site: Site) -> dict[str, float]:
    with browser.new_context(viewport=VIEWPORT) as context:
        page = context.new_page()
        watch(page)
        devtools = context.new_cdp_session(page)
        page.goto(site.address + MAP)
        page.locator("#map[data-ready]").wait_for(timeout=SLOWEST)
        heap = _heap(devtools)
        starting = longest_task(page)
        controls = _controls(page)
        _clicks(page, controls)  # so that the scripts are compiled
        found: dict[str, float] = {}
        for condition in CONDITIONS:
            if condition.line:
                continue  # filters ask the network for nothing
            condition.put(devtools)
            clicks = _clicks(page, controls)
            figures = {
                "filter ms": percentile(clicks, 50),
                "filter ms, p95": percentile(clicks, 95),
                **moving(page),
            }
            if condition.usual:
                figures |= {"longest task, starting ms": starting, "longest task ms": longest_task(page)}
            found |= condition.named(figures)
        return found | heap


def _heap(devtools: CDPSession) -> dict[str, float]:
    devtools.send("HeapProfiler.enable")
    devtools.send("HeapProfiler.collectGarbage")
    used: dict[str, Any] = devtools.send("Runtime.getHeapUsage")
    arrays = used.get("backingStorageSize", 0)
    return {"heap MB": used["usedSize"] / 1e6, "typed arrays MB": arrays / 1e6}


def _controls(page: Page) -> list[str]:
    """Selectors of the controls to click: for each filter its first value and one further down."""
    found = []
    for facet in FACETS:
        values: list[str] = page.locator(f'[data-filter="{facet}"] [value]').evaluate_all(
            "(controls) => controls.map((control) => control.value)"
        )
        if not values:
            raise SystemExit(f"no control to click: {facet}")
        chosen = dict.fromkeys([values[0], values[len(values) // 2]])
        found += [CONTROL.format(facet=facet, value=value) for value in chosen]
    return found


def _clicks(page: Page, controls: Sequence[str]) -> list[float]:
    """Milliseconds from each click to the frame that shows its answer."""
    return [page.evaluate(CLICK, control) for control in controls for _number in range(CLICKS)]
