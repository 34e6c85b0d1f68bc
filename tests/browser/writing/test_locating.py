"""A place's point at the desk in Chromium: on the map by mouse and keyboard, by typing, from the gazetteer."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage
from tests.browser.writing.test_source_desk import AXE, FIND

# A draft of its own for each test, so that no page of the other tests changes; and an editor's session.
MAKE = """
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from cities.models import City, Country
editor, new = get_user_model().objects.get_or_create(username="desk", is_staff=True, is_superuser=True)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(editor.pk), editor.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.save()
City.objects.filter(slug="desk-point").delete()
city = City.objects.create(slug="desk-point", endonym="Augsburg", kind="city", publication="draft",
    country=Country.objects.get(code="DE"), latitude=48.0, longitude=11.0)
print(session.session_key, city.pk)
"""

Desk = Callable[..., tuple[Page, str]]


@pytest.fixture
def desk(manage: Manage, site: str, new_context: Callable[..., BrowserContext]) -> Desk:
    """A signed-in editor's page, and where the place's pages begin."""

    def make(**options: object) -> tuple[Page, str]:
        key, pk = manage("shell", "--verbosity", "0", "-c", MAKE).split()
        context = new_context(**options)
        context.add_cookies([{"name": "session", "value": key, "url": site}])
        return context.new_page(), f"/admin/cities/city/{pk}/"

    return make


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def point(page: Page) -> tuple[float, float]:
    return float(page.locator("#id_latitude").input_value()), float(
        page.locator("#id_longitude").input_value()
    )


def opened(page: Page, place: str) -> Page:
    page.goto(f"{place}change/")
    expect(page.locator(".picker-map.leaflet-container")).to_be_visible()
    return page


def glided(page: Page) -> None:
    """The map stands still again, and the numbers are those of where it came to."""
    expect(page.locator(".picker .leaflet-pan-anim")).to_have_count(0)


def test_a_click_moves_the_point(desk: Desk) -> None:
    page = opened(*desk(locale="en"))
    box = page.locator(".picker-map").bounding_box()
    assert box
    assert box["height"] > 200

    page.locator(".picker-map").click(position={"x": box["width"] / 2 + 60, "y": box["height"] / 2 + 40})

    expect(page.locator(".picker [role=status]")).to_contain_text("The pin stands at")
    glided(page)
    moved = point(page)
    assert moved[0] < 48.0
    assert moved[1] > 11.0
    save(page)
    assert point(page) == moved


def test_the_keyboard_moves_the_point(desk: Desk) -> None:
    page = opened(*desk(locale="en"))
    page.locator("#id_longitude").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("application")).to_be_focused()

    page.keyboard.press("ArrowUp")

    expect(page.locator(".picker [role=status]")).to_contain_text("The pin stands at")
    glided(page)
    latitude, longitude = point(page)
    assert latitude > 48.0
    assert abs(longitude - 11.0) < 0.01
    page.locator("#id_reason").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/cities/city/$"))


@pytest.mark.parametrize("scripts", [True, False])
def test_typing_alone_does_it(desk: Desk, scripts: bool) -> None:
    page, place = desk(locale="en", java_script_enabled=scripts)
    page.goto(f"{place}change/")
    page.locator("#id_latitude").fill("48.37")
    page.locator("#id_longitude").fill("10.9")

    save(page)

    assert point(page) == (48.37, 10.9)
    if not scripts:
        expect(page.locator(".picker")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_candidate_of_the_gazetteer_is_taken_over(desk: Desk, scripts: bool) -> None:
    page, place = desk(locale="de", java_script_enabled=scripts)
    page.goto(f"{place}change/")
    page.get_by_role("link", name="Den Ort im Ortsverzeichnis suchen").press("Enter")
    row = page.get_by_role("row", name=re.compile("^Augsburg"))
    expect(row).to_contain_text("Deutschland")
    expect(row).to_contain_text("42,0 km")
    row.get_by_role("link", name="Augsburg, Deutschland wählen").press("Enter")
    page.get_by_label("Warum?").fill("aus dem Ortsverzeichnis")
    page.get_by_role("button", name="Den Punkt übernehmen").press("Enter")

    expect(page.get_by_text("Der Punkt wurde übernommen.")).to_be_visible()
    assert page.locator("#id_latitude").input_value().replace(",", ".") == "48.37154"
    expect(page.locator("#id_coordinates_source")).to_have_value("GeoNames (CC BY 4.0)")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_candidate_of_a_nominatim_is_asked_for_and_taken_over(desk: Desk, scripts: bool) -> None:
    page, place = desk(locale="de", java_script_enabled=scripts)
    page.goto(f"{place}locate/?q=Augsburg+{scripts}")  # each asks anew
    page.get_by_role("button", name=f"Auch OpenStreetMap nach „Augsburg {scripts}“ fragen").press("Enter")
    table = page.get_by_role("table", name=re.compile("^1 Ort aus OpenStreetMap"))
    expect(table.get_by_role("row", name=re.compile("^Augsburg"))).to_contain_text("41,5 km")
    expect(page.get_by_role("link", name=re.compile("^© OpenStreetMap-Mitwirkende"))).to_be_visible()
    table.get_by_role("link", name="Augsburg, Deutschland wählen (OpenStreetMap)").press("Enter")
    page.get_by_role("button", name="Den Punkt übernehmen").press("Enter")

    expect(page.get_by_text("Der Punkt wurde übernommen.")).to_be_visible()
    assert page.locator("#id_latitude").input_value().replace(",", ".") == "48.3668"
    expect(page.locator("#id_coordinates_source")).to_have_value("OpenStreetMap relation 62407 (ODbL 1.0)")


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "de"), (360, "dark", "en")])
def test_axe_finds_nothing_serious(desk: Desk, root: Path, width: int, scheme: str, language: str) -> None:
    page, place = desk(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale=language,
        reduced_motion="reduce",
    )
    page.goto(f"{place}locate/?q=Aalen+{language}")
    page.locator("button[name=ask]").click()
    expect(page.locator("#further-candidates")).to_be_visible()
    asked = f"locate/?q=Aalen+{language}"
    found = {}
    for name in ("change/", "locate/", "locate/?take=2954172", "locate/?q=Qqqqqzzz", asked):
        page.goto(f"{place}{name}")
        page.evaluate((root / AXE).read_text())
        if violations := page.evaluate(FIND):
            found[name] = violations
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    assert found == {}
