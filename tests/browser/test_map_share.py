"""What one takes away from the map: a link, a frame for another page, a citation, the downloads."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.map_page import held_back, open_map, ready, sentence

QUERY = "network=sichere-haefen&region=DE-NW"
NAMES = {
    "en": ("Share and download", "Embed in a page"),
    "de": ("Teilen und laden", "In eine Seite einbetten"),
}


@pytest.fixture(autouse=True)
def _previews_come_and_go(complaints: list[str]) -> Iterator[None]:
    """A preview that makes way for the next one, or goes with its dialog, may still be fetching its basemap."""
    yield
    complaints[:] = [text for text in complaints if text != "console: TypeError: Failed to fetch"]


def share(page: Page) -> Locator:
    """Open the menu."""
    page.locator("#share summary").click()
    return page.locator(".share-menu")


def embed(page: Page) -> Locator:
    """Open the dialog for frames and wait for the snippet."""
    share(page).locator("[data-share=embed]").click()
    dialog = page.locator("#embed-dialog")
    expect(dialog.locator("textarea")).to_have_value(re.compile("^<iframe "))
    return dialog


def oembed(page: Page, site: str, address: str) -> str:
    answer = page.request.get(f"{site}/api/oembed", params={"url": f"{site}{address}"})
    return str(answer.json()["html"])


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_snippet_is_that_of_oembed(page: Page, site: str, language: str) -> None:
    open_map(page, QUERY, language)
    dialog = embed(page)
    snippet = dialog.locator("textarea")
    given = oembed(page, site, f"/{language}/map/?{QUERY}")

    assert snippet.input_value() == given.replace('width="800"', 'width="100%"')
    dialog.locator("[name=fluid][value=no]").check()
    expect(snippet).to_have_value(given)
    assert sentence(page).lower() in given.lower()


def test_the_snippet_follows_size_language_and_colours(page: Page, site: str) -> None:
    open_map(page, QUERY)
    dialog = embed(page)
    dialog.get_by_label("Language").select_option("de")
    dialog.get_by_label("Colours").select_option("dark")
    dialog.get_by_label("fixed").check()
    dialog.get_by_role("spinbutton", name="Width").fill("480")
    dialog.get_by_label("Height").fill("360")
    dialog.get_by_label("Height").press("Tab")

    given = oembed(page, site, f"/de/map/?{QUERY}&theme=dark")
    wanted = given.replace('width="800"', 'width="480"').replace('height="600"', 'height="360"')
    expect(dialog.locator("textarea")).to_have_value(wanted)
    assert "52 Orte in Nordrhein-Westfalen" in wanted
    # Each change brings a new frame: what is seen is the last one.
    frame = dialog.locator("iframe")
    expect(frame).to_have_css("width", "480px")
    expect(frame).to_have_css("height", "360px")
    expect(frame.content_frame.locator("html")).to_have_attribute("data-scheme", "dark")
    expect(frame.content_frame.locator("#sentence")).to_contain_text(
        "Orte in Nordrhein-Westfalen, im Netzwerk Sichere Häfen"
    )


def test_a_size_that_is_none_is_said_and_changes_nothing(page: Page) -> None:
    open_map(page, QUERY, "de")
    dialog = embed(page)
    before = dialog.locator("textarea").input_value()
    dialog.get_by_label("Höhe").fill("12")
    dialog.get_by_label("Höhe").press("Tab")

    expect(dialog.get_by_role("status")).to_have_text(
        "Geben Sie Breite und Höhe in Pixeln an, von 240 bis 4.000."
    )
    expect(dialog.locator("textarea")).to_have_value(before)


def test_the_frame_looks_where_the_map_looks(page: Page) -> None:
    open_map(page, QUERY)
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url(re.compile(r"#\d"))
    position = page.url.split("#")[1]

    dialog = embed(page)

    assert f"#{position}" in dialog.locator("textarea").input_value()


def test_the_preview_makes_no_step_of_the_history(page: Page) -> None:
    open_map(page, QUERY)
    before = page.evaluate("history.length")
    dialog = embed(page)
    for theme in ("light", "dark"):
        dialog.get_by_label("Colours").select_option(theme)
        expect(dialog.frame_locator("iframe").locator(f"html[data-scheme={theme}]")).to_be_attached()

    assert page.evaluate("history.length") == before


def test_a_snippet_that_does_not_arrive_is_said_kindly(page: Page, complaints: list[str]) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/api/oembed**", refuse)
    open_map(page, QUERY)
    share(page).locator("[data-share=embed]").click()

    expect(page.locator("#embed-dialog").get_by_role("status")).to_contain_text("did not arrive")
    complaints.clear()  # the failed request, on purpose


def test_the_snippet_of_another_time_is_not_there_while_the_new_one_is_on_its_way(page: Page) -> None:
    open_map(page, QUERY)
    dialog = embed(page)
    dialog.get_by_role("button", name="Close").click()
    release = held_back(page, "**/api/oembed**")
    share(page).locator("[data-share=embed]").click()
    expect(dialog.locator("textarea")).to_have_value("")

    # What comes too late for a closed dialog loads no frame there.
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    with page.expect_response("**/api/oembed**") as late:
        release()
    late.value.finished()
    page.evaluate("fetch('/robots.txt').then((answer) => answer.text())")
    expect(dialog.locator("iframe")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_dialog_by_keyboard(page: Page, language: str) -> None:
    menu_name, dialog_name = NAMES[language]
    open_map(page, f"{QUERY}&city=dortmund", language)
    summary = page.locator("#share summary")
    expect(summary).to_have_text(menu_name)
    summary.focus()
    page.keyboard.press("Enter")
    for _step in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=dialog_name)
    expect(dialog.get_by_role("heading")).to_be_focused()
    expect(page.locator("#share")).not_to_have_attribute("open", "")

    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(summary).to_be_focused()
    expect(page.locator("#card")).to_be_visible()  # Escape closed the dialog, not what lies under it


def test_the_menu_closes_on_escape_outside_and_when_the_focus_leaves(page: Page) -> None:
    open_map(page, QUERY)
    menu = share(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.locator("#share summary")).to_be_focused()

    share(page)
    page.locator("#sentence").click()
    expect(menu).to_be_hidden()

    share(page)
    menu.get_by_role("link").last.focus()
    page.locator("#results a").first.focus()
    expect(menu).to_be_hidden()


def test_the_snippet_can_be_copied(new_context: Callable[..., BrowserContext], site: str) -> None:
    context = new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page = context.new_page()
    open_map(page, QUERY, "de")
    dialog = embed(page)
    dialog.get_by_role("button", name="Kopieren").click()

    expect(dialog.get_by_role("status")).to_have_text("Kopiert")
    assert page.evaluate("navigator.clipboard.readText()") == dialog.locator("textarea").input_value()


def test_a_copied_link_shows_the_same_section_of_the_map(
    new_context: Callable[..., BrowserContext], site: str
) -> None:
    context = new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    page = context.new_page()

    def copied() -> str:
        share(page).locator("[data-share=copy]").click()
        expect(page.locator("[data-share=copy]")).to_have_text("Link copied")
        page.keyboard.press("Escape")
        return str(page.evaluate("navigator.clipboard.readText()"))

    open_map(page, "network=eccar", "en")
    assert copied() == f"{site}/en/map/?network=eccar&basemap=off", "all results in view need no position"

    # The map stays where it is while one filters; by itself it would now look at Germany.
    page.locator('[data-filter="country"] [value="DE"]').check()
    expect(page.locator("#result-count")).to_have_attribute("data-count", "36")
    expect(page).to_have_url(re.compile("country=DE"))
    link = copied()

    assert link.startswith(f"{site}/en/map/?network=eccar&country=DE&basemap=off#")
    other = context.new_page()
    other.goto(link)
    ready(other)
    in_view = []
    for each in (page, other):
        each.locator("#legend summary").click()
        expect(each.locator(".legend-shares li").first).to_be_visible()
        in_view.append(each.locator("#legend").inner_text())
    assert in_view[0] == in_view[1], "the legend counts what the map shows"


def test_where_nothing_may_be_copied_the_text_is_marked(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    open_map(page, QUERY)
    dialog = embed(page)
    dialog.get_by_role("button", name="Copy").click()

    expect(dialog.get_by_role("status")).to_have_text("Please copy the marked text.")
    snippet = dialog.locator("textarea")
    assert snippet.evaluate("node => node.selectionEnd - node.selectionStart") == len(snippet.input_value())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "City by City: 52 places in North Rhine-Westphalia, in the network Safe Harbours, as of"),
        ("de", "Stadt für Stadt: 52 Orte in Nordrhein-Westfalen, im Netzwerk Sichere Häfen, Stand"),
    ],
)
def test_citing_says_what_the_page_without_scripts_says(
    page: Page, new_context: Callable[..., BrowserContext], site: str, language: str, said: str
) -> None:
    open_map(page, "network=sichere-haefen", language)
    page.locator('[data-filter="region"] [value="DE-NW"]').evaluate("box => box.click()")
    expect(page.locator("#result-count")).to_have_attribute("data-count", "52")
    expect(page.locator("[data-share=cite]")).to_have_attribute("href", re.compile("region=DE-NW"))
    share(page).locator("[data-share=cite]").click()
    dialog = page.locator("#cite-dialog")
    text, entry = dialog.locator("#citation-text"), dialog.locator("#citation-bibtex")
    expect(text).to_contain_text(said)
    expect(text).to_contain_text(f"{site}/{language}/map/?{QUERY} ")
    expect(entry).to_contain_text(f"url = {{{site}/{language}/map/?{QUERY}}},")
    in_dialog = [text.inner_text(), entry.inner_text()]

    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(f"{site}/{language}/map/?{QUERY}")
    share(plain).locator("[data-share=cite]").click()
    plain.wait_for_url(f"**/{language}/map/cite/?*")
    expect(plain.locator("#citation-text")).to_have_text(in_dialog[0])
    assert plain.locator("#citation-bibtex").inner_text() == in_dialog[1]


def test_a_citation_that_does_not_arrive_is_looked_for_on_its_page(page: Page) -> None:
    tried: list[str] = []

    def fail_once(route: Route) -> None:
        tried.append(route.request.url)
        if len(tried) == 1:
            route.fulfill(status=200, body="<p>Somebody else’s network", content_type="text/html")
        else:
            route.continue_()

    page.route("**/map/cite/**", fail_once)
    open_map(page, QUERY)
    share(page).locator("[data-share=cite]").click()

    page.wait_for_url(f"**/en/map/cite/?{QUERY}")
    expect(page.locator("#citation-text")).to_contain_text("52 places")


def test_on_a_phone_all_of_it_is_in_reach(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, color_scheme="dark"
    ).new_page()
    open_map(page, QUERY)
    page.locator("#share summary").tap()
    items = page.locator(".share-item")
    expect(items).to_have_count(6)
    for item in items.all():
        expect(item).to_be_in_viewport(ratio=1)
        box = item.bounding_box()
        assert box
        assert box["height"] >= 44
        assert item.evaluate(
            """node => {
              const { x, y, width, height } = node.getBoundingClientRect();
              return node.contains(document.elementFromPoint(x + width / 2, y + height / 2));
            }"""
        )
    page.locator("[data-share=embed]").tap()
    dialog = page.locator("#embed-dialog")
    expect(dialog.frame_locator("iframe").locator("#sentence")).to_contain_text("52 places")
    assert dialog.evaluate("node => node.scrollWidth <= node.clientWidth && node.offsetWidth <= innerWidth")
    dialog.get_by_role("button", name="Close").tap()
    expect(dialog).to_be_hidden()
    expect(dialog.locator("iframe")).to_have_count(0)
