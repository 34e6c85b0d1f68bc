"""The address is the whole state: whoever opens it elsewhere sees the same, and so does who goes back and forward."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import count, held_back, list_written, ready

Act = Callable[[Page], None]


def _click(selector: str) -> Act:
    return lambda page: page.locator(selector).click()


def _check(selector: str) -> Act:
    return lambda page: page.locator(selector).check()


def _press(selector: str, key: str) -> Act:
    return lambda page: page.locator(selector).press(key)


def _all(*acts: Act) -> Act:
    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def _sort(ordering: str) -> Act:
    return _all(_click(".list-sort > summary"), _check(f'[name="ordering"][value="{ordering}"]'))


def _rings(rings: str) -> Act:
    return _all(_click("#legend > summary"), _click(f"#legend label:has([value={rings}])"))


def _rested(page: Page) -> None:
    """Wait until the address tells where the map has come to rest."""
    expect(page).to_have_url(re.compile("#"))


def _choose(slug: str) -> Act:
    return _all(_click(f'#results [data-city="{slug}"]'), _rested)


# What one does, what the address says of it then.
STATES = {
    "a network it must have": (
        "country=DE&network=eccar",
        _click(".modes label:has([value=network_all])"),
        "network_all=eccar",
    ),
    "a network left out": (
        "network_not=eccar&country=DE",
        _check('[data-filter="has"] [value="practice"]'),
        "has=",
    ),
    "a text": ("", lambda page: page.locator("#q").fill("rain"), "q=rain"),
    "by size": ("network=eccar", _sort("-population"), "ordering=-population"),
    "by newest membership": ("country=AT", _sort("-joined"), "ordering=-joined"),
    "what the map shows": ("#8/51.5149/7.466", _check("#in-view"), "list=view"),
    "rings of topics": ("country=DE", _rings("topic"), "rings=topic"),
    "two networks compared": ("country=DE", _click("#overlap-open"), "overlap="),
    "a place": ("network=eccar", _choose("barcelona"), "city=barcelona"),
    "the state in a year": ("on=2015", _press(".time-on", "ArrowRight"), "on=2016"),
    "joined since": ("network=eccar", _press(".time-from", "ArrowRight"), "joined_from="),
    "where the map looks": ("has=practice", _all(_click('[data-map="in"]'), _rested), "#"),
    "from right to left": ("dir=rtl&country=TR", _check('[data-filter="has"] [value="practice"]'), "dir=rtl"),
    "most of it at once": (
        "network_all=sichere-haefen&country=DE&city=dortmund&rings=practice&ordering=-networks#7/51.5/9",
        _check('[data-filter="has"] [value="resolution"]'),
        "rings=practice",
    ),
}


SEEN = """() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const texts = (selector) => all(selector).map((node) => node.innerText);
  return {
    sentence: one("#sentence").innerText.replace(/\\s+/g, " ").trim(),
    count: one("#result-count").dataset.count,
    chips: texts(".chip-label"),
    rows: all("#results [data-city]").slice(0, 8).map((row) => row.dataset.city),
    groups: texts("#results .letter").slice(0, 3),
    note: one(".list-note").innerText,
    order: one(".list-sort-value").innerText,
    "in view": one("#in-view").checked,
    chosen: all("#panel :checked").map(({ name, value }) => `${name} ${value}`).sort(),
    text: one("#q").value,
    rings: one('#legend [name="rings"]:checked').value,
    card: one("#card").checkVisibility() ? one("#card .card-name").innerText : "",
    compared: one("#overlap").open && all("#overlap select").map(({ value }) => value),
    time: one(".time-value").innerText,
    address: location.href,
    direction: document.documentElement.dir,
  };
}"""


def open_state(page: Page, language: str, state: str) -> None:
    """Open the map at a query and a position, without its basemap."""
    query, _, position = state.partition("#")
    page.goto(f"/{language}/map/?{query}{'&' if query else ''}basemap=off{position and f'#{position}'}")
    ready(page)


def seen(page: Page) -> dict[str, object]:
    """What one sees: words, list, filters, legend, card, explorer, time bar, and where the map looks."""
    list_written(page)
    found: dict[str, object] = page.evaluate(SEEN)
    return found


def expect_seen(page: Page, wanted: dict[str, object]) -> None:
    """Wait until the page shows the same; what differs is said."""
    for _ in range(200):
        now = seen(page)
        if now == wanted:
            return
        page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 50))")
    assert now == wanted


def seen_at_rest(page: Page) -> dict[str, object]:
    """What one sees once it stays: the map tells where it has come to rest a moment after it has."""
    now = seen(page)
    for _ in range(50):
        page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 350)))")
        before, now = now, seen(page)
        if now == before:
            return now
    raise AssertionError("It does not come to rest.")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("name", STATES)
def test_the_address_shows_the_same_elsewhere_and_after_going_back(
    new_context: Callable[..., BrowserContext], page: Page, name: str, language: str
) -> None:
    start, act, said = STATES[name]
    open_state(page, language, start)
    before = seen(page)
    act(page)
    expect(page).to_have_url(re.compile(re.escape(said)))
    expect(page.locator(".loading")).to_have_count(0)
    page.locator("#legend").evaluate("legend => { legend.open = false }")
    shown = seen_at_rest(page)
    assert shown != before

    other = new_context().new_page()
    other.goto(page.url)
    ready(other)
    expect_seen(other, shown)

    if name == "where the map looks":
        return  # moving the map is no step of the history
    page.go_back()
    expect_seen(page, before)
    page.go_forward()
    expect_seen(page, shown)


BACK_AND_FORTH = """() => new Promise((resolve) => {
  const glides = () => document.querySelector(".leaflet-zoom-anim");
  const forth = () => (glides() ? resolve(history.forward()) : requestAnimationFrame(forth));
  addEventListener("popstate", forth, { once: true });
  history.back();
})"""


def test_going_forward_while_the_map_still_glides_back_ends_where_it_was(page: Page) -> None:
    """Leaflet begins no zoom while another is animated."""
    open_state(page, "en", "network=eccar")
    STATES["a place"][1](page)
    expect(page).to_have_url(re.compile("city=barcelona.*#8/"))
    shown = seen_at_rest(page)

    page.evaluate(BACK_AND_FORTH)

    assert seen_at_rest(page) == shown


PLUS = """document.querySelector('[data-map="in"]').click()"""
GLIDING = """new Promise((resolve) => {
  const look = () => document.querySelector(".leaflet-zoom-anim") ? resolve() : requestAnimationFrame(look);
  look();
})"""


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(f"await {GLIDING};", id="while it glides"),
        pytest.param("", id="before it glides"),  # which it begins with the next frame
        pytest.param(
            f"await {GLIDING}; document.querySelector('.time-toggle').click();", id="on another size"
        ),
    ],
)
def test_pressing_twice_zooms_twice(page: Page, meanwhile: str) -> None:
    open_state(page, "en", "network=eccar#5/50/10")

    page.evaluate(f"async () => {{ {PLUS}; {meanwhile} {PLUS}; }}")

    expect(page).to_have_url(re.compile("#7/"))
    page.locator('[data-map="out"]').click()
    expect(page).to_have_url(re.compile("#6/"))


def test_the_address_waits_until_the_map_is_at_rest(page: Page) -> None:
    page.clock.install(time="2026-11-21T12:00:00Z")
    open_state(page, "en", "network=eccar")
    page.clock.pause_at("2026-11-21T13:00:00Z")
    page.locator("#map").focus()
    page.keyboard.press("ArrowRight")
    page.clock.run_for(400)
    page.keyboard.press("ArrowRight")
    page.clock.run_for(200)  # more than 300 after the first way, amid the second
    assert page.evaluate("location.hash") == ""

    page.clock.run_for(1000)
    expect(page).to_have_url(re.compile("#"))


def test_going_back_looks_where_one_looked(page: Page) -> None:
    """Whatever else is in sight before the map has come there."""
    open_state(page, "en", "country=DE#6/51/10")
    shown = seen_at_rest(page)
    countries = page.locator('[data-filter="country"]')
    countries.locator('[value="AU"]').check()
    expect(page).to_have_url(re.compile("country=AU"))
    countries.locator('[value="DE"]').uncheck()
    expect(page).to_have_url(re.compile(r"\?country=AU&basemap=off$"))  # far away, so all of it is shown

    page.evaluate("history.go(-2)")

    expect_seen(page, shown)
    assert seen_at_rest(page) == shown


def test_going_back_before_the_register_has_come(page: Page) -> None:
    release = held_back(page, "**/api/v1/map/**")
    page.goto("/en/map/?basemap=off")
    page.get_by_role("combobox").wait_for()  # the panel listens
    eccar = page.locator('[data-filter="network"] [value="eccar"]')
    eccar.check()
    expect(page).to_have_url(re.compile("network=eccar"))
    page.go_back()
    expect(eccar).not_to_be_checked()

    release()
    ready(page)

    assert seen_at_rest(page)["count"] == "1027"
    expect(page.locator("#results li:has([data-city])").first).to_have_attribute("aria-setsize", "1027")


def test_going_back_leaves_out_what_nobody_knows(page: Page) -> None:
    open_state(page, "en", "network=atlantis&country=DE")
    assert count(page) == 332
    page.locator('[data-filter="network"] [value="eccar"]').check()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "36")
    expect(page).to_have_url(re.compile("network=eccar"))  # a frame after the figure
    page.go_back()

    expect(page.locator("#result-count")).to_have_attribute("data-count", "332")
    expect(page.locator(".chip-label")).to_have_text(["Germany"])


def test_back_from_a_place_shows_all_again(page: Page) -> None:
    open_state(page, "en", "country=DE&list=view")
    said = page.locator(".list-note")
    expect(said).to_have_text("332 of 332 in view")
    _choose("aachen")(page)
    expect(said).not_to_have_text("332 of 332 in view")
    page.go_back()
    expect(page.locator("#card")).to_be_hidden()
    expect(said).to_have_text("332 of 332 in view")
