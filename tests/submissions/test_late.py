"""What comes from a page that was read before something else happened."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from submissions import drafting, reviewing
from submissions.fingerprints import StaleError, fingerprint
from submissions.models import Letter, Sender, Submission
from submissions.moving import NotAllowedError
from submissions.states import State
from tests.making import make_city, make_topic
from tests.submissions import senders

pytestmark = pytest.mark.django_db

OTHER = "mayor@altena.example"


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena")
    make_topic("housing")


def test_an_address_that_comes_after_the_confirmation_is_not_taken(client: Client) -> None:
    early = Submission.objects.get(pk=senders.sent(client, "altena").pk)
    drafting.confirm(Submission.objects.get(pk=early.pk))

    drafting.introduce(early, email=OTHER, name="Eva Other")

    sender = Sender.objects.get()
    assert (sender.email, sender.name) == (senders.SENDER["email"], "Eva Other")


def test_a_confirmation_does_not_hold_for_an_address_that_came_before_it(client: Client) -> None:
    early = senders.sent(client, "altena")
    assert early.sender.email == senders.SENDER["email"]
    drafting.introduce(Submission.objects.get(pk=early.pk), email=OTHER)

    with pytest.raises(NotAllowedError):
        drafting.confirm(early)

    early.refresh_from_db()
    assert (early.state, early.confirmed_at) == (State.UNCONFIRMED, None)


def test_nothing_is_added_to_what_was_decided(client: Client) -> None:
    early = senders.confirmed(client, "altena")
    reviewing.decline(Submission.objects.get(pk=early.pk), User.objects.create_user("editor"), "No.")

    with pytest.raises(NotAllowedError):
        drafting.save(early, {"title": ["Too late"]}, city=early.city)
    with pytest.raises(NotAllowedError):
        drafting.introduce(early, name="Too Late")

    early.refresh_from_db()
    assert early.draft is None
    assert Sender.objects.get().name == "Eva Muster"


def test_what_was_typed_in_another_window_is_looked_through_before_it_is_sent(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.fill(client, submission)
    address = senders.address(submission, "send")
    carried = senders.carried(client.get(address))
    senders.send(
        client, senders.address(submission, "what"), **senders.PRACTICE["what"] | {"title": "Another"}
    )

    response = client.post(address, carried)

    submission.refresh_from_db()
    assert response.status_code == 409
    assert "Something was changed since you opened this page." in response.content.decode()
    assert "Another" in response.content.decode()
    assert (submission.state, submission.payload) == (State.DRAFT, {})
    assert client.post(address, senders.carried(response)).status_code == 302
    submission.refresh_from_db()
    assert submission.payload["title"] == ["Another"]


def test_what_was_saved_since_the_submission_was_read_is_sent_too(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.fill(client, submission)
    early = Submission.objects.get(pk=submission.pk)
    drafting.save(submission, {"title": ["Another"]}, city=submission.city)

    drafting.send(early)

    assert early.payload["title"] == ["Another"]


def test_what_the_sender_changed_meanwhile_is_not_published_unseen(client: Client) -> None:
    submission = senders.confirmed(client, "altena")
    editor, seen = User.objects.create_user("editor"), fingerprint(submission)
    early = Submission.objects.get(pk=submission.pk)
    drafting.save(submission, {"title": ["Another"]}, city=submission.city)
    drafting.send(submission)

    with pytest.raises(StaleError):
        reviewing.accept(early, editor, typed=early.payload, seen=seen)
    with pytest.raises(StaleError):
        reviewing.edit(early, editor, early.payload, seen=seen)

    early.refresh_from_db()
    assert (early.state, early.edited) == (State.WAITING, None)
    reviewing.accept(early, editor, seen=fingerprint(early))


def test_going_back_to_the_first_page_and_typing_another_place_keeps_it(client: Client) -> None:
    make_city("hagen", endonym="Hagen")
    key = senders.hidden(client.get("/en/submit/practice/"))
    first = {"form_key": key, "place": "Altena", "written_in": "en"}
    client.post("/en/submit/practice/", first)
    submission = Submission.objects.get()
    senders.send(client, senders.address(submission, "what"), **senders.PRACTICE["what"])

    response = client.post("/en/submit/practice/", {**first, "place": "Hagen"})

    assert response.status_code == 302
    submission = Submission.objects.get()
    assert submission.city is not None
    assert (submission.city.slug, submission.draft["place"]) == ("hagen", ["Hagen"])
    assert submission.draft["title"] == [senders.PRACTICE["what"]["title"]]


def test_going_back_to_what_was_sent_changes_nothing(client: Client) -> None:
    key = senders.hidden(client.get("/en/submit/practice/"))
    first = {"form_key": key, "place": "Altena", "written_in": "en"}
    client.post("/en/submit/practice/", first)
    submission = Submission.objects.get()
    senders.fill(client, submission)
    senders.send(client, senders.address(submission, "send"))

    client.post("/en/submit/practice/", {**first, "place": "Elsewhere", "later": "1"})

    submission.refresh_from_db()
    assert (submission.draft, submission.payload["place"]) == (None, ["Altena"])


def test_a_withdrawn_submission_is_not_called_confirmed(client: Client) -> None:
    submission = senders.sent(client, "altena")
    link = senders.address(submission, f"confirm/{drafting.confirming_token(submission)}")
    drafting.withdraw(submission)

    page = client.get(link).content.decode()

    assert "The submission was withdrawn. There is nothing to confirm any more." in page
    assert "confirmed already" not in page


def test_a_confirmation_that_is_not_taken_says_so(client: Client) -> None:
    submission = senders.sent(client, "altena")
    link = senders.address(submission, f"confirm/{drafting.confirming_token(submission)}")

    response = client.post(link, {"form_key": "too old"})

    assert response.status_code == 403
    assert "lay open too long" in response.content.decode()
    assert client.post(link, senders.carried(response)).status_code == 302


def test_half_an_address_gets_no_letter(client: Client) -> None:
    submission = senders.sent(client, "altena")
    senders.send(
        client, senders.address(submission, "contact"), **senders.SENDER | {"email": "eva@", "later": "1"}
    )
    written = Letter.objects.count()

    response = senders.send(client, senders.address(submission, "confirm"))

    assert response["Location"] == senders.address(submission, "contact")
    assert Letter.objects.count() == written
