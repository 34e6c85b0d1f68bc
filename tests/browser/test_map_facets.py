"""The facets of the map page: the search within long ones, empty values at the end, and what a network left out says."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.map_page import count, open_map


def facet(page: Page, name: str) -> Locator:
    """One facet, opened."""
    found = page.locator(f'[data-facet="{name}"]')
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def search(page: Page, name: str) -> Locator:
    """The search field within a facet."""
    return facet(page, name).locator(".facet-search input")


def shown(page: Page, name: str) -> list[str]:
    """Values of a facet that can be seen, from top to bottom."""
    rows = page.locator(f'[data-facet="{name}"] [data-option]:visible')
    return list(rows.evaluate_all("rows => rows.map(({ dataset }) => dataset.option)"))


def expect_shown(page: Page, name: str, values: list[str]) -> None:
    """Wait until these values of a facet can be seen, from top to bottom."""
    rows = facet(page, name).locator("[data-option]:visible")
    expect(rows).to_have_count(len(values))
    for row, value in zip(rows.all(), values, strict=True):
        expect(row).to_have_attribute("data-option", value)


@pytest.mark.parametrize(
    ("language", "name", "written", "values"),
    [
        ("en", "network", "rain", ["rainbow-cities"]),
        ("de", "network", "RAIN", ["rainbow-cities"]),
        ("de", "network", "safe harbours", ["sichere-haefen", "staedte-sicherer-haefen", "iash"]),
        ("en", "network", "staedte sicherer", ["staedte-sicherer-haefen"]),
        ("en", "network", "eccar", ["iccar", "eccar", "eccar-sverige"]),
        ("en", "country", "oesterreich", ["AT"]),
        ("de", "country", "germany", ["DE"]),
        ("de", "region", "nordrhein", ["DE-NW"]),
        ("en", "topic", "hous", ["housing"]),
    ],
)
def test_typing_leaves_what_begins_so_in_any_language(
    page: Page, language: str, name: str, written: str, values: list[str]
) -> None:
    open_map(page, language=language)
    everything = len(shown(page, name))
    field = search(page, name)
    field.fill(written)
    expect_shown(page, name, values)

    field.press("Escape")
    expect(field).to_have_value("")
    expect(facet(page, name).get_by_role("status")).to_be_empty()
    if everything:
        assert len(shown(page, name)) == everything


def test_hits_are_said_and_parents_are_none(page: Page) -> None:
    open_map(page, language="de")
    search(page, "network").fill("eccar")
    expect(facet(page, "network").get_by_role("status")).to_have_text("2 Treffer")
    search(page, "network").fill("xyz")
    expect(facet(page, "network").get_by_role("status")).to_have_text("0 Treffer")
    assert shown(page, "network") == []


def test_enter_chooses_a_single_hit(page: Page) -> None:
    open_map(page)
    field = search(page, "network")
    field.fill("ci")
    field.press("Enter")  # several: nothing happens
    assert count(page) == 1027
    field.fill("rain")
    field.press("Enter")
    expect(page.locator("#result-count")).to_have_attribute("data-count", "44")
    expect(page).to_have_url(re.compile(r"\?network=rainbow-cities&basemap=off$"))
    expect(field).to_have_value("")
    # It was among the further ones, which stay open because one of them is chosen.
    expect(page.locator('[data-option="rainbow-cities"]')).to_be_visible()


def test_what_is_typed_in_a_facet_is_no_filter(page: Page) -> None:
    open_map(page)
    search(page, "network").fill("rain")
    page.locator('[data-filter="network"] [value="rainbow-cities"]').check()
    expect(page).to_have_url(re.compile(r"\?network=rainbow-cities&basemap=off$"))
    # The search stays until one takes it back.
    assert shown(page, "network") == ["rainbow-cities"]


def test_only_long_facets_have_a_search(page: Page) -> None:
    open_map(page)
    fields = page.locator(".facet-search input")
    assert [field.get_attribute("aria-label") for field in fields.all()] == [
        f"Search in: {title}" for title in ("Networks", "Country", "Region", "Topic")
    ]


def test_a_suggestion_among_the_further_ones_shows_where_it_is_chosen(page: Page) -> None:
    open_map(page)
    page.get_by_role("combobox").fill("rainbow")
    page.get_by_role("option", name="Rainbow Cities").click()
    expect(page.locator('[data-option="rainbow-cities"]')).to_be_visible()


# --- empty values -----------------------------------------------------------------------------------


def order(page: Page, name: str) -> list[bool]:
    """For each value of a facet's first list whether it would give nothing, from top to bottom."""
    facet = f'[data-facet="{name}"]'
    # Without scripts a closed facet has its lists in a noscript.
    rows = page.locator(f":is({facet}, {facet} > noscript) > .options > [data-option]")
    return list(rows.evaluate_all("rows => rows.map((row) => row.classList.contains('none'))"))


def expect_sunk(page: Page, name: str) -> None:
    """Wait until no empty value stands before one that is not."""
    page.wait_for_function(
        """(name) => {
          const rows = document.querySelectorAll(`[data-facet="${name}"] > .options > [data-option]`);
          const none = Array.from(rows, (row) => row.classList.contains("none"));
          return none.includes(true) && none.indexOf(true) > none.lastIndexOf(false);
        }""",
        arg=name,
    )


def test_empty_values_sink_and_come_back(page: Page) -> None:
    open_map(page)
    before = shown(page, "country")
    page.locator('[data-filter="network"] [value="sichere-haefen"]').check()
    expect(page).to_have_url(re.compile("network=sichere-haefen"))  # with it come the counts out of sight
    # Those with places come forward from among the further ones.
    for at, country in enumerate(["DE", "AT", "CH"]):
        rows = page.locator('[data-facet="country"] > .options > [data-option]')
        expect(rows.nth(at)).to_have_attribute("data-option", country)
    expect_sunk(page, "country")
    assert len(shown(page, "country")) == len(before)

    page.locator('[data-filter="network"] [value="sichere-haefen"]').uncheck()
    page.wait_for_function(
        """(before) => Array.from(
          document.querySelectorAll('[data-facet="country"] > .options > [data-option]'),
          (row) => row.dataset.option,
        ).join() === before""",
        arg=",".join(before),
    )


def test_nothing_moves_under_the_hand(page: Page) -> None:
    open_map(page)
    before = shown(page, "country")
    # A click elsewhere, then straight to the facet: by mouse it waits until one leaves.
    page.locator('[data-facet="country"]').hover()
    page.evaluate("""document.querySelector('[data-filter="network"] [value="sichere-haefen"]').click()""")
    expect(page.locator("#result-count")).to_have_attribute("data-count", "203")
    expect(page).to_have_url(re.compile("network=sichere-haefen"))  # with it come the counts out of sight
    idle(page)
    assert shown(page, "country") == before
    page.mouse.move(900, 300)
    expect_sunk(page, "country")


def test_nothing_moves_under_the_focus(page: Page) -> None:
    open_map(page, "network=sichere-haefen")
    germany = page.locator('[data-filter="country"] [value="DE"]')
    page.mouse.move(900, 300)
    germany.focus()
    before = shown(page, "country")
    page.evaluate("""document.querySelector('[data-filter="network"] [value="eccar"]').click()""")
    page.evaluate("""document.querySelector('[data-filter="network"] [value="sichere-haefen"]').click()""")
    expect(page.locator("#result-count")).to_have_attribute("data-count", "87")
    expect(page).to_have_url(re.compile(r"\?network=eccar&basemap"))
    idle(page)
    assert shown(page, "country") == before
    expect(germany).to_be_focused()


def idle(page: Page) -> None:
    """Let the page do what it does when nothing else is to be done."""
    page.evaluate("() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")


def test_those_below_a_network_stay_below_it(page: Page) -> None:
    open_map(page)
    page.locator('[data-facet="network"] .further > summary').click()
    page.locator('[data-filter="country"] [value="AU"]').check()
    expect(page).to_have_url(re.compile("country=AU"))
    expect_sunk(page, "network")
    rows = page.locator('[data-facet="network"] > .options > [data-option]').evaluate_all(
        "rows => rows.map(({ dataset }) => [dataset.option, dataset.parent ?? ''])"
    )
    families: list[str] = []
    for value, parent in rows:
        if not parent or parent not in {each for each, _parent in rows}:
            families.append(value)
        else:
            assert families[-1] == parent, rows


def test_in_a_closed_facet_they_have_sunk_when_it_opens(page: Page) -> None:
    open_map(page)
    page.locator('[data-filter="country"] [value="LU"]').evaluate("(control) => control.click()")
    expect(page.locator(".chip")).to_have_count(1)
    page.locator('[data-facet="topic"] .none').first.wait_for(state="attached")
    page.locator('[data-facet="topic"] > summary').click()  # the pointer stays upon it
    expect_sunk(page, "topic")


@pytest.mark.parametrize("name", ["kind", "has"])
def test_the_server_sinks_them_too(new_context: Callable[..., BrowserContext], name: str) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto("/en/map/?region=DE-BE")
    none = order(plain, name)
    assert True in none
    assert none == sorted(none)


# --- a network left out -----------------------------------------------------------------------------


def test_a_network_left_out_says_no_number(page: Page, new_context: Callable[..., BrowserContext]) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto("/en/map/?country=DE&network_not=eccar")
    open_map(page, "country=DE&network_not=eccar")
    for each in (page, plain):
        row = each.locator('[data-option="eccar"]')
        expect(row.locator(".option-count")).to_have_text("")
        assert (
            row.locator(".option-count").evaluate("node => getComputedStyle(node, '::before').content")
            == '"–" / ""'
        )
    eccar = page.get_by_role("group", name="ECCAR")
    eccar.get_by_label("any of").check()
    expect(page.locator('[data-option="eccar"] .option-count')).to_have_text("36")
    eccar.get_by_label("without").check()
    expect(page.locator('[data-option="eccar"] .option-count')).to_have_text("")
