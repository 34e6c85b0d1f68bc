"""The sender's private page: what it says in each state, and what can be done there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cities.models import City
from practices.models import Practice
from submissions import course, drafting, purging, reviewing
from submissions.models import Letter, Submission
from submissions.states import Act, Mail, State
from tests.making import make_city, make_membership, make_network, make_topic
from tests.submissions import senders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


@pytest.fixture
def asked(client: Client, editor: User) -> Submission:
    """A submission about which the editors have a question, also at one answer."""
    submission = senders.confirmed(client, "altena")
    reviewing.ask(submission, editor, "Who pays?", {"start_year": "Really 2019?"})
    return submission


def page_of(client: Client, submission: Submission, language: str = "en") -> str:
    response = client.get(senders.address(submission, language=language))
    assert response.status_code == 200
    return response.content.decode()


def words(page: str) -> str:
    """The page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def standings(submission: Submission) -> list[tuple[str, str]]:
    return [(step.title, str(step.standing)) for step in course.steps(submission)]


def act(client: Client, submission: Submission, name: str, **answers: Any) -> Any:
    """Press a button of the private page."""
    page = page_of(client, submission)
    form = page[page.index(f"/{name}/") :]
    key = re.search(r'name="form_key" value="([^"]*)"', form)
    assert key, f"no form for {name}"
    return client.post(senders.address(submission, name), {"form_key": key[1], **answers})


def test_a_draft_says_how_to_go_on(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    page = page_of(client, submission)

    assert "<h1>Not sent yet</h1>" in page
    assert f'href="{senders.address(submission, "what")}">Go on filling in</a>' in page
    assert f'value="http://testserver{senders.address(submission)}" readonly' in page
    assert "for 30 days" in page
    assert [standing for _title, standing in standings(submission)] == [
        *("done", "yours", "next", "next", "next")
    ]


def test_an_unconfirmed_one_says_where_the_mail_went_but_not_to_everybody(client: Client) -> None:
    submission = senders.sent(client, "altena")
    page = page_of(client, submission)

    assert "<h1>Please confirm your address</h1>" in page
    assert "an e-mail to e…@town.example" in page
    assert senders.SENDER["email"] not in page
    assert "within 7 days" in page


def test_a_waiting_one_says_what_comes_next_and_how_long_it_takes(client: Client, settings: Any) -> None:
    submission = senders.confirmed(client, "altena")
    page = words(page_of(client, submission))

    assert "The editors have received it" in page
    assert "Practice “A city card for everybody”, Altena" in page
    assert "Usually we answer within 14 days." in page
    assert "Officer for integration" in page
    assert "The card: https://town.example/card" in page or "town.example/card" in page
    settings.SUBMISSION_REVIEW_DAYS = 0
    assert "depends on how much has come in" in page_of(client, submission)
    assert standings(submission) == [
        ("Begun by you", "done"),
        ("Sent by you", "done"),
        ("E-mail address confirmed", "done"),
        ("Review", "ours"),
        ("Decision", "next"),
    ]


def test_what_editors_do_among_themselves_stays_there(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.take(submission, editor)
    assert "An editor is looking at it." in page_of(client, submission)
    before = standings(submission)
    reviewing.put_back(submission, editor)

    assert standings(submission) == before
    assert "editor</" not in page_of(client, submission)


def test_a_question_is_asked_where_it_is_answered(client: Client, asked: Submission) -> None:
    page = page_of(client, asked)

    assert "<h1>The editors have a question</h1>" in page
    assert "Who pays?" in page
    assert "Really 2019?" in page
    assert f'href="{senders.address(asked, "who")}?back=send#id_start_year"' in page
    assert standings(asked)[3:] == [
        ("Question from the editors", "yours"),
        ("Review", "next"),
        ("Decision", "next"),
    ]


def test_what_is_asked_about_one_answer_stands_at_its_question(client: Client, asked: Submission) -> None:
    page = client.get(senders.address(asked, "who")).content.decode()

    assert page.count("Really 2019?") == 1
    field = page[page.index('id="id_start_year_note"') :]
    assert 'aria-describedby="id_start_year_note id_start_year_helptext"' in field[: field.index(">", 600)]


def test_an_answer_goes_to_the_editors_once(client: Client, asked: Submission) -> None:
    page = page_of(client, asked)
    key = re.search(r'name="form_key" value="([^"]*)"', page[page.index("/answer/") :])
    assert key
    sent = {"form_key": key[1], "answer": "The city.\r\nAll of it."}

    codes = [client.post(senders.address(asked, "answer"), sent).status_code for _ in range(2)]

    asked.refresh_from_db()
    assert codes == [302, 302]
    assert asked.state == State.WAITING
    assert [event.note for event in asked.events.filter(act=Act.ANSWER)] == ["The city.\nAll of it."]
    assert Letter.objects.filter(submission=asked, mail=Mail.ANSWERED).count() == 1
    page = page_of(client, asked)
    assert "The city.<br>All of it." in page
    assert "Who pays?" in page
    assert "<textarea" not in page


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<b>The city</b>", "Please write plain text, without HTML."),
        ("x" * 4001, "Shorten it by 1 character."),
        ("https://a.example " * 11, "Leave at most ten addresses of pages in the text."),
    ],
)
def test_an_answer_that_does_not_fit_stays_beside_its_fault(
    client: Client, asked: Submission, text: str, message: str
) -> None:
    response = act(client, asked, "answer", answer=text)
    page = response.content.decode()

    assert response.status_code == 422
    assert page.count(message) == 2
    assert "<title>Error: The editors have a question" in page
    assert 'href="#id_answer"' in page
    assert text.strip()[:20].replace("<", "&lt;").replace(">", "&gt;") in page
    asked.refresh_from_db()
    assert asked.state == State.QUESTION


def test_an_empty_answer_leads_to_a_page_that_can_be_got_again(client: Client, asked: Submission) -> None:
    response = act(client, asked, "answer", answer=" \n ")

    faulty = f"{senders.address(asked)}?faults=1"
    assert (response.status_code, response["Location"]) == (302, f"{faulty}#errors")
    for _time in range(2):
        again = client.get(faulty)
        assert again.status_code == 422
        assert again.content.decode().count("Write an answer.") == 2
    drafting.answer(asked, "The town.")
    assert client.get(faulty).status_code == 200


def test_an_answer_to_an_earlier_question_is_not_taken_for_the_next(
    client: Client, asked: Submission, editor: User
) -> None:
    page = page_of(client, asked)
    key = re.search(r'name="form_key" value="([^"]*)"', page[page.index("/answer/") :])
    assert key
    drafting.answer(asked, "The city.")
    reviewing.ask(asked, editor, "Since when?")

    response = client.post(senders.address(asked, "answer"), {"form_key": key[1], "answer": "The city."})

    assert response.status_code == 403
    assert "Since when?" in response.content.decode()
    assert ">\nThe city.</textarea>" in response.content.decode()


def test_changing_it_answers_too(client: Client, asked: Submission) -> None:
    senders.send(client, senders.address(asked, "who"), status="running", start_year="2020")
    page = page_of(client, asked)
    assert "You have changes that are not sent" in page

    assert senders.send(client, senders.address(asked, "send")).status_code == 302

    asked.refresh_from_db()
    assert asked.state == State.WAITING
    assert asked.payload["start_year"] == ["2020"]
    page = page_of(client, asked)
    assert "You have changes that are not sent" not in page
    assert "Changed by you" in page


def test_changes_that_are_not_sent_can_be_discarded(client: Client) -> None:
    submission = senders.confirmed(client, "altena")
    senders.send(client, senders.address(submission, "who"), status="running", start_year="2020")

    assert act(client, submission, "discard").status_code == 302

    submission.refresh_from_db()
    assert submission.draft is None
    assert submission.typed["start_year"] == ["2019"]
    assert submission.state == State.WAITING


def test_looking_at_a_page_of_the_form_is_no_change(client: Client) -> None:
    submission = senders.confirmed(client, "altena")
    senders.send(client, senders.address(submission, "who"), **senders.PRACTICE["who"])

    submission.refresh_from_db()
    assert submission.draft is not None
    typed = {name: values for name, values in submission.draft.items() if values != [""]}
    assert typed == {name: values for name, values in submission.payload.items() if values != [""]}


@pytest.mark.parametrize("state", [State.DRAFT, State.UNCONFIRMED, State.WAITING, State.QUESTION])
def test_withdrawing_asks_once_more(client: Client, editor: User, state: State) -> None:
    begin = {State.DRAFT: senders.begin, State.UNCONFIRMED: senders.sent}.get(state, senders.confirmed)
    submission = begin(client, "altena")
    if state == State.QUESTION:
        reviewing.ask(submission, editor, "Who pays?")
    address = senders.address(submission, "withdraw")
    assert f'href="{address}"' in page_of(client, submission)

    client.get(address)
    submission.refresh_from_db()
    assert submission.state == state
    assert senders.send(client, address).status_code == 302

    submission.refresh_from_db()
    assert submission.state == State.WITHDRAWN
    page = page_of(client, submission)
    assert "<h1>You have withdrawn it</h1>" in page
    assert "/withdraw/" not in page
    assert client.get(address).status_code == 302


def test_withdrawing_twice_happens_once(client: Client) -> None:
    submission = senders.confirmed(client, "altena")
    address = senders.address(submission, "withdraw")
    keys = [senders.hidden(client.get(address)) for _ in range(2)]

    codes = [client.post(address, {"form_key": key}).status_code for key in (keys[0], keys[0], keys[1])]

    assert codes == [302, 302, 409]
    assert submission.events.filter(act=Act.WITHDRAW).count() == 1


def test_who_comes_too_late_is_told_how_it_stands(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    address = senders.address(submission, "withdraw")
    key = senders.hidden(client.get(address))
    reviewing.decline(submission, editor, "Not a practice.")

    response = client.post(address, {"form_key": key})

    assert response.status_code == 409
    assert "in another state by now: Declined" in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"


def test_a_declined_one_says_why(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.decline(submission, editor, "It is a plan <so far>.")
    page = page_of(client, submission)

    assert "<h1>It was not published</h1>" in page
    assert "It is a plan &lt;so far&gt;." in page
    assert "183 days (about 6 months) after the decision" in page


def test_a_published_one_leads_to_its_record(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor, note="Thank you.")
    practice = Practice.objects.get()
    page = page_of(client, submission)

    assert "<h1>It is published</h1>" in page
    assert f'href="/en/practices/{practice.slug}/"' in page
    assert "Thank you." in page
    practice.publication = "withdrawn"
    practice.save()
    assert f'href="/en/practices/{practice.slug}/"' not in page_of(client, submission)


@pytest.mark.parametrize(
    ("kind", "form"),
    [("network", ""), ("membership", "/en/submit/membership/{pk}/"), ("city", "/en/submit/city/{slug}/")],
)
def test_an_update_is_proposed_where_there_is_a_form_for_it(
    client: Client, editor: User, kind: str, form: str
) -> None:
    membership = make_membership(City.objects.get(), make_network("harbours"))
    record: Any = {"network": membership.network, "membership": membership, "city": membership.city}[kind]
    submission = drafting.begin(
        "correction", {"fault": ["wrong"], "text": ["Not so."]}, language="en", form_key="key", record=record
    )
    drafting.introduce(submission, **senders.SENDER)
    drafting.send(submission)
    drafting.confirm(submission)
    reviewing.accept(submission, editor)

    page = page_of(client, submission)

    assert ("Propose an update" in page) == bool(form)
    if form:
        address = form.format(pk=record.pk, slug=getattr(record, "slug", ""))
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_the_page_stays_when_the_sender_is_forgotten(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor)
    purging.purge(timezone.now() + timedelta(days=400))

    page = page_of(client, submission)

    assert "<h1>It is published</h1>" in page
    assert senders.SENDER["name"] not in page


def test_a_typed_name_is_no_markup(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.send(client, senders.address(submission, "what"), title='"><script>alert(1)</script>', later="1")

    page = page_of(client, submission)

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["answer", "discard"])
def test_reading_an_address_that_acts_changes_nothing(client: Client, asked: Submission, name: str) -> None:
    before = Submission.objects.values().get()

    response = client.get(senders.address(asked, name))

    assert response["Location"] == senders.address(asked)
    assert Submission.objects.values().get() == before


@pytest.mark.parametrize("name", ["answer", "discard", "withdraw"])
def test_an_act_without_our_key_does_nothing(client: Client, asked: Submission, name: str) -> None:
    for key in ("", "made:up:key"):
        response = client.post(senders.address(asked, name), {"form_key": key, "answer": "The city."})
        assert response.status_code == 403

    asked.refresh_from_db()
    assert asked.state == State.QUESTION


def test_it_speaks_german(client: Client, asked: Submission) -> None:
    page = words(page_of(client, asked, "de"))

    assert "Die Redaktion hat eine Frage" in page
    assert "Wir warten auf Ihre Antwort." in page
    assert "Wer diesen Link hat, sieht sie; Suchmaschinen nicht." in page
    for english in ("Send answer", "Decision", "What we keep"):
        assert english not in page
