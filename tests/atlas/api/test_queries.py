"""How often each address asks the database, and what for; never more for more records."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cities.models import Edition
from tests import making
from tests.atlas.api.conftest import body

pytestmark = pytest.mark.django_db

EDITION = "the edition"
COUNT = "how many there are"
LIST = [EDITION, COUNT, "the records of the page, with what they stand on"]
CITIES = ["networks of all of them", "practices of all of them", "resolutions of all of them"]
TOPICS = ["practices by main topic", "practices by further topics", "networks by topic"]
NETWORKS = ["networks below each", "their topics", "their sources"]
MEMBERS = ["who belongs to whom", "members of each network", "members of families, each place once"]
SOURCES = "their sources"
PHOTOS = "photos"
FAMILIES = ["networks, for slugs and who belongs to whom"]
WORDS = ["texts of networks, for the words", "who belongs to whom, for the words"]

LISTS = {
    "": [EDITION],
    "countries/": LIST,
    "regions/": LIST,
    "topics/": [*LIST, *TOPICS],
    "cities/": [*LIST, *CITIES],
    "cities/?page_size=500&ordering=-name": [*LIST, *CITIES],
    "cities/?network=family": [*FAMILIES, *LIST, *CITIES],
    "networks/": [*LIST, *NETWORKS, *MEMBERS],
    "memberships/": [*LIST, SOURCES],
    "memberships/?status=member": [*LIST, SOURCES],
    "resolutions/": [*LIST, SOURCES],
    "practices/": [*LIST, "their further topics", "their published networks", SOURCES, PHOTOS],
    "practices/?q=p+pl+pla+plac": [
        *WORDS,
        *LIST,
        "their further topics",
        "their published networks",
        SOURCES,
        PHOTOS,
    ],
    "cities/?q=p+pl+pla+plac": [*WORDS, *LIST, *CITIES],
    "search/?q=place": [EDITION, "places", "their further names", "networks", "practices"],
}
RECORD = [EDITION, "the record with what it stands on"]
RECORDS = {
    "countries/DE/": RECORD,
    "regions/DE-NW/": RECORD,
    "topics/housing/": [*RECORD, *TOPICS],
    "cities/place-of-many/": [
        *RECORD,
        "sources of the portrait",
        "its further names",
        "its memberships with their networks",
        "sources of the memberships",
        "its resolutions with their networks",
        "sources of the resolutions",
        "its practices with their topics",
        *CITIES,
    ],
    "networks/family/": [*RECORD, *NETWORKS, *MEMBERS],
    "practices/practice-of-many/": [
        *RECORD,
        "its further topics",
        "its published networks",
        "its sources",
        PHOTOS,
    ],
}
DOWNLOADS = {
    "cities.csv": [EDITION, "all places", *CITIES],
    "cities.geojson": [EDITION, "all places", *CITIES],
    "memberships.csv": [EDITION, "all memberships", SOURCES],
    "practices.csv": [EDITION, "all practices", "their further topics", "their published networks", SOURCES],
    "networks.csv": [EDITION, "all networks", *NETWORKS, *MEMBERS],
}


@pytest.fixture(autouse=True)
def _nothing_remembered(many: None) -> None:
    Edition.renew()


@pytest.fixture(scope="module")
def many(standing: None) -> None:
    """Some of everything, and much of one place."""
    family = making.make_network("family")
    networks = [making.make_network(f"places-{number}", parent=family) for number in range(3)]
    town = making.make_city("place-of-many", region="DE-NW", portrait=making.text("A portrait."))
    town.portrait_sources.add(making.make_source())
    for number in range(4):
        other = making.make_city(region="DE-NW")
        membership = making.make_membership(other, networks[0])
        making.make_practice(other).sources.add(making.make_source())
        for record in (
            making.make_resolution(town, network=networks[0]),
            making.make_membership(town, networks[0], joined=str(2000 + number)),
            membership,
            networks[0],
        ):
            record.sources.add(making.make_source())
    practice = making.make_practice(town, "practice-of-many")
    practice.topics.add(making.make_topic("health"))
    practice.networks.add(*networks)


@pytest.mark.parametrize(("address", "reasons"), (LISTS | RECORDS | DOWNLOADS).items())
def test_each_query_has_a_reason(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    address: str,
    reasons: list[str],
) -> None:
    with django_assert_num_queries(len(reasons), info="; ".join(reasons)):
        response = client.get(f"/api/v1/{address}")
        body(response)

    assert response.status_code == 200


@pytest.mark.parametrize("address", [*LISTS, *DOWNLOADS])
def test_more_records_ask_no_more_often(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    network = making.make_network()
    for _number in range(5):
        town = making.make_city()
        membership = making.make_membership(town, network)
        practice = making.make_practice(town)
        resolution = making.make_resolution(town, network=network)
        for record in (membership, practice, resolution):
            record.sources.add(making.make_source())

    with django_assert_num_queries(len((LISTS | DOWNLOADS)[address])):
        body(client.get(f"/api/v1/{address}"))
