"""The preview of every other kind than practices is the page that acceptance gives, too."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cities.models import City
from networks.models import Membership
from submissions import representing, reviewing
from submissions.models import Representative, Submission
from tests.making import make_city, make_network, make_practice, text
from tests.submissions import senders

pytestmark = pytest.mark.django_db

SOURCE = {"sources_url": "https://town.example/about", "sources_title": "About us"}
SAID = "Submitted by the municipality."


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


@pytest.fixture(autouse=True)
def town() -> City:
    return make_city("altena", endonym="Altena", portrait=text("Old.", "Alt."))


def main_of(client: Client, address: str) -> str:
    """What stands between the frames."""
    response = client.get(address)
    assert response.status_code == 200
    found = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert found
    return found[0]


def portrait(client: Client) -> Submission:
    return senders.told(
        client,
        "city",
        {"place": "altena", "written_in": "en"},
        ("about", {"portrait": "New."}),
        ("sources", SOURCE),
    )


def test_a_portrait(client: Client, editor: User) -> None:
    submission = portrait(client)
    preview = main_of(client, senders.address(submission, "preview"))
    assert "Old." in main_of(client, "/en/cities/altena/")
    reviewing.accept(submission, editor)

    assert preview == main_of(client, "/en/cities/altena/")
    assert "New." in preview


def test_the_portrait_of_the_municipality_says_so(client: Client, editor: User, town: City) -> None:
    submission = portrait(client)
    representing.confirm(submission, editor, Representative.How.PHONE)
    other = make_practice(town, "other")
    assert SAID not in main_of(client, "/en/cities/altena/")
    preview = main_of(client, senders.address(submission, "preview"))
    reviewing.accept(submission, editor)

    assert SAID in preview
    assert preview == main_of(client, "/en/cities/altena/")
    assert SAID not in main_of(client, f"/en/practices/{other.slug}/")


def test_a_membership(client: Client, editor: User) -> None:
    make_network("harbours", name=text("Safe Harbours"))
    submission = senders.told(
        client,
        "membership",
        {"place": "Altena", "network": "harbours"},
        ("when", {"status": "member", "joined": "2019-12"}),
        ("sources", SOURCE),
    )
    preview = main_of(client, senders.address(submission, "preview"))
    assert not Membership.objects.exists()
    reviewing.accept(submission, editor)

    assert preview == main_of(client, "/en/cities/altena/")
    assert "Safe Harbours" in preview
