"""Memberships and resolutions from the first page to the published record."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cities.models import City
from networks.models import Membership, Network, Resolution
from submissions import reviewing
from submissions.kinds import form_of
from submissions.models import Submission
from tests.making import make_city, make_membership, make_network, make_resolution, text
from tests.submissions import senders

pytestmark = pytest.mark.django_db

SOURCE = {"sources_url": "https://town.example/minutes", "sources_title": "Minutes"}
DECIDED = {
    "title": "We are a safe harbour",
    "body": "city council",
    "date": "18.12.2019",
    "outcome": "adopted",
    "votes_for": "31",
    "votes_against": "0",
}


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


@pytest.fixture
def town() -> City:
    return make_city("altena", endonym="Altena")


@pytest.fixture
def harbours() -> Network:
    return make_network("harbours", name=text("Safe Harbours", "Sichere Häfen"))


def test_a_membership_from_the_first_page_to_the_place(
    client: Client, editor: User, town: City, harbours: Network
) -> None:
    submission = senders.told(
        client,
        "membership",
        {"place": "Altena", "network": "harbours"},
        ("when", {"status": "member", "role": "founder", "joined": "2019-12"}),
        ("sources", SOURCE),
    )
    form = form_of(submission)
    assert form.is_valid()
    assert {row.name: row.answer for row in form.rows()} == {
        "place": "Altena, Germany",
        "network": "Safe Harbours",
        "status": "Member",
        "role": "Founding member",
        "joined": "December 2019",
        "sources": "Minutes, https://town.example/minutes",
    }
    assert not Membership.objects.exists()

    reviewing.accept(submission, editor)

    membership = Membership.objects.published().get()
    assert (membership.city, membership.network, str(membership.joined)) == (town, harbours, "2019-12")
    assert (membership.status, membership.role) == ("member", "founder")
    assert "Safe Harbours" in client.get("/en/cities/altena/").content.decode()


def test_a_membership_that_is_known_is_changed(
    client: Client, editor: User, town: City, harbours: Network
) -> None:
    known = make_membership(town, harbours, joined="2019", note=text("A note."))
    response = senders.send(client, "/en/submit/membership/", place="Altena", network="harbours")
    page = client.get(response["Location"]).content.decode()
    assert "is in the register already" in page
    assert 'value="2019"' in page

    submission = senders.told(
        client,
        "membership",
        {"place": "Altena", "network": "harbours"},
        ("when", {"status": "left", "role": "member", "joined": "2019", "left": "2024-03"}),
        ("sources", SOURCE),
    )
    reviewing.accept(submission, editor)

    known.refresh_from_db()
    assert (known.status, str(known.joined), str(known.left), str(known.note)) == (
        "left",
        "2019",
        "2024-03",
        "A note.",
    )
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("publication", "said"),
    [
        ("published", "The register has this already: Altena – .*Harbours.*Merge it into that."),
        ("withdrawn", "The register has this already, but it is not public: Altena – .*Harbours"),
    ],
)
def test_the_same_membership_that_came_in_meanwhile_is_not_written_over_unseen(
    client: Client, editor: User, town: City, harbours: Network, publication: str, said: str
) -> None:
    submission = senders.told(
        client,
        "membership",
        {"place": "Altena", "network": "harbours"},
        ("when", {"status": "member"}),
        ("sources", SOURCE),
    )
    record = make_membership(town, harbours, status="awarded", publication=publication)

    with pytest.raises(reviewing.IncompleteError, match=said):
        reviewing.accept(submission, editor)

    assert Membership.objects.get() == record
    record.refresh_from_db()
    assert (record.status, record.publication) == ("awarded", publication)
    assert not record.sources.exists()


@pytest.mark.parametrize(
    ("answers", "field", "message"),
    [
        ({"status": ""}, "status", "Choose what the municipality is there."),
        ({"status": "listed"}, "status", "listed is not one of the available choices."),
        ({"joined": "last year"}, "joined", "Enter a year, a month or a day: 2019, 2019-12 or 2019-12-18."),
        ({"joined": "2019-02-30"}, "joined", "Enter a year, a month or a day: 2019, 2019-12 or 2019-12-18."),
        ({"joined": "2199"}, "joined", "This date lies in the future."),
        ({"joined": "0019"}, "joined", "Enter a year from 1900 on."),
        ({"left": "2020"}, "left", "You chose that it is still there."),
        (
            {"status": "left", "joined": "2020", "left": "2019-12"},
            "left",
            "The end lies before the beginning.",
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_the_question(
    client: Client, town: City, harbours: Network, answers: dict[str, str], field: str, message: str
) -> None:
    senders.send(client, "/en/submit/membership/", place="Altena", network="harbours")
    address = senders.address(Submission.objects.get(), "when")

    response = senders.send(client, address, **{"status": "member", **answers})

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(message) >= 2
    assert f'id="id_{field}_error"' in page


@pytest.mark.parametrize("network", ["", "hidden", "nothing"])
def test_a_network_is_chosen_from_those_that_are_public(client: Client, town: City, network: str) -> None:
    make_network("hidden", publication="draft")

    response = senders.send(client, "/en/submit/membership/", place="Altena", network=network)

    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_network_error"' in page
    assert "Hidden" not in page


@pytest.mark.parametrize(
    ("language", "names"),
    [("de", ["Allianz", "– Sichere Häfen", "Zebra"]), ("en", ["Alliance", "– Safe Harbours", "Zebra"])],
)
def test_networks_stand_below_those_they_belong_to(
    client: Client, harbours: Network, language: str, names: list[str]
) -> None:
    make_network("zebra", name=text("Zebra"))
    harbours.parent = make_network("alliance", name=text("Alliance", "Allianz"))
    harbours.save()

    page = client.get(f"/{language}/submit/membership/").content.decode()

    found = [page.index(f">{name}</option>") for name in names]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2019", "2019"),
        ("2019-12", "2019-12"),
        ("2019-12-18", "2019-12-18"),
        ("18.12.2019", "2019-12-18"),
        ("12.2019", "2019-12"),
        (" 5. 3. 2020 ", "2020-03-05"),
    ],
)
def test_dates_are_read_as_people_write_them(
    client: Client, editor: User, town: City, harbours: Network, written: str, stored: str
) -> None:
    submission = senders.told(
        client,
        "membership",
        {"place": "Altena", "network": "harbours"},
        ("when", {"status": "member", "joined": written}),
        ("sources", SOURCE),
    )
    reviewing.accept(submission, editor)

    assert str(Membership.objects.get().joined) == stored


def test_a_resolution_from_the_first_page_to_the_place(
    client: Client, editor: User, town: City, harbours: Network
) -> None:
    submission = senders.told(
        client,
        "resolution",
        {"place": "Altena", "written_in": "de"},
        ("what", DECIDED),
        ("further", {"network": "harbours", "paper": "https://town.example/paper", **SOURCE}),
    )
    form = form_of(submission)
    assert form.is_valid()
    rows = {row.name: row.answer for row in form.rows()}
    assert (rows["date"], rows["outcome"], rows["votes_against"]) == ("18 December 2019", "adopted", "0")

    reviewing.accept(submission, editor)

    resolution = Resolution.objects.published().get()
    assert resolution.title.data == {"de": "We are a safe harbour"}
    assert (str(resolution.date), resolution.votes_for, resolution.votes_against) == ("2019-12-18", 31, 0)
    assert (resolution.network, resolution.url) == (harbours, "https://town.example/paper")
    assert "We are a safe harbour" in client.get("/en/cities/altena/").content.decode()


def test_a_resolution_of_the_same_day_is_pointed_at_and_can_be_changed(
    client: Client, editor: User, town: City
) -> None:
    known = make_resolution(town, date="2019-12-18")
    make_resolution(town, date="2020", title=text("Another"))
    senders.send(client, "/en/submit/resolution/", place="Altena", written_in="en")
    submission = Submission.objects.get()
    senders.send(client, senders.address(submission, "what"), **DECIDED)

    page = client.get(senders.address(submission, "further")).content.decode()

    change = f"/en/submit/resolution/{known.pk}/"
    assert f'<a href="{change}">' in page
    assert "Another" not in page
    assert 'value="Declaration"' in client.get(change).content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title": ""}, "title", "Write what the resolution is called."),
        ({"body": ""}, "body", "Write who decided it."),
        ({"date": ""}, "date", "Enter when it was decided; the year is enough."),
        ({"outcome": ""}, "outcome", "Choose how it ended."),
        ({"votes_for": "-1"}, "votes_for", "Enter a whole number, for example 31."),
        ({"votes_against": "most"}, "votes_against", "Enter a whole number, for example 31."),
    ],
)
def test_a_resolution_needs_its_parts(
    client: Client, town: City, changes: dict[str, str], field: str, message: str
) -> None:
    senders.send(client, "/en/submit/resolution/", place="Altena", written_in="en")

    response = senders.send(
        client, senders.address(Submission.objects.get(), "what"), **{**DECIDED, **changes}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(message) >= 2
    assert f'id="id_{field}_error"' in page
