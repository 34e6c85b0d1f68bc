"""A secretariat's list of 300 rows goes into the register and out of it again, in Chromium; axe looks at each page.

The list is as such lists are: a title above its headings, Windows' character set, names in German, English and Italian,
umlauts lost, forms before and after the name, slips of the pen; two places that nobody knows, three members missing.
Its last column says which place is meant, and is not taken over.
"""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage
from tests.browser.test_axe import AXE

LIST = Path(__file__).parents[2] / "vectors" / "member_list.csv"
# Without axe's own copies of style sheets, which it would write into the page against the content policy.
FIND = """
async () => {
  await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  const { violations } = await axe.run(document, { resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}
"""
VANISHED = ["Bonn", "Graz", "Hanover"]
UNKNOWN = ["Stadt Entenhausen", "Comune di Montelusa"]
# Signed in, and the password given just now: undoing asks for it again after ten minutes.
SESSION = """
import time
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from cities.desk.sessions import PROVED
editor, new = get_user_model().objects.get_or_create(username="importer", is_staff=True, is_superuser=True)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(editor.pk), editor.get_session_auth_hash()
session[BACKEND_SESSION_KEY], session[PROVED] = settings.AUTHENTICATION_BACKENDS[0], int(time.time())
session.save()
print(session.session_key)
"""
STATE = """
import json
from networks.models import Membership
rows = Membership.objects.filter(network__slug="mayors-for-peace")
print(json.dumps([sorted(map(str, rows.values_list("city__slug", "status", "role", "joined", "left", "attested", "note"))),
    sorted(map(str, rows.values_list("city__slug", "sources__key")))]))
"""


@pytest.fixture
def memberships(manage: Manage) -> Callable[[], list[list[str]]]:
    return lambda: json.loads(manage("shell", "--verbosity", "0", "-c", STATE).splitlines()[-1])


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], manage: Manage, site: str, request: Any) -> Page:
    key = manage("shell", "--verbosity", "0", "-c", SESSION).split()[-1]
    context = new_context(
        viewport={"width": 1280, "height": 900}, locale="en", **getattr(request, "param", {})
    )
    context.add_cookies([{"name": "session", "value": key, "url": site}])
    page = context.new_page()
    page.goto("/admin/networks/memberlist/add/")
    return page


@pytest.fixture
def clean(root: Path, desk: Page) -> Callable[[], None]:
    """Have axe look at the present page, as it is and on a phone in the dark."""

    def look() -> None:
        desk.wait_for_load_state()
        found = []
        for width, scheme in ((1280, "light"), (360, "dark")):
            desk.set_viewport_size({"width": width, "height": 900})
            desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            desk.evaluate((root / AXE).read_text())
            found += [f"{width}: {each}" for each in desk.evaluate(FIND)]
            wide = desk.evaluate("document.querySelector('.member-list').scrollWidth > innerWidth")
            found += [f"{width}: wider than the screen"] if wide else []
        desk.set_viewport_size({"width": 1280, "height": 900})
        assert found == []

    return look


def test_a_list_of_300_rows_is_imported_looked_at_and_undone(
    desk: Page, clean: Callable[[], None], memberships: Callable[[], list[list[str]]]
) -> None:
    before = memberships()
    with LIST.open(encoding="cp1252", newline="") as file:
        meant = {row[1].strip(): row[5] for row in list(csv.reader(file, delimiter=";"))[2:]}
    assert len(meant) == 300
    clean()
    desk.get_by_label("Network").select_option(label="Mayors for Peace")
    desk.locator("#id_file").set_input_files(LIST)
    desk.get_by_role("button", name="Read the file").click()

    expect(desk.get_by_text("300 rows were read.")).to_be_visible()
    expect(desk.get_by_label("Mitgliedskommune")).to_have_value("name")
    expect(desk.get_by_label("Beitritt")).to_have_value("joined")
    expect(desk.get_by_label("Schlüssel")).to_have_value("")
    clean()
    desk.get_by_role("button", name="Find the places").click()

    # Matching goes on by itself. What is proposed is right in every single row, and two are unknown.
    rows = desk.locator(".desk-rows > li")
    expect(rows.first).to_be_visible()
    clean()
    undecided = rows.count()
    assert 20 < undecided < 50
    for row in rows.all():
        name = row.locator("legend strong").inner_text()
        chosen = row.locator("input[type=radio]:checked").locator("..")
        if name in UNKNOWN:
            expect(chosen).to_have_count(0)
        else:
            assert f"[{meant[name]}]" in chosen.inner_text()
    desk.get_by_role("button", name="Save this page").click()
    expect(rows).to_have_count(2)
    assert rows.locator("legend strong").all_inner_texts() == UNKNOWN

    desk.wait_for_load_state()  # its script listens
    # By keyboard: a place is typed and offered, then the row is left out all the same.
    other = rows.first.get_by_label("Another place for")
    other.press_sequentially("götting")
    expect(desk.locator("datalist option[value*='[landkreis-goettingen]']")).to_have_count(1)
    expect(rows.first.get_by_label("Another place:")).to_be_checked()
    other.fill("")
    for row in rows.all():
        row.get_by_label("Leave this row out").check()
    desk.get_by_role("button", name="Save this page").press("Enter")

    expect(desk).to_have_url(desk.url.split("places/")[0].split("source/")[0] + "source/")
    expect(desk.get_by_label("Address")).to_be_visible()
    clean()
    desk.get_by_label("Address").fill("https://mayors.example/members")
    desk.get_by_label("Title").fill("Members in October 2026")
    desk.get_by_label("Date of the list").fill("2026-10")
    desk.get_by_role("button", name="Show what would happen").click()

    new = 63
    expect(desk.locator(".desk-figures dd")).to_have_text([str(new), "41", "194", "3", "2"])
    clean()
    leaving = desk.locator(".desk-ticks label")
    assert leaving.all_inner_texts() == [f"{name} has left" for name in VANISHED]
    assert memberships() == before
    leaving.first.locator("input").check()
    desk.get_by_role("button", name="Import all of this").click()

    expect(desk.get_by_text("The list is imported.")).to_be_visible()
    clean()
    after = memberships()
    assert len(after[0]) == len(before[0]) + new
    assert sum("'left'" in row for row in after[0]) == sum("'left'" in row for row in before[0]) + 1
    desk.goto("/en/networks/mayors-for-peace/")
    expect(desk.get_by_role("main")).to_contain_text("Milan")

    desk.go_back()
    desk.get_by_role("link", name="Undo this import").click()
    expect(desk.get_by_role("button", name="Undo the import")).to_be_visible()
    clean()
    desk.get_by_role("button", name="Undo the import").click()
    expect(desk.get_by_text("Everything is as it was before.", exact=False).first).to_be_visible()
    assert memberships() == before


@pytest.mark.parametrize("desk", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_a_button_goes_on(desk: Page) -> None:
    desk.get_by_label("Network").select_option(label="Mayors for Peace")
    desk.locator("#id_file").set_input_files(
        {"name": "x.csv", "mimeType": "text/csv", "buffer": b"City,Country\nBonn,DE\n"}
    )
    desk.get_by_role("button", name="Read the file").click()
    desk.get_by_role("button", name="Find the places").click()
    expect(desk.get_by_text("0 of 1 rows")).to_be_visible()
    desk.get_by_role("button", name="Go on").click()
    expect(desk.get_by_role("button", name="Show what would happen")).to_be_visible()
    desk.get_by_role("button", name="Put the list away").click()
    expect(desk.get_by_text("nothing of it was recorded")).to_be_visible()
