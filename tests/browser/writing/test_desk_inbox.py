"""An editor empties an inbox of six submissions in Chromium: each ends in another way; partly by keyboard alone."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Manage
from tests.browser.writing.test_source_desk import AXE, FIND

# Six submissions at places of their own, the oldest first; and an editor's session.
MAKE = """
import json
from datetime import timedelta
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.utils import timezone
from cities.models import City, Country, Topic
from practices.models import Practice
from submissions import drafting
from submissions.kinds import FORMS
from submissions.models import Submission
from tests.submissions.senders import PRACTICE, SENDER
editor, new = get_user_model().objects.get_or_create(username="inbox", is_staff=True, is_superuser=True)
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[SESSION_KEY], session[HASH_SESSION_KEY] = str(editor.pk), editor.get_session_auth_hash()
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session.save()
Submission.objects.all().delete()
Practice.objects.filter(city__slug="inbox").delete()
city, new = City.objects.get_or_create(slug="inbox", defaults={"endonym": "Inbox", "kind": "town", "website": "https://town.example",
    "country": Country.objects.first(), "latitude": 1, "longitude": 1, "publication": "published"})
topic = Topic.objects.first()
said = {name: value if isinstance(value, list) else [value] for page in PRACTICE.values() for name, value in page.items()}
said |= {"main_topic": [topic.slug], "place": ["Inbox"], "written_in": ["en"]}
card = FORMS["practice"]
practice = Practice.objects.create(city=city, slug="inbox-card", title={"en": "Town card", "de": "Stadtkarte"},
    summary={"en": "A card.", "de": "Eine Karte."}, main_topic=topic, publication="published")
pks = []
def send(title, record=None, **more):
    typed = card.typed_of(record, "en") if record else said
    submission = drafting.begin("practice", typed, language="en", form_key=f"{title} {timezone.now()}", city=city, record=record)
    drafting.save(submission, {**(said if record else {}), "title": [title], **more}, city=city)
    drafting.introduce(submission, **SENDER)
    drafting.send(submission)
    drafting.confirm(submission)
    Submission.objects.filter(pk=submission.pk).update(sent_at=timezone.now() - timedelta(days=60 - len(pks)))
    pks.append(submission.pk)
for title in ("A language café", "A leter in plain words", "A night shelter", "Buy our software"):
    send(title)
send("A language café again", lessons=["Begin in summer."], sources_url=["https://paper.example/cafe"], sources_title=["In the paper"])
send("Town card for all", practice)
Practice.objects.get(pk=practice.pk).save()
practice.summary = {"en": "A card since 2020.", "de": "Eine Karte."}
practice.save()
print(json.dumps([session.session_key, pks]))
"""
ANSWER = """
from submissions import drafting
from submissions.models import Submission
drafting.answer(Submission.objects.get(pk={pk}), "Since 2019.")
"""
# What became of the six, what the register holds of them, and what the merged one told its record and its sender.
ENDS = """
import json
from practices.models import Practice
from submissions import drafting
from submissions.models import Submission
print(json.dumps([
    [s.state for s in Submission.objects.order_by("pk")],
    sorted(str(p.title) for p in Practice.objects.published().filter(city__slug="inbox")),
    [s.record_id for s in Submission.objects.filter(pk__in=[{first}, {second}])],
    [[str(p.title), str(p.lessons), sorted(s.url for s in p.sources.all())]
        for p in Practice.objects.filter(pk=Submission.objects.get(pk={second}).record_id)],
    [e.note for e in Submission.objects.get(pk={second}).events.filter(act="accept")],
    drafting.token(Submission.objects.get(pk={second})),
]))
"""
WORDS: dict[str, dict[str, str]] = {
    "en": {
        "next": "Next in the inbox",
        "publish": "Publish",
        "ask": "Ask back",
        "decline": "Decline",
        "text": "Text to the sender",
        "published": "Published.",
        "asked": "The question is on its way.",
        "declined": "Declined. The sender gets your reason.",
        "take": "Assign to me",
        "taken": "You are reviewing this submission now.",
        "another": "Look for another one",
        "found": "Found for “language cafe”",
        "into": "Merge into this",
        "merging": "It is being merged into “A language café”.",
        "merge": "Merge and publish",
        "sent": "Sent in",
        "there": "The register had it already, as “A language café again”.",
        "see": "See what is published",
        "changed": "The record in the register has changed since the sender began.",
        "empty": "Nothing waits that nobody is looking at.",
        "answered": "Questions that were answered",
    },
    "de": {
        "next": "Nächstes im Eingang",
        "publish": "Veröffentlichen",
        "ask": "Nachfragen",
        "decline": "Ablehnen",
        "text": "Text an die Absender:in",
        "published": "Veröffentlicht.",
        "asked": "Die Frage ist unterwegs.",
        "declined": "Abgelehnt.",
        "take": "Mir zuweisen",
        "taken": "Sie prüfen",
        "another": "Einen anderen suchen",
        "found": "Gefunden zu „language cafe“",
        "into": "Hiermit zusammenführen",
        "merging": "Sie wird mit „A language café“ zusammengeführt.",
        "merge": "Zusammenführen und veröffentlichen",
        "sent": "Eingereicht",
        "there": "The register had it already, as “A language café again”.",
        "see": "See what is published",
        "changed": "hat sich",
        "empty": "Nichts wartet",
        "answered": "Beantwortete Rückfragen",
    },
}


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1280, "light", "en"), (360, "dark", "de")], ids=["wide", "phone"]
)
def test_six_submissions_are_decided(
    manage: Manage,
    site: str,
    root: Path,
    new_context: Callable[..., BrowserContext],
    complaints: list[str],
    width: int,
    scheme: Any,
    language: str,
) -> None:
    key, pks = json.loads(manage("shell", "--verbosity", "0", "-c", MAKE))
    words = WORDS[language]
    context = new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale=language,
        reduced_motion="reduce",
    )
    context.add_cookies([{"name": "session", "value": key, "url": site}])
    page = context.new_page()
    found = {}

    def look(name: str) -> None:
        page.wait_for_load_state()
        page.evaluate((root / AXE).read_text())
        if violations := page.evaluate(FIND):
            found[name] = violations
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name

    def button(name: str) -> Any:
        return page.get_by_role("button", name=words[name], exact=True)

    def shows(place: int) -> None:
        expect(page).to_have_url(re.compile(rf"/submission/{pks[place]}/change/"))
        page.wait_for_load_state()  # its script listens

    # The oldest, by keyboard alone: from the start page to the decision.
    page.goto("/admin/")
    look("start page")
    press(page, page.get_by_role("link", name=words["next"]))
    shows(0)
    look("review")
    press(page, button("publish"))
    expect(page.locator(".messagelist")).to_contain_text(words["published"])

    # The next comes by itself. Enter in a field keeps what was typed and publishes nothing, and no other button drops it.
    shows(1)
    page.locator("[aria-labelledby=row-title] summary").first.click()
    title = page.locator("[name=title]")
    title.fill("A letter in plain words")
    page.get_by_label(words["text"]).fill("Thank you!")
    button("take").click()
    expect(page.locator(".messagelist")).to_contain_text(words["taken"])
    expect(page.get_by_label(words["text"])).to_have_value("Thank you!")
    page.locator("[aria-labelledby=row-title] summary").first.click()
    title.press("Enter")
    expect(page.locator(".messagelist")).not_to_contain_text(words["taken"])
    expect(page.get_by_label(words["text"])).to_have_value("Thank you!")
    expect(page.locator("[name=title]")).to_have_value("A letter in plain words")
    shows(1)
    button("publish").click()

    shows(2)
    button("ask").click()
    expect(page.get_by_role("alert")).to_be_focused()
    look("review, not done")
    complaints.clear()  # 422, on purpose
    page.get_by_label(words["text"]).fill("Since when?")
    button("ask").click()
    expect(page.locator(".messagelist")).to_contain_text(words["asked"])

    shows(3)
    page.locator("[data-reasons]").select_option(index=0)
    page.get_by_label(words["text"]).fill("It is an advertisement.")
    button("decline").click()
    expect(page.locator(".messagelist")).to_contain_text(words["declined"])

    # A duplicate of the first one: looked for and found, by keyboard alone it goes into that, its title too.
    shows(4)
    tab_to(page, page.get_by_label(words["another"]))
    page.keyboard.type("language cafe")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=words["found"])).to_be_focused()
    look("review with what was found")
    press(page, page.get_by_role("button", name=re.compile(f"^{words['into']} ?: A language café$")).last)
    expect(page.get_by_role("status")).to_contain_text(words["merging"])
    shows(4)
    look("review of a duplicate")
    choices = page.locator("[name=choice_title]")
    expect(choices.first).to_be_checked()
    tab_to(page, choices.first)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("group").get_by_label(words["sent"]).first).to_be_checked()
    expect(page.locator("[name=choice_sources]:checked")).to_have_value("both")
    expect(page.locator("[name=choice_lessons]:checked")).to_have_value("sent")
    page.get_by_label(words["text"]).fill("It was here already.")
    press(page, button("merge"))
    expect(page.locator(".messagelist")).to_contain_text(words["published"])

    shows(5)
    expect(page.get_by_role("status")).to_contain_text(words["changed"])
    expect(page.locator(".review-text ins").first).to_be_visible()
    look("review of a changed record")
    button("publish").click()
    expect(page).to_have_url(re.compile(r"/admin/submissions/submission/$"))
    look("inbox, empty")

    manage("shell", "--verbosity", "0", "-c", ANSWER.format(pk=pks[2]))
    page.goto("/admin/")
    page.get_by_role("link", name=re.compile(words["answered"])).click()
    expect(page).to_have_url(re.compile(r"/submission/\?.*asked=yes"))
    look("inbox")
    page.get_by_role("link", name="A night shelter").click()
    shows(2)
    expect(page.locator(".review-course")).to_contain_text("Since 2019.")
    press(page, button("publish"))
    expect(page.locator(".messagelist")).to_contain_text(words["published"])

    page.goto("/admin/")
    expect(page.get_by_text(words["empty"])).to_be_visible()
    ends = manage("shell", "--verbosity", "0", "-c", ENDS.format(first=pks[0], second=pks[4]))
    states, titles, records, merged, notes, token = json.loads(ends)
    assert states == ["published", "published", "published", "declined", "published", "published"]
    assert titles == [
        "A language café again",
        "A letter in plain words",
        "A night shelter",
        "Town card for all",
    ]
    assert len(set(records)) == 1
    sources = ["https://paper.example/cafe", "https://town.example/card"]
    assert merged == [["A language café again", "Begin in summer.", sources]]
    assert notes == ["It was here already."]
    page.goto(f"/en/submissions/{token}/")
    expect(page.get_by_text(words["there"])).to_be_visible()
    page.get_by_role("link", name=words["see"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A language café again")
    assert found == {}


def press(page: Page, target: Any) -> None:
    """Go to something with the tabulator, and press it."""
    tab_to(page, target)
    page.keyboard.press("Enter")


def tab_to(page: Page, target: Any) -> None:
    """Go to something with the tabulator, as far as it takes."""
    expect(target).to_be_visible()
    for _step in range(200):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not get there")
