"""The sender's private page in each state, in Chromium: axe, phones, keyboard, without scripts."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_axe import AXE, FIND

MAKE = """
import json, secrets
from django.contrib.auth.models import User
from cities.models import City
from submissions import drafting, representing, reviewing
city = City.objects.get(slug="potsdam")
editor, _new = User.objects.get_or_create(username="status-editor", defaults={"is_staff": True})
TYPED = {"place": ["Potsdam"], "place_slug": ["potsdam"], "written_in": ["de"], "title": ["Ein Ausweis"], "summary": ["Kurz."],
    "main_topic": ["housing"], "approach": ["So."], "sources_url": ["https://town.example/card"], "sources_title": ["Card"]}
def begun():
    return drafting.begin("practice", TYPED, language="de", form_key=secrets.token_hex(8), city=city)
def sent():
    submission = begun()
    drafting.introduce(submission, name="Eva", function="Amt", email="eva@potsdam.example", phone="")
    drafting.send(submission)
    return submission
def waiting():
    submission = sent()
    drafting.confirm(submission)
    return submission
made = {name: make() for name, make in
    {"draft": begun, "unconfirmed": sent, "waiting": waiting, "review": waiting, "question": waiting, "asked": waiting,
     "unsent": waiting, "published": waiting, "declined": waiting, "withdrawn": waiting}.items()}
reviewing.take(made["review"], editor)
for name in ("question", "asked"):
    reviewing.ask(made[name], editor, "Wer bezahlt das?", {"start_year": "Seit wann?"})
drafting.save(made["unsent"], {"title": ["Anders"]}, city=city)
speaker = representing.confirm(made["published"], editor, "phone")
reviewing.accept(made["published"], editor, note="Danke.")
reviewing.decline(made["declined"], editor, "Noch ein Plan.")
drafting.withdraw(made["withdrawn"])
print(json.dumps({name: drafting.token(each) for name, each in made.items()} | {"speaker": representing.token(speaker)}))
"""
REMOVE = """
from practices.models import Practice
from submissions.models import Representative, Submission
Practice.objects.filter(pk__in=Submission.objects.filter(record_kind="practice").values("record_id")).delete()
Submission.objects.all().delete()
Representative.objects.all().delete()
"""
STATES = (
    "draft",
    "unconfirmed",
    "waiting",
    "review",
    "question",
    "unsent",
    "published",
    "declined",
    "withdrawn",
)
# Language, width and scheme: each state is seen in two of the four ways.
WAYS = (("de", 1280, "light"), ("en", 360, "dark"), ("en", 1280, "dark"), ("de", 360, "light"))


@pytest.fixture(scope="module")
def tokens(manage: Callable[..., str]) -> Iterator[dict[str, str]]:
    """A submission in each state, and somebody who speaks for a place; gone afterwards, for they would be hinted at."""
    yield json.loads(manage("shell", "-v", "0", "-c", MAKE).splitlines()[-1])
    manage("shell", "-v", "0", "-c", REMOVE)


def address(tokens: dict[str, str], state: str, page: str = "", language: str = "de") -> str:
    return f"/{language}/submissions/{tokens[state]}/{page and page + '/'}"


def addresses(tokens: dict[str, str], language: str) -> list[str]:
    return [
        *(address(tokens, state, language=language) for state in STATES),
        address(tokens, "waiting", "withdraw", language),
        address(tokens, "waiting", "preview", language),
        address(tokens, "question", "who", language),
        f"/{language}/submissions/representing/{tokens['speaker']}/",
    ]


@pytest.mark.parametrize(("language", "width", "scheme"), WAYS)
def test_axe_finds_nothing_and_nothing_overflows(
    new_context: Callable[..., BrowserContext],
    tokens: dict[str, str],
    language: str,
    width: int,
    scheme: str,
) -> None:
    page = new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    ).new_page()
    found = []
    for each in addresses(tokens, language):
        page.goto(each)
        page.add_script_tag(content=Path(AXE).read_text())
        found += [f"{each}: {fault}" for fault in page.evaluate(FIND)]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), each

    assert found == []


def test_an_answer_by_keyboard(page: Page, tokens: dict[str, str], complaints: list[str]) -> None:
    page.goto(address(tokens, "question"))
    page.get_by_role("textbox", name="Ihre Antwort").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Schreiben Sie eine Antwort.")
    expect(summary).to_be_focused()
    expect(page).to_have_title("Fehler: Die Redaktion hat eine Frage – Ihre Einreichung – Stadt für Stadt")
    summary.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Ihre Antwort")).to_be_focused()
    page.keyboard.type("Die Stadt selbst.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Die Redaktion hat es erhalten")
    expect(page.get_by_text("Die Stadt selbst.")).to_be_visible()
    complaints.clear()  # the answer that was refused, on purpose


def test_the_same_without_scripts(
    new_context: Callable[..., BrowserContext], tokens: dict[str, str], complaints: list[str]
) -> None:
    page = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}).new_page()
    page.goto(address(tokens, "asked", language="en"))
    page.get_by_role("link", name="Change Since which year?").click()
    expect(page).to_have_url(re.compile("/who/"))
    expect(page.get_by_text("Seit wann?")).to_be_visible()
    page.go_back()
    page.get_by_role("textbox", name="Your answer").fill("Since 2020.")
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The editors have received it")
    page.get_by_role("link", name="Withdraw the submission").click()
    page.get_by_role("button", name="Withdraw the submission").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn it")


def test_the_preview_leads_on_and_back(page: Page, tokens: dict[str, str]) -> None:
    page.goto(address(tokens, "waiting", "preview"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ein Ausweis")
    page.get_by_role("link", name="EN – English").click()
    expect(page.get_by_text("Nothing of this is public.")).to_be_visible()
    page.get_by_role("link", name="Potsdam", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Potsdam")
    page.go_back()
    page.get_by_role("link", name="Back to your submission").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check and send")
