"""A new practice with two photos, from the first click to the published page: by mouse, by keyboard, without scripts."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Manage
from tests.browser.writing.journeys import Editors, Officer
from tests.photos import picture, upload

REMOVE = """
from practices.models import Practice
from submissions.models import Submission
Practice.objects.filter(pk__in=Submission.objects.filter(record_kind="practice").values("record_id")).delete()
Submission.objects.all().delete()
"""
WORDS = {
    "de": {
        "take part": "Mitmachen",
        "practice": "Gutes Beispiel eintragen",
        "place": "Wo ist es?",
        "what": "Worum geht es?",
        "how": "Wie geht es?",
        "who": "Wer, wann, was kostet es?",
        "sources": "Wo kann man das nachlesen?",
        "photos": "Fotos (freiwillig)",
        "contact": "Wer sind Sie?",
        "check": "Prüfen und senden",
        "go": "Speichern und weiter",
        "later": "Später fortsetzen",
        "not sent": "Noch nicht abgesendet",
        "go on": "Weiter ausfüllen",
        "send": "Senden",
        "needed": "Bitte ausfüllen: ",
        "email": "Bitte geben Sie Ihre E-Mail-Adresse an.",
        "which": "Wählen Sie, welchen Ort Sie meinen.",
        "add": "Dieses Foto hinzufügen",
        "preview": "Ansehen, wie es erscheinen würde",
        "not public": "Nichts davon ist öffentlich",
        "back": "Zurück zu Ihrer Einreichung",
        "please confirm": "Bitte bestätigen Sie Ihre Adresse",
        "confirm mail": "Bitte bestätigen Sie Ihre E-Mail-Adresse",
        "confirm": "Bestätigen Sie Ihre Adresse",
        "confirm button": "Bestätigen",
        "received": "Die Redaktion hat es erhalten",
        "question": "Die Redaktion hat eine Frage",
        "question mail": "Eine Frage zu „{}“",
        "answer": "Antwort senden",
        "published": "Es ist veröffentlicht",
        "published mail": "Veröffentlicht: {}",
        "see": "Veröffentlichte Seite ansehen",
        "by municipality": "Von der Kommune eingereicht.",
        "title": "Ein Stadtausweis für alle",
        "summary": "Die Stadt gibt allen, die hier wohnen, einen Ausweis.",
        "approach": "Zuerst haben wir gefragt.\n\n- dann gedruckt\n- dann verteilt",
        "alt": "Eine Schlange vor dem Bürgeramt",
        "function": "Integrationsbeauftragte",
        "asked": "Wer bezahlt das?",
        "answered": "Die Stadt selbst, aus dem Haushalt.",
    },
    "en": {
        "take part": "Take part",
        "practice": "Submit a good practice",
        "place": "Where is it?",
        "what": "What is it about?",
        "how": "How does it work?",
        "who": "Who, when, what does it cost?",
        "sources": "Where can one read about it?",
        "photos": "Photos (optional)",
        "contact": "Who are you?",
        "check": "Check and send",
        "go": "Save and continue",
        "later": "Continue later",
        "not sent": "Not sent yet",
        "go on": "Go on filling in",
        "send": "Send",
        "needed": "Please answer: ",
        "email": "Please write your e-mail address.",
        "which": "Choose which place you mean.",
        "add": "Add this photo",
        "preview": "See it as it would appear",
        "not public": "Nothing of this is public.",
        "back": "Back to your submission",
        "please confirm": "Please confirm your address",
        "confirm mail": "Please confirm your e-mail address",
        "confirm": "Confirm your address",
        "confirm button": "Confirm",
        "received": "The editors have received it",
        "question": "The editors have a question",
        "question mail": "A question about “{}”",
        "answer": "Send answer",
        "published": "It is published",
        "published mail": "Published: {}",
        "see": "See what is published",
        "by municipality": "Submitted by the municipality.",
        "title": "A card for everybody in town",
        "summary": "The city gives a card to all who live here.",
        "approach": "First we asked.\n\n- then we printed\n- then we gave",
        "alt": "A queue before the town hall",
        "function": "Officer for integration",
        "asked": "Who pays for it?",
        "answered": "The city itself, from its budget.",
    },
}
ASK = 'reviewing.take(submission, editor); reviewing.ask(submission, editor, question, {"start_year": note})'
ACCEPT = "reviewing.take(submission, editor); reviewing.accept(submission, editor)"


@pytest.fixture(scope="module")
def editors(manage: Manage) -> Iterator[Editors]:
    yield Editors(manage)
    manage("shell", "-v", "0", "-c", REMOVE)


@pytest.fixture
def photos(tmp_path: Path) -> tuple[Path, Path]:
    """Two pictures on the officer's machine."""
    files = tmp_path / "wide.jpg", tmp_path / "tall.png"
    files[0].write_bytes(upload(picture(1200, 800)).getvalue())
    files[1].write_bytes(upload(picture(500, 800), "PNG").getvalue())
    return files


@pytest.mark.parametrize(
    ("language", "width", "how"),
    [("de", 1280, "mouse"), ("en", 360, "keyboard"), ("de", 360, "no scripts")],
)
def test_from_the_first_click_to_the_published_page(
    new_context: Callable[..., BrowserContext],
    complaints: list[str],
    editors: Editors,
    photos: tuple[Path, Path],
    language: str,
    width: int,
    how: str,
) -> None:
    said = WORDS[language]
    # Each journey has a title of its own: a practice that is there already would be hinted at.
    title = f"{said['title']} {width}"
    officer = Officer(
        new_context,
        complaints,
        language=language,
        width=width,
        email=f"eva.{language}.{width}@town.example",
        keyboard=how == "keyboard",
        scripts=how != "no scripts",
    )

    begin(officer, said, how)
    tell(officer, said, title)
    take_a_break(officer, said)
    show(officer, said, photos)
    introduce(officer, said)
    send(officer, said, title)
    token = officer.token

    editors.do(token, ASK, question=said["asked"], note="?")
    mail = officer.reads(said["question mail"].format(title))
    assert said["asked"] in mail
    officer.opens(mail)
    officer.sees(said["question"])
    officer.press(said["answer"])
    expect(officer.page.locator("#errors")).to_be_visible()
    officer.look("an empty answer")
    complaints.clear()  # 422, on purpose
    officer.fill("answer", said["answered"])
    officer.press(said["answer"])
    officer.sees(said["received"])
    expect(officer.page.get_by_text(said["answered"])).to_be_visible()

    editors.do(token, ACCEPT)
    officer.opens(officer.reads(said["published mail"].format(title)), f"/submissions/{token}/")
    officer.sees(said["published"])
    officer.follow(said["see"])
    officer.sees(title)
    page = officer.page
    expect(page.get_by_text(said["summary"])).to_be_visible()
    told = page.locator(".step").filter(has=page.locator("ul"))
    starts = {told.locator(part).evaluate("(node) => node.getBoundingClientRect().x") for part in ("p", "ul")}
    assert len(starts) == 1, "the list stands below its paragraph"
    expect(page.get_by_role("img", name=said["alt"])).to_have_count(2)
    expect(page.get_by_role("link", name="The decision").first).to_have_attribute(
        "href", "https://town.example/decision"
    )
    expect(page.get_by_text(said["by municipality"])).to_have_count(0)
    expect(page.get_by_text("Eva Muster")).to_have_count(0)
    officer.left_nothing()


def begin(officer: Officer, said: dict[str, str], how: str) -> None:
    """From the front page to a draft at Potsdam: chosen from suggestions, or from candidates after a slip."""
    officer.go(f"/{officer.language}/")
    officer.follow(said["take part"])
    officer.sees(said["take part"])
    officer.follow(said["practice"])
    officer.sees(said["place"])
    officer.press(said["go"])
    officer.sees_faults(said["needed"])
    officer.fill("place", "Postdam")
    # What is suggested for the first letters may still stand there; from the fourth on it is this alone.
    suggestion = officer.page.get_by_role("option")
    if officer.scripts:
        expect(suggestion).to_have_text([re.compile("^Potsdam")])
    if how == "no scripts":
        officer.press(said["go"])
        officer.sees_faults(said["which"])
        officer.choose("place_slug", "potsdam")
    elif how == "keyboard":
        officer.page.keyboard.press("ArrowDown")
        expect(suggestion).to_have_attribute("aria-selected", "true")
        officer.page.keyboard.press("Enter")
    else:
        suggestion.click()
    if officer.scripts:
        expect(officer.page.locator("main [name=place]")).to_have_value("Potsdam")
    officer.press(said["go"])
    officer.sees(said["what"])


def tell(officer: Officer, said: dict[str, str], title: str) -> None:
    """What it is and how it works; the browser's back button loses nothing."""
    officer.press(said["go"])
    officer.sees_faults(said["needed"])
    officer.fill("title", title)
    officer.fill("summary", said["summary"])
    officer.choose("main_topic", "housing")
    officer.press(said["go"])
    officer.sees(said["how"])
    if officer.scripts:  # without them Chromium shows a page of its own in place of the one with faults
        officer.page.go_back()
        expect(officer.page.locator("[name=title]")).to_have_value(title)
        officer.page.go_forward()
    officer.fill("approach", said["approach"])
    officer.press(said["go"])
    officer.sees(said["who"])


def take_a_break(officer: Officer, said: dict[str, str]) -> None:
    """Leave in the midst of a page, and go on in another browser by the link."""
    officer.choose("target_groups", "all-residents")
    officer.fill("start_year", "2019")
    officer.press(said["later"])
    officer.sees(said["later"])
    link = officer.page.locator("#link").input_value()
    officer.left_nothing()
    officer.open_browser()
    officer.go(link)
    officer.sees(said["not sent"])
    officer.follow(said["go on"])
    officer.sees(said["sources"])
    officer.fill("sources_url", "https://town.example/decision")
    officer.fill("sources_title", "The decision")
    officer.press(said["go"])
    officer.sees(said["photos"])


def show(officer: Officer, said: dict[str, str], photos: tuple[Path, Path]) -> None:
    """Two photos; without its text none is taken."""
    for number, file in enumerate(photos, start=1):
        officer.attach("new-file", file)
        officer.fill("new-alt", f"{said['alt']} {number}")
        officer.fill("new-credit", "Kim Muster")
        officer.select("new-licence", "CC-BY-4.0", "C")
        officer.choose("new-agreed")
        officer.press(said["add"])
        expect(officer.page.locator(".photo-rows .photo-thumb")).to_have_count(number)
        expect(officer.page.locator(":target")).to_be_focused()  # from here on one goes by keyboard
    officer.look("two photos")
    officer.press(said["go"])
    officer.sees(said["contact"])


def introduce(officer: Officer, said: dict[str, str]) -> None:
    """Who sends it."""
    officer.press(said["go"])
    officer.sees_faults(said["needed"], said["email"])
    officer.fill("name", "Eva Muster")
    officer.fill("function", said["function"])
    officer.fill("email", officer.email)
    officer.press(said["go"])
    officer.sees(said["check"])


def send(officer: Officer, said: dict[str, str], title: str) -> None:
    """See what it will be, send it, confirm the address; reloading does nothing twice."""
    officer.follow(said["preview"])
    officer.sees(title)
    expect(officer.page.get_by_text(said["not public"])).to_be_visible()
    officer.follow(said["back"])
    officer.sees(said["check"])
    officer.press(said["send"])
    officer.sees(said["please confirm"])
    officer.page.reload()
    officer.opens(officer.reads(said["confirm mail"]), "/confirm/")
    officer.sees(said["confirm"])
    officer.press(said["confirm button"])
    officer.sees(said["received"])
    officer.page.reload()
    expect(officer.page.get_by_role("heading", level=1, name=said["received"])).to_be_visible()
