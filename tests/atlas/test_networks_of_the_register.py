"""Network pages with the real register: German texts, sources without a name, figures against the files."""

import csv
import io
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cities.models import Source, translated
from networks.models import Membership, Network

COUNTED = {"member", "awarded", "observer"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def table(root: Path, name: str) -> list[dict[str, Any]]:
    """Rows of a file of the register."""
    with (root / "fixtures" / "register" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_text_of_a_network_is_there_in_german(root: Path) -> None:
    for row in table(root, "networks.csv"):
        network = Network.objects.get(slug=row["slug"])
        for name in ("initiator", "secretariat", "scope"):
            languages = {"en", "de"} if row[name] else set()
            assert set(translated(getattr(network, name))) == languages, (row["slug"], name)


def test_german_page_speaks_german_about_the_secretariat(client: Client) -> None:
    page = client.get("/de/networks/eccar/").text

    assert "UNESCO und die Stadt Nürnberg" in page
    assert "UNESCO and the City of Nuremberg" not in page
    assert "UNESCO and the City of Nuremberg" in client.get("/en/networks/eccar/").text


def test_sources_under_a_bare_number_are_named_but_not_linked(client: Client) -> None:
    source = Source.objects.get(url__startswith="http://40.74.122.252/")
    membership = Membership.objects.filter(sources=source).select_related("city")[0]

    page = client.get(f"/en/cities/{membership.city.slug}/").text

    assert "Wikipedia (de), version of 23 October 2009 (via mirror): Eurocities" in page
    assert "40.74.122.252" not in page


@pytest.mark.parametrize("slug", ["eccar", "mayors-for-peace", "staedte-sicherer-haefen"])
def test_growth_is_that_of_the_files_and_undated_ones_stand_apart(
    client: Client, root: Path, slug: str
) -> None:
    rows = [
        row for row in table(root, "memberships.csv") if row["network"] == slug and row["status"] in COUNTED
    ]
    expected = Counter(row["joined"][:4] for row in rows)

    response = client.get(f"/en/networks/{slug}/growth.csv")
    found = {row["year"]: int(row["joined"]) for row in csv.DictReader(io.StringIO(response.text))}

    assert found == dict(expected)
    page = client.get(f"/en/networks/{slug}/").text
    dated = len(rows) - expected[""]
    assert f"{dated} with a date" in page
    assert f"For {expected['']} more no source gives the date" in page
    assert f'href="/en/networks/{slug}/growth.csv"' in page


def test_a_network_without_dates_has_no_growth(client: Client) -> None:
    assert "Growth over the years" not in client.get("/en/networks/esn/").text
    assert client.get("/en/networks/esn/growth.csv").status_code == 404


def test_what_members_share_with_other_networks_is_that_of_the_files(client: Client, root: Path) -> None:
    places = defaultdict(set)
    for row in table(root, "memberships.csv"):
        if row["status"] in COUNTED:
            places[row["network"]].add(row["place"])

    page = client.get("/en/networks/eccar/")
    shared = {each["network"].slug: each["count"] for each in page.context["overlaps"]}

    for slug in ("intercultural-cities", "sichere-haefen", "rainbow-cities", "mayors-for-peace"):
        assert shared[slug] == len(places["eccar"] & places[slug])
    assert "iccar" not in shared  # its own umbrella holds all of them
    assert 'href="/en/map/?network_all=eccar&amp;network_all=rainbow-cities"' in page.text


def test_states_have_their_coordinators_with_sources(client: Client) -> None:
    page = client.get("/de/networks/staedte-sicherer-haefen/")
    found = {
        entry["membership"].city.slug: (str(entry["membership"].city.region), len(entry["cited"]) > 0)
        for entry in page.context["coordinating"]
    }

    assert found == {
        "berlin": ("Berlin", True),
        "bielefeld": ("Nordrhein-Westfalen", True),
        "braunschweig": ("Niedersachsen", True),
        "flensburg": ("Schleswig-Holstein", True),
        "giessen": ("Hessen", True),
        "muenchen": ("Bayern", True),
        "potsdam": ("Brandenburg", True),
        "rottenburg-am-neckar": ("Baden-Württemberg", True),
        "saarbruecken": ("Saarland", True),
    }
    assert "Koordiniert das Bündnis bundesweit" in page.text


def members(client: Client, query: str) -> list[str]:
    groups = client.get(f"/en/networks/eccar/{query}").context["countries"]
    return [member.city.slug for group in groups for member in group.members]


def test_members_stand_by_country_by_name_or_by_date(client: Client) -> None:
    by_country, by_name, by_date = (
        members(client, query) for query in ("", "?ordering=name", "?ordering=joined")
    )

    assert by_country[0] == "graz"  # Austria
    assert by_name[:2] == ["staedteregion-aachen", "anderlecht"]  # Aachen city region
    assert by_date[:2] == ["erlangen", "nuernberg"]  # 10 December 2004
    assert sorted(by_country) == sorted(by_name) == sorted(by_date)
    assert len(by_name) == 87


def test_members_of_one_country(client: Client) -> None:
    swiss = members(client, "?country=CH&ordering=joined")

    assert len(swiss) == 11
    assert swiss[0] == "lausanne"  # 2005
    assert client.get("/en/networks/eccar/?country=CH").context["count"] == 87  # the network stays what it is


def test_an_order_nobody_knows_is_said_and_left_out(client: Client) -> None:
    page = client.get("/en/networks/eccar/?ordering=size&country=XX&colour=red")

    assert page.context["problems"] == [
        "“ordering” was left out: Not known here: size.",
        "“country” was left out: Not known here: XX.",
        "“colour” was left out: There is no filter of this name.",
    ]
    assert len(page.context["countries"]) == 10


def test_the_data_of_the_members_can_be_taken_along(client: Client) -> None:
    page = client.get("/de/networks/rainbow-cities/").text

    for address in (
        "/api/v1/cities.csv?network=rainbow-cities",
        "/api/v1/memberships.csv?network=rainbow-cities",
        "/api/v1/cities.geojson?network=rainbow-cities",
        "/de/feeds/changes.atom?network=rainbow-cities",
        "/de/statistics/?network=rainbow-cities",
        "/de/map.svg?network=rainbow-cities",
        "/de/map/?network=rainbow-cities",
    ):
        assert f'"{address}"' in page
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_network_has_a_page_with_few_statements(client: Client, language: str) -> None:
    for slug in Network.objects.published().values_list("slug", flat=True):
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"/{language}/networks/{slug}/")
        assert response.status_code == 200, slug
        assert len(asked) <= 12, slug


def test_machines_learn_the_members_and_the_umbrella(client: Client) -> None:
    page = client.get("/de/networks/eccar/").context["linked_data"]
    organization, trail = page["@graph"]

    assert organization["parentOrganization"]["@id"] == "http://testserver/en/networks/iccar/"
    assert len(organization["member"]) == 87
    assert [step["name"] for step in trail["itemListElement"]] == ["Netzwerke", "ICCAR weltweit", "ECCAR"]
