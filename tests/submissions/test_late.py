"""What comes from a page that was read before something else happened."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from submissions import drafting, reviewing
from submissions.models import Sender, Submission
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
