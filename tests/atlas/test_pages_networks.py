"""Pages of networks: the families, and one network with its members."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cities.models import City
from networks.models import Network
from tests.making import date, make_city, make_membership, make_network, make_practice, make_source, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def family() -> dict[str, Network]:
    """An umbrella with two coalitions; Bonn is in both, Graz in one, Bern in the umbrella itself."""
    above = make_network("iccar", short_name="ICCAR")
    europe = make_network("eccar", short_name="ECCAR", parent=above, mark="square")
    canada = make_network("cmard", short_name="CMARD", parent=above, mark="diamond")
    bonn, graz = make_city("bonn"), make_city("graz", country="AT")
    make_membership(bonn, europe, joined="2015-10")
    make_membership(bonn, canada)
    make_membership(graz, europe)
    make_membership(make_city("bern", country="CH"), above, joined="2004")
    return {"iccar": above, "eccar": europe, "cmard": canada}


def test_an_umbrella_holds_the_members_below_it_each_place_once(
    visitor: Client, family: dict[str, Network]
) -> None:
    context = visitor.get("/en/networks/iccar/").context

    assert context["count"] == 3
    assert context["country_count"] == 3
    assert [member.city.slug for group in context["countries"] for member in group.members] == [
        "graz",
        "bonn",
        "bern",
    ]  # Austria, Germany, Switzerland


def test_the_family_counts_distinct_places(visitor: Client, family: dict[str, Network]) -> None:
    branch = visitor.get("/en/networks/eccar/").context["family"]

    assert (branch.network.slug, branch.count, branch.here) == ("iccar", 3, False)
    assert [(child.network.slug, child.count, child.here) for child in branch.children] == [
        ("cmard", 1, False),
        ("eccar", 2, True),
    ]


def test_a_place_stands_with_the_networks_own_date(visitor: Client, family: dict[str, Network]) -> None:
    make_membership(City.objects.get(slug="bonn"), family["iccar"], joined="2020")

    page = visitor.get("/en/networks/iccar/")

    bonn = next(
        member
        for group in page.context["countries"]
        for member in group.members
        if member.city.slug == "bonn"
    )
    assert bonn.joined == date("2020")
    assert bonn.through is None


def test_a_withdrawn_child_takes_its_members_out_of_the_umbrella(
    visitor: Client, family: dict[str, Network]
) -> None:
    family["eccar"].publication = "withdrawn"
    family["eccar"].save()

    assert visitor.get("/en/networks/iccar/").context["count"] == 2
    assert visitor.get("/en/networks/eccar/").status_code == 404
    assert "ECCAR" not in visitor.get("/en/networks/").text


def test_a_withdrawn_umbrella_leaves_its_children_standing(
    visitor: Client, family: dict[str, Network]
) -> None:
    family["iccar"].publication = "withdrawn"
    family["iccar"].save()

    page = visitor.get("/en/networks/eccar/")
    listed = visitor.get("/en/networks/").context["families"]

    assert page.status_code == 200
    assert "ICCAR" not in page.text
    assert [branch.network.slug for branch in listed] == ["cmard", "eccar"]


def test_a_network_nobody_knows_is_not_found(visitor: Client) -> None:
    assert visitor.get("/en/networks/nothing/").status_code == 404


def test_the_list_nests_families(visitor: Client, family: dict[str, Network]) -> None:
    make_network("alone", short_name="Alone")

    context = visitor.get("/en/networks/").context

    tree = [
        (branch.network.slug, [child.network.slug for child in branch.children])
        for branch in context["families"]
    ]
    assert tree == [("alone", []), ("iccar", ["cmard", "eccar"])]


def test_stated_and_recorded_stand_side_by_side_in_words(visitor: Client) -> None:
    network = make_network(
        "eccar",
        short_name="ECCAR",
        stated_members=170,
        stated_on=date("2025-11"),
        stated_source=make_source("stated"),
    )
    make_membership(make_city("bonn"), network)

    page = visitor.get("/en/networks/eccar/")

    assert page.context["stated"]["more"] == 169
    assert "170 members are stated for ECCAR (November 2025)." in page.text
    assert 'href="#source-1"' in page.text


def test_more_recorded_than_stated_shows_nothing_missing(visitor: Client) -> None:
    network = make_network("small", stated_members=1)
    make_membership(make_city("bonn"), network)
    make_membership(make_city("kiel"), network)

    page = visitor.get("/en/networks/small/")

    assert page.context["stated"] == {"more": 0, "recorded_width": "100.00%", "more_width": "0.00%"}
    assert "more stated, not recorded here" not in page.text


def test_a_network_that_states_nothing_has_no_bar(visitor: Client) -> None:
    make_network("quiet")

    page = visitor.get("/en/networks/quiet/")

    assert page.context["stated"] is None
    assert "Stated and recorded" not in page.text
    assert "No member is recorded here with a source so far." in page.text


def test_members_show_their_date_or_that_none_is_known(visitor: Client) -> None:
    network = make_network("eccar")
    make_membership(make_city("bonn"), network, joined="2015-10")
    make_membership(make_city("kiel"), network)

    page = visitor.get("/de/networks/eccar/")

    assert "Oktober 2015" in page.text
    assert "unbekannt" in page.text
    assert "Für 1 Mitglied nennt keine Quelle das Beitrittsdatum." in page.text


def test_who_is_only_named_or_has_applied_is_not_a_member(visitor: Client) -> None:
    network = make_network("eccar")
    make_membership(make_city("bonn"), network)
    make_membership(make_city("kiel"), network, status="listed")
    make_membership(make_city("celle"), network, status="applied")

    context = visitor.get("/en/networks/eccar/").context

    assert context["count"] == 1
    assert [(group["status"], [city.slug for city in group["cities"]]) for group in context["apart"]] == [
        ("listed", ["kiel"]),
        ("applied", ["celle"]),
    ]


def test_very_many_members_are_cut_and_the_rest_named(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atlas.views.networks.MOST_MEMBERS", 2)
    network = make_network("eccar")
    for slug in ("aachen", "bonn", "celle"):
        make_membership(make_city(slug), network)

    page = visitor.get("/en/networks/eccar/")

    assert sum(len(group.members) for group in page.context["countries"]) == 2
    assert "1 more stand on the map and in the downloads." in page.text


def test_practices_of_a_withdrawn_place_are_not_shown(visitor: Client) -> None:
    network = make_network("eccar")
    city = make_city("bonn")
    make_practice(city, "shown", title=text("A desk against racism")).networks.add(network)
    assert "A desk against racism" in visitor.get("/en/networks/eccar/").text

    city.publication = "withdrawn"
    city.save()

    assert "A desk against racism" not in visitor.get("/en/networks/eccar/").text


@pytest.mark.parametrize("address", ["/en/networks/", "/en/networks/iccar/"])
def test_more_members_and_networks_ask_no_more_queries(
    visitor: Client, family: dict[str, Network], address: str
) -> None:
    visitor.get(address)
    with CaptureQueriesContext(connection) as few:
        visitor.get(address)
    for number in range(8):
        below = make_network(f"below-{number}", parent=family["iccar"])
        lowest = make_network(f"lowest-{number}", parent=below)
        make_membership(make_city(f"place-{number}"), lowest).sources.add(make_source())
        make_membership(make_city(f"named-{number}"), below, status="listed")
    with CaptureQueriesContext(connection) as first:  # nothing is remembered of a new edition
        visitor.get(address)
    with CaptureQueriesContext(connection) as many:
        visitor.get(address)

    assert len(many) == len(few)
    assert len(first) <= 12
