"""What the rings on the map show: networks, topics or practices, with a legend, and places that stand at one point."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.map_page import (
    PICTURE,
    box_at_rest,
    count,
    covering,
    filtered,
    held_back,
    open_map,
    picture_at_rest,
    ready,
    taken_over,
)

# All places of North Rhine-Westphalia are one ring in the middle of the map from so far away.
FAR = "#2/51.48/7.43"
# The city of Aachen and the district around it have the same coordinates.
AACHEN = "#9/50.77664/6.08342"


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    """A page on a small phone."""
    context = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    return context.new_page()


def open_at(page: Page, query: str, position: str, language: str = "en") -> None:
    """Open the map where it looks at a position."""
    page.goto(f"/{language}/map/?{query}&basemap=off{position}")
    ready(page)


def open_legend(page: Page) -> None:
    """Open the legend, and wait until it says something."""
    page.locator(".legend-title").click()
    expect(page.locator(".legend-count")).not_to_be_empty()


def legend(page: Page) -> dict[str, int]:
    """What the legend says: names and numbers."""
    # At one go: the rows are written anew when the map has come to rest.
    rows = page.locator(".legend-shares").evaluate(
        "list => Array.from(list.children, (row) => row.innerText)"
    )
    return _shares(rows)


def _shares(lines: list[str]) -> dict[str, int]:
    found = (re.split(r"\s*\n\s*", line.strip()) for line in lines)
    return {name: int(number.replace(",", "").replace(".", "")) for name, number in found}


def counted(page: Page, query: str) -> int:
    """How many places the API counts."""
    answer = page.request.get(f"/api/v1/cities/?{query}&page_size=1").json()
    return int(answer["count"])


def topics(page: Page, query: str) -> list[int]:
    """How many places of a query each topic has by the API, the biggest first."""
    slugs = page.locator('[data-filter="topic"] input').evaluate_all(
        "inputs => inputs.map((each) => each.value)"
    )
    assert len(set(slugs)) == 14
    return sorted((counted(page, f"{query}&topic={slug}") for slug in set(slugs)), reverse=True)


def middle(page: Page) -> tuple[float, float]:
    """The middle of the map."""
    box = page.locator("#map").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_legend_switches_the_rings_and_the_address_follows(page: Page) -> None:
    open_map(page, "region=DE-NW")
    open_legend(page)
    by_network = legend(page)
    assert by_network["Safe Harbours"] == counted(page, "region=DE-NW&network=sichere-haefen") == 52
    assert list(by_network)[-1] == "other networks"
    before = picture_at_rest(page)

    page.get_by_role("radio", name="Topics").check()
    expect(page).to_have_url(re.compile(r"[?&]rings=topic\b"))
    expect(page.locator(".legend-shares")).to_contain_text("no practice on record")
    assert page.evaluate(PICTURE) != before
    shares = legend(page)
    having = counted(page, "region=DE-NW&has=practice")
    assert shares.pop("no practice on record") == count(page) - having == 71
    figures = topics(page, "region=DE-NW")
    assert sorted(shares.values(), reverse=True)[:1] == figures[:1] == [3]
    assert sum(shares.values()) == sum(figures)

    page.get_by_role("radio", name="Practices").check()
    expect(page.locator(".legend-shares li")).to_have_count(2)
    assert legend(page) == {"practice on record": having, "no practice on record": count(page) - having}
    assert count(page) == 76

    page.go_back()
    expect(page.get_by_role("radio", name="Topics")).to_be_checked()
    page.go_back()
    expect(page.get_by_role("radio", name="Networks")).to_be_checked()
    expect(page).not_to_have_url(re.compile("rings="))
    page.wait_for_function(f"() => {PICTURE} === {before!r}")
    page.go_forward()
    expect(page.get_by_role("radio", name="Topics")).to_be_checked()
    assert legend(page) == shares | {"no practice on record": 71}


def test_the_legend_by_keyboard_alone(page: Page) -> None:
    open_map(page, language="de")
    page.locator(".legend-title").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Ringe zeigen")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="Netzwerke")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Themen")).to_be_checked()
    expect(page).to_have_url(re.compile("rings=topic"))
    expect(page.locator(".legend-shares li").first).to_contain_text("Ankommen und Aufnahme")
    assert legend(page)["kein gutes Beispiel verzeichnet"] == 948
    page.keyboard.press("Escape")
    expect(page.locator(".legend-body")).to_be_hidden()
    expect(page.locator(".legend-title")).to_be_focused()


def test_the_legend_tells_what_is_in_view_and_follows_the_filter(page: Page) -> None:
    open_at(page, "rings=practice", "#5/51/10")
    open_legend(page)
    part = legend(page)
    assert part["practice on record"] < 79
    page.get_by_role("button", name="Show all results").click()
    expect(page.locator(".legend-count")).to_have_text("1,027 places in view")
    assert legend(page) == {"practice on record": 79, "no practice on record": 948}

    filtered(page, """document.querySelector('[data-filter="has"] [value="practice"]').click()""")
    assert legend(page) == {"practice on record": 79}
    expect(page.locator(".legend-unknown")).to_be_hidden()


@pytest.mark.parametrize(
    ("language", "none", "other"),
    [
        ("en", "no practice on record", "other topics"),
        ("de", "kein gutes Beispiel verzeichnet", "andere Themen"),
    ],
)
def test_a_ring_says_its_shares_in_words(page: Page, language: str, none: str, other: str) -> None:
    open_at(page, "region=DE-NW&rings=topic", FAR, language)
    page.mouse.move(*middle(page))
    expect(page.locator("#hint b")).to_have_text({"en": "76 places", "de": "76 Orte"}[language])
    shares = _shares(page.locator("#hint .hint-share").all_inner_texts())
    figures = topics(page, "region=DE-NW")
    assert shares[none] == 71
    assert shares.get(other, 0) == sum(figures[6:])
    assert sorted(shares.values())[-2:] == [figures[0], 71]
    assert sum(shares.values()) == sum(figures) + 71


def test_the_first_picture_has_the_rings_of_the_address(page: Page, complaints: list[str]) -> None:
    page.route("**/api/v1/map/**", lambda route: route.abort())
    pictures = set()
    for rings in ("network", "topic", "practice"):
        page.goto(f"/en/map/?region=DE-NW&rings={rings}&basemap=off{FAR}")
        taken_over(page)
        expect(page.locator("#map-note")).to_be_visible()  # the register will not come
        expect(page.locator("#problems")).to_be_empty()
        pictures.add(picture_at_rest(page))
    assert len(pictures) == 3
    complaints.clear()  # the failed requests, on purpose


def test_a_ring_pointed_at_before_the_register_has_come_says_its_shares_then(page: Page) -> None:
    release = held_back(page, "**/api/v1/map/**")
    page.goto(f"/en/map/?region=DE-NW&basemap=off{FAR}")
    page.get_by_role("combobox").wait_for()  # the scripts listen
    x, y = middle(page)
    page.mouse.move(x, y)
    release()
    ready(page)

    page.mouse.move(x + 1, y)

    expect(page.locator("#hint b")).to_have_text("76 places")


@pytest.mark.parametrize("rings", ["topic", "practice"])
def test_rings_of_the_page_are_those_of_the_register(page: Page, rings: str) -> None:
    release = held_back(page, "**/api/v1/map/**")
    page.goto(f"/en/map/?rings={rings}&basemap=off#1/30/10")
    taken_over(page)
    before = picture_at_rest(page)
    release()
    ready(page)
    page.wait_for_function(f"() => {PICTURE} === {before!r}")


def test_a_single_place_says_its_topics(page: Page) -> None:
    open_map(page, "q=dortmund&network=eccar&rings=topic")
    page.mouse.move(*middle(page))
    expect(page.locator("#hint b")).to_have_text("Dortmund")
    said = page.locator("#hint .hint-share").all_inner_texts()
    assert len(said) == sum(topics(page, "q=dortmund&network=eccar"))


def test_a_frame_shows_the_same_rings(page: Page) -> None:
    page.goto(f"/en/embed/?region=DE-NW&rings=practice&basemap=off{FAR}")
    ready(page)
    page.mouse.move(*middle(page))
    expect(page.locator("#hint .hint-share").last).to_contain_text("no practice on record")
    lines = page.get_by_role("list", name="Legend").get_by_role("listitem").all_inner_texts()
    assert [line.split() for line in lines] == [
        ["practice", "on", "record", "5"],
        ["no", "practice", "on", "record", "71"],
    ]
    expect(page.get_by_role("link", name="Open map and list")).to_have_attribute(
        "href", "/en/map/?region=DE-NW&rings=practice"
    )


def test_places_at_one_point_open_a_list(page: Page) -> None:
    open_at(page, "region=DE-NW", AACHEN)
    page.mouse.click(*middle(page))
    shared = page.get_by_role("region", name="2 places at this point")
    expect(shared).to_be_visible()
    expect(shared.get_by_role("heading")).to_be_focused()
    links = shared.get_by_role("link")
    expect(links.locator("b")).to_have_text(["Aachen", "Aachen City Region"], use_inner_text=True)
    expect(page).to_have_url(re.compile("#9/"))

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(links.first).to_be_focused()
    page.keyboard.press("Enter")
    card = page.locator("#card")
    expect(card.get_by_role("heading")).to_have_text("Aachen")
    expect(page).to_have_url(re.compile("city=aachen"))
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(links.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(shared).to_be_hidden()


def test_names_keep_clear_of_what_lies_over_the_map(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_at(page, "q=Monaco+di+Baviera", "#9/48.1374/11.5755")
    picture_at_rest(page)
    button = box_at_rest(page.locator("#share > summary"))
    page.mouse.move(*middle(page))
    page.mouse.down()
    page.mouse.move(button["x"] - 24, button["y"] + button["height"] / 2, steps=8)
    page.mouse.up()
    picture_at_rest(page)

    assert covering(page, "#share > summary") == [], "else the name stands to the right of its place"


def test_behind_the_chosen_place_the_others_of_its_point_are_found(page: Page) -> None:
    open_at(page, "region=DE-NW&city=aachen", AACHEN, "de")
    picture_at_rest(page)  # the map may have moved a little to keep the place clear of its card
    page.mouse.click(*middle(page))
    shared = page.get_by_role("region", name="2 Orte an diesem Punkt")
    shared.get_by_role("link", name="StädteRegion Aachen").click()
    expect(page.locator("#card").get_by_role("heading", level=2)).to_have_text("StädteRegion Aachen")

    filtered(page, """document.querySelector('[data-filter="network"] [value="eccar"]').click()""")
    expect(shared).to_be_hidden()


def test_on_a_phone_the_legend_is_a_button_and_covers_the_map_only_while_open(phone: Page) -> None:
    open_map(phone, "rings=topic", language="de")
    button = phone.locator(".legend-title")
    box = button.bounding_box()
    assert box
    assert (box["width"], box["height"]) >= (44, 44)
    button.tap()
    phone.locator(".legend-modes label", has_text="Gute Beispiele").tap()
    expect(phone).to_have_url(re.compile("rings=practice"))
    sheet = box_at_rest(phone.locator(".results"))
    open_box = box_at_rest(phone.locator(".legend"))
    assert open_box["y"] + open_box["height"] < sheet["y"]
    assert phone.evaluate("document.documentElement.scrollWidth") == 360
    phone.touchscreen.tap(330, 300)
    expect(phone.locator(".legend-body")).to_be_hidden()


def test_a_finger_needs_not_hit_exactly(phone: Page) -> None:
    open_at(phone, "q=dortmund&network=eccar", "#8/51.51494/7.466")
    phone.get_by_role("button", name="Enlarge the list").tap()
    phone.get_by_role("button", name="Shrink the list").tap()
    phone.wait_for_function("() => document.querySelector('.results').getBoundingClientRect().top > 560")
    picture_at_rest(phone)
    x, y = middle(phone)
    phone.touchscreen.tap(x + 20, y)
    expect(phone.locator("#card").get_by_role("heading", level=2)).to_have_text("Dortmund")


@pytest.mark.parametrize("query", ["", "dir=rtl"])
def test_no_button_of_a_phone_covers_a_ring_of_the_world(phone: Page, query: str) -> None:
    open_map(phone, query)
    picture_at_rest(phone)

    assert covering(phone, ".share > summary, .time-toggle, .legend, .map-buttons") == []
