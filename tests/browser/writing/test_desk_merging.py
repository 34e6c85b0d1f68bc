"""Merging and history at the desk in Chromium: by keyboard alone, accessible, under the strict content policy."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage
from tests.browser.writing.journeys import choose_by_keys
from tests.browser.writing.test_source_desk import AXE, FIND

# Two places that are one, the second under an address of its own, and a portrait that was better a week ago;
# and an editor's session, whose password was given just now.
MAKE = """
import datetime, time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils import timezone
from i18nfield.strings import LazyI18nString
from cities.doing import doing
from cities.models import City, Country, Merge, Source
editor, new = get_user_model().objects.get_or_create(username="desk", is_staff=True, is_superuser=True)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(editor.pk), editor.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session["proved"] = int(time.time())
session.save()
Merge.objects.all().delete()
City.objects.filter(slug__in=["troy", "ilion"]).delete()
def make(slug, name, **values):
    return City.objects.create(slug=slug, endonym=name, kind="town", country=Country.objects.first(),
        latitude=1, longitude=1, publication="published", **values)
troy, ilion = make("troy", "Troy"), make("ilion", "Ilion", website="https://ilion.example/")
troy.portrait = LazyI18nString({"en": "A town with walls.", "de": "Eine Stadt mit Mauern."})
homer, _new = Source.objects.get_or_create(key="s-homer", url="https://homer.example/", title="Homer")
with doing():
    troy.save()
    troy.portrait_sources.add(homer)
troy.history.update(history_date=timezone.now() - datetime.timedelta(days=7))
troy.portrait = LazyI18nString({"en": "A town with horses.", "de": "Eine Stadt mit Pferden."})
with doing():
    troy.save()
    troy.portrait_sources.clear()
print(session.session_key, troy.pk, ilion.pk)
"""
LEAVE = """
from cities.models import City, Merge, Source
Merge.objects.all().delete()
Source.objects.filter(key="s-homer").delete()
City.objects.filter(slug__in=["troy", "ilion"]).delete()
"""
Desk = tuple[Page, str, str]


@pytest.fixture
def desk(
    manage: Manage, site: str, new_context: Callable[..., BrowserContext]
) -> Iterator[Callable[..., Desk]]:
    """A signed-in editor's page and the keys of the two places, which are gone afterwards."""

    def make(**options: object) -> Desk:
        key, troy, ilion = manage("shell", "--verbosity", "0", "-c", MAKE).split()
        context = new_context(**options)
        context.add_cookies([{"name": "session", "value": key, "url": site}])
        return context.new_page(), troy, ilion

    yield make
    manage("shell", "--verbosity", "0", "-c", LEAVE)


def test_two_places_are_merged_by_keyboard_and_parted_again(desk: Callable[..., Desk], site: str) -> None:
    page, _troy, _ilion = desk(locale="en")
    page.goto("/admin/cities/city/?slug__in=troy,ilion")
    for box in page.locator(".action-select").all():
        box.focus()
        page.keyboard.press("Space")
    action = page.get_by_label("Action:")
    action.focus()
    choose_by_keys(action, "M", "merge_two")
    page.get_by_role("button", name="Run the selected action").or_(
        page.get_by_role("button", name="Go")
    ).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Merge two records")).to_be_visible()
    stays = page.get_by_role("group", name="Which record stays")
    stays.get_by_role("radio").first.focus()
    expect(stays.get_by_role("radio", name="Troy")).to_be_checked()
    name = page.get_by_role("group", name="Own name")
    name.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(name.get_by_role("radio", name="Ilion")).to_be_checked()
    page.get_by_label("Why?").focus()
    page.keyboard.type("dug up")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("“Ilion” is merged into")
    expect(page.locator("#id_endonym")).to_have_value("Ilion")
    expect(page.locator("#id_website")).to_have_value("https://ilion.example/")

    page.goto("/en/cities/ilion/")
    expect(page).to_have_url(f"{site}/en/cities/troy/")

    page.goto("/admin/cities/merge/")
    page.get_by_role("link", name="Undo the merge").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Undo the merge").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("they are two records again")).to_be_visible()
    page.goto("/en/cities/ilion/")
    expect(page).to_have_url(f"{site}/en/cities/ilion/")
    page.goto("/en/cities/troy/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Troy")


def test_last_weeks_version_is_restored(desk: Callable[..., Desk]) -> None:
    page, troy, _ilion = desk(locale="de")
    page.goto(f"/admin/cities/city/{troy}/history/")
    latest = page.locator(".versions-list > li").first
    expect(latest.locator("del")).to_have_text(["Mauern", "walls", "Homer"])
    expect(latest.locator("ins")).to_have_text(["Pferden", "horses"])
    page.get_by_role("link", name="Diese Fassung wiederherstellen").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("ins")).to_have_text(["Mauern", "walls", "Homer"])
    page.get_by_label("Warum?").focus()
    page.keyboard.type("die Pferde waren ein Trick")
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("ist wieder wie am")
    expect(page.locator(".versions-list > li").first).to_contain_text("die Pferde waren ein Trick")
    page.goto("/de/cities/troy/")
    expect(page.get_by_text("Eine Stadt mit Mauern.").first).to_be_visible()
    expect(page.get_by_role("link", name="Homer").first).to_have_attribute("href", "https://homer.example/")


def test_a_change_is_taken_back_from_what_happened(desk: Callable[..., Desk]) -> None:
    page, troy, _ilion = desk(locale="de")
    page.goto(f"/admin/cities/city/{troy}/change/")
    page.locator("#id_website").fill("https://horse.example/")
    page.locator("[name=_reason]").fill("Geschenk der Griechen")
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto("/admin/")
    lately = page.get_by_role("region", name="Was zuletzt geschah")
    expect(lately.get_by_role("listitem").first).to_contain_text("Website – Geschenk der Griechen")
    lately.get_by_role("link", name=re.compile("Zurücknehmen.*Geändert – Troy")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("del")).to_have_text(["https://horse.example/"])
    page.get_by_label("Warum?").focus()
    page.keyboard.type("Krieger im Bauch")
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("Es ist zurückgenommen.")
    rows = page.locator("#result_list tbody tr")
    expect(rows.nth(0)).to_contain_text("Krieger im Bauch")
    expect(rows.nth(1)).to_contain_text("rückgängig gemacht am")
    page.goto(f"/admin/cities/city/{troy}/change/")
    expect(page.locator("#id_website")).to_have_value("")


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "de"), (360, "dark", "en")])
def test_axe_finds_nothing_serious(
    desk: Callable[..., Desk], root: Path, width: int, scheme: str, language: str
) -> None:
    page, troy, ilion = desk(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale=language,
        reduced_motion="reduce",
    )
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    found = {}

    def look(name: str) -> None:
        page.wait_for_load_state()
        page.evaluate((root / AXE).read_text())
        if violations := page.evaluate(FIND):
            found[name] = violations
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    page.goto(f"/admin/cities/city/{troy}/history/")
    look("history")
    page.locator(".versions-back").last.click()
    expect(page.locator("#id_reason")).to_be_visible()
    look("restore")
    page.goto(f"/admin/cities/city/merge/{troy}/{ilion}/")
    page.locator(".merge-same summary").click()
    look("merge")
    page.locator("#id_reason").fill("dug up")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto("/admin/cities/merge/")
    look("merges")
    page.locator("#result_list a[href$='undo/']").click()
    expect(page.locator(".submit-row [type=submit]")).to_be_visible()
    look("undo")
    page.goto("/admin/cities/deed/")
    look("what happened")
    page.locator("#result_list a[href*='/deed/']").first.click()
    expect(page.locator("#content-main.versions")).to_be_visible()
    look("take back")

    assert found == {}
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_it_works_without_scripts(desk: Callable[..., Desk], site: str) -> None:
    page, troy, ilion = desk(locale="en", java_script_enabled=False)
    page.goto(f"/admin/cities/city/merge/{troy}/{ilion}/")
    page.get_by_role("group", name="Which record stays").get_by_role("radio").last.check()
    page.get_by_label("Why?").fill("dug up")
    page.get_by_role("button", name="Merge").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto("/en/cities/troy/")

    expect(page).to_have_url(f"{site}/en/cities/ilion/")
