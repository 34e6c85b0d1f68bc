"""The watchman himself: a browser test must fail when a page asks others or breaks our rules."""

import pytest
from playwright.sync_api import Page

BREACHES = {
    "a picture from elsewhere": (
        "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/pixel.png'}))",
        "violates the following Content Security Policy directive",
    ),
    "an inline style": (
        "document.body.append(Object.assign(document.createElement('style'), {textContent: 'p {color: red}'}))",
        "violates the following Content Security Policy directive",
    ),
    "an inline script": (
        "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
        "violates the following Content Security Policy directive",
    ),
    "a logged error": ("console.error('broken on purpose')", "broken on purpose"),
}


@pytest.mark.parametrize(("deed", "complaint"), BREACHES.values(), ids=BREACHES.keys())
def test_a_breach_is_noticed(page: Page, complaints: list[str], deed: str, complaint: str) -> None:
    page.goto("/en/nowhere/")
    complaints.clear()  # the page is missing, on purpose

    with page.expect_console_message(lambda message: complaint in message.text):
        page.evaluate(deed)
    page.evaluate("0")  # what else it has provoked has come by then

    assert any(complaint in text for text in complaints)
    complaints.clear()


def test_an_error_in_a_script_is_noticed(page: Page, complaints: list[str]) -> None:
    page.goto("/robots.txt")

    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('broken on purpose') })")

    assert any("broken on purpose" in text for text in complaints)
    complaints.clear()


def test_a_request_to_a_foreign_host_is_noticed(page: Page, complaints: list[str]) -> None:
    with page.expect_event("requestfailed"):
        page.evaluate("fetch('http://127.0.0.2:9/').catch(() => {})")

    assert any("foreign host: http://127.0.0.2:9/" in text for text in complaints)
    complaints.clear()
