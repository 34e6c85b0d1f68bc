"""The list of pages for search engines."""

from collections import Counter
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from pytest_django.asserts import assertNumQueries

pytestmark = pytest.mark.django_db

SPACE = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def read(client: Client, address: str) -> Any:
    return ElementTree.fromstring(client.get(address).content)  # noqa: S314  (our own)


def pages(client: Client) -> dict[str, dict[str, str]]:
    """Every page with the addresses of its languages."""
    found = {}
    for section in read(client, "/sitemap.xml").findall("s:sitemap/s:loc", SPACE):
        assert section.text
        for entry in read(client, section.text.removeprefix("http://testserver")).findall("s:url", SPACE):
            address = entry.findtext("s:loc", namespaces=SPACE)
            assert address not in found, "once in the list"
            found[address] = {
                link.attrib["hreflang"]: link.attrib["href"] for link in entry.findall("x:link", SPACE)
            }
    return found


def test_every_page_of_the_register_is_there_in_both_languages(client: Client, register: None) -> None:
    found = pages(client)

    kinds = Counter(tuple(urlsplit(address).path.strip("/").split("/")[:2]) for address in found)
    for language in ("de", "en"):
        assert kinds[language, "cities"] == 1027 + 1
        assert kinds[language, "networks"] == 39 + 1
        assert kinds[language, "practices"] == 103 + 1
        assert kinds[language, "topics"] == 14
        assert kinds[language, "map"] == 1


def test_languages_point_to_each_other(client: Client, register: None) -> None:
    found = pages(client)

    for address, others in found.items():
        assert set(others) == {"de", "en", "x-default"}
        assert address in others.values()
        assert others["x-default"] == others["en"]
        assert all(found[other] == others for other in others.values())


def test_a_list_costs_few_statements(client: Client, register: None) -> None:
    with assertNumQueries(3):  # edition, records, last changes
        client.get("/sitemap-cities.xml")


def test_it_says_when_a_record_last_changed(client: Client, register: None) -> None:
    entry = read(client, "/sitemap-networks.xml").find("s:url", SPACE)

    assert entry is not None
    assert len(entry.findtext("s:lastmod", namespaces=SPACE)) == len("2026-11-21")


@pytest.mark.parametrize(
    "address", ["/sitemap-people.xml", "/sitemap-cities.xml?p=9", "/sitemap-cities.xml?p=x"]
)
def test_what_is_not_there_is_404(client: Client, register: None, address: str) -> None:
    assert client.get(address).status_code == 404
