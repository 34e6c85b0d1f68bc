"""What a sender does, for tests: asking for pages, filling their forms as a browser without scripts would."""

import re
from html import unescape
from secrets import token_hex
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.test import Client
from lxml import html

from submissions import drafting
from submissions.kinds import FORMS, Page, form_of
from submissions.models import Submission
from submissions.sending import SenderForm

# Answers of a whole practice, page by page. The place is made by the test.
PRACTICE: dict[str, dict[str, Any]] = {
    "what": {
        "title": "A city card for everybody",
        "summary": "The city gives a card to all who live in it.",
        "main_topic": "housing",
        "topics": [],
    },
    "how": {
        "challenge": "Doors were shut.",
        "approach": "First we asked.\n\n- then we printed\n- then we gave",
    },
    "who": {"target_groups": ["all-residents", "workers"], "status": "running", "start_year": "2019"},
    "sources": {"sources_url": ["https://town.example/card"], "sources_title": ["The card"]},
}
SENDER = {
    "name": "Eva Muster",
    "function": "Officer for integration",
    "email": "eva.muster@town.example",
    "phone": "+49 30 1234",
}


def hidden(response: HttpResponse, name: str = "form_key") -> str:
    """The value of a hidden input of the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found, f"no {name} on the page"
    return unescape(found[1])


def form_on(response: HttpResponse, sort: str) -> dict[str, list[str]]:
    """What a browser without scripts sends of a form of this class, with nothing typed and no button pressed."""
    page = html.document_fromstring(response.content, parser=html.HTMLParser(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for each in page.find_class(sort)[0].xpath(".//input | .//textarea | .//select"):
        name, kind = each.get("name"), each.get("type", "text")
        if not name or kind in {"submit", "file"} or (kind in {"radio", "checkbox"} and not each.checked):
            continue
        # Of a text, the line break after the tag is not part; those within are sent as two characters.
        value = each.get("value", "") if each.tag == "input" else each.value or ""
        found.setdefault(name, []).append(value.removeprefix("\n").replace("\n", "\r\n"))
    return found


def send(client: Client, address: str, **answers: Any) -> HttpResponse:
    """Open the page of a form and send it with these answers; what comes back is a page, or where one goes on."""
    response = client.post(address, {**carried(client.get(address)), **answers})
    return with_faults(client, response)


def with_faults(client: Client, response: HttpResponse) -> HttpResponse:
    """The page that says what is wrong, if that is where one is sent to."""
    faulty = response.status_code == 302 and "?faults=" in response["Location"]
    return client.get(response["Location"]) if faulty else response


def carried(response: HttpResponse) -> dict[str, str]:
    """What the form of the page carries along unseen."""
    seen = {"seen": hidden(response, "seen")} if b'name="seen"' in response.content else {}
    return {"form_key": hidden(response), **seen}


def pages(kind: str) -> tuple[Page, ...]:
    """All pages of a kind's form."""
    return FORMS[kind].pages


def begin(client: Client, place: str, language: str = "en", kind: str = "practice") -> Submission:
    """Begin a submission at a place; what was begun last is returned."""
    response = send(client, f"/{language}/submit/{kind}/", place=place, written_in=language)
    assert response.status_code == 302, response.content.decode()[:2000]
    return Submission.objects.latest("pk")


def address(submission: Submission, page: str = "", language: str = "en") -> str:
    """The private page of a submission, or a page of its form."""
    return f"/{language}/submissions/{drafting.token(submission)}/{page + '/' if page else ''}"


def fill(client: Client, submission: Submission, **changes: dict[str, Any]) -> None:
    """Answer every page of a practice; ``changes`` are other answers by page."""
    for page, answers in {**PRACTICE, **changes, "contact": changes.get("contact", SENDER)}.items():
        response = send(client, address(submission, page), **answers)
        assert response.status_code == 302, f"{page}: {response.content.decode()[:3000]}"


def sent(client: Client, place: str, **changes: dict[str, Any]) -> Submission:
    """A practice, filled and sent; its address is not confirmed yet."""
    submission = begin(client, place)
    fill(client, submission, **changes)
    assert send(client, address(submission, "send")).status_code == 302
    submission.refresh_from_db()
    return submission


def confirmed(_client: Client, place: str, **changes: dict[str, Any]) -> Submission:
    """A practice that waits for the editors: so many tests begin with one that its sender need not walk through all pages.

    What the pages would have done is done without them. A test in test_practice.py holds this way and that through the
    pages equal.
    """
    form_class, answers = FORMS["practice"], {**PRACTICE, **changes}
    contact = answers.pop("contact", SENDER)
    [first] = form_class.steps({}, changing=False)[:1]
    typed = form_class.typed_from(first, typing({"place": place, "written_in": "en"}))
    form = form_class(typed, language="en", page=first)
    assert form.is_valid(), form.errors
    submission = drafting.begin(
        "practice", {**typed, **form.settled()}, language="en", form_key=token_hex(8), city=form.city()
    )
    for name, told in answers.items():
        page = form_class.page_named(name)
        assert page is not None, name
        typed = form_class.typed_from(page, typing(told))
        form = form_of(submission, page, {**submission.typed, **typed})
        assert form.is_valid(), form.errors
        drafting.save(submission, {**typed, **form.settled()}, city=form.city())
    sender = SenderForm(typing(contact), asks_function=form_class.asks_function)
    assert sender.is_valid(), sender.errors
    drafting.introduce(submission, **sender.values())
    assert form_of(submission).is_valid()
    drafting.send(submission, key=token_hex(8))
    drafting.confirm(submission)
    return Submission.objects.get(pk=submission.pk)


def typing(answers: dict[str, Any]) -> QueryDict:
    """Answers as a form sends them."""
    return QueryDict(urlencode(answers, doseq=True))


def told(client: Client, kind: str, first: dict[str, Any], *pages: tuple[str, dict[str, Any]]) -> Submission:
    """A submission of any kind that waits for the editors: its first page, then the others by name."""
    response = send(client, f"/en/submit/{kind}/", **first)
    assert response.status_code == 302, response.content.decode()[:6000]
    submission = Submission.objects.latest("pk")
    for page, answers in (*pages, ("contact", SENDER), ("send", {})):
        response = send(client, address(submission, page), **answers)
        assert response.status_code == 302, f"{page}: {response.content.decode()[:6000]}"
    submission.refresh_from_db()
    drafting.confirm(submission)
    return submission
