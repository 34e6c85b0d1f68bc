"""Statistics of the real register: every figure equals what the register's files hold and what the API answers.

The expectations are computed from the CSV files with nothing of the house: if both agree, both are right.
"""

import csv
import io
import json
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atlas.figures import _figures
from atlas.statistics import _names, _written
from cities.models import City
from networks.models import Network

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

REGISTER = Path(__file__).resolve().parents[2] / "fixtures" / "register"
COUNTED = {"member", "awarded", "observer"}
ALL = ("growth", "members", "countries", "overlaps", "topics", "practice-countries", "coverage", "freshness")


def table(name: str) -> list[dict[str, str]]:
    with (REGISTER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Files:
    """The register's files, of one country if one is given."""

    def __init__(self, country: str = "") -> None:
        self.country_of = {row["place"]: row["country"] for row in table("places.csv")}
        self.places = {place for place, code in self.country_of.items() if country in ("", code)}
        self.networks = {row["slug"]: row for row in table("networks.csv")}
        self.memberships = [
            row
            for row in table("memberships.csv")
            if row["status"] in COUNTED and row["place"] in self.places
        ]
        lines = (REGISTER / "practices.jsonl").read_text().splitlines()
        self.practices = [row for row in map(json.loads, lines) if row["place"] in self.places]

    def members(self) -> dict[str, set[str]]:
        """Places of each network, with those of the networks below it."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.memberships:
            network = row["network"]
            while network:
                found[network].add(row["place"])
                network = self.networks[network]["parent"]
        return found

    def years(self, column: str) -> Counter[str]:
        return Counter(row[column][:4] for row in self.memberships)


def figures(client: Client, chart: str, query: str = "", language: str = "en") -> list[dict[str, str]]:
    response = client.get(f"/{language}/statistics/{chart}.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.text)))


def as_dict(rows: list[dict[str, str]], key: str, value: str) -> dict[str, int]:
    return {row[key]: int(row[value]) for row in rows}


def forget() -> None:
    for remembered in (_figures, _written, _names):
        remembered.cache_clear()


@pytest.mark.parametrize("country", ["", "DE", "AT"])
class TestFiguresEqualTheFiles:
    def test_growth(self, client: Client, country: str) -> None:
        rows = figures(client, "growth", f"?country={country}")
        expected = Files(country).years("joined")

        assert as_dict(rows, "year", "joined") == dict(expected)
        dated = sum(count for year, count in expected.items() if year)
        assert [row["total"] for row in rows if row["year"]][-1] == str(dated)

    def test_members_by_network(self, client: Client, country: str) -> None:
        rows = figures(client, "members", f"?country={country}")
        expected = {network: len(places) for network, places in Files(country).members().items()}

        assert {key: n for key, n in as_dict(rows, "network", "recorded").items() if n} == expected

    def test_members_by_country(self, client: Client, country: str) -> None:
        rows = figures(client, "countries", f"?country={country}")
        files = Files(country)
        members = {row["place"] for row in files.memberships}

        assert as_dict(rows, "country", "places") == Counter(map(files.country_of.get, files.places))
        found = {code: n for code, n in as_dict(rows, "country", "members").items() if n}
        assert found == Counter(map(files.country_of.get, members))

    def test_overlaps(self, client: Client, country: str) -> None:
        rows = figures(client, "overlaps", f"?country={country}")
        members = Files(country).members()
        expected = {
            frozenset(pair): len(members[pair[0]] & members[pair[1]]) for pair in combinations(members, 2)
        }

        found = {frozenset((row["network"], row["other_network"])): int(row["places"]) for row in rows}
        assert found == {pair: count for pair, count in expected.items() if count}

    def test_practices_by_topic_and_country(self, client: Client, country: str) -> None:
        files = Files(country)
        topics = Counter(
            topic for row in files.practices for topic in {row["main_topic"], *row.get("topics", [])}
        )

        assert as_dict(figures(client, "topics", f"?country={country}"), "topic", "practices") == topics
        rows = figures(client, "practice-countries", f"?country={country}")
        expected = Counter(files.country_of[row["place"]] for row in files.practices)
        assert as_dict(rows, "country", "practices") == expected

    def test_freshness(self, client: Client, country: str) -> None:
        rows = figures(client, "freshness", f"?country={country}")

        assert as_dict(rows, "year", "memberships") == dict(Files(country).years("attested"))


def test_coverage_holds_what_networks_state_with_date_and_source(client: Client) -> None:
    files = Files()
    members = files.members()
    sources = {row["source"]: row["url"] for row in table("sources.csv")}
    expected = {
        slug: (
            str(len(members[slug])),
            row["stated_members"],
            row["stated_on"],
            sources[row["source"].split("|")[0]],
        )
        for slug, row in files.networks.items()
        if row["stated_members"]
    }

    rows = figures(client, "coverage")

    assert {
        row["network"]: (row["recorded"], row["stated"], row["stated_on"], row["source"]) for row in rows
    } == expected
    assert expected["eccar"][:3] == ("87", "170", "2025-11")


def test_figures_of_a_filter_have_no_stated_ones_beside_them(client: Client) -> None:
    assert "stated" not in figures(client, "members", "?country=DE")[0]
    assert client.get("/en/statistics/coverage.csv?country=DE").status_code == 404


QUERIES = [
    "",
    "country=DE",
    "network=eccar",
    "network=sichere-haefen&region=DE-NW",
    "network_all=eccar&network_not=mayors-for-peace",
    "joined_from=2015&joined_to=2019",
    "on=2012&country=DE",
    "topic=housing",
    "include=listed&country=US",
    "near=50.94,6.96,100",
]


def count(client: Client, path: str, query: str) -> int:
    found: int = client.get(f"/api/v1/{path}/?{query}&page_size=1").json()["count"]
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_the_api_counts_the_same(client: Client, query: str) -> None:
    page = client.get(f"/en/statistics/?{query}").context

    assert page["problems"] == []
    assert page["count"] == count(client, "cities", query)
    assert page["practices"] == count(client, "practices", query)
    statuses = "status=member&status=awarded&status=observer"
    if "include" not in query and "on=" not in query:
        assert page["memberships"] == count(client, "memberships", f"{query}&{statuses}")
    for row in figures(client, "members", f"?{query}")[:3]:
        assert int(row["recorded"]) == count(client, "cities", f"{query}&network_all={row['network']}")
    for row in figures(client, "overlaps", f"?{query}")[:3]:
        both = f"{query}&network_all={row['network']}&network_all={row['other_network']}"
        assert int(row["places"]) == count(client, "cities", both)
    if "country" not in query:
        for row in figures(client, "countries", f"?{query}")[:3]:
            assert int(row["places"]) == count(client, "cities", f"{query}&country={row['country']}")
    if "joined" not in query and "on=" not in query and "include" not in query:
        for row in figures(client, "growth", f"?{query}")[-3:-1]:
            year = f"joined_from={row['year']}&joined_to={row['year']}"
            assert int(row["joined"]) == count(client, "memberships", f"{query}&{year}&{statuses}")


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_chart_has_a_picture_a_table_a_source_and_its_csv(client: Client, language: str) -> None:
    page = client.get(f"/{language}/statistics/").text
    sections = page.split('<section class="block" id="')[1:]

    assert [section.partition('"')[0] for section in sections] == list(ALL)
    for name, section in zip(ALL, sections, strict=True):
        assert ('role="img"' in section) == (name != "overlaps")  # a matrix is a table
        assert section.count("<table") == 1
        assert f'href="/{language}/statistics/{name}.csv"' in section
        assert {"de": "Stadt für Stadt, Stand ", "en": "City by City, as of "}[language] in section


def test_each_table_holds_the_rows_of_its_csv(client: Client) -> None:
    page = client.get("/en/statistics/").text

    for name in ("growth", "members", "countries", "topics", "practice-countries", "coverage", "freshness"):
        section = page.partition(f'<figure class="chart" id="chart-{name}">')[2].partition("</figure>")[0]
        assert section.count('<th scope="row">') == len(figures(client, name)), name


def test_a_matrix_of_many_networks_says_how_it_moves(client: Client) -> None:
    hint = "the table moves sideways"

    assert hint in client.get("/en/statistics/").text
    assert hint not in client.get("/en/statistics/?country=CO").text


def test_the_matrix_leads_to_the_places_in_both(client: Client) -> None:
    page = client.get("/en/statistics/?country=DE").text

    pair = "network_all=eccar&amp;network_all=iash&amp;country=DE"
    assert page.count(f'href="/en/map/?{pair}"') == 2  # each network has a row and a column


def test_the_sentence_is_that_of_the_map(client: Client) -> None:
    german = client.get("/de/statistics/?network=eccar&country=DE").text
    english = client.get("/en/statistics/?network=eccar&country=DE").text

    assert '<b class="figure">36</b> Orte in Deutschland, im Netzwerk ECCAR, Stand ' in german
    assert " places in Germany, in the network ECCAR, as of " in english
    assert 'href="/en/map/?network=eccar&amp;country=DE"' in english


def test_what_nobody_can_read_is_said_and_left_out(client: Client) -> None:
    page = client.get("/en/statistics/?country=DE&colour=red&network=nothing")

    assert page.status_code == 200
    assert page.context["problems"] == [
        "“colour” was left out: There is no filter of this name.",
        "“network” was left out: Not known here: nothing.",
    ]
    assert page.context["count"] == 332


def test_figures_of_a_query_nobody_can_read_are_refused(client: Client) -> None:
    response = client.get("/en/statistics/growth.csv?colour=red")

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.text == "colour: There is no filter of this name.\n"


def test_no_chart_of_this_name_is_not_found(client: Client) -> None:
    assert client.get("/en/statistics/ranking.csv").status_code == 404


def test_a_query_without_places_says_so(client: Client) -> None:
    page = client.get("/en/statistics/?q=nosuchplaceanywhere")

    assert page.status_code == 200
    assert "so there is nothing to count" in page.text


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_is_called_a_ranking(client: Client, language: str) -> None:
    page = client.get(f"/{language}/statistics/").text.lower()
    main = page.partition("<main")[2].partition("</main>")[0]

    for word in ("best ", "leading", "spitze", "platz ", "%</td>"):
        assert word not in main


def test_few_statements_and_fewer_when_remembered(client: Client) -> None:
    forget()
    with CaptureQueriesContext(connection) as first:
        client.get("/en/statistics/")
    with CaptureQueriesContext(connection) as filtered:
        client.get("/en/statistics/?network=eccar&country=DE")
    with CaptureQueriesContext(connection) as again:
        client.get("/en/statistics/")

    assert len(first) <= 12
    assert len(filtered) <= 12
    assert len(again) <= 2


def test_a_new_edition_counts_anew(client: Client) -> None:
    before = client.get("/en/statistics/").context["count"]
    city = City.objects.get(slug="potsdam")
    city.publication = "withdrawn"
    city.save()
    after = client.get("/en/statistics/").context

    assert after["count"] == before - 1
    row = next(row for row in figures(client, "members") if row["network"] == "staedte-sicherer-haefen")
    assert int(row["recorded"]) == 55


def test_csv_says_of_when_it_is_and_how_it_may_be_used(client: Client) -> None:
    response = client.get("/de/statistics/countries.csv")
    row: dict[str, Any] = figures(client, "countries", language="de")[0]

    assert response["Content-Type"].startswith("text/csv")
    assert response["Content-Disposition"].startswith('attachment; filename="countries-')
    assert (row["country"], row["name"], row["license"]) == ("DE", "Deutschland", "CC BY 4.0")


def test_a_name_that_looks_like_a_formula_stays_a_name(client: Client) -> None:
    network = Network.objects.get(slug="eccar")
    network.label = "=HYPERLINK(1)"
    network.save()

    names = {row["name"] for row in figures(client, "members")}

    assert "'=HYPERLINK(1)" in names
