"""Somebody at a municipality who sends something in, as a browser sees it: with a mouse, with the keyboard alone, without scripts."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Manage
from tests.browser.test_axe import AXE, FIND
from tests.browser.test_pages import OVERFLOW

# What each look at a page uses, one after the other: every other page is seen on a phone, every other in the dark.
LOOKS = ((1280, "light"), (360, "dark"), (1280, "dark"), (360, "light"))
HEIGHT = 800
MOST_TABS = 250
LINK = re.compile(r"https?://\S+")
HAS_FOCUS = "(node) => node === document.activeElement && node.matches(':focus-visible')"
REFUSED = "console: Failed to load resource: the server responded with a status of 422"

EDITING = """
from django.contrib.auth.models import User
from submissions import drafting, reviewing
editor, _new = User.objects.get_or_create(username="journeys", defaults={{"is_staff": True}})
submission = drafting.by_token("{token}")
{acts}
"""


class Officer:
    """Who sends; keeps the browser and looks at each page that comes."""

    def __init__(
        self,
        new_context: Callable[..., BrowserContext],
        complaints: list[str],
        *,
        language: str,
        width: int,
        email: str,
        keyboard: bool = False,
        scripts: bool = True,
    ) -> None:
        self.new_context, self.complaints = new_context, complaints
        self.language, self.width, self.email = language, width, email
        self.keyboard, self.scripts = keyboard, scripts
        self.looked, self.found = 0, []
        self.open_browser()

    found: list[str]
    context: BrowserContext
    page: Page

    def open_browser(self) -> None:
        """Another browser, that knows nothing of the one before."""
        self.context = self.new_context(
            viewport={"width": self.width, "height": HEIGHT},
            java_script_enabled=self.scripts,
            reduced_motion="reduce",  # colours that are on their way from light to dark have no contrast to measure
        )
        self.page = self.context.new_page()

    def go(self, address: str) -> None:
        """Open an address, as a bookmark or a link in a mail would."""
        self.page.goto(address)

    # --- Seeing ---

    def sees(self, heading: str) -> None:
        """The page with this heading has come; look whether it is as a page should be."""
        expect(self.page.get_by_role("heading", level=1, name=heading, exact=True)).to_be_visible()
        self.look(heading)

    def look(self, name: str) -> None:
        """Nothing sticks out, and axe finds nothing: now on a phone, now in the dark."""
        self.page.wait_for_load_state()  # with all its style sheets, and scripts that listen from now on
        width, scheme = LOOKS[self.looked % len(LOOKS)]
        self.looked += 1
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if self.page.evaluate(OVERFLOW) > 0:
            self.found.append(f"{name}: too wide at {width}")
        if self.scripts:
            self.page.evaluate(Path(AXE).read_text())
            self.found += [f"{name}, {width}, {scheme}: {fault}" for fault in self.page.evaluate(FIND)]
        self.page.set_viewport_size({"width": self.width, "height": HEIGHT})

    def sees_faults(self, *messages: str) -> None:
        """The page came back with what is wrong: said in the title, in a summary that has the focus, beside the field."""
        summary = self.page.locator("#errors")
        for message in messages:
            expect(summary.get_by_role("link", name=message).first).to_be_visible()
            expect(self.page.locator(".field-error", has_text=message).first).to_be_visible()
        if self.scripts:
            expect(summary).to_be_focused()
            # Where the address leads there too, the browser sets the focus once more with its next picture.
            self.page.wait_for_load_state()
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        expect(self.page).to_have_title(re.compile({"de": "^Fehler: ", "en": "^Error: "}[self.language]))
        self.look(messages[0])
        self.complaints[:] = [each for each in self.complaints if not each.startswith(REFUSED)]

    def left_nothing(self) -> None:
        """All pages were as they should be, and the browser was given nothing to keep."""
        assert not self.found, "\n".join(self.found)
        assert not self.context.cookies()

    # --- Acting ---

    def reach(self, target: Locator) -> None:
        """Go there with the Tab key alone; whoever looks sees where the focus is."""
        for _each in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not to be reached by Tab: {target}")

    def fill(self, name: str, text: str, nth: int = 0) -> None:
        """Type into a field."""
        field = self.page.locator(f"main [name='{name}']").nth(nth)
        if not self.keyboard:
            field.fill(text)
            return
        self.reach(field)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, name: str, value: str = "") -> None:
        """Choose a radio button or tick a box."""
        which = f"[value='{value}']" if value else ""
        wanted = self.page.locator(f"main [name='{name}']{which}")
        if not self.keyboard:
            wanted.check()
        elif wanted.get_attribute("type") == "checkbox":
            self.reach(wanted)
            self.page.keyboard.press("Space")
        else:
            # One comes to the chosen one of a group, or to its first; arrows lead on.
            group = self.page.locator(f"main [name='{name}']")
            chosen = self.page.locator(f"main [name='{name}']:checked")
            self.reach(chosen if chosen.count() else group.first)
            if not chosen.count():
                self.page.keyboard.press("Space")
            for _each in range(group.count()):
                if wanted.is_checked():
                    break
                self.page.keyboard.press("ArrowDown")
        expect(wanted).to_be_checked()

    def select(self, name: str, value: str, letter: str) -> None:
        """Choose from a list, by keyboard with the letter that the entry begins with."""
        field = self.page.locator(f"main [name='{name}']")
        if self.keyboard:
            self.reach(field)
            choose_by_keys(field, letter, value)
        else:
            field.select_option(value)
        expect(field).to_have_value(value)

    def attach(self, name: str, file: Path) -> None:
        """Choose a file."""
        field = self.page.locator(f"[name='{name}']")
        if not self.keyboard:
            field.set_input_files(file)
            return
        # Asked for on the way there: the key may be faster than what tells the browser not to open a window of its own.
        with self.page.expect_file_chooser() as chooser:
            self.reach(field)
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def press(self, name: str) -> None:
        """Press a button."""
        self._use(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of this name that is there to see."""
        links = self.page.get_by_role("link", name=name, exact=isinstance(name, str))
        self._use(links.locator("visible=true").first)

    def _use(self, target: Locator) -> None:
        if self.keyboard:
            self.reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    # --- Mails and the private page ---

    def reads(self, subject: str) -> str:
        """The text of the newest mail to the officer, which has this subject."""
        self.go("/mails/")
        newest = self.page.locator(".mails li", has_text=self.email).first
        newest.get_by_role("link", name=subject, exact=True).click()
        return self.page.locator(".mail-text").inner_text()

    def opens(self, mail: str, part: str = "/submissions/") -> None:
        """Open the link in the mail whose address has this part."""
        address = next(link for link in LINK.findall(mail) if part in link)
        self.go(urlsplit(address).path)

    @property
    def token(self) -> str:
        """The private link's own part, as it stands in the address bar."""
        found = re.search(r"/submissions/([^/]+)/", self.page.url)
        assert found, self.page.url
        return found[1]


def choose_by_keys(field: Locator, letter: str, value: str) -> None:
    """Choose from the list that has the focus: its letter, then arrows. Whole words would have to come in time."""
    keyboard = field.page.keyboard
    keyboard.press("Home")
    keyboard.press(letter)
    for _each in range(field.locator("option").count()):
        if field.input_value() == value:
            return
        keyboard.press("ArrowDown")


class Editors:
    """The other side: the editors' acts, without the desk."""

    def __init__(self, manage: Manage) -> None:
        self.manage = manage

    def do(self, token: str, acts: str, **values: Any) -> None:
        """Act on the submission of this token; ``acts`` are lines of Python with ``submission`` and ``editor``."""
        given = "\n".join(f"{name} = {value!r}" for name, value in values.items())
        self.manage("shell", "-v", "0", "-c", EDITING.format(token=token, acts=f"{given}\n{acts}"))
