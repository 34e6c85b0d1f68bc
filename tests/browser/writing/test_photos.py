"""Photos in a visitor's browser: whole, described, in place before they arrive, and gone with their practice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage
from tests.browser.test_axe import AXE, FIND
from tests.browser.test_pages import OVERFLOW, SHIFT

PRACTICE = "zurich-city-card"
# In the served product's own database and folder; the pictures are made there and then.
ADD = f"""
from practices.models import Practice
from tests.photos import make_photo, picture
practice = Practice.objects.get(slug="{PRACTICE}")
make_photo(practice, picture(1600, 1000), credit="First Example")
make_photo(practice, picture(700, 1000), credit="Second Example", licence="by-permission")
"""
REMOVE = """
from practices.models import Photo
Photo.objects.all().delete()
"""
# Every picture with how wide its file is and how wide it is drawn.
DRAWN = """
() => [...document.querySelectorAll("main figure img")].map((img) => ({
  file: img.currentSrc.match(/-(\\d+)\\.webp$/)[1],
  loaded: img.complete && img.naturalWidth > 0,
  drawn: img.clientWidth,
}))
"""


@pytest.fixture(autouse=True)
def _photos(manage: Manage) -> Iterator[None]:
    manage("shell", "--verbosity", "0", "--command", ADD)
    yield
    manage("shell", "--verbosity", "0", "--command", REMOVE)


def see_all(page: Page) -> None:
    """Bring each picture into view, so that the lazy ones come too."""
    for image in page.locator("main figure img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "de"), (360, "dark", "en")])
def test_a_page_with_two_photos(
    new_context: Callable[..., BrowserContext], root: Path, width: int, scheme: str, language: str
) -> None:
    context = new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"/{language}/practices/{PRACTICE}/")
    said = {"de": "Vier Felder in vier Farben", "en": "Four fields in four colours"}[language]
    see_all(page)

    expect(page.get_by_role("img", name=said)).to_have_count(2)
    first, second = page.evaluate(DRAWN)
    assert first["loaded"]
    assert second["loaded"]
    assert first["drawn"] > 2 * second["drawn"]
    assert first["file"] == {1280: "960", 360: "480"}[width]
    assert second["file"] == "480"
    expect(page.locator("figcaption").first.get_by_role("link", name="CC BY 4.0")).to_be_visible()
    assert page.evaluate(SHIFT) < 0.02
    assert page.evaluate(OVERFLOW) <= 0
    page.evaluate((root / AXE).read_text())
    assert page.evaluate(FIND) == []
    assert context.cookies() == []


def test_a_photo_of_the_strip_opens_whole_by_keyboard(page: Page, complaints: list[str]) -> None:
    page.goto(f"/en/practices/{PRACTICE}/")
    link = page.get_by_role("link", name="Four fields in four colours")

    link.press("Enter")

    page.wait_for_url("**/photos/*-1000.webp")
    assert page.evaluate("document.images[0].naturalHeight") == 1000
    complaints.clear()  # Chromium dresses a bare picture with styles that our policy forbids


@pytest.mark.parametrize("width", [1280, 360])
def test_cards_with_a_photo(new_context: Callable[..., BrowserContext], root: Path, width: int) -> None:
    page = new_context(viewport={"width": width, "height": 800}, reduced_motion="reduce").new_page()
    page.goto("/en/practices/?topic=access-services-city-id")
    see_all(page)

    expect(page.locator(".practice-card img")).to_have_count(1)
    assert page.evaluate(DRAWN)[0]["loaded"]
    assert page.evaluate(OVERFLOW) <= 0
    page.evaluate((root / AXE).read_text())
    assert page.evaluate(FIND) == []
    # The whole card leads to the practice, the picture too.
    page.locator(".practice-card img").click(force=True)
    expect(page).to_have_url(f"{page.url.split('/en/')[0]}/en/practices/{PRACTICE}/")
