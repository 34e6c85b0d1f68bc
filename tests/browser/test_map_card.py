"""The card of a place: what it is called, what it belongs to and since when, what it does, and where that was read."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.map_page import box_at_rest, held_back, open_map

RECORD = "**/api/v1/cities/*/"


@pytest.mark.parametrize(
    ("language", "place", "name", "own"),
    [("en", "wien", "Vienna", "Wien"), ("de", "wroclaw", "Breslau", "Wrocław")],
)
def test_a_name_of_its_own_stands_below(page: Page, language: str, place: str, name: str, own: str) -> None:
    open_map(page, f"city={place}", language)
    card = page.locator("#card")
    expect(card.get_by_role("heading", level=2)).to_have_text(name)
    endonym = card.locator(".card-endonym")
    expect(endonym).to_have_text(own)
    expect(endonym).to_have_attribute("lang", "de" if place == "wien" else "pl")


def test_one_name_stands_once(page: Page) -> None:
    open_map(page, "city=wien", "de")
    expect(page.locator("#card .card-name")).to_have_text("Wien")
    expect(page.locator("#card .card-endonym")).to_be_hidden()
    expect(page.locator("#card .card-place")).to_have_text("Großstadt, Wien, Österreich")


@pytest.mark.parametrize(
    ("language", "founder", "apart"),
    [
        ("en", "Founding member", "Also named, but not a membership of the municipality"),
        ("de", "Gründungsmitglied", "Außerdem genannt, aber keine Mitgliedschaft der Kommune"),
    ],
)
def test_only_members_are_members(page: Page, language: str, founder: str, apart: str) -> None:
    open_map(page, "city=berlin&include=listed", language)
    card = page.locator("#card")
    rows = card.locator(".card-networks li")
    expect(rows).to_have_count(12)
    expect(card.locator(".card-flag li")).to_have_count(12)
    rainbow = rows.filter(has_text="Rainbow Cities")
    expect(rainbow).to_contain_text(founder)
    expect(rainbow.locator(".membership-date")).to_have_text(
        "17 May 2013" if language == "en" else "17.5.2013"
    )
    expect(rows.last.locator(".membership-date")).to_have_text(
        "no date" if language == "en" else "ohne Datum"
    )

    named = card.locator(".card-listed")
    expect(named.get_by_role("heading")).to_have_text(apart)
    expect(named.get_by_role("link")).to_have_text(["Solidarity City"])
    expect(named.get_by_role("link")).to_have_attribute("href", f"/{language}/networks/solidarity-city/")


@pytest.mark.parametrize(("language", "said"), [("en", "2 practices"), ("de", "2 gute Beispiele")])
def test_practices_lead_to_their_pages(page: Page, language: str, said: str) -> None:
    open_map(page, "city=wien", language)
    practices = page.locator("#card .card-practices")
    expect(practices.get_by_role("heading")).to_have_text(said)
    links = practices.get_by_role("link")
    expect(links).to_have_count(2)
    title = links.first.inner_text()
    links.first.click()

    expect(page).to_have_url(re.compile(rf"/{language}/practices/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize("language", ["en", "de"])
def test_sources_are_those_of_the_page_of_the_place(page: Page, language: str) -> None:
    open_map(page, "city=wien", language)
    sources = page.locator("#card .card-sources")
    expect(sources.get_by_role("link")).to_have_count(0)
    sources.locator("summary").click()
    expect(sources.get_by_text("ECCAR", exact=True)).to_be_visible()
    addresses = set(sources.get_by_role("link").evaluate_all("links => links.map(link => link.href)"))

    page.goto(f"/{language}/cities/wien/")
    assert addresses
    assert addresses <= set(page.locator(".sources a").evaluate_all("links => links.map(link => link.href)"))


@pytest.mark.parametrize(("language", "said"), [("en", "not reachable"), ("de", "nicht erreichbar")])
def test_a_source_that_is_not_reachable_says_so(page: Page, language: str, said: str) -> None:
    def with_dead_links(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace('"unchecked"', '"dead"'))

    page.route(RECORD, with_dead_links)
    open_map(page, "city=wien", language)
    sources = page.locator("#card .card-sources")
    sources.locator("summary").click()

    expect(sources.get_by_role("listitem").first).to_contain_text(f", {said}")


def test_who_left_a_network_and_came_again_shows_the_sources_of_now(page: Page) -> None:
    def again(route: Route) -> None:
        record = route.fetch().json()
        now = next(each for each in record["memberships"] if each["network"]["slug"] == "eccar")
        before = [source | {"title": "Of the first time"} for source in now["sources"]]
        record["memberships"].insert(0, now | {"joined": "1999", "status": "left", "sources": before})
        route.fulfill(json=record)

    page.route(RECORD, again)
    open_map(page, "city=wien")
    page.locator("#card .card-sources summary").click()
    expect(page.locator("#card .card-sources li li").first).to_be_visible()

    expect(page.locator("#card")).not_to_contain_text("Of the first time")


def test_the_record_of_a_place_is_asked_for_once(page: Page) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/v1/cities/" in request.url:
            asked.append(request.url.rsplit("/api/v1/", 1)[1])

    page.on("request", note)
    open_map(page, "region=AT-9&network=eccar")
    row = page.locator('#results [data-city="wien"]')
    for _time in range(2):
        row.click()
        expect(page.locator("#card .card-practices a")).to_have_count(2)
        page.keyboard.press("Escape")
        expect(row).to_be_focused()

    assert asked == ["cities/wien/"]


def test_without_the_record_the_card_says_what_it_knows(page: Page, complaints: list[str]) -> None:
    page.route(RECORD, lambda route: route.abort())
    open_map(page, "city=wien", "de")
    card = page.locator("#card")
    expect(card.locator(".card-networks li")).to_have_count(3)
    card.locator(".card-sources summary").click()
    expect(card.get_by_role("status")).to_contain_text("Die Quellen sind nicht angekommen")
    expect(card.get_by_role("link", name="Zur Seite")).to_have_attribute("href", "/de/cities/wien/")

    page.unroute(RECORD)
    card.locator(".card-sources summary").click()
    card.locator(".card-sources summary").click()
    expect(card.get_by_text("ECCAR", exact=True).last).to_be_visible()
    expect(card.get_by_role("status")).to_be_empty()
    complaints.clear()  # the failed requests, on purpose


def test_a_late_record_does_not_write_on_another_card(page: Page) -> None:
    release = held_back(page, "**/api/v1/cities/wien/")
    open_map(page, "q=wien&network=eccar&city=wien")
    expect(page.locator("#card .card-name")).to_have_text("Vienna")
    page.get_by_role("combobox").fill("graz")
    page.locator('#results [data-city="graz"]').click()
    expect(page.locator("#card .card-name")).to_have_text("Graz")
    with page.expect_request_finished(lambda request: request.url.endswith("/api/v1/cities/wien/")):
        release()

    page.locator("#card .card-sources summary").click()
    expect(page.locator("#card .card-sources li li").first).to_be_visible()
    expect(page.locator("#card")).not_to_contain_text("StartWien")


def test_by_keyboard_to_the_card_and_back(page: Page) -> None:
    open_map(page, "network=eccar&country=AT")
    row = page.locator('#results [data-city="wien"]')
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card-name")).to_be_focused()
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.card-sources summary')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".card-sources ul a").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    expect(row).to_be_focused()


def test_on_a_phone_the_map_stays_in_sight(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True).new_page()
    open_map(page, "city=berlin")
    card = page.locator("#card")
    expect(card.locator(".card-listed")).to_be_visible()
    expect(card.locator(".card-sources-rows > *")).not_to_have_count(0)
    assert box_at_rest(card)["y"] >= 740 * 0.35
    for target in card.locator(".card-close, .card-practices a, .card-sources summary").all():
        size = target.bounding_box()
        assert size
        assert size["height"] >= 40
    card.get_by_role("button", name="Close").tap()
    expect(card).to_be_hidden()


@pytest.mark.parametrize("size", [(1280, 800), (360, 740), (320, 256)])
def test_what_comes_late_has_its_room(
    new_context: Callable[..., BrowserContext], size: tuple[int, int]
) -> None:
    width, height = size
    page = new_context(viewport={"width": width, "height": height}, reduced_motion="reduce").new_page()
    release = held_back(page, RECORD)
    open_map(page, "city=wien")
    card = page.locator("#card")
    parts = [card.locator(name) for name in (".card-name", ".card-sources", ".card-link")]
    before = [box_at_rest(part) for part in parts]

    release()
    expect(card.locator(".card-practices a")).to_have_count(2)
    assert [box_at_rest(part) for part in parts] == before


def test_a_practice_in_another_language_says_so(page: Page) -> None:
    def without_english(route: Route) -> None:
        record = route.fetch().json()
        for practice in record["practices"]:
            del practice["title"]["en"]
        route.fulfill(json=record)

    page.route("**/api/v1/cities/zuerich/", without_english)
    open_map(page, "city=zuerich")

    practice = page.locator(".card-practices-rows li").first
    expect(practice.locator("a")).to_have_attribute("lang", "de")
    expect(practice.locator(".in-language")).to_have_text("in German")
