"""The reference of the API: tried out in the browser, from our own host, under our own content policy.

The watching context fails the test on any request elsewhere and on any breach of the policy.
"""

import json

from playwright.sync_api import Page, expect


def test_a_developer_tries_a_query_out(page: Page) -> None:
    page.goto("/api/")
    page.locator("a[href='/api/docs/']").click()
    operation = page.locator("#operations-cities-listCities")
    expect(page.locator("#swagger-ui .opblock")).not_to_have_count(0)

    operation.locator("button.opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator("tr[data-param-name=q] input").fill("Breslau")
    with page.expect_response(lambda response: "/api/v1/cities/?" in response.url) as answer:
        operation.get_by_role("button", name="Execute").click()

    assert answer.value.url.endswith("/api/v1/cities/?q=Breslau"), "only what was filled in is asked"
    assert [city["slug"] for city in json.loads(answer.value.text())["results"]] == ["wroclaw"]
    expect(operation.locator(".live-responses-table tr.response .response-col_status")).to_contain_text("200")
