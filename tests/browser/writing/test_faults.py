"""A form that came back with faults, while its sender mends them."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.test_axe import AXE, FIND
from tests.browser.test_pages import OVERFLOW

WORDS = {
    "de": (
        "Speichern und weiter",
        "Bitte ausfüllen: ",
        "Bearbeitet. Beim Speichern wird es geprüft.",
        "(bearbeitet)",
    ),
    "en": ("Save and continue", "Please answer: ", "Edited. It is checked when you save.", "(edited)"),
}


@pytest.mark.parametrize(("language", "width", "scheme"), [("de", 1280, "light"), ("en", 360, "dark")])
def test_a_fault_does_not_stand_beside_an_answer_that_was_edited(
    new_context: Callable[..., BrowserContext],
    root: Path,
    complaints: list[str],
    language: str,
    width: int,
    scheme: str,
) -> None:
    go, needed, edited, mark = WORDS[language]
    context = new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"/{language}/submit/practice/")
    page.locator("[name=place]").fill("Potsdam")
    page.get_by_role("button", name=go).click()
    page.wait_for_url("**/what/")
    page.get_by_role("button", name=go).click()
    expect(page.locator("#errors")).to_be_focused()
    complaints.clear()  # 422, on purpose
    title, topic = page.locator(".field:has([name=title])"), page.locator("fieldset#id_main_topic")
    expect(title.locator(".field-error")).to_contain_text(needed)

    page.locator("[name=title]").press_sequentially("Ca")
    page.locator("[name=main_topic]").nth(2).check()

    for field in (title, topic):
        expect(field.locator(".field-error")).to_have_text(edited)
        expect(field).not_to_have_class(re.compile("field-bad"))
    expect(title.locator(".field-error")).to_have_role("status")
    expect(page.locator("[name=title]")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#errors li", has_text=mark)).to_have_count(2)
    expect(page.locator("#errors li")).to_have_count(3)
    expect(page.locator(".field:has([name=summary]) .field-error")).to_contain_text(needed)
    page.evaluate((root / AXE).read_text())
    assert page.evaluate(FIND) == []
    assert page.evaluate(OVERFLOW) <= 0

    page.get_by_role("button", name=go).click()
    expect(page.locator("#errors li")).to_have_count(1)
    complaints.clear()


def test_without_scripts_one_goes_back_to_mended_faults_without_sending_again(
    new_context: Callable[..., BrowserContext], complaints: list[str]
) -> None:
    page = new_context(java_script_enabled=False).new_page()
    go = page.get_by_role("button", name="Save and continue")
    page.goto("/en/submit/practice/")
    page.locator("[name=place]").fill("Potsdam")
    go.click()
    page.wait_for_url("**/what/")
    page.locator("[name=title]").fill("A card")
    go.click()
    expect(page).to_have_url(re.compile(r"/what/\?faults=1#errors$"))
    expect(page).to_have_title(re.compile("^Error: "))
    complaints.clear()  # 422, on purpose
    page.locator("[name=summary]").fill("Mended.")
    page.locator("[name=main_topic]").first.check()
    go.click()
    page.wait_for_url("**/how/")

    page.go_back()

    expect(page.locator("[name=summary]")).to_have_value("Mended.")
    expect(page.locator("#errors")).to_have_count(0)


def test_another_name_of_a_place_takes_back_what_was_said_of_the_first(
    new_context: Callable[..., BrowserContext], complaints: list[str]
) -> None:
    page = new_context().new_page()
    page.goto("/en/submit/practice/")
    page.locator("[name=place]").fill("Xyzzyville")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("#errors")).to_be_focused()  # the script listens
    choice = page.locator("fieldset#id_place_slug")
    expect(choice.locator(".field-error")).to_contain_text("The register has no place of this name.")

    page.locator("[name=place]").fill("Potsdam")

    expect(choice.locator(".field-error")).to_have_text("Edited. It is checked when you save.")
    complaints.clear()


@pytest.mark.parametrize("width", [1280, 360])
def test_what_is_there_already_is_hinted_at_beside_the_title(
    new_context: Callable[..., BrowserContext], width: int
) -> None:
    page = new_context(viewport={"width": width, "height": 740}).new_page()
    page.goto("/de/submit/practice/")
    page.locator("[name=place]").fill("Villeurbanne")
    page.get_by_role("button", name="Speichern und weiter").click()
    page.wait_for_url("**/what/")
    note = page.locator(".alike")
    expect(note).to_be_hidden()

    page.locator("[name=title]").fill("Etwas anderes")
    page.locator("[name=main_topic][value=housing]").check()
    expect(note).to_contain_text("Zwischennutzung leerer Gebäude als Wohnraum")
    page.locator("[name=topics][value=arrival-reception]").check()
    expect(note.get_by_role("listitem")).to_have_count(2)

    assert page.evaluate(OVERFLOW) <= 0
    beside = page.locator(".field:has([name=title]) + .alike")
    expect(beside).to_have_count(1 if width == 360 else 0)


def test_whoever_is_faster_than_the_script_types_on(
    new_context: Callable[..., BrowserContext], complaints: list[str]
) -> None:
    page = new_context().new_page()
    page.goto("/en/submit/practice/")
    late: list[Route] = []
    page.route("**/js/submit*.js", lambda route: late.append(route))  # noqa: PLW0108  (Playwright marks what it is given)
    with page.expect_request("**/js/submit*.js"):
        page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("#errors")).to_be_visible()
    place = page.locator("[name=place]")
    place.click()
    page.keyboard.type("Post")

    late[0].continue_()
    page.wait_for_load_state()
    page.keyboard.type("dam")

    expect(place).to_have_value("Postdam")
    expect(place).to_be_focused()
    complaints.clear()  # 422, on purpose
