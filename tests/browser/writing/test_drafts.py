"""What is typed on a page of the forms: kept while one types, and never once more after the button has brought all of it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

PAUSE = 3_000  # ms that one stops typing, as in static/src/submit/autosaving.js
# As when one goes to another program, or the page is being left: of what is sent then a test hears nothing.
HIDE = """
() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""


def is_draft(request: Request) -> bool:
    """Whether a page saves itself with this."""
    return request.method == "POST" and 'name="autosave"' in (request.post_data or "")


@pytest.fixture
def form(new_context: Callable[..., BrowserContext]) -> Page:
    """A page of a submission that has begun; its clock stands until a test lets it run."""
    page = new_context(reduced_motion="reduce").new_page()
    page.clock.install(time="2026-01-01T12:00:00Z")
    page.clock.pause_at("2026-01-01T12:00:01Z")
    page.goto("/en/submit/practice/")
    page.locator("[name=place]").fill("Potsdam")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/what/")
    return page


def test_what_is_typed_is_kept_after_a_pause(form: Page) -> None:
    form.locator("[name=title]").fill("A card")
    form.clock.run_for(PAUSE)

    expect(form.locator(".saved")).to_have_text(re.compile(r"^Saved at \d"))
    form.goto(form.url)
    expect(form.locator("[name=title]")).to_have_value("A card")


def test_what_is_typed_is_kept_when_one_leaves(form: Page) -> None:
    form.locator("[name=title]").fill("A card")

    with form.expect_event("request", is_draft) as saving:
        form.evaluate(HIDE)
    assert "A card" in (saving.value.post_data or "")


def test_what_the_button_brings_is_not_saved_once_more(form: Page, complaints: list[str]) -> None:
    """A draft that comes after it would undo what is mended on this page meanwhile, or what is sent."""
    drafts: list[Request] = []
    form.on("request", lambda request: drafts.append(request) if is_draft(request) else None)
    form.locator("[name=title]").fill("A card")
    form.evaluate(f"document.querySelector('form.questions').addEventListener('submit', {HIDE})")

    with form.expect_navigation():
        form.get_by_role("button", name="Save and continue").click()
    expect(form.locator("#errors")).to_be_focused()
    complaints.clear()  # 422, on purpose

    assert drafts == []


def test_a_draft_that_is_still_on_its_way_is_taken_back_by_the_button(
    form: Page, complaints: list[str]
) -> None:
    held: list[Route] = []
    form.route("**/what/", lambda route: held.append(route) if is_draft(route.request) else route.fallback())
    form.locator("[name=title]").fill("A car")
    with form.expect_event("request", is_draft):
        form.clock.run_for(PAUSE)
    form.locator("[name=title]").fill("A card")

    with form.expect_event("requestfailed", is_draft) as failed:
        form.get_by_role("button", name="Save and continue").click()

    assert failed.value.failure == "net::ERR_ABORTED"
    expect(form.locator("#errors")).to_be_focused()
    complaints.clear()  # 422, on purpose
    assert "A car\r\n" in (held[0].request.post_data or "")
    expect(form.locator("[name=title]")).to_have_value("A card")
