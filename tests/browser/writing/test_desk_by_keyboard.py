"""The desk by keyboard alone: Tab, Enter, Space and arrows do all of it, and whoever looks sees where they are."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.writing.journeys import choose_by_keys

MOST_TABS = 250
# What has the focus without showing it, or out of sight; nothing where all is well.
UNSEEN = """
() => {
  const node = document.activeElement;
  if (node === document.body) return "";
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inSight = box.width && box.height && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return ring && inSight ? "" : `${ring ? "out of sight" : "no ring"}: ${node.outerHTML.slice(0, 160)}`;
}
"""
HAS_FOCUS = "(node) => node === document.activeElement"
LIST = b"City,Country\nBonn,DE\nFrankfurt,DE\nEntenhausen,DE\n"


class Keys:
    """An editor without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: dict[str, None] = {}

    def reach(self, target: Locator) -> None:
        """Go there with the Tab key; every stop on the way shows where one is."""
        expect(target).to_be_visible()
        self.page.wait_for_load_state()  # its style sheets draw the ring, its scripts listen and place the focus
        for _step in range(MOST_TABS):
            if target.evaluate(HAS_FOCUS):
                return
            self.page.keyboard.press("Tab")
            if fault := self.page.evaluate(UNSEEN):
                self.unseen[fault] = None
        raise AssertionError(f"not to be reached by Tab: {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.reach(target)
        self.page.keyboard.press(key)

    def type(self, target: Locator, text: str) -> None:
        self.reach(target)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def choose(self, target: Locator, entry: str) -> None:
        """Choose from a list the entry that begins so, and no other."""
        value = target.locator("option", has_text=re.compile(rf"^\s*{entry}")).get_attribute("value")
        self.reach(target)
        choose_by_keys(target, entry[0], value or "")
        expect(target).to_have_value(value or "")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name: str) -> Locator:
        return self.page.get_by_role("link", name=name).first


@pytest.fixture
def keys(
    laid: dict[str, Any],
    new_context: Callable[..., BrowserContext],
    site: str,
    request: pytest.FixtureRequest,
) -> Iterator[Keys]:
    context = new_context(locale="en", viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": laid["sessions"]["chief"], "url": site}])
    made = Keys(context.new_page())
    yield made
    assert not made.unseen, "\n".join(made.unseen)


def test_a_submission_is_edited_and_asked_back(keys: Keys) -> None:
    page = keys.page
    page.goto("/admin/")
    keys.press(keys.link("Next in the inbox"))
    expect(page).to_have_url(re.compile(r"/submission/\d+/change/"))
    row = page.get_by_role("group", name="Title", exact=True).first
    keys.press(row.locator("summary").first)
    keys.type(row.locator("[name=title]"), "A card for all")
    keys.press(row.locator("summary").last)
    keys.type(row.locator("[name=note_title]"), "Is this how you call it?")
    keys.press(keys.button("Ask back"))

    expect(page.locator(".messagelist")).to_contain_text("The question is on its way.")


def test_a_list_is_imported_and_taken_back(keys: Keys) -> None:
    page = keys.page
    page.goto("/admin/networks/memberlist/add/")
    keys.choose(page.get_by_label("Network"), "Own")
    with page.expect_file_chooser() as chooser:  # as in journeys.py: asked for on the way there
        keys.press(page.locator("#id_file"), "Space")
    chooser.value.set_files({"name": "members.csv", "mimeType": "text/csv", "buffer": LIST})
    keys.press(keys.button("Read the file"))
    keys.press(keys.button("Find the places"))
    rows = page.locator(".desk-rows > li")
    expect(rows).to_have_count(2)
    # A choice that is made is walked along with the arrows; one that is not is entered with Space.
    keys.reach(rows.nth(0).locator("input[type=radio]:checked"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    other = rows.nth(1).get_by_label("Another place for")
    keys.type(other, "götting")
    expect(page.locator("datalist option[value*='[landkreis-goettingen]']")).to_have_count(1)
    keys.type(other, "")
    page.keyboard.press("Delete")
    keys.reach(rows.nth(1).locator("input[type=radio]:checked"))
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).get_by_label("Leave this row out")).to_be_checked()
    keys.press(keys.button("Save this page"))

    expect(page).to_have_url(re.compile("/source/$"))
    keys.type(page.get_by_label("Address"), "https://own.example/members")
    keys.type(page.get_by_label("Title"), "Members")
    keys.press(keys.button("Show what would happen"))
    keys.press(page.get_by_role("checkbox").first, "Space")
    expect(page.get_by_role("checkbox").first).to_be_checked()
    keys.press(keys.button("Import all of this"))
    expect(page.get_by_text("The list is imported.")).to_be_visible()
    keys.press(keys.link("Undo this import"))
    keys.press(keys.button("Undo the import"))

    expect(page.get_by_text("Everything is as it was before.", exact=False).first).to_be_visible()


def test_two_places_are_merged(keys: Keys) -> None:
    page = keys.page
    page.goto("/admin/cities/city/?slug__in=own-town,other-town")
    for number in range(2):
        keys.press(page.locator(".action-select").nth(number), "Space")
    keys.choose(page.get_by_label("Action:"), "Merge two")
    keys.press(page.locator("button[name=index]"))
    expect(page.get_by_role("heading", name="Merge two records")).to_be_visible()
    stays = page.get_by_role("group", name="Which record stays")
    keys.reach(stays.locator("input[type=radio]:checked"))
    page.keyboard.press("ArrowDown")
    expect(stays.get_by_role("radio").nth(1)).to_be_checked()
    keys.type(page.get_by_label("Why?"), "entered twice")
    keys.press(keys.button("Merge"))

    expect(page.locator(".messagelist")).to_contain_text("is merged into")


def test_a_point_is_moved(laid: dict[str, Any], keys: Keys) -> None:
    page = keys.page
    page.goto(laid["pages"]["city of the register"])
    expect(page.locator(".picker-map.leaflet-container")).to_be_visible()
    before = page.locator("#id_latitude").input_value()
    keys.press(page.get_by_role("application"), "ArrowUp")
    expect(page.locator("#id_latitude")).not_to_have_value(before)
    keys.type(page.locator("#id_reason"), "the town hall")
    keys.press(page.locator("[name=_continue]"))

    expect(page.locator(".messagelist .success")).to_be_visible()
    assert float(page.locator("#id_latitude").input_value()) > float(before)


def test_a_record_is_chosen_in_a_box(laid: dict[str, Any], keys: Keys) -> None:
    page = keys.page
    page.goto(laid["pages"]["networks_membership_add"])
    keys.press(page.locator(".field-city [role=combobox]"))
    # The box opens first, and then lets its field have the focus.
    expect(page.locator(".select2-dropdown .select2-search__field")).to_be_focused()
    page.keyboard.type("potsd")
    expect(page.get_by_role("option", name=re.compile("Potsdam"))).to_be_visible()
    page.keyboard.press("Enter")

    expect(page.locator("#select2-id_city-container")).to_contain_text("Potsdam")
