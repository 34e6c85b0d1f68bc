"""Sources at the desk in Chromium: accessible, by keyboard alone, under the strict content policy."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage

AXE = Path("node_modules/axe-core/axe.min.js")
FIND = """
async () => (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact))
  .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))
"""
# A source that only a draft cites, so that no page of the other tests changes; and an editor's session.
MAKE = """
import time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils import timezone
from cities.desk.sessions import PROVED
from cities.models import City, Country, LinkCheck, Source
editor, new = get_user_model().objects.get_or_create(username="desk", is_staff=True, is_superuser=True)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(editor.pk), editor.get_session_auth_hash()
session[BACKEND_SESSION_KEY], session[PROVED] = settings.AUTHENTICATION_BACKENDS[0], int(time.time())
session.save()
Source.objects.filter(key="desk").delete()
source = Source.objects.create(key="desk", url="https://city.example/old", title="Council minutes of 2019")
Source.objects.filter(pk=source.pk).update(
    link_status="moved", moved_to="https://city.example/new", checked_at=timezone.now(), checked_url=source.url)
LinkCheck.objects.create(source=source, at=timezone.now(), outcome="answered", code=200, final_url=source.url)
city, new = City.objects.get_or_create(slug="desk", defaults={"endonym": "Abdera", "kind": "town",
    "country": Country.objects.first(), "latitude": 1, "longitude": 1, "publication": "draft"})
city.portrait_sources.add(source)
print(session.session_key, source.pk)
"""


@pytest.fixture
def editor(
    manage: Manage, site: str, new_context: Callable[..., BrowserContext]
) -> Callable[..., tuple[Page, str]]:
    """A signed-in editor's page, and the address of the source."""

    def make(**options: object) -> tuple[Page, str]:
        key, pk = manage("shell", "--verbosity", "0", "-c", MAKE).split()
        context = new_context(**options)
        context.add_cookies([{"name": "session", "value": key, "url": site}])
        return context.new_page(), f"/admin/cities/source/{pk}/"

    return make


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "de"), (360, "dark", "en")])
def test_axe_finds_nothing_serious(
    editor: Callable[..., tuple[Page, str]], root: Path, width: int, scheme: str, language: str
) -> None:
    page, source = editor(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale=language,
        reduced_motion="reduce",
    )
    found = {}

    def look(name: str) -> None:
        page.wait_for_load_state()
        page.evaluate((root / AXE).read_text())
        if violations := page.evaluate(FIND):
            found[name] = violations
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    page.goto(f"{source}change/")
    tools, title = page.locator(".object-tools").bounding_box(), page.locator("#id_title").bounding_box()
    assert tools
    assert title
    assert tools["y"] + tools["height"] <= title["y"]
    assert title["width"] > 200
    look("form")
    page.goto(f"{source}replace/")
    look("replace")
    page.locator("#id_url").fill("ftp://city.example/")
    page.locator(".submit-row [type=submit]").click()
    expect(page.locator(".errorlist")).to_be_visible()
    look("replace, refused")
    page.locator("#id_url").fill("https://city.example/newer")
    page.locator(".submit-row [type=submit]").click()
    expect(page.locator("[name=confirmed]")).to_be_attached()
    look("replace, asked")
    page.goto("/admin/cities/source/?q=Council+minutes+of+2019")
    page.locator(".action-select").first.check()
    page.locator("[name=action]").select_option("follow_moves")
    page.locator("[name=index]").click()
    expect(page.get_by_text("https://city.example/new", exact=True)).to_be_visible()
    look("follow moves")

    assert found == {}


def test_an_address_is_replaced_by_keyboard(editor: Callable[..., tuple[Page, str]]) -> None:
    page, source = editor(locale="en")
    page.goto(f"{source}change/")
    page.get_by_role("link", name="Replace the address everywhere").focus()
    page.keyboard.press("Enter")
    field = page.get_by_label("New address")
    expect(field).to_have_value("https://city.example/new")
    field.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Abdera")).to_be_visible()
    page.get_by_role("button", name="Replace the address").focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{page.url.split('/admin')[0]}{source}change/")
    expect(page.get_by_label("Address:")).to_have_value("https://city.example/new")
    expect(page.get_by_text("The address was replaced")).to_be_visible()
    expect(page.locator(".field-link_status .readonly")).to_have_text("not checked yet")


def test_check_soon_is_one_click(editor: Callable[..., tuple[Page, str]]) -> None:
    page, source = editor(locale="de")
    page.goto(f"{source}change/")
    page.get_by_role("button", name="Link bald prüfen").click()

    expect(page.get_by_text("1 Link wird mit den nächsten Aufräumarbeiten geprüft.")).to_be_visible()
    expect(page.locator(".link-checks")).to_contain_text("hat geantwortet")
