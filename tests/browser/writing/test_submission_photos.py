"""Photos of a submission in the sender's browser: on a phone and a desk, by keyboard, and without scripts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage
from tests.browser.test_axe import AXE, FIND
from tests.browser.test_pages import OVERFLOW
from tests.browser.writing.journeys import choose_by_keys
from tests.photos import picture, upload

BEGIN = """
from submissions import drafting
begun = drafting.begin("practice", {"place": ["potsdam"]}, language="de", form_key="photos")
print(drafting.token(begun))
"""
REMOVE = """
from submissions.models import Submission
Submission.objects.all().delete()
"""
WORDS = {
    "en": {
        "file": "Photo",
        "alt": "What is to be seen?",
        "credit": "Who took the photo?",
        "licence": "Under which licence?",
        "agreed": "We may publish",
        "add": "Add this photo",
        "added": "Added: {} of 5",
        "go": "Save and continue",
        "then": "Who are you?",
        "bad": "This is no picture that we can read.",
        "up": "Move up Photo 2",
        "remove": "Remove Photo 1",
    },
    "de": {
        "file": "Foto",
        "alt": "Was ist zu sehen?",
        "credit": "Wer hat das Foto aufgenommen?",
        "licence": "Unter welcher Lizenz?",
        "agreed": "Sie dürfen dieses Foto",
        "add": "Dieses Foto hinzufügen",
        "added": "Hinzugefügt: {} von 5",
        "go": "Speichern und weiter",
        "then": "Wer sind Sie?",
        "bad": "Das ist kein Bild, das wir lesen können.",
        "up": "Nach oben Foto 2",
        "remove": "Entfernen Foto 1",
    },
}


@pytest.fixture
def token(manage: Manage) -> Iterator[str]:
    yield manage("shell", "--verbosity", "0", "--command", BEGIN).strip().splitlines()[-1]
    manage("shell", "--verbosity", "0", "--command", REMOVE)


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, Path]:
    """A picture lying and one standing, as files on the sender's machine."""
    wide, tall = tmp_path / "wide.jpg", tmp_path / "tall.png"
    wide.write_bytes(upload(picture(1200, 800)).getvalue())
    tall.write_bytes(upload(picture(500, 800), "PNG").getvalue())
    return wide, tall


def choose(page: Page, file: Path) -> None:
    page.locator("#id_new-file").set_input_files(file)


def fill(page: Page, said: dict[str, str], alt: str) -> None:
    """Answer what is asked about a new photo."""
    form = page.locator(".photo-new")
    form.get_by_label(said["alt"]).fill(alt)
    form.get_by_label(said["credit"]).fill("Kim Muster")
    form.get_by_label(said["licence"]).select_option("CC-BY-4.0")
    form.get_by_label(said["agreed"]).check()


@pytest.mark.parametrize(
    ("width", "scheme", "language", "scripts"),
    [(1280, "light", "de", True), (360, "dark", "en", True), (360, "light", "de", False)],
)
def test_two_photos_are_added_ordered_and_removed(
    new_context: Callable[..., BrowserContext],
    token: str,
    photos: tuple[Path, Path],
    width: int,
    scheme: str,
    language: str,
    scripts: bool,
) -> None:
    said = WORDS[language]
    context = new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=scripts,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"/{language}/submissions/{token}/photos/")

    for number, file in enumerate(photos, start=1):
        choose(page, file)
        fill(page, said, f"Field {number}")
        page.get_by_role("button", name=said["add"]).click()
        expect(page.get_by_role("heading", name=said["added"].format(number))).to_be_visible()
        picture_kept = page.locator(".photo-rows .photo-thumb").nth(number - 1)
        expect(picture_kept).to_have_js_property("complete", True) if scripts else None
        expect(picture_kept).to_have_attribute("alt", f"Field {number}")

    page.get_by_role("button", name=said["up"]).click()
    expect(page.locator(".photo-rows .photo-thumb").first).to_have_attribute("alt", "Field 2")
    if scripts:
        page.wait_for_load_state()
        assert page.evaluate(OVERFLOW) == 0
        page.evaluate(AXE.read_text())
        assert page.evaluate(FIND) == []
    page.get_by_role("button", name=said["remove"]).click()
    expect(page.locator(".photo-rows .photo-thumb")).to_have_count(1)
    page.get_by_role("button", name=said["go"]).last.click()
    expect(page.get_by_role("heading", level=1, name=said["then"])).to_be_visible()


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "dark", "en"), (360, "light", "de")])
def test_faults_take_the_focus_and_lead_to_their_field(
    new_context: Callable[..., BrowserContext],
    complaints: list[str],
    token: str,
    photos: tuple[Path, Path],
    tmp_path: Path,
    width: int,
    scheme: str,
    language: str,
) -> None:
    said = WORDS[language]
    page = new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    ).new_page()
    page.goto(f"/{language}/submissions/{token}/photos/")
    bad = tmp_path / "photo.jpg"
    bad.write_bytes(b"<svg/>")

    choose(page, bad)
    fill(page, said, "Field 1")
    page.get_by_role("button", name=said["add"]).click()
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_role("link", name=said["bad"]).click()
    expect(page.locator("#id_new-file")).to_be_focused()
    expect(page.locator("#id_new-alt")).to_have_value("Field 1")

    choose(page, photos[0])
    page.locator("#id_new-alt").fill("")
    page.get_by_role("button", name=said["add"]).click()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator(".photo-rows .photo-thumb")).to_have_count(1)
    page.locator("#errors a").first.click()
    expect(page.locator(".photo-rows textarea")).to_be_focused()
    assert page.evaluate(OVERFLOW) == 0
    page.evaluate(AXE.read_text())
    assert page.evaluate(FIND) == []
    complaints.clear()  # the two answers with status 422


def test_by_keyboard_alone(
    new_context: Callable[..., BrowserContext], token: str, photos: tuple[Path, Path]
) -> None:
    page = new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"/en/submissions/{token}/photos/")
    keys = page.keyboard
    with page.expect_file_chooser() as chooser:  # as in journeys.py: asked for on the way there
        page.locator("#id_new-file").focus()
        expect(page.locator("#id_new-file")).to_be_focused()
        keys.press("Enter")
    chooser.value.set_files(photos[0])
    expect(page.locator("#id_new-file")).to_be_focused()

    keys.press("Tab")
    keys.type("Four fields")
    keys.press("Tab")
    keys.type("Kim Muster")
    keys.press("Tab")
    choose_by_keys(page.locator("#id_new-licence"), "C", "CC-BY-4.0")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    expect(page.get_by_role("button", name="Add this photo")).to_be_focused()
    keys.press("Enter")

    expect(page.get_by_role("heading", name="Added: 1 of 5")).to_be_visible()
    expect(page.locator(":target")).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_role("button", name="Remove Photo 1")).to_be_focused()
    keys.press("Enter")
    expect(page.locator(".photo-rows")).to_have_count(0)


def test_forty_megabytes_are_answered_in_words(
    new_context: Callable[..., BrowserContext], complaints: list[str], token: str, tmp_path: Path
) -> None:
    """Through the real server: the browser gets to read the answer."""
    huge = tmp_path / "huge.jpg"
    huge.write_bytes(b"\xff\xd8\xff" + bytes(40 * 2**20))
    page = new_context().new_page()
    page.goto(f"/en/submissions/{token}/photos/")

    choose(page, huge)
    page.get_by_role("button", name="Add this photo").click()

    expect(page.get_by_role("heading", level=1, name="Too much at once")).to_be_visible()
    complaints.clear()  # the answer with status 413
