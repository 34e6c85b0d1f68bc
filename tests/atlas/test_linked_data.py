"""JSON-LD: readable by those who read it, and only words that schema.org knows, on the types that may have them."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import override
from pyld import jsonld

from atlas.linked_data import LinkedData, Step, graph
from atlas.templatetags.wording import linked
from cities.models import City
from networks.models import Network
from practices.models import Practice
from tests import making
from tests.atlas.vocabulary import properties
from tests.photos import make_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def data() -> Iterator[LinkedData]:
    with override("en"):
        yield LinkedData(RequestFactory().get("/en/", headers={"host": "testserver"}))


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Every description in a description."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from things(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from things(inner)


def check(*described: dict[str, Any]) -> None:
    """Hold descriptions to the vocabulary, and to what a reader of JSON-LD makes of them."""
    for thing in things(list(described)):
        if set(thing) == {"@id"}:
            continue
        words = set(thing) - {"@type", "@id"}
        assert words <= properties(thing["@type"]), (thing["@type"], words - properties(thing["@type"]))
        assert all(value not in ("", None, [], {}) for value in thing.values()), thing
    read = expanded(*described)
    assert len(read) == len(described)


def expanded(*described: dict[str, Any]) -> list[dict[str, Any]]:
    context = {
        "document": {"@context": {"@vocab": "https://schema.org/"}},
        "documentUrl": None,
        "contextUrl": None,
    }
    return jsonld.expand(graph(*described), {"documentLoader": lambda _url, _options: context})  # type: ignore[no-any-return]


def test_the_vocabulary_is_read_as_it_is() -> None:
    assert {"geo", "containedInPlace", "name"} <= properties("City")
    assert "foundingDate" not in properties("City")
    with pytest.raises(KeyError):
        properties("SolidarityCity")


def test_a_place(data: LinkedData) -> None:
    city = making.make_city(
        "muenchen",
        kind="city",
        region="DE-BY",
        endonym="München",
        names=making.text("Munich", "München"),
        latitude=48.13743,
        longitude=11.57549,
        wikidata_id="Q1726",
        geonames_id=2867714,
    )

    described = data.city(city, ["Monaco di Baviera"])

    check(described)
    assert described["@type"] == "City"
    assert described["@id"] == "http://testserver/en/cities/muenchen/"
    assert described["name"] == "Munich"
    assert described["alternateName"] == ["München", "Monaco di Baviera"]
    assert described["geo"] == {"@type": "GeoCoordinates", "latitude": 48.13743, "longitude": 11.57549}
    assert described["containedInPlace"]["@id"] == "http://testserver/en/countries/DE/DE-BY/"
    assert described["containedInPlace"]["containedInPlace"]["name"] == "Germany"
    assert described["sameAs"] == [
        "https://www.wikidata.org/entity/Q1726",
        "https://sws.geonames.org/2867714/",
    ]
    assert "population" not in str(described)


def test_the_same_thing_in_both_languages(data: LinkedData) -> None:
    city = making.make_city("muenchen", endonym="München", names=making.text("Munich", "München"))
    english = data.city(city)
    with override("de"):
        german = data.city(city)

    assert german["@id"] == english["@id"]
    assert (german["name"], german["url"]) == ("München", "http://testserver/de/cities/muenchen/")


def test_a_county_is_no_city(data: LinkedData) -> None:
    county = making.make_city("landkreis", kind="county")

    assert data.city(county)["@type"] == "AdministrativeArea"


def test_a_network_with_its_umbrella_and_its_members(data: LinkedData) -> None:
    above = making.make_network("above", name=making.text("Above"))
    network = making.make_network(
        "within", name=making.text("Within"), short_name="W", parent=above, founded=making.date("2019-06")
    )
    city = making.make_city("bonn")

    described = data.network(network, [city])

    check(described)
    assert described["foundingDate"] == "2019-06"
    assert described["alternateName"] == ["W"]
    assert described["parentOrganization"]["@id"] == "http://testserver/en/networks/above/"
    assert described["member"] == [
        {
            "@type": "GovernmentOrganization",
            "name": "Bonn",
            "areaServed": {"@id": "http://testserver/en/cities/bonn/"},
        }
    ]


def test_a_page_without_a_record(data: LinkedData) -> None:
    described = data.page("Method and sources")

    check(described)
    assert described["@type"] == "WebPage"
    assert described["@id"] == "http://testserver/en/"
    assert described["isPartOf"] == {"@id": "http://testserver/"}


def test_a_practice_with_its_sources(data: LinkedData) -> None:
    practice = making.make_practice(
        making.make_city("bonn"), "a-house", title=making.text("A house", "Ein Haus")
    )
    source = making.make_source("s-1", title="Paper", url="https://bonn.example/paper")

    described = data.practice(practice, [practice.main_topic], [source])

    check(described)
    assert described["headline"] == "A house"
    assert described["contentLocation"]["name"] == "Bonn"
    assert described["citation"] == [
        {"@type": "CreativeWork", "name": "Paper", "url": "https://bonn.example/paper"}
    ]


def test_a_practice_with_photos(data: LinkedData) -> None:
    practice = making.make_practice(making.make_city("bonn"), "a-house")
    make_photo(practice)
    make_photo(practice, licence="by-permission")

    described = data.practice(practice, [practice.main_topic], photos=practice.photos.all())

    check(described)
    assert [image["@type"] for image in described["image"]] == ["ImageObject"] * 2
    assert ["license" in image for image in described["image"]] == [True, False]


def test_the_register_and_the_way_to_a_page(data: LinkedData) -> None:
    trail = data.trail([Step("Cities", "/en/cities/"), Step("Germany", "/en/countries/DE/")])

    check(data.site(), data.dataset(), trail)
    assert [entry["position"] for entry in trail["itemListElement"]] == [1, 2]
    assert trail["itemListElement"][1]["item"] == "http://testserver/en/countries/DE/"
    files = {entry["contentUrl"] for entry in data.dataset()["distribution"]}
    assert "http://testserver/api/v1/cities.geojson" in files


def test_no_text_can_end_the_element() -> None:
    written = linked({"name": "</script><b>&"})

    assert (
        written
        == '<script type="application/ld+json">{"name":"\\u003C/script\\u003E\\u003Cb\\u003E\\u0026"}</script>'
    )


def test_everything_in_the_register_can_be_said(data: LinkedData, register: None) -> None:
    for city in City.objects.published().select_related("country", "region__country"):
        check_words(data.city(city))
    for network in Network.objects.published().select_related("parent"):
        check_words(data.network(network))
    for practice in (
        Practice.objects.published().select_related("city", "main_topic").prefetch_related("sources")
    ):
        check_words(data.practice(practice, [practice.main_topic], practice.sources.all()))


PAGES = (
    ("", "WebSite"),
    ("cities/", "CollectionPage"),
    ("cities/muenchen/", "City"),
    ("countries/DE/", None),
    ("countries/DE/DE-NW/", None),
    ("networks/eccar/", "Organization"),
    ("practices/altena-hundred-more-and-caretakers/", "Article"),
    ("topics/housing/", None),
    ("statistics/", None),
    ("compare/?city=muenchen&city=berlin", None),
    ("data/", "Dataset"),
    ("method/", None),
)


@pytest.mark.parametrize(("page", "kind"), PAGES)
def test_each_kind_of_page_is_read_as_it_stands(
    client: Client, register: None, page: str, kind: str | None
) -> None:
    text = client.get(f"/de/{page}").text

    written = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    described = [thing for block in written for thing in json.loads(block)["@graph"]]
    check(*described)
    kinds = [thing["@type"] for thing in described]
    assert kind is None or kind in kinds
    assert not page or "BreadcrumbList" in kinds
    assert len(kinds) > bool(page), "more than the way to it"


def check_words(described: dict[str, Any]) -> None:
    for thing in things(described):
        assert set(thing) - {"@type", "@id"} <= properties(thing["@type"])
