"""Places that are suggested while one types, when the answers take their time."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Route, expect


def test_a_list_that_one_walks_along_stays_when_a_late_answer_comes(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    late: list[Route] = []
    page.route("**q=Postdam", lambda route: late.append(route))  # noqa: PLW0108  (Playwright marks what it is given)
    page.goto("/en/submit/practice/")
    field, suggestion = page.locator("[name=place]"), page.get_by_role("option", name="Potsdam")
    field.fill("Postda")
    expect(suggestion).to_be_visible()
    with page.expect_request("**q=Postdam"):
        field.press("m")
    field.press("ArrowDown")
    expect(suggestion).to_have_attribute("aria-selected", "true")

    with page.expect_response("**q=Postdam") as answer:
        late[0].continue_()
    answer.value.finished()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    expect(suggestion).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value("Potsdam")
    expect(page.locator("[name=place_slug]")).to_have_value("potsdam")
