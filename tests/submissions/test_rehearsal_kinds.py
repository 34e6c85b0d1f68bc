"""The preview of every other kind than practices is the page that acceptance gives, too."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cities.models import City
from networks.models import Membership, Resolution
from submissions import representing, reviewing
from submissions.models import Representative, Submission
from tests.making import make_city, make_network, make_practice, text
from tests.submissions import senders
from tests.submissions.previews import as_previewed, main_of

pytestmark = pytest.mark.django_db

SOURCE = {"sources_url": "https://town.example/about", "sources_title": "About us"}
SAID = "Submitted by the municipality."


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


@pytest.fixture(autouse=True)
def town() -> City:
    return make_city("altena", endonym="Altena", portrait=text("Old.", "Alt."))


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

    assert preview == as_previewed(main_of(client, "/en/cities/altena/"))
    assert "New." in preview


def test_the_portrait_of_the_municipality_says_so(client: Client, editor: User, town: City) -> None:
    submission = portrait(client)
    representing.confirm(submission, editor, Representative.How.PHONE)
    other = make_practice(town, "other")
    assert SAID not in main_of(client, "/en/cities/altena/")
    preview = main_of(client, senders.address(submission, "preview"))
    reviewing.accept(submission, editor)

    assert SAID in preview
    assert preview == as_previewed(main_of(client, "/en/cities/altena/"))
    assert SAID not in main_of(client, f"/en/practices/{other.slug}/")


def membership(client: Client) -> Submission:
    make_network("harbours", name=text("Safe Harbours", "Sichere Häfen"))
    return senders.told(
        client,
        "membership",
        {"place": "Altena", "network": "harbours"},
        ("when", {"status": "member", "joined": "2019-12"}),
        ("sources", SOURCE),
    )


@pytest.mark.parametrize(
    ("language", "network", "joined"),
    [("en", "Safe Harbours", "December 2019"), ("de", "Sichere Häfen", "Dezember 2019")],
)
def test_a_membership(client: Client, editor: User, language: str, network: str, joined: str) -> None:
    submission = membership(client)
    preview = main_of(client, senders.address(submission, "preview", language))
    assert not Membership.objects.exists()
    reviewing.accept(submission, editor)

    assert preview == as_previewed(main_of(client, f"/{language}/cities/altena/"), language)
    assert network in preview
    assert joined in preview


def test_a_change_of_a_membership(client: Client, editor: User) -> None:
    reviewing.accept(membership(client), editor)
    record = Membership.objects.get()
    senders.send(client, f"/en/submit/membership/{record.pk}/", status="left", joined="2019-12", left="2024")
    submission = Submission.objects.latest("pk")
    address = senders.address(submission, "preview")

    preview = main_of(client, address)

    record.refresh_from_db()
    assert record.status == Membership.Status.MEMBER
    assert "until 2024" in preview
    assert "until 2024" not in main_of(client, "/en/cities/altena/")


def resolution(client: Client, **what: Any) -> Submission:
    answers = {"title": "Altena takes in more", "body": "City council", "date": "2018-06-20"}
    votes = {"outcome": "adopted", "votes_for": "31", "votes_against": "2"}
    return senders.told(
        client,
        "resolution",
        {"place": "Altena", "written_in": "en"},
        ("what", {**answers, **votes, **what}),
        ("further", {"network": "", "paper": "https://altena.example/paper/7", **SOURCE}),
    )


@pytest.mark.parametrize(("language", "day"), [("en", "20 June 2018"), ("de", "20. Juni 2018")])
def test_a_resolution(client: Client, editor: User, language: str, day: str) -> None:
    submission = resolution(client)
    preview = main_of(client, senders.address(submission, "preview", language))
    assert not Resolution.objects.exists()
    reviewing.accept(submission, editor)

    assert preview == as_previewed(main_of(client, f"/{language}/cities/altena/"), language)
    assert "Altena takes in more" in preview
    assert day in preview
    assert "https://altena.example/paper/7" in preview


def test_a_change_of_a_resolution(client: Client, editor: User) -> None:
    reviewing.accept(resolution(client), editor)
    record = Resolution.objects.get()
    senders.send(
        client,
        f"/en/submit/resolution/{record.pk}/",
        title="Altena takes in a hundred more",
        body="City council",
        date="2018-06-20",
        outcome="adopted",
    )
    submission = Submission.objects.latest("pk")

    preview = main_of(client, senders.address(submission, "preview"))

    assert "Altena takes in a hundred more" in preview
    assert "Altena takes in a hundred more" not in main_of(client, "/en/cities/altena/")
    assert str(Resolution.objects.get().title) == "Altena takes in more"


@pytest.mark.parametrize(
    ("language", "said", "missing"),
    [
        ("en", "For a preview this is still needed:", "Write what the resolution is called."),
        ("de", "Für eine Vorschau fehlt noch:", "Schreiben Sie, wie der Beschluss heißt."),
    ],
)
def test_of_an_unfinished_resolution_it_says_what_is_missing(
    client: Client, language: str, said: str, missing: str
) -> None:
    submission = senders.begin(client, "Altena", kind="resolution")

    page = main_of(client, senders.address(submission, "preview", language))

    assert said in page
    assert missing in page
    assert f'href="{senders.address(submission, "what", language)}?back=send#id_title"' in page


@pytest.mark.parametrize("kind", ["membership", "resolution"])
def test_of_a_place_that_is_not_in_the_register_there_is_none(client: Client, kind: str) -> None:
    make_network("harbours")
    first = {"place": "Nowhere", "place_slug": "new", "written_in": "en", "network": "harbours"}
    senders.send(client, f"/en/submit/{kind}/", **first)
    submission = Submission.objects.get()

    assert "No preview yet" in main_of(client, senders.address(submission, "preview"))
