"""The review at the desk: what would change, and each decision an editor can take."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.test import Client

from cities.binning import put_into_bin
from practices.models import Practice
from submissions import drafting
from submissions.kinds import FORMS
from submissions.models import Representative, Sender, Submission
from submissions.states import State
from submissions.templatetags.reviewing import linked_out
from tests.making import make_city, make_practice, make_source, make_topic, text
from tests.submissions import senders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="only for tests")


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(editor)
    return client


def page_of(submission: Submission) -> str:
    return f"/admin/submissions/submission/{submission.pk}/change/"


def decide(desk: Client, submission: Submission, act: str, **changes: Any) -> HttpResponse:
    """Send the page of the review as it stands, with these changes."""
    page = desk.get(page_of(submission))
    typed = page.context["typed"]
    hidden = {name: senders.hidden(page, name) for name in ("seen", "over")}
    return desk.post(page_of(submission), {**typed, **hidden, "act": act, **changes})


def change_of(practice: Practice, **changes: list[str]) -> Submission:
    """A confirmed change of a published practice."""
    typed = FORMS["practice"].typed_of(practice, "en")
    submission = drafting.begin(
        "practice",
        typed,
        language="en",
        form_key=f"key {practice.pk}",
        city=practice.city,
        record=practice,
    )
    drafting.save(submission, changes, city=practice.city)
    drafting.introduce(submission, **senders.SENDER)
    drafting.send(submission)
    drafting.confirm(submission)
    return submission


@pytest.fixture
def practice() -> Practice:
    altena = make_city("hagen", endonym="Hagen")
    practice = make_practice(
        altena, "card", title=text("City card", "Stadtkarte"), approach=text("As before.", "Wie bisher.")
    )
    practice.sources.add(make_source())
    return practice


def test_the_inbox_holds_what_waits_and_nothing_unconfirmed(client: Client, desk: Client) -> None:
    waiting = senders.confirmed(client, "altena")
    senders.sent(client, "altena", what={**senders.PRACTICE["what"], "title": "Not confirmed"})

    page = desk.get("/admin/submissions/submission/").content.decode()

    assert page.count(page_of(waiting)) == 1
    assert "Not confirmed" not in page
    assert senders.SENDER["email"] not in page
    assert (
        desk.get("/admin/submissions/submission/?state=unconfirmed").content.decode().count("field-kind") == 0
    )


def test_a_change_is_shown_word_by_word(desk: Client, practice: Practice) -> None:
    submission = change_of(practice, title=["City card for all"])

    page = desk.get(page_of(submission)).content.decode()

    assert "City card<ins> for all</ins>" in page
    assert "1 answer differs from the register." in page


def test_accepting_publishes_with_the_editors_own_words(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")

    response = decide(desk, submission, "accept", title="A card for all")

    assert response["Location"] == "/admin/submissions/submission/"
    assert str(Practice.objects.published().get().title) == "A card for all"
    submission.refresh_from_db()
    assert submission.state == State.PUBLISHED
    assert submission.payload["title"] == ["A card for all"]


def test_what_does_not_fit_is_not_published_and_nothing_is_lost(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")

    response = decide(desk, submission, "accept", title="", summary="Mine now", note="Thank you")

    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: A city card" in page
    assert "Please answer: Title" in page
    assert "Mine now" in page
    assert "Thank you" in page
    assert not Practice.objects.exists()


def test_kept_changes_wait_for_a_decision_and_the_senders_words_stay(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")

    decide(desk, submission, "save", title="Reworded")

    submission.refresh_from_db()
    assert submission.payload["title"] == ["A city card for everybody"]
    assert 'value="Reworded"' in desk.get(page_of(submission)).content.decode()


def test_kept_changes_do_not_hide_what_the_sender_sends_later(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    decide(desk, submission, "save", title="Reworded", summary="Shorter.")
    submission.refresh_from_db()
    drafting.save(submission, {"title": ["Said anew"]}, city=submission.city)
    drafting.send(submission)

    page = desk.get(page_of(submission)).content.decode()

    assert 'value="Said anew"' in page
    assert "Reworded" not in page
    assert "Shorter." in page


def test_a_question_reaches_the_sender_with_notes_at_fields(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    assert decide(desk, submission, "ask").status_code == 422

    decide(desk, submission, "ask", note="Since when?", note_start_year="Which month?")

    submission.refresh_from_db()
    assert submission.state == State.QUESTION
    event = submission.events.last()
    assert (event.note, event.notes) == ("Since when?", {"start_year": "Which month?"})


def test_declining_needs_a_reason(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    assert decide(desk, submission, "decline").status_code == 422

    decide(desk, submission, "decline", note="It is an advertisement.")

    submission.refresh_from_db()
    assert submission.state == State.DECLINED
    assert not Practice.objects.exists()


def test_a_record_that_changed_meanwhile_is_looked_at_once_more(desk: Client, practice: Practice) -> None:
    submission = change_of(practice, title=["City card for all"])
    practice.title = text("Town card", "Stadtkarte")
    practice.save()
    page = desk.get(page_of(submission))
    assert "has changed since the sender began" in page.content.decode()
    seen = {name: senders.hidden(page, name) for name in ("seen", "over")}
    practice.title = text("Village card", "Dorfkarte")
    practice.save()

    response = desk.post(page_of(submission), {**submission.payload, **seen, "act": "accept"})

    assert response.status_code == 422
    assert "<del>Village" in response.content.decode()
    practice.refresh_from_db()
    assert str(practice.title) == "Village card"
    assert decide(desk, submission, "accept").status_code == 302
    practice.refresh_from_db()
    assert practice.title.data == {"en": "City card for all", "de": "Dorfkarte"}


def test_what_lies_in_the_bin_does_not_become_public_there(desk: Client, practice: Practice) -> None:
    submission = change_of(practice, title=["City card for all"])
    put_into_bin(practice, editor=None)

    page = decide(desk, submission, "accept").content.decode()

    practice.refresh_from_db()
    assert practice.publication == "withdrawn"
    assert "is not public any more" in page


def test_a_submission_that_changed_meanwhile_is_not_decided_blindly(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    page = desk.get(page_of(submission))
    hidden = {name: senders.hidden(page, name) for name in ("seen", "over")}
    drafting.save(submission, {"title": ["Changed by the sender"]}, city=submission.city)
    drafting.send(submission)

    response = desk.post(page_of(submission), {**submission.payload, **hidden, "act": "accept"})

    assert response.status_code == 422
    assert not Practice.objects.exists()


def test_another_editor_is_named_and_can_be_relieved(client: Client, desk: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    other = User.objects.create_superuser("other", first_name="Ada", last_name="Other")
    drafting_client = Client()
    drafting_client.force_login(other)
    decide(drafting_client, submission, "take")

    assert "Ada Other is looking at this." in desk.get(page_of(submission)).content.decode()
    decide(desk, submission, "take_over")

    submission.refresh_from_db()
    assert (submission.state, submission.assigned_to) == (State.REVIEW, editor)


def test_an_act_that_came_too_late_says_so(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    page = desk.get(page_of(submission))
    hidden = {name: senders.hidden(page, name) for name in ("seen", "over")}
    drafting.withdraw(submission)

    response = desk.post(page_of(submission), {**hidden, "act": "ask", "note": "Hello?"}, follow=True)

    assert "the submission is now “Withdrawn”" in response.content.decode()


def test_what_was_typed_while_another_editor_asked_can_still_be_read(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    decide(desk, submission, "ask", note="Since when?")

    response = desk.post(page_of(submission), {**form, "title": "Typed", "note": "Thanks", "act": "accept"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "the submission is now “Question to the sender”" in page
    assert ">Typed</p>" in page
    assert senders.form_on(response, "review-columns")["note"] == ["Thanks"]


def test_the_next_one_comes_by_itself(client: Client, desk: Client) -> None:
    first, second = (senders.confirmed(client, "altena") for _ in range(2))

    response = decide(desk, first, "decline", note="Twice.")

    assert response["Location"] == page_of(second)


def test_strangers_see_nothing_of_it(client: Client) -> None:
    submission = senders.confirmed(client, "altena")

    for who in (client, Client()):
        assert who.get(page_of(submission)).status_code == 302
    staff = Client()
    staff.force_login(User.objects.create_user("staff", is_staff=True))
    assert staff.get(page_of(submission)).status_code == 403
    assert staff.post(page_of(submission), {"act": "accept"}).status_code == 403


def test_notes_carry_the_name_of_their_question(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    decide(desk, submission, "ask", note="Since when?", note_start_year="Which month?")

    page = desk.get(page_of(submission)).content.decode()

    label = str(FORMS["practice"].base_fields["start_year"].label)
    assert f"<i>{label}:</i> Which month?" in page
    assert "start_year:" not in page


def test_sources_open_beside_the_review(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")

    page = desk.get(page_of(submission)).content.decode()

    assert (
        '<a target="_blank" rel="noopener noreferrer" href="https://town.example/card">https://town.example/card'
        '<span class="vh"> (opens in a new tab)</span></a>' in page
    )
    assert "<script" not in linked_out('https://town.example/"><script>alert(1)</script> </a> x')


def test_a_representative_is_confirmed_and_ended_beside_the_decision(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    assert 'value="by_domain"' not in desk.get(page_of(submission)).content.decode()
    assert decide(desk, submission, "by_domain").status_code == 422

    assert decide(desk, submission, "by_phone").status_code == 200

    found = Representative.objects.get()
    assert (found.how, found.ended_on) == ("phone", None)
    submission.refresh_from_db()
    assert (submission.by_municipality, submission.state) == (True, State.WAITING)
    decide(desk, submission, "ended")
    found.refresh_from_db()
    assert found.ended_on is not None
    submission.city.website = "https://www.town.example/"
    submission.city.save()
    decide(desk, submission, "by_domain")
    found.refresh_from_db()
    assert (found.how, found.ended_on) == ("domain", None)


def edited(desk: Client, submission: Submission, **pressed: Any) -> HttpResponse:
    """Type in the review, and press one of its buttons."""
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    typed = {"title": "Typed", "note": "Dear\r\nsender", "note_title": "Why?", "target_groups": ["workers"]}
    return desk.post(page_of(submission), {**form, **typed, **pressed})


def holds_what_was_typed(response: HttpResponse) -> bool:
    form = senders.form_on(response, "review-columns")
    shown = form["title"], form["note"], form["note_title"], form["target_groups"]
    return shown == (["Typed"], ["Dear\r\nsender"], ["Why?"], ["workers"])


@pytest.mark.parametrize(
    ("pressed", "said"),
    [
        ({"act": "take"}, "You are reviewing this submission now."),
        ({"act": "by_phone"}, "Confirmed: they speak for the municipality."),
        ({"more": "1", "sources_url": [f"https://town.example/{name}" for name in "abc"]}, "Address 5"),
    ],
)
def test_no_button_beside_the_content_drops_what_was_typed(
    client: Client, desk: Client, pressed: dict[str, Any], said: str
) -> None:
    submission = senders.confirmed(client, "altena")

    response = edited(desk, submission, **pressed)

    assert response.status_code == 200
    assert said in response.content.decode()
    assert holds_what_was_typed(response)
    submission.refresh_from_db()
    assert submission.edited is None, "what nobody has kept is not kept"
    form = senders.form_on(response, "review-columns")
    assert desk.post(page_of(submission), {**form, "act": "accept"}).status_code == 302
    assert str(Practice.objects.get().title) == "Typed"


def test_nor_do_those_that_take_a_review_over_or_put_it_back(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    other = Client()
    other.force_login(User.objects.create_superuser("other"))
    decide(other, submission, "take")

    for act in ("take_over", "return", "take", "take", "return"):
        response = edited(desk, submission, act=act)
        assert holds_what_was_typed(response), act
        if act == "take":
            again = desk.post(
                page_of(submission), {**senders.form_on(response, "review-columns"), "act": act}
            )
            assert again.status_code == 422, "it is taken already"
            assert holds_what_was_typed(again)


def test_a_page_that_is_drawn_anew_does_not_hide_what_the_sender_changed(
    client: Client, desk: Client
) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    drafting.save(submission, {"summary": ["Changed by the sender"]}, city=submission.city)
    drafting.send(submission)

    response = desk.post(page_of(submission), {**form, "act": "take"})
    form = senders.form_on(response, "review-columns")
    response = desk.post(page_of(submission), {**form, "act": "accept"})

    assert response.status_code == 422
    assert "has changed the submission while you looked at it" in response.content.decode()
    assert not Practice.objects.exists()
    form = senders.form_on(response, "review-columns")
    assert desk.post(page_of(submission), {**form, "act": "accept"}).status_code == 302
    assert str(Practice.objects.get().summary) == "Changed by the sender"


def test_what_both_have_changed_is_shown_beside_what_was_typed(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    drafting.save(submission, {"title": ["Said anew"], "summary": ["Said anew"]}, city=submission.city)
    drafting.send(submission)

    response = desk.post(page_of(submission), {**form, "title": "Typed", "act": "accept"})

    page = response.content.decode()
    assert page.count("Changed meanwhile to:") == 1
    assert page.index("Changed meanwhile to:") < page.index('name="kept_title"')
    form = senders.form_on(response, "review-columns")
    assert (form["title"], form["summary"]) == (["Typed"], ["Said anew"])
    response = desk.post(page_of(submission), {**form, "act": "take"})
    assert "Changed meanwhile to:" not in response.content.decode()
    form = senders.form_on(response, "review-columns")
    assert desk.post(page_of(submission), {**form, "act": "accept"}).status_code == 302
    practice = Practice.objects.get()
    assert (str(practice.title), str(practice.summary)) == ("Typed", "Said anew")


def test_what_another_editor_keeps_meanwhile_is_not_lost(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    decide(desk, submission, "save", summary="By another.")

    response = desk.post(page_of(submission), {**form, "title": "Typed", "act": "save"})

    assert response.status_code == 422
    form = senders.form_on(response, "review-columns")
    assert (form["title"], form["summary"]) == (["Typed"], ["By another."])
    for _click in range(2):
        assert desk.post(page_of(submission), {**form, "act": "save"}).status_code == 302


def test_a_change_to_the_record_that_nobody_here_touched_stays(desk: Client, practice: Practice) -> None:
    submission = change_of(practice, title=["City card for all"])
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    practice.summary = text("A blue card.", "Eine blaue Karte.")
    practice.save()

    response = desk.post(page_of(submission), {**form, "act": "accept"})
    assert response.status_code == 422
    form = senders.form_on(response, "review-columns")
    assert desk.post(page_of(submission), {**form, "act": "accept"}).status_code == 302

    practice.refresh_from_db()
    assert (str(practice.title.localize("en")), str(practice.summary.localize("en"))) == (
        "City card for all",
        "A blue card.",
    )


def test_nothing_is_declined_unread(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    drafting.save(submission, {"summary": ["Changed by the sender"]}, city=submission.city)
    drafting.send(submission)
    response = desk.post(page_of(submission), {**form, "act": "decline", "note": "No."})
    assert response.status_code == 422
    assert senders.form_on(response, "review-columns")["note"] == ["No."]

    decide(desk, submission, "ask", note="Why?")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    drafting.answer(submission, "Because.")
    response = desk.post(page_of(submission), {**form, "act": "decline", "note": "No answer."})

    assert response.status_code == 422
    assert "Because." in response.content.decode()
    submission.refresh_from_db()
    assert submission.state == State.WAITING


def test_it_is_said_that_a_record_is_not_public(desk: Client, practice: Practice) -> None:
    submission = change_of(practice, title=["City card for all"])
    said = "The record is not public at present. Publishing this makes it public again."
    assert said not in desk.get(page_of(submission)).content.decode()

    practice.withdraw()

    assert said in desk.get(page_of(submission)).content.decode()


def test_texts_to_the_sender_are_kept_until_they_are_sent(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")

    assert edited(desk, submission, act="save").status_code == 302
    assert holds_what_was_typed(desk.get(page_of(submission)))
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    desk.post(page_of(submission), {**form, "act": "ask"})
    submission.refresh_from_db()
    assert submission.events.last().notes == {"title": "Why?"}
    drafting.answer(submission, "Because.")

    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    assert (form["title"], form["note"], form["note_title"]) == (["Typed"], [""], [""])


def test_while_the_sender_is_asked_a_text_to_them_stays_too(client: Client, desk: Client) -> None:
    submission = senders.confirmed(client, "altena")
    decide(desk, submission, "ask", note="Since when?")

    for act, status in (("by_phone", 200), ("nothing", 422)):
        response = desk.post(page_of(submission), {"act": act, "note": "Typed"})
        assert response.status_code == status
        assert senders.form_on(response, "review-columns")["note"] == ["Typed"]
        assert "Doors were shut." in response.content.decode()


def test_a_reviewer_does_not_confirm_representatives(client: Client) -> None:
    submission = senders.confirmed(client, "altena")
    reviewer = User.objects.create_user("reviewer", is_staff=True)
    reviewer.groups.add(Group.objects.get(name="Reviewer"))
    desk = Client(headers={"Accept-Language": "en"})
    desk.force_login(reviewer)

    assert 'value="by_phone"' not in desk.get(page_of(submission)).content.decode()
    assert decide(desk, submission, "by_phone").status_code == 403
    assert not Representative.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("en", "Back to the review"), ("de", "Zurück zur Prüfung")])
def test_the_preview_is_the_public_page_with_the_editors_changes(
    client: Client, desk: Client, language: str, words: str
) -> None:
    submission = senders.confirmed(client, "altena")
    decide(desk, submission, "save", title="Reworded by us")

    page = desk.get(f"/admin/submissions/submission/{submission.pk}/preview/{language}/").content.decode()

    assert f'<html lang="{language}"' in page
    assert "Reworded by us" in page
    assert words in page
    assert page_of(submission) in page
    assert drafting.token(submission) not in page, "the private link is the sender's"
    assert not Practice.objects.exists()
    assert desk.get(f"/admin/submissions/submission/{submission.pk}/preview/xx/").status_code == 404
    assert client.get(f"/admin/submissions/submission/{submission.pk}/preview/en/").status_code == 302


def test_requests_of_a_person_are_shown_handed_out_and_erased(
    client: Client, desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    submission = senders.confirmed(client, "altena")
    address, email = "/admin/submissions/submission/person/", senders.SENDER["email"]
    caplog.clear()
    assert address in desk.get("/admin/submissions/submission/").content.decode()

    page = desk.post(address, {"email": email.upper()}).content.decode()
    file = desk.post(address, {"email": email, "act": "download"})

    assert senders.SENDER["phone"] in page
    assert file["Content-Disposition"] == 'attachment; filename="held.json"'
    assert file.json()["submissions"][0]["sender"] == senders.SENDER
    session = desk.session
    session["proved"] = 0
    session.save()
    asked = desk.post(address, {"email": email, "act": "erase"})
    assert "Your password, please" in asked.content.decode()
    assert Sender.objects.exists()
    going_on = {"_password_again": "only for tests", "_going_on": "post"}
    assert desk.post(address, {"email": email, "act": "erase", **going_on}).status_code == 302
    assert not Submission.objects.filter(pk=submission.pk).exists()
    assert "Nothing is held" in desk.post(address, {"email": email}).content.decode()
    assert email not in caplog.text.lower()
