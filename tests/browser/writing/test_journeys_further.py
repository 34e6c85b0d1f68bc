"""What else is sent in, from the page it concerns to its end: a correction, a new place, what is withdrawn or declined."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Manage
from tests.browser.writing.journeys import Editors, Officer

REMOVE = """
from cities.models import City
from submissions.models import Submission
City.objects.filter(slug="neuenwerder").delete()
Submission.objects.all().delete()
"""
WORDS = {
    "de": {
        "correct": "Korrektur vorschlagen",
        "fault": "Was soll geändert werden?",
        "choose": "Wählen Sie aus, worum es geht.",
        "go": "Speichern und weiter",
        "contact": "Wer sind Sie?",
        "check": "Prüfen und senden",
        "send": "Senden",
        "please confirm": "Bitte bestätigen Sie Ihre Adresse",
        "confirm mail": "Bitte bestätigen Sie Ihre E-Mail-Adresse",
        "confirm": "Bestätigen Sie Ihre Adresse",
        "confirm button": "Bestätigen",
        "received": "Die Redaktion hat es erhalten",
        "published": "Es ist veröffentlicht",
        "published mail": "Veröffentlicht: {}",
        "see": "Veröffentlichte Seite ansehen",
        "withdraw": "Einreichung zurückziehen",
        "withdraw?": "Einreichung zurückziehen?",
        "withdrawn": "Sie haben es zurückgezogen",
        "withdrawn mail": "Zurückgezogen: {}",
        "declined": "Es wurde nicht veröffentlicht",
        "declined mail": "Nicht veröffentlicht: {}",
        "city": "Ihre Kommune vorstellen",
        "take part": "Mitmachen",
        "which place": "Um welchen Ort geht es?",
        "new place": "Ein neuer Ort",
        "about": "Was sollen andere wissen?",
        "sources": "Wo kann man das nachlesen?",
        "point": "Sagen Sie, wo der Ort liegt: auf der Karte oder in Grad.",
    },
    "en": {
        "correct": "Suggest a correction",
        "fault": "What should be corrected?",
        "choose": "Choose what it is.",
        "go": "Save and continue",
        "contact": "Who are you?",
        "check": "Check and send",
        "send": "Send",
        "please confirm": "Please confirm your address",
        "confirm mail": "Please confirm your e-mail address",
        "confirm": "Confirm your address",
        "confirm button": "Confirm",
        "received": "The editors have received it",
        "published": "It is published",
        "published mail": "Published: {}",
        "see": "See what is published",
        "withdraw": "Withdraw the submission",
        "withdraw?": "Withdraw the submission?",
        "withdrawn": "You have withdrawn it",
        "withdrawn mail": "Withdrawn: {}",
        "declined": "It was not published",
        "declined mail": "Not published: {}",
        "city": "Tell of your municipality",
        "take part": "Take part",
        "which place": "Which place is it?",
        "new place": "A new place",
        "about": "What should others know?",
        "sources": "Where can one read about it?",
        "point": "Say where the place lies: on the map or in degrees.",
    },
}
WAYS = [("de", 1280, "mouse"), ("en", 360, "keyboard"), ("de", 360, "no scripts")]
# What a correction asks for, editors mend in the register; then they accept it.
MEND = """
from networks.models import Membership
membership = Membership.objects.get(city__slug="potsdam", network__slug="eccar")
membership.joined = joined
membership.save()
reviewing.take(submission, editor)
reviewing.accept(submission, editor, note=note)
"""
PRINT_JOINED = """
from networks.models import Membership
print(Membership.objects.get(city__slug="potsdam", network__slug="eccar").joined)
"""
DECLINE = "reviewing.take(submission, editor); reviewing.decline(submission, editor, reason)"
ACCEPT = "reviewing.take(submission, editor); reviewing.accept(submission, editor)"

Make = Callable[[str, int, str], Officer]


@pytest.fixture(scope="module")
def editors(manage: Manage) -> Iterator[Editors]:
    yield Editors(manage)
    manage("shell", "-v", "0", "-c", REMOVE)


@pytest.fixture
def officer_of(new_context: Callable[..., BrowserContext], complaints: list[str]) -> Make:
    """Somebody who uses this language, width and way; the address shows them apart."""

    def make(language: str, width: int, how: str) -> Officer:
        return Officer(
            new_context,
            complaints,
            language=language,
            width=width,
            email=f"kim.{language}.{width}@town.example",
            keyboard=how == "keyboard",
            scripts=how != "no scripts",
        )

    return make


def send(officer: Officer, said: dict[str, str]) -> str:
    """Say who one is, send it and confirm the address; gives the private link's own part."""
    officer.sees(said["contact"])
    officer.fill("name", "Kim Muster")
    officer.fill("function", "Amt 50")
    officer.fill("email", officer.email)
    officer.press(said["go"])
    officer.sees(said["check"])
    officer.press(said["send"])
    officer.sees(said["please confirm"])
    officer.opens(officer.reads(said["confirm mail"]), "/confirm/")
    officer.sees(said["confirm"])
    officer.press(said["confirm button"])
    officer.sees(said["received"])
    return officer.token


def correct(officer: Officer, said: dict[str, str], text: str) -> str:
    """From the page of Potsdam: something is wrong there."""
    officer.go(f"/{officer.language}/cities/potsdam/")
    officer.follow(said["correct"])
    officer.sees(said["fault"])
    officer.press(said["go"])
    officer.sees_faults(said["choose"])
    officer.choose("fault", "wrong")
    officer.fill("text", text)
    officer.press(said["go"])
    return send(officer, said)


@pytest.mark.parametrize(("language", "width", "how"), WAYS)
def test_a_date_of_a_city_is_corrected(
    officer_of: Make, editors: Editors, manage: Manage, language: str, width: int, how: str
) -> None:
    said, officer = WORDS[language], officer_of(language, width, how)
    note = {"de": "Berichtigt nach dem Protokoll.", "en": "Mended after the minutes."}[language]
    token = correct(officer, said, "2019-12-18")
    before = manage("shell", "-v", "0", "-c", PRINT_JOINED).strip()

    try:
        editors.do(token, MEND, joined="2009-03-17", note=note)
        mail = officer.reads(said["published mail"].format("Potsdam"))
        assert note in mail
        officer.opens(mail, f"/submissions/{token}/")
        officer.sees(said["published"])
        expect(officer.page.get_by_text(note)).to_be_visible()
        officer.follow(said["see"])
        officer.sees("Potsdam")
        officer.page.reload()  # it was open before: the browser may still hold it
        day = {"de": "17. März 2009", "en": "17 March 2009"}[language]
        expect(officer.page.get_by_text(day).first).to_be_visible()
        expect(officer.page.get_by_text("Kim Muster")).to_have_count(0)
    finally:
        editors.do(token, MEND.partition("reviewing")[0], joined=before)
    officer.left_nothing()


@pytest.mark.parametrize(("language", "width", "how"), WAYS)
def test_what_is_withdrawn_is_withdrawn(
    officer_of: Make, editors: Editors, language: str, width: int, how: str
) -> None:
    said, officer = WORDS[language], officer_of(language, width, how)
    token = correct(officer, said, "2019-12-18")

    officer.follow(said["withdraw"])
    officer.sees(said["withdraw?"])
    officer.press(said["withdraw"])
    officer.sees(said["withdrawn"])
    officer.page.go_back()
    officer.page.reload()
    expect(officer.page.get_by_role("heading", level=1)).to_have_text(said["withdrawn"])
    officer.opens(officer.reads(said["withdrawn mail"].format("Potsdam")), f"/submissions/{token}/")
    officer.sees(said["withdrawn"])
    officer.left_nothing()


@pytest.mark.parametrize(("language", "width", "how"), WAYS)
def test_what_is_declined_says_why(
    officer_of: Make, editors: Editors, language: str, width: int, how: str
) -> None:
    said, officer = WORDS[language], officer_of(language, width, how)
    reason = {"de": "Das Protokoll sagt etwas anderes.", "en": "The minutes say something else."}[language]
    token = correct(officer, said, "2019-12-18")

    editors.do(token, DECLINE, reason=reason)
    mail = officer.reads(said["declined mail"].format("Potsdam"))
    assert reason in mail
    officer.opens(mail, f"/submissions/{token}/")
    officer.sees(said["declined"])
    expect(officer.page.get_by_text(reason)).to_be_visible()
    officer.left_nothing()


@pytest.mark.parametrize(("language", "width", "how"), WAYS)
def test_a_place_that_the_register_does_not_have(
    officer_of: Make, editors: Editors, manage: Manage, language: str, width: int, how: str
) -> None:
    said, officer = WORDS[language], officer_of(language, width, how)
    officer.go(f"/{language}/submit/")
    officer.follow(said["city"])
    officer.sees(said["which place"])
    officer.fill("place", "Neuenwerder")
    officer.press(said["go"])
    expect(officer.page.locator("#errors")).to_be_visible()
    officer.sees_faults(officer.page.locator("#errors a").first.inner_text())
    officer.choose("place_slug", "new")
    officer.press(said["go"])
    officer.sees(said["new place"])
    officer.press(said["go"])
    officer.sees_faults(said["point"])
    officer.choose("place_kind", "town")
    officer.select("country", "DE", {"de": "D", "en": "G"}[language])
    if how == "mouse":
        officer.page.locator(".picker-map").click(position={"x": 100, "y": 100})
    else:
        officer.fill("latitude", "52,4")
        officer.fill("longitude", "13.0657")
    expect(officer.page.locator("[name=latitude]")).to_have_value(re.compile(r"\d"))
    officer.press(said["go"])
    officer.sees(said["about"])
    officer.fill("website", "https://neuenwerder.example")
    officer.press(said["go"])
    officer.sees(said["sources"])
    officer.press(said["go"])
    token = send(officer, said)

    editors.do(token, ACCEPT)
    officer.opens(officer.reads(said["published mail"].format("Neuenwerder")), f"/submissions/{token}/")
    officer.sees(said["published"])
    officer.follow(said["see"])
    officer.sees("Neuenwerder")
    officer.left_nothing()
    manage("shell", "-v", "0", "-c", REMOVE)
