"""Pages of places, areas and topics with the real register: the figures that the CSV files give, in few statements."""

import csv
import html
import math
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

MOST_STATEMENTS = 12
COUNTED = {"member", "awarded", "observer"}

Row = dict[str, str]


@pytest.fixture(scope="module")
def places(root: Path) -> dict[str, Row]:
    return {row["place"]: row for row in table(root, "places")}


@pytest.fixture(scope="module")
def networks_of(root: Path) -> dict[str, set[str]]:
    """The networks that each place counts in."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in table(root, "memberships"):
        if row["status"] in COUNTED:
            found[row["place"]].add(row["network"])
    return found


def table(root: Path, name: str) -> list[Row]:
    with (root / "fixtures" / "register" / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def page(address: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", Client().get(address).text))


def kilometres(one: Row, other: Row) -> float:
    """By the law of cosines, unlike the page's own."""
    first, second = math.radians(float(one["latitude"])), math.radians(float(other["latitude"]))
    across = math.radians(float(one["longitude"]) - float(other["longitude"]))
    cosine = math.sin(first) * math.sin(second) + math.cos(first) * math.cos(second) * math.cos(across)
    return 6371.0088 * math.acos(min(1.0, cosine))


@pytest.mark.parametrize("slug", ["muenchen", "potsdam", "konstanz"])
def test_companions_are_those_who_share_most(
    places: dict[str, Row], networks_of: dict[str, set[str]], slug: str
) -> None:
    mine = networks_of[slug]
    others = sorted(
        (other for other in networks_of if other != slug and networks_of[other] & mine),
        key=lambda other: (-len(networks_of[other] & mine), kilometres(places[slug], places[other]), other),
    )

    found = Client().get(f"/en/cities/{slug}/").context["companions"]

    assert [each.city.slug for each in found] == others[:6]
    assert [{network.slug for network in each.shared} for each in found] == [
        networks_of[other] & mine for other in others[:6]
    ]


@pytest.mark.parametrize("slug", ["muenchen", "potsdam", "konstanz"])
def test_neighbours_are_the_nearest_members(
    places: dict[str, Row], networks_of: dict[str, set[str]], slug: str
) -> None:
    distances = {other: kilometres(places[slug], places[other]) for other in networks_of if other != slug}
    nearest = sorted(distances, key=distances.__getitem__)[:6]

    found = Client().get(f"/en/cities/{slug}/").context["neighbours"]

    assert [each.city.slug for each in found] == nearest
    assert [each.km for each in found] == pytest.approx([distances[other] for other in nearest], abs=0.01)


def test_munich_reads_as_its_sources_say() -> None:
    german, english = page("/de/cities/muenchen/"), page("/en/cities/muenchen/")

    for text in (
        ">seit Juni 1989<",
        ">seit 26. November 2008<",
        ">Beginn unbekannt, belegt November 2016<",
        "1 Mitgliedschaft hat kein Datum und darum keinen Balken.",
        "teilt mit München 9 Netzwerke:",
        '<dt>Englisch</dt><dd lang="en">Munich</dd>',
        "Stadt für Stadt: München, Stand 21. November 2026.",
    ):
        assert text in german
    for text in (
        ">since 18 July 2019<",
        ">since 18 December 2019<",
        "1 membership has no date and so no bar.",
        "shares with Munich 9 networks:",
        '<dt>Own name</dt><dd lang="de">München</dd>',
        "GeoNames 2867714",
    ):
        assert text in english
    assert len(re.findall(r'<text class="chart-label timeline-label"', german)) == 9
    assert len(re.findall(r'class="chart-open"', german)) == 8  # all but the one without a date
    assert "1512491" not in german  # its undated population


def test_potsdam_and_konstanz_read_as_their_sources_say() -> None:
    potsdam, konstanz = page("/de/cities/potsdam/"), page("/en/cities/konstanz/")

    assert ">seit 17. April 2007<" in potsdam
    assert ">seit 5. Dezember 2018<" in potsdam
    assert ">Beginn unbekannt, belegt März 2009<" in potsdam
    assert ">since 1986<" in konstanz
    assert ">start unknown, attested April 2021<" in konstanz
    assert ">start unknown, attested February 2020<" in konstanz


def test_north_rhine_westphalia_goes_from_aachen_to_wuppertal(
    root: Path, places: dict[str, Row], networks_of: dict[str, set[str]]
) -> None:
    here = [slug for slug, row in places.items() if row["region"] == "DE-NW"]
    members = [slug for slug in here if networks_of[slug]]
    joined = [
        row["joined"]
        for row in table(root, "memberships")
        if row["place"] in here and row["status"] in COUNTED and row["joined"]
    ]
    assert (len(here), len(members), min(joined)) == (76, 74, "1989-06")

    german, english = page("/de/countries/DE/DE-NW/"), page("/en/countries/DE/DE-NW/")

    assert "Von Aachen bis Wuppertal: 76 Orte in Nordrhein-Westfalen stehen in diesem Register." in german
    assert (
        "74 mit belegter Mitgliedschaft, in 11 Netzwerken. Früheste Mitgliedschaft mit Datum: Juni 1989."
        in german
    )
    assert "From Aachen to Wuppertal: 76 places in North Rhine-Westphalia are in this register." in english
    assert "74 with a sourced membership, in 11 networks." in english


def test_a_country_is_named_as_its_language_names_it() -> None:
    assert "Orte in der Türkei stehen in diesem Register." in page("/de/countries/TR/")
    assert "places in the United Kingdom are in this register." in page("/en/countries/GB/")


def test_housing_has_its_practices_and_places() -> None:
    german, english = page("/de/topics/housing/"), page("/en/topics/housing/")

    assert (
        "30 gute Beispiele in diesem Register gehören zu diesem Thema, aus 27 Orten in 12 Ländern." in german
    )
    assert "30 practices in this register are about this topic, from 27 places in 12 countries." in english
    assert len(Client().get("/en/topics/housing/").context["places"]) == 27


def test_three_cities_side_by_side(networks_of: dict[str, set[str]]) -> None:
    slugs = ["muenchen", "potsdam", "konstanz"]

    response = Client().get("/en/compare/", {"city": slugs})

    lines = response.context["memberships"]
    found = {line["network"].slug: [bool(cell["held"]) for cell in line["cells"]] for line in lines}
    every = set[str]().union(*(networks_of[slug] for slug in slugs))
    assert found == {network: [network in networks_of[slug] for slug in slugs] for network in every}
    shared = [sum(held) for held in found.values()]
    assert shared == sorted(shared, reverse=True)
    assert shared[:3] == [3, 3, 3]
    assert '<h1 class="name-sentence">Munich, Potsdam and Konstanz</h1>' in response.text
    german = page("/de/compare/?city=muenchen&city=potsdam&city=konstanz")
    assert "München, Potsdam und Konstanz</h1>" in german
    assert "seit 17. April 2007, belegt November 2016" in german
    assert "2 Mitgliedschaften haben kein Datum und darum keinen Balken." in german


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("Munich", "muenchen"), ("Köln", "koeln"), ("Cologne", "koeln"), ("Breslau", "wroclaw")],
)
def test_names_in_any_language_find_the_place(typed: str, slug: str) -> None:
    response = Client().get("/de/compare/", {"city": typed})

    assert response["Location"] == f"/de/compare/?city={slug}"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Frankfurt", {"frankfurt-am-main", "frankfurt-oder"}),
        ("Postdam", {"potsdam"}),
        ("Konstans", {"konstanz"}),
        ("Berl", {"berlin"}),
    ],
)
def test_unclear_and_mistyped_names_are_asked_about(typed: str, meant: set[str]) -> None:
    response = Client().get("/de/compare/", {"city": typed})

    offers = response.context["doubts"][0]["offers"]
    assert meant <= {offer["city"].slug for offer in offers}
    assert response.context["columns"] == []


BIGGEST = [
    "cities/berlin/",  # most memberships
    "cities/berlin/map.svg",
    "countries/DE/",
    "countries/DE/DE-NW/",
    "topics/housing/",
    "compare/?city=berlin&city=barcelona&city=muenchen&city=frankfurt-am-main",
    "compare/?city=Nirgendwo&city=Frankfurt&city=Muinchen&city=bonn",
    "compare/",
]


@pytest.mark.parametrize("address", BIGGEST)
def test_the_biggest_pages_ask_few_statements(address: str) -> None:
    with CaptureQueriesContext(connection) as statements:
        response: Any = Client().get(f"/de/{address}")

    assert response.status_code == 200
    assert len(statements) <= MOST_STATEMENTS


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/en/countries/AT/", "29 with a sourced membership, in 6 networks."),
        ("/de/countries/AT/", "29 mit belegter Mitgliedschaft, in 6 Netzwerken."),
        ("/de/countries/DE/DE-NW/", "74 mit belegter Mitgliedschaft, in 11 Netzwerken."),
    ],
)
def test_an_area_says_how_many_networks_its_places_are_in(
    client: Client, register: None, address: str, said: str
) -> None:
    assert said in client.get(address).text
