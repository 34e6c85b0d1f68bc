"""Every page of the desk in Chromium: it comes, the browser has nothing to say of it, axe finds nothing, nothing sticks out.

The addresses are found by themselves, from the table of who may do what (tests/atlas/test_rights.py).
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, expect

from tests.browser.test_axe import AXE
from tests.browser.test_pages import OVERFLOW

# Without axe's own copies of style sheets, which it would write into the page against the content policy, and without
# the names of all that is well.
FIND = """
async (options) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false, ...options });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}
"""
# Title, headings and language; then what has its own id has it alone, or labels and descriptions lead to another; and what
# programs that keep passwords fill in says which it is (WCAG 1.3.5).
READ = """
() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map(({ id }) => id);
  return {
    title: document.title,
    headings: all("h1").map((heading) => heading.innerText),
    language: document.documentElement.lang,
    double: [...new Set(ids)].length < ids.length ? ids.filter((id, at) => ids.indexOf(id) !== at) : [],
    unsaid: all("input[type=password], .door input[name=code]")
      .filter(({ autocomplete }) => !["current-password", "new-password", "one-time-code"].includes(autocomplete))
      .map(({ name }) => name),
  };
}
"""
# Whatever is folded stands open. Of a long list the first rows stand for those like them, once it has been measured.
UNFOLD = "document.querySelectorAll('#content details').forEach((node) => { node.open = true; })"
SHORTEN = (
    "document.querySelectorAll('#result_list tbody tr:nth-child(n + 13)').forEach((row) => row.remove())"
)
# The preview of a submission is a page of the site, in the language that its address names.
NOT_OF_THE_DESK = {"submissions_preview"}


class Watcher:
    """A browser at the desk, and all that is not as it should be on the pages it was shown."""

    def __init__(
        self, new_context: Callable[..., BrowserContext], site: str, root: Path, session: str, **options: Any
    ) -> None:
        self.faults: list[str] = []
        self.name = ""
        self.status = 200
        self.axe = (root / AXE).read_text()
        context = new_context(reduced_motion="reduce", **options)
        if session:
            context.add_cookies([{"name": "session", "value": session, "url": site}])
        context.on("console", self._console)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        self.page = context.new_page()

    def _console(self, message: ConsoleMessage) -> None:
        # "verbose" are advices to developers, which the console does not show of itself.
        expected = self.status >= 400 and message.text.startswith("Failed to load resource")
        if message.type != "verbose" and not expected:
            self.fault(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # What a page still waits for when it is left, or when something else is typed, is taken back.
        if request.failure != "net::ERR_ABORTED":
            self.fault(f"no answer: {request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        wanted = self.status if response.request.is_navigation_request() else 200
        if response.status >= 400 and response.status != wanted:
            self.fault(f"{response.status}: {response.url}")

    def fault(self, text: str) -> None:
        self.faults.append(f"{self.name}: {text}")

    def open(self, name: str, address: str, status: int = 200) -> None:
        """Go to a page, and look whether it is the one that was asked for."""
        self.name, self.status = name, status
        answer = self.page.goto(address)
        assert answer
        if answer.status != status:
            self.fault(f"status {answer.status}")

    def read(self, language: str) -> None:
        """A title, one heading of the page, its language."""
        found = self.page.evaluate(READ)
        if not found["title"].strip():
            self.fault("no title")
        if len(found["headings"]) != 1 or not found["headings"][0].strip():
            self.fault(f"headings: {found['headings']}")
        if found["language"] != language:
            self.fault(f"language {found['language']}")
        if found["unsaid"]:
            self.fault(f"fields that do not say what fills them: {', '.join(found['unsaid'])}")
        if found["double"]:
            self.fault(f"ids more than once: {', '.join(found['double'])}")

    def look(self, *schemes: str, colours: bool = True) -> None:
        """Nothing sticks out; axe finds nothing: with all rules in the first scheme, with those of colours in others."""
        self.page.wait_for_load_state()
        self.page.evaluate(UNFOLD)
        if (beyond := self.page.evaluate(OVERFLOW)) > 0:
            self.fault(f"{beyond} px too wide")
        if schemes:
            self.page.evaluate(SHORTEN)
            self.page.evaluate(self.axe)
        options: dict[str, Any] = {"rules": {"color-contrast": {"enabled": colours}}}
        for scheme in schemes:
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for found in self.page.evaluate(FIND, options):
                self.fault(f"{scheme}: {found}")
            options = {"runOnly": ["color-contrast"]}


Watch = Callable[..., Watcher]


@pytest.fixture
def watch(
    laid: dict[str, Any],
    new_context: Callable[..., BrowserContext],
    complaints: list[str],
    site: str,
    root: Path,
) -> Iterator[Watch]:
    """Make a watched browser of somebody; no page that it was shown may have a fault."""
    made: list[Watcher] = []

    def make(who: str, *, width: int = 1280, language: str = "en", **options: Any) -> Watcher:
        session = laid["sessions"].get(who, "")
        viewport = {"width": width, "height": 800}
        made.append(Watcher(new_context, site, root, session, viewport=viewport, locale=language, **options))
        return made[-1]

    yield make
    faults = [fault for each in made for fault in each.faults]
    # The browser notes every answer that refuses something; the ones that were not asked for are among the faults.
    complaints[:] = [each for each in complaints if "Failed to load resource" not in each]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("de", 360)], ids=["wide", "phone"])
def test_every_page_is_as_it_should_be(laid: dict[str, Any], watch: Watch, language: str, width: int) -> None:
    """Our own pages with axe in both widths and schemes; of those that are as Django makes them one of each kind on the phone."""
    desk = watch("chief", width=width, language=language)
    kinds: set[str] = set()
    assert len(laid["pages"]) > 140
    for name, address in laid["pages"].items():
        own = name not in laid["stock"]
        desk.open(name, address)
        desk.read("en" if name in NOT_OF_THE_DESK else language)
        if width == 1280:
            desk.look(*("light", "dark")[: 1 + own])
        elif (kind := laid["kinds"].get(name, name)) not in kinds:
            kinds.add(kind)
            desk.look("dark")
        else:
            desk.look(*["light"][:own], colours=False)


def test_who_may_only_read_gets_whole_pages_too(laid: dict[str, Any], watch: Watch) -> None:
    desk = watch("reader", width=360)
    for name, address in laid["pages"].items():
        if (name.endswith("of the register") and not name.startswith("merge")) or name in {
            "index",
            "account",
        }:
            desk.open(name, address)
            desk.read("en")
            desk.look("dark")


def test_pages_that_refuse(laid: dict[str, Any], watch: Watch) -> None:
    pages = laid["pages"]
    reader, chief = watch("reader", width=360, language="de"), watch("chief")
    for desk, name, address, status in (
        (reader, "not allowed", pages["cities_city_add"], 403),
        (chief, "not there", "/admin/nowhere/", 404),
        (chief, "no such version", pages["cities_city_simple_history"].replace("history/", "history/9"), 404),
    ):
        desk.open(name, address, status)
        desk.read("de" if desk is reader else "en")
        desk.look("light")
    chief.page.context.clear_cookies(name="csrf")
    chief.open("form", pages["submissions_person"])
    chief.name, chief.status = "form of yesterday", 403
    chief.page.context.clear_cookies(name="csrf")
    chief.page.locator("[name=email]").fill("eva@town.example")
    with chief.page.expect_navigation():
        chief.page.locator("main [type=submit], #content [type=submit]").first.click()
    chief.read("en")
    chief.look("light")


def test_the_doors(laid: dict[str, Any], watch: Watch) -> None:
    visitor = watch("", width=360, language="de")
    visitor.open("sign-in", "/admin/login/?next=/admin/")
    visitor.read("de")
    visitor.look("light", "dark")
    expect(visitor.page.locator("[name=username]")).to_have_attribute("autocomplete", "username")
    visitor.page.locator("[name=username]").fill("nobody")
    visitor.page.locator("[name=password]").fill("nothing")
    visitor.page.keyboard.press("Enter")
    visitor.page.get_by_role("alert").wait_for()
    visitor.name = "sign-in, wrong"
    visitor.look("light", "dark")
    for name in (
        "password_reset",
        "password_reset_done",
        "password_reset_confirm",
        "password_reset_complete",
    ):
        visitor.open(name, laid["pages"][name])
        visitor.read("de")
        for email in visitor.page.locator("[name=email]").all():
            expect(email).to_have_attribute("autocomplete", "email")
        visitor.look("light", "dark")
    owing = watch("owing", width=360)
    owing.open("second factor", "/admin/second_factor/")
    owing.read("en")
    owing.look("light", "dark")
    stale = watch("stale", width=360)
    stale.open("password again", laid["pages"]["auth_user_delete"])
    stale.read("en")
    stale.look("light", "dark")


def test_forms_that_are_not_filled(laid: dict[str, Any], watch: Watch) -> None:
    """What comes back says what is wrong, beside the fields and above."""
    desk = watch("chief", width=360)
    pages = laid["pages"]
    for name, button in {
        **{each: "[name=_save]" for each in pages if each.endswith("_add") and "memberlist" not in each},
        "networks_memberlist_add": ".submit-row [type=submit]",
        "password_change": "#content [type=submit]",
        "auth_user_password_change": "[name=set-password]",
        "cities_city_merge": ".submit-row [type=submit]",
        "second_factor_set_up": "#content [type=submit]",
        "cities_source_replace": ".submit-row [type=submit]",
        "member list, columns": ".submit-row [type=submit]",
        "member list, source": ".submit-row [type=submit]",
    }.items():
        desk.open(name, pages[name])
        desk.page.evaluate("document.querySelectorAll('form').forEach((form) => { form.noValidate = true; })")
        with desk.page.expect_navigation():
            desk.page.locator(button).first.click()
        desk.name = f"{name}, sent"
        desk.read("en")
        desk.look("light")
    desk.open("review", pages["review of a new practice"])
    desk.name, desk.status = "review, not done", 422
    desk.page.locator("[name=act][value=ask]").click()
    expect(desk.page.get_by_role("alert")).to_be_focused()
    desk.read("en")
    desk.look("light", "dark")
    desk.open("person", pages["submissions_person"])
    desk.name = "what is held of a person"
    desk.page.locator("[name=email]").fill("eva@town.example")
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator("[name=act][value=erase]")).to_be_visible()
    desk.read("en")
    desk.look("light", "dark")


def test_a_day_says_nothing_of_clocks(laid: dict[str, Any], watch: Watch) -> None:
    """Wherever the browser's clock and the server's differ, the admin notes it at each date: a day has no hours."""
    desk = watch("chief", timezone_id="Asia/Tokyo")
    desk.open("city", laid["pages"]["city of the register"])
    note = desk.page.locator(".timezonewarning")

    expect(note).to_have_count(1)  # of the day of the last check
    expect(note).to_be_hidden()


def test_bulk_acts_ask_before_they_do(laid: dict[str, Any], watch: Watch) -> None:
    """Each act once, on the first list that has it."""
    desk = watch("chief", width=360, language="de")
    seen: set[str] = set()
    asked: set[str] = set()
    for address in laid["lists"]:
        desk.open(address, address)
        acts = desk.page.locator("select[name=action] option").evaluate_all(
            "options => options.map(({ value }) => value).filter(Boolean)"
        )
        for act in sorted(set(acts) - seen):
            seen.add(act)
            desk.open(f"{address} {act}", address)
            boxes = desk.page.locator(".action-select")
            for number in range(2 if act == "merge_two" else 1):
                boxes.nth(number).check()
            desk.page.locator("select[name=action]").select_option(act)
            with desk.page.expect_navigation():
                desk.page.locator("button[name=index]").click()
            if not desk.page.locator("#changelist").count():
                asked.add(act)
            desk.read("de")
            desk.look("light")

    assert asked >= {
        "publish",
        "withdraw",
        "set_checked",
        "to_bin",
        "add_topic",
        "delete_selected",
        "merge_two",
    }


def test_what_opens_on_a_form(laid: dict[str, Any], watch: Watch) -> None:
    """Calendars, boxes that offer records while one types, windows beside the form, figures in filters."""
    desk = watch("chief", width=360)
    page = desk.page
    desk.open("calendar", laid["pages"]["membership of the register"])
    page.locator(".field-checked_on a[id^=calendarlink]").click()
    expect(page.locator(".calendarbox")).to_be_visible()
    desk.look("light", "dark")
    page.keyboard.press("Escape")
    expect(page.locator(".calendarbox")).to_be_hidden()
    desk.name = "box of records"
    page.locator(".field-city .select2-selection").click()
    field = page.locator(".select2-dropdown .select2-search__field")
    expect(field).to_be_focused()
    field.press_sequentially("potsd")
    expect(page.get_by_role("option", name=re.compile("Potsdam"))).to_be_visible()
    desk.look("light", "dark")
    page.keyboard.press("Escape")
    desk.open("filters with figures", "/admin/cities/source/?_facets=True")
    desk.look("light")
    desk.open("form", laid["pages"]["practice of the register"])
    with page.context.expect_page() as opened:
        page.locator(".field-city .change-related").click()
    desk.page, desk.name = opened.value, "window beside the form"
    expect(desk.page.locator("#id_endonym")).to_be_visible()
    desk.read("en")
    desk.look("light")
