"""How smoothly the map moves, and what keeps the page from answering meanwhile."""

from playwright.sync_api import Page

from tools.bench.figures import percentile

STEPS = 60  # of the pointer in one drag
DRAGS = 4
TICKS = 24  # of the wheel
REST = 700  # ms until inertia, or the way to the next zoom, is over
SETTLED = 1000

WATCH = """() => {
  window.tasks = [];
  new PerformanceObserver((seen) => window.tasks.push(...seen.getEntries().map((task) => [task.startTime, task.duration])))
    .observe({ type: "longtask", buffered: true });
}"""
# The browser tells each frame its time on the screen's own clock: a frame that comes late shows as twice the distance.
RECORD = """() => {
  window.frames_seen = [];
  const frame = (time) => {
    if (!window.frames_seen) return;
    window.frames_seen.push(time);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}"""
RECORDED = """() => {
  const times = window.frames_seen;
  window.frames_seen = null;
  return times.slice(1).map((time, at) => time - times[at]);
}"""
LONGEST = """() => {
  const painted = performance.getEntriesByName("map:painted")[0].startTime;
  return Math.max(0, ...window.tasks.filter(([start]) => start >= painted).map(([, duration]) => duration));
}"""


def watch(page: Page) -> None:
    """Note every task of more than 50 ms from the start of the page on; call before it is opened."""
    page.add_init_script(f"({WATCH})()")


def longest_task(page: Page) -> float:
    """Milliseconds of the longest task since the first paint; 0 where none took 50 ms."""
    page.wait_for_timeout(SETTLED)  # what is deferred counts as well
    return float(page.evaluate(LONGEST))


def moving(page: Page) -> dict[str, float]:
    """Milliseconds from frame to frame while the map is dragged about and zoomed in and out."""
    return {"pan ms, p95": percentile(_panned(page), 95), "zoom ms, p95": percentile(_zoomed(page), 95)}


def _panned(page: Page) -> list[float]:
    left, top, width, height = _box(page)
    mouse = page.mouse
    page.evaluate(RECORD)
    for number in range(DRAGS):
        way = width / 3 * (1 if number % 2 else -1)
        mouse.move(left + width / 2 - way / 2, top + height / 2)
        mouse.down()
        mouse.move(left + width / 2 + way / 2, top + height / 2 + way / 4, steps=STEPS)
        mouse.up()
        page.wait_for_timeout(REST)
    return _recorded(page)


def _zoomed(page: Page) -> list[float]:
    left, top, width, height = _box(page)
    page.mouse.move(left + width / 2, top + height / 2)
    page.evaluate(RECORD)
    for direction in (-1, 1):
        for _tick in range(TICKS // 2):
            page.mouse.wheel(0, direction * 120)
            page.wait_for_timeout(REST / 4)
        page.wait_for_timeout(REST)
    return _recorded(page)


def _recorded(page: Page) -> list[float]:
    found: list[float] = page.evaluate(RECORDED)
    return found


def _box(page: Page) -> tuple[float, float, float, float]:
    box = page.locator("#map").bounding_box()
    if not box:
        raise SystemExit("the map is not in sight")
    return box["x"], box["y"], box["width"], box["height"]
