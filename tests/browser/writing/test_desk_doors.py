"""The desk's doors in Chromium: by keyboard, without scripts, on a phone; with axe and under the content policy."""

import re
import time
from base64 import b32decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage
from tests.browser.test_axe import AXE

PASSWORD = "twelve solid cities"
# axe itself would fetch style sheets anew to read them, and put them into the page.
FIND = """
async () => (await axe.run(document, { resultTypes: ["violations"], preload: false })).violations
  .filter(({ impact }) => impact !== "minor")
  .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`))
"""
PEOPLE = f"""
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_totp.models import TOTPDevice
for name in ("keyboard", "scriptless", "phone", "armed", "chief"):
    user, new = User.objects.get_or_create(username=name, is_staff=True, is_superuser=name == "chief")
    user.set_password({PASSWORD!r})
    user.email = f"{{name}}@example.org"
    user.save()
    user.groups.set(Group.objects.filter(name="Editor"))
TOTPDevice.objects.get_or_create(user=User.objects.get(username="armed"), confirmed=True)
"""
STALE = """
from cities.desk.models import Session
from cities.desk.sessions import SessionStore
for session in Session.objects.filter(user__username={name!r}):
    store = SessionStore(session.session_key)
    store["proved"] = 0
    store.save()
"""


@pytest.fixture(scope="module")
def people(manage: Manage) -> Manage:
    manage("shell", "--verbosity", "0", "-c", PEOPLE)
    return manage


def code(key: str) -> str:
    """What an app shows now, from the key as the page writes it."""
    totp = TOTP(b32decode(key.replace(" ", "")))
    totp.time = time.time()
    return f"{totp.token():06d}"


def sign_in(page: Page, name: str) -> None:
    page.goto("/admin/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")


def test_by_keyboard_alone_one_gets_in_and_sets_up_a_second_factor(people: Manage, page: Page) -> None:
    page.goto("/admin/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("keyboard")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Sign in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    # The start page takes the room there is, however little waits.
    start = page.locator("#content-main.start")
    expect(start).to_be_visible()
    page.wait_for_load_state()
    assert start.evaluate("part => part.getBoundingClientRect().width") > 1100

    page.goto("/admin/second_factor/set_up/?next=/admin/account/")
    expect(page.get_by_label("Code")).to_be_focused()
    picture = page.get_by_role("img", name="QR code with the key that stands below")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth > 0")
    page.keyboard.type(code(page.locator(".desk-key").inner_text()))
    page.keyboard.press("Enter")
    expect(page.locator(".desk-codes li")).to_have_count(10)
    first = page.locator(".desk-codes code").first.inner_text()
    page.get_by_role("link", name="I have kept the codes").press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/account/$"))
    expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()

    page.get_by_role("button", name="Sign out", exact=True).press("Enter")
    expect(page).not_to_have_url(re.compile(r"/admin/account/$"))
    sign_in(page, "keyboard")
    expect(page).to_have_url(re.compile(r"/admin/second_factor/"))
    expect(page.locator("[name=code]")).to_be_focused()
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/$"))


def test_without_scripts_the_doors_open_too(
    people: Manage, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context(java_script_enabled=False, locale="de").new_page()
    sign_in(page, "scriptless")
    page.get_by_role("link", name="Ihr Konto: scriptless").click()
    page.get_by_role("link", name="Einrichten").click()
    page.get_by_label("Code").fill(code(page.locator(".desk-key").inner_text()))
    page.get_by_role("button", name="Einrichten").click()
    expect(page.get_by_role("heading", name="Ihre Ersatzcodes")).to_be_visible()

    page.goto("/admin/account/")
    page.get_by_role("button", name="EN – English").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.goto("/en/about/")
    assert {cookie["path"] for cookie in page.context.cookies() if cookie["name"] == "language"} == {
        "/admin/"
    }


def test_the_password_is_asked_again_and_the_form_goes_on(people: Manage, page: Page) -> None:
    sign_in(page, "chief")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    page.goto("/admin/auth/user/")
    page.get_by_role("row", name="phone").get_by_role("checkbox").check()
    page.get_by_role("combobox").first.select_option("sign_out")
    people("shell", "--verbosity", "0", "-c", STALE.format(name="chief"))
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).first.click()

    expect(page.get_by_role("heading", name="Your password, please")).to_be_visible()
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("sessions ended")
    expect(page).to_have_url(re.compile(r"/admin/auth/user/$"))


PAGES = [
    "/admin/",
    "/admin/account/",
    "/admin/second_factor/set_up/",
    "/admin/password_change/",
    "/admin/auth/user/",
    "/admin/auth/user/add/",
    "/admin/auth/user/1/change/",
    "/admin/auth/user/1/delete/",
    "/admin/auth/user/1/password/",
    "/admin/desk/signin/",
]
OUTSIDE = [
    "/admin/login/",
    "/admin/password_reset/",
    "/admin/password_reset/done/",
    "/admin/password_reset/MQ/a-b/",
]


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(
    people: Manage, new_context: Callable[..., BrowserContext], root: Path, scheme: Any, width: int
) -> None:
    page = new_context(
        viewport={"width": width, "height": 740},
        color_scheme=scheme,
        locale="de" if scheme == "dark" else "en",
        reduced_motion="reduce",
    ).new_page()
    axe = (root / AXE).read_text()
    found: dict[str, Any] = {}

    def look(name: str) -> None:
        page.wait_for_load_state()
        page.evaluate(axe)
        if violations := page.evaluate(FIND):
            found[name] = violations
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if beyond > 0:
            found[f"{name} runs out"] = beyond

    for address in OUTSIDE:
        page.goto(address)
        look(address)
    sign_in(page, "nobody")
    page.get_by_role("alert").wait_for()
    look("wrong")
    sign_in(page, "armed")
    expect(page).to_have_url(re.compile("second_factor"))
    look("code asked for")
    page.locator("[name=code]").fill("000000")
    page.locator("[name=code]").press("Enter")
    page.locator(".errorlist").wait_for()
    look("wrong code")
    page.context.clear_cookies()
    sign_in(page, "chief")
    expect(page).to_have_url(re.compile(r"/admin/$"))
    for address in PAGES:
        page.goto(address)
        look(address)
    people("shell", "--verbosity", "0", "-c", STALE.format(name="chief"))
    page.goto("/admin/auth/user/1/delete/")
    look("password again")

    assert found == {}
