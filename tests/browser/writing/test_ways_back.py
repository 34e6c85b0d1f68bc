"""Leaving a draft and coming back to it by its link, copied or mailed; read in the mailbox of one's own machine."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_axe import AXE, FIND
from tests.browser.test_pages import OVERFLOW

SIZES = [(1280, "light", "de"), (360, "dark", "en")]
WORDS = {
    "de": ("Später fortsetzen", "Kopiert", "Diesen Link schicken", "unterwegs", "Ihr Link zum Weitermachen"),
    "en": ("Continue later", "Copied", "Send me this link", "on its way", "Your link to continue"),
}


@pytest.mark.parametrize(("width", "scheme", "language"), SIZES)
def test_a_draft_is_left_and_found_again(
    new_context: Any, root: Path, complaints: list[str], width: int, scheme: Any, language: str
) -> None:
    later, copied, send, on_its_way, subject = WORDS[language]
    context: BrowserContext = new_context(
        viewport={"width": width, "height": 740}, color_scheme=scheme, reduced_motion="reduce"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    axe = (root / AXE).read_text()

    def look(page: Page) -> None:
        page.wait_for_load_state()
        page.evaluate(axe)
        assert page.evaluate(FIND) == []
        assert page.evaluate(OVERFLOW) <= 0

    page.goto(f"/{language}/submit/practice/")
    page.locator("[name=place]").fill("Potsdam")
    page.get_by_role("button", name=later).click()
    expect(page.locator("h1")).to_have_text(later)
    look(page)
    page.locator("[data-copies]").click()
    expect(page.get_by_text(copied, exact=True)).to_be_visible()
    link = page.locator("#link").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == link

    page.locator("[name=email]").fill("eva@")
    page.get_by_role("button", name=send).click()
    expect(page.locator("#errors")).to_be_focused()
    look(page)
    complaints.clear()  # 422, on purpose
    page.locator("[name=email]").fill("eva@town.example")
    page.get_by_role("button", name=send).click()
    expect(page.locator(".form-sent")).to_contain_text(on_its_way)
    look(page)

    page.goto("/mails/")
    look(page)
    page.get_by_role("link", name=subject).first.click()
    expect(page.locator("h1")).to_have_text(subject)
    look(page)
    mail = page.url
    page.goto(f"{mail}html/")
    text = page.locator("body > div")
    assert page.evaluate(OVERFLOW) <= 0
    assert text.evaluate("(node) => node.offsetWidth") == min(640, width - 32)  # 40 em, or what a phone has
    ink = {"light": "rgb(0, 0, 0)", "dark": "rgb(255, 255, 255)"}[scheme]
    assert text.evaluate("(node) => getComputedStyle(node).color") == ink
    page.goto(mail)
    page.locator(f".mail-text a[href='{link}']").click()
    expect(page).to_have_url(link)

    page.goto(f"/{language}/submit/link/")
    look(page)
    page.locator("[name=email]").fill("eva@")
    page.locator("main .button").click()
    expect(page.locator("#errors")).to_be_focused()
    complaints.clear()  # 422, on purpose
    page.locator("[name=email]").fill("eva@town.example")
    page.locator("main .button").click()
    expect(page).to_have_url(re.compile(r"\?sent=1$"))
    page.go_back()
    expect(page.locator("[name=email]")).to_be_visible()


def test_what_only_scripts_can_do_is_not_offered_without_them(new_context: Any) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/en/submit/practice/")
    page.locator("[name=place]").fill("Potsdam")
    page.get_by_role("button", name="Continue later").click()
    expect(page.locator("h1")).to_have_text("Continue later")
    expect(page.locator("#link")).to_have_value(re.compile(r"/en/submissions/[^/]+/$"))
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_hidden()

    page.get_by_role("link", name="To your submission").click()
    expect(page.locator("h1")).to_have_text("Not sent yet")
    expect(page.locator("#link")).to_be_visible()
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_hidden()
