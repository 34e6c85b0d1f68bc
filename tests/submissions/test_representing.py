"""Who speaks for a municipality: how it is made sure, what it changes, and the question once a year."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from atlas.logging import WithoutPrivateLinks
from cities.deeds import Deed
from cities.models import City, Edition
from cities.undoing import undo
from practices.models import Practice
from submissions import drafting, limiting, representing, reviewing
from submissions.attributing import is_from_municipality
from submissions.models import Letter, Representative, Sender, Submission
from submissions.records import state_of
from submissions.states import Act, Mail, State
from tests.making import make_city, make_practice, make_topic, text
from tests.submissions import senders
from tests.submissions.test_review import change_of

pytestmark = pytest.mark.django_db

SAID = "Submitted by the municipality."
PHONE, DOMAIN = Representative.How.PHONE, Representative.How.DOMAIN


@pytest.fixture(autouse=True)
def town() -> City:
    make_topic("housing")
    make_city("altenau", endonym="Altenau", portrait=text("A town.", "Eine Stadt."))
    return make_city("altena", endonym="Altena", region="DE-NW", website="https://www.town.example/")


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


@pytest.fixture
def representative(client: Client, editor: User) -> Representative:
    """Somebody who speaks for Altena; their first submission is published."""
    submission = senders.confirmed(client, "altena")
    found = representing.confirm(submission, editor, PHONE)
    reviewing.accept(submission, editor)
    return found


def content(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("email", "website", "belongs"),
    [
        ("a@town.example", "https://www.town.example/de/", True),
        ("a@TOWN.example", "http://town.example", True),
        ("a@mail.town.example", "https://town.example/", True),
        ("a@town.example", "https://rathaus.town.example:8080/", True),
        ("a@münster.example", "https://www.xn--mnster-3ya.example/", True),
        ("a@nottown.example", "https://town.example/", False),
        ("a@town.example.evil.example", "https://town.example/", False),
        ("a@other.town.example", "https://www.mail.town.example/", False),
        ("a@gmail.com", "https://gmail.com/town", False),
        ("a@mx.gmx.de", "https://gmx.de/", False),
        ("a@gov.uk", "https://www.leeds.gov.uk/", False),
        ("a@leeds.gov.uk", "https://www.leeds.gov.uk/", True),
        ("a@gouv.fr", "https://ville.gouv.fr/", False),
        ("a@example", "https://town.example/", False),
        ("a@wordpress.com", "https://town.wordpress.com/", False),
        ("a@town.example", "", False),
        ("a@town.example", "https://.../", False),
    ],
)
def test_an_address_belongs_to_the_website_of_the_place(email: str, website: str, belongs: bool) -> None:
    assert representing.suggests(Sender(email=email), City(website=website)) is belongs


def test_once_confirmed_later_submissions_are_the_municipalitys(client: Client, editor: User) -> None:
    first = senders.confirmed(client, "altena")
    assert not first.by_municipality

    representative = representing.confirm(first, editor, DOMAIN)

    assert (representative.email, representative.how) == ("eva.muster@town.example", "domain")
    first.refresh_from_db()
    assert first.by_municipality
    shouting = {**senders.SENDER, "email": "EVA.Muster@town.example"}
    assert senders.confirmed(client, "altena", contact=shouting).by_municipality
    assert not senders.confirmed(client, "altenau").by_municipality
    other = {**senders.SENDER, "email": "adam@town.example"}
    assert not senders.confirmed(client, "altena", contact=other).by_municipality
    representing.end(representative)
    assert not senders.confirmed(client, "altena").by_municipality


def test_who_has_ended_can_be_confirmed_again(client: Client, editor: User) -> None:
    first = representing.confirm(senders.confirmed(client, "altena"), editor, PHONE)
    link = representing.token(first)
    representing.end(first)

    again = representing.confirm(senders.confirmed(client, "altena"), editor, PHONE)

    assert (again.pk, again.ended_on) == (first.pk, None)
    assert representing.by_token(link) is None


def test_only_a_confirmed_address_of_a_known_place_can_be_made_sure(client: Client, editor: User) -> None:
    with pytest.raises(representing.NotRepresentableError):
        representing.confirm(senders.sent(client, "altena"), editor, PHONE)
    nowhere = senders.confirmed(client, "altena")
    Submission.objects.filter(pk=nowhere.pk).update(city=None)
    with pytest.raises(representing.NotRepresentableError):
        representing.confirm(nowhere, editor, PHONE)
    with pytest.raises(representing.NotRepresentableError):
        representing.confirm(senders.confirmed(client, "altenau"), editor, DOMAIN)

    assert not Representative.objects.exists()


def test_who_speaks_for_one_place_does_not_for_another(
    client: Client, editor: User, representative: Representative
) -> None:
    submission = senders.confirmed(client, "altena")
    assert submission.by_municipality
    senders.send(
        client,
        senders.address(submission, "place"),
        place="Altenau",
        place_slug="altenau",
        written_in="en",
    )
    senders.send(client, senders.address(submission, "send"))

    submission.refresh_from_db()
    assert submission.city.slug == "altenau"
    assert not submission.by_municipality


def test_an_editor_who_moves_it_to_another_place_takes_the_mark_away(
    client: Client, editor: User, representative: Representative
) -> None:
    submission = senders.confirmed(client, "altena")

    reviewing.accept(
        submission, editor, typed={**submission.payload, "place": ["Altenau"], "place_slug": ["altenau"]}
    )

    submission.refresh_from_db()
    assert (submission.city.slug, submission.by_municipality) == ("altenau", False)


def test_a_confirmed_address_cannot_be_exchanged(client: Client, representative: Representative) -> None:
    stranger = {**senders.SENDER, "email": "stranger@else.example"}
    submission = senders.confirmed(client, "altena", contact=stranger)
    address = senders.address(submission, "contact")
    assert re.search(r'<input type="email"[^>]* disabled', content(client, address))

    assert senders.send(client, address, **{**senders.SENDER, "name": "Adam"}).status_code == 302
    drafting.introduce(submission, email="eva.muster@town.example")

    sender = Sender.objects.get(submission=submission)
    assert (sender.name, sender.email) == ("Adam", "stranger@else.example")


def test_the_page_of_a_practice_says_so(client: Client, editor: User, representative: Representative) -> None:
    practice = Practice.objects.get()
    address = f"/en/practices/{practice.slug}/"
    other = make_practice(practice.city, "other")

    assert SAID in content(client, address)
    assert "Von der Kommune eingereicht." in content(client, f"/de/practices/{practice.slug}/")
    assert SAID not in content(client, f"/en/practices/{other.slug}/")
    assert SAID not in content(client, "/en/cities/altena/")


def test_what_somebody_else_has_changed_since_is_no_longer_the_municipalitys(
    client: Client, editor: User, representative: Representative
) -> None:
    practice = Practice.objects.get()
    stranger = {**senders.SENDER, "email": "stranger@else.example"}
    submission = senders.confirmed(client, "altena", contact=stranger)
    Submission.objects.filter(pk=submission.pk).update(
        record_kind="practice", record_id=practice.pk, payload={**submission.payload, "title": ["Other"]}
    )
    reviewing.accept(submission, editor, over=reviewing.state_of(practice))

    assert SAID not in content(client, f"/en/practices/{practice.slug}/")


def test_what_was_taken_back_is_not_called_the_municipalitys(
    client: Client, editor: User, representative: Representative
) -> None:
    practice = Practice.objects.get()
    change = senders.confirmed(client, "altena")
    Submission.objects.filter(pk=change.pk).update(
        record_kind="practice",
        record_id=practice.pk,
        by_municipality=False,
        payload={**change.payload, "title": ["Other"]},
    )
    reviewing.accept(change, editor, over=state_of(practice))
    assert SAID not in content(client, f"/en/practices/{practice.slug}/")

    undo(Deed.objects.filter(kind=Deed.Kind.ACCEPTED).first(), editor=editor, reason="It was right.")

    practice.refresh_from_db()
    assert str(practice.title) == "A city card for everybody"
    assert SAID in content(client, f"/en/practices/{practice.slug}/")
    first = make_practice(practice.city, "first", approach=text("Step by step."))
    first.sources.set(practice.sources.all())
    own = change_of(first, title=["The municipality's title"])
    Submission.objects.filter(pk=own.pk).update(by_municipality=True)
    reviewing.accept(own, editor)
    first.refresh_from_db()
    assert is_from_municipality(first)

    undo(Deed.objects.filter(kind=Deed.Kind.ACCEPTED).first(), editor=editor, reason="It was wrong.")

    first.refresh_from_db()
    assert not is_from_municipality(first)


def test_confirming_after_publication_renews_the_page(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor)
    address = f"/en/practices/{Practice.objects.get().slug}/"
    before = client.get(address)
    assert SAID not in before.content.decode()

    representing.confirm(submission, editor, PHONE)

    again = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert again.status_code == 200
    assert SAID in again.content.decode()


def test_the_preview_says_so_too(client: Client, editor: User, representative: Representative) -> None:
    submission = senders.confirmed(client, "altena")

    preview = content(client, senders.address(submission, "preview"))

    assert SAID in preview
    submission.refresh_from_db()
    assert submission.state == State.WAITING


# --- Still correct ---------------------------------------------------------------------------------


def still_correct(client: Client, submission: Submission) -> Any:
    page = content(client, senders.address(submission))
    form = page[page.index("/still-correct/") :]
    key = re.search(r'name="form_key" value="([^"]*)"', form)
    assert key
    return client.post(senders.address(submission, "still-correct"), {"form_key": key[1]})


def test_of_a_representative_it_is_a_check(client: Client, representative: Representative) -> None:
    submission = Submission.objects.get()
    decided, token = submission.decided_at, Edition.current().token

    assert still_correct(client, submission).status_code == 302

    practice = Practice.objects.get()
    assert practice.checked_on == timezone.localdate()
    assert practice.history.first().history_change_reason == representing.REASON
    submission.refresh_from_db()
    assert (submission.state, submission.decided_at) == (State.PUBLISHED, decided)
    assert Edition.current().token != token
    page = content(client, senders.address(submission))
    assert "You said that it is still correct" in page
    assert "It is still correct" not in page


def test_of_anybody_else_it_is_a_hint_to_the_editors(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor)

    assert still_correct(client, submission).status_code == 302

    assert Practice.objects.get().checked_on is None
    assert submission.events.filter(act=Act.AFFIRM).count() == 1
    assert Letter.objects.filter(submission=submission, mail=Mail.AFFIRMED).count() == 1


def test_the_editors_hear_it_once_a_day(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor)

    first, second = representing.affirm(submission, key="one"), representing.affirm(submission, key="two")

    assert first == second
    assert Letter.objects.filter(submission=submission, mail=Mail.AFFIRMED).count() == 1


def test_what_is_not_published_cannot_be_still_correct(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor)
    page = content(client, senders.address(submission))
    key = re.search(r'name="form_key" value="([^"]*)"', page[page.index("/still-correct/") :])
    Submission.objects.filter(pk=submission.pk).update(state=State.WITHDRAWN)
    assert key

    response = client.post(senders.address(submission, "still-correct"), {"form_key": key[1]})

    assert response.status_code == 409


# --- Once a year -----------------------------------------------------------------------------------


def a_year_later(**columns: Any) -> None:
    long_ago = timezone.localdate() - timedelta(days=400)
    Representative.objects.update(**{"confirmed_on": long_ago, **columns})


def asked(*arguments: str) -> str:
    out = StringIO()
    call_command("ask_representatives", *arguments, stdout=out)
    return out.getvalue().strip()


def test_they_are_asked_once_a_year(client: Client, representative: Representative) -> None:
    assert asked() == "0 representatives asked"
    a_year_later()

    assert asked("--dry-run") == "1 representatives would be asked"
    assert not Letter.objects.filter(mail=Mail.STILL_CORRECT).exists()
    assert asked() == "1 representatives asked"
    assert asked() == "0 representatives asked"

    assert Letter.objects.filter(mail=Mail.STILL_CORRECT, representative=representative).count() == 1
    Letter.objects.filter(mail=Mail.STILL_CORRECT).update(key="a year ago")
    Representative.objects.update(asked_on=timezone.localdate() - timedelta(days=366))
    assert asked() == "1 representatives asked"
    assert Letter.objects.filter(mail=Mail.STILL_CORRECT).count() == 2


def test_who_has_ended_is_not_asked(client: Client, representative: Representative) -> None:
    a_year_later(ended_on=timezone.localdate())

    assert asked() == "0 representatives asked"


def page_of(representative: Representative, language: str = "en") -> str:
    return f"/{language}/submissions/representing/{representing.token(representative)}/"


def test_the_mail_leads_to_the_page(
    client: Client, representative: Representative, django_capture_on_commit_callbacks: Any
) -> None:
    a_year_later()
    with django_capture_on_commit_callbacks(execute=True):
        asked()

    message = next(each for each in mail.outbox if "is everything still correct?" in each.subject)
    assert message.to == ['"Eva Muster" <eva.muster@town.example>']
    assert page_of(representative) in message.body
    assert "/en/practices/a-city-card-for-everybody/" in message.body


def test_opening_the_page_changes_nothing(client: Client, representative: Representative) -> None:
    rows = list(Representative.objects.values()), list(City.objects.values()), Edition.current().token

    response = client.get(page_of(representative))

    page = response.content.decode()
    assert "Is everything still correct?" in page
    assert "A city card for everybody" in page
    assert representative.email not in page
    assert response["Cache-Control"] == "no-store, private"
    assert rows == (
        list(Representative.objects.values()),
        list(City.objects.values()),
        Edition.current().token,
    )
    assert "Ist alles noch richtig?" in content(client, page_of(representative, "de"))


def test_one_click_says_that_all_is_correct(
    client: Client, town: City, representative: Representative
) -> None:
    theirs = Practice.objects.get()
    other = make_practice(town, "from-the-register")
    elsewhere = City.objects.get(slug="altenau")

    assert senders.send(client, page_of(representative), correct="1").status_code == 302

    today = timezone.localdate()
    for record, checked in ((town, today), (theirs, today), (other, None), (elsewhere, None)):
        record.refresh_from_db()
        assert record.checked_on == checked
    assert town.history.first().history_change_reason == representing.REASON
    assert "you said that everything is correct" in content(client, page_of(representative))


def test_clicks_are_limited(client: Client, representative: Representative, limited: None) -> None:
    codes = [
        senders.send(client, page_of(representative), correct="1").status_code
        for _ in range(limiting.ANSWER.most + 1)
    ]

    assert codes == [302] * limiting.ANSWER.most + [429]


def test_one_click_ends_it(client: Client, town: City, representative: Representative) -> None:
    assert senders.send(client, page_of(representative), end="1").status_code == 302

    representative.refresh_from_db()
    assert representative.ended_on == timezone.localdate()
    page = content(client, page_of(representative))
    assert "You no longer speak for Altena" in page
    assert "<button" not in page[page.index("<main") : page.index("</main>")]
    town.refresh_from_db()
    assert town.checked_on is None


def test_who_has_ended_confirms_nothing(client: Client, town: City, representative: Representative) -> None:
    key = senders.hidden(client.get(page_of(representative)))
    representing.end(representative)

    client.post(page_of(representative), {"form_key": key, "correct": "1"})

    town.refresh_from_db()
    assert town.checked_on is None


@pytest.mark.parametrize("key", ["", "made:up:key"])
def test_a_post_without_our_key_changes_nothing(
    client: Client, town: City, representative: Representative, key: str
) -> None:
    for act in ("correct", "end"):
        assert client.post(page_of(representative), {"form_key": key, act: "1"}).status_code == 403

    town.refresh_from_db()
    representative.refresh_from_db()
    assert (town.checked_on, representative.ended_on) == (None, None)


def test_the_log_does_not_hold_its_address(
    client: Client, representative: Representative, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(WithoutPrivateLinks())
    token = representing.token(representative)

    assert client.post(f"/en/submissions/representing/{token}/", {"correct": ""}).status_code == 403

    assert "/en/submissions/representing/…/" in caplog.text
    assert token.partition("-")[2] not in caplog.text


def test_nobody_guesses_the_page(client: Client, representative: Representative) -> None:
    token = representing.token(representative)
    number, _dash, rest = token.partition("-")
    guesses = [
        *(rest, f"{int(number) + 1}-{rest}", f"{number}-{'A' * 32}", f"{number}-", "x", "-", "9" * 30),
    ]

    assert [client.get(f"/en/submissions/representing/{guess}/").status_code for guess in guesses] == [
        404
    ] * len(guesses)
    Representative.objects.update(nonce="")
    representative.refresh_from_db()
    assert client.get(page_of(representative)).status_code == 404
