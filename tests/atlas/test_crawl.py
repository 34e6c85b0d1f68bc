"""The whole site of the real register, walked from the front door: everything is reached, nothing leads nowhere.

Both languages, some three thousand pages, each read once. What the page of a record asks the database is the same in every
language; the walk with SQLite holds that, and so the one with PostgreSQL reads these pages in one language.
"""

import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.urls import ResolverMatch, resolve, reverse
from django.utils.translation import override

from atlas.sitemaps import sections
from cities.models import City, Country, Region, Topic
from networks.models import Network
from practices.models import Practice
from tests.atlas.crawling import STYLES_AND_SCRIPTS, Read, Visitor, Walk, walk
from tests.atlas.vocabulary import properties

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SAMPLES = 4  # of each kind of link that is not followed
# Pages that search engines are told to leave alone, or that have one address for all languages.
UNLISTED = {"search", "introduction", "reference"}


RECORDS = {"city", "network", "practice", "topic", "country", "region"}
READ_IN = LANGUAGES if connection.vendor == "sqlite" else ["en"]  # pages of records


@pytest.fixture(scope="module")
def walked(register: None) -> Walk:
    return walk(Visitor(), follows)


def follows(address: str) -> bool:
    return address.split("/")[1] in READ_IN or kind_of(address) not in RECORDS


@pytest.fixture(scope="module")
def listed(walked: Walk) -> dict[str, Read]:
    """The pages that search engines may keep."""
    return {address: page for address, page in walked.pages.items() if kind_of(address) not in UNLISTED}


def match_of(address: str) -> ResolverMatch:
    """What answers under an address; Django knows only those of the current language."""
    language = address.split("/")[1]
    with override(language if language in LANGUAGES else None):
        return resolve(urlsplit(address).path)


@cache
def kind_of(address: str) -> str:
    return match_of(address).url_name or ""


def records() -> Iterator[tuple[str, list[str]]]:
    """The addresses of all that is published, by their name and what they need."""
    for name, table in (("city", City), ("network", Network), ("practice", Practice)):
        for slug in table.objects.published().values_list("slug", flat=True):
            yield name, [slug]
    for slug in Topic.objects.values_list("slug", flat=True):
        yield "topic", [slug]
    places = City.objects.published().order_by()
    for code in Country.objects.filter(pk__in=places.values("country")).values_list("pk", flat=True):
        yield "country", [code]
    for region in Region.objects.filter(pk__in=places.values("region")):
        yield "region", [region.country_id, region.pk]


def test_every_record_is_reached_in_every_language_and_nothing_else(walked: Walk) -> None:
    due = set()
    for language in READ_IN:
        with override(language):
            due |= {reverse(name, args=arguments) for name, arguments in records()}

    reached = {address for address in walked.pages if kind_of(address) in RECORDS}

    assert len(due) > 1400 * len(READ_IN)
    assert due - reached == set()
    assert reached - due == set()


def test_every_page_of_the_site_map_is_reached(walked: Walk) -> None:
    due = set()
    for language in LANGUAGES:
        with override(language):
            due |= {section.location(item) for section in sections().values() for item in section.items()}

    assert set(filter(follows, due)) - set(walked.pages) == set()


def test_no_link_is_dead(walked: Walk) -> None:
    assert walked.dead == {}


def test_every_fragment_is_there(walked: Walk) -> None:
    pointing = [
        (address, link)
        for address, page in walked.pages.items()
        for link in page.links
        if (parts := urldefrag(link)).fragment
        and parts.url in walked.pages
        and parts.fragment not in walked.pages[parts.url].names
    ]

    assert pointing == []


def test_files_and_queries_that_pages_lead_to_answer(walked: Walk) -> None:
    kinds: dict[tuple[str, str], list[str]] = {}
    lost = []
    for address in sorted({**walked.files, **walked.asking}):
        if not address.startswith(STYLES_AND_SCRIPTS):
            kinds.setdefault((kind_of(address), address[:4]), []).append(address)
        elif not finders.find(address.removeprefix(STYLES_AND_SCRIPTS)):
            lost.append(address)
    visitor, draw = Visitor(), random.Random(4)

    answered = {
        address: visitor.get(address).status_code
        for addresses in kinds.values()
        for address in draw.sample(addresses, min(SAMPLES, len(addresses)))
    }

    assert {name for name, _start in kinds} >= {
        "changes-feed", "cities-csv", "city", "compare", "map", "map-picture", "network-growth", "place-picture"
    }  # fmt: skip
    assert lost == []
    assert {address: status for address, status in answered.items() if status != 200} == {}


def test_languages_point_at_each_other(listed: dict[str, Read]) -> None:
    for address, page in listed.items():
        assert set(page.alternates) == {*LANGUAGES, "x-default"}, address
        assert page.alternates[page.language] == address
        assert page.alternates["x-default"] == page.alternates["en"]
        for other in filter(follows, page.alternates.values()):
            assert listed[other].alternates == page.alternates, (address, other)


def test_languages_ask_the_database_the_same(walked: Walk) -> None:
    """So what a record's page asks needs to be tried in one language only with any other database."""
    for address, page in walked.pages.items():
        if kind_of(address) in RECORDS:
            assert page.statements
            for other in filter(follows, page.alternates.values()):
                assert walked.pages[other].statements == page.statements, (address, other)


def test_each_page_names_its_own_address(listed: dict[str, Read]) -> None:
    assert {address for address, page in listed.items() if page.canonical != address} == set()


def test_each_page_says_what_it_is(walked: Walk) -> None:
    bare = {address for address, page in walked.pages.items() if not (page.title and page.description)}
    titles = Counter((page.language, page.title) for page in walked.pages.values())

    assert bare == set()
    assert {title for title, count in titles.items() if count > 1} == set()


def test_records_are_described_in_their_own_words(listed: dict[str, Read]) -> None:
    descriptions = Counter((page.language, page.description) for page in listed.values())

    # The front page, the map, how to cite it and the page about the register share what it is.
    assert {text for text, count in descriptions.items() if count > 4} == set()


def test_each_page_has_one_heading_and_each_name_once(walked: Walk) -> None:
    # The reference of the API is drawn by its script.
    pages = {address: page for address, page in walked.pages.items() if kind_of(address) != "reference"}

    assert {address: page.headings for address, page in pages.items() if page.headings != 1} == {}
    assert {address: page.repeated for address, page in pages.items() if page.repeated} == {}


def test_each_page_tells_machines_the_way_that_it_shows(walked: Walk) -> None:
    for address, page in walked.pages.items():
        trails = [
            [(step["name"], urlsplit(step["item"]).path) for step in trail["itemListElement"]]
            for trail in page.described("BreadcrumbList")
        ]
        if kind_of(address) == "front":
            assert trails == []
            continue
        assert len(trails) == 1, address
        *before, (name, last) = trails[0]
        assert name, address
        assert last == address
        assert before == list(page.crumbs), address


# What pages are about, by the name of their address.
ABOUT = {
    "front": {"WebSite"},
    "city": {"City", "AdministrativeArea"},
    "network": {"Organization"},
    "practice": {"Article"},
    "topic": {"DefinedTerm"},
    "country": {"Country"},
    "region": {"AdministrativeArea"},
    "data": {"Dataset"},
    "cities": {"CollectionPage"},
    "networks": {"CollectionPage"},
    "practices": {"CollectionPage"},
    "about": {"AboutPage"},
    "search": {"SearchResultsPage"},
}


def test_each_page_tells_machines_what_it_is_about_in_known_words(walked: Walk) -> None:
    for address, page in walked.pages.items():
        kinds = {thing["@type"] for data in page.linked_data for thing in data["@graph"]} - {"BreadcrumbList"}
        assert len(kinds) == 1, address
        assert kinds <= ABOUT.get(kind_of(address), {"WebPage"}), address
        for thing in things(page.linked_data):
            if "@type" in thing:
                unknown = set(thing) - {"@type", "@id"} - properties(thing["@type"])
                assert not unknown, (address, thing["@type"], unknown)


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Every description in a description."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | tuple | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from things(inner)


def test_what_can_change_has_its_feed(listed: dict[str, Read]) -> None:
    asked = {"network": "network", "topic": "topic", "country": "country", "region": "region"}
    for address, page in listed.items():
        match = match_of(address)
        parameter = asked.get(match.url_name or "")
        query = f"?{parameter}={list(match.kwargs.values())[-1]}" if parameter else ""
        feed = f"/{page.language}/feeds/changes.atom{query}"
        assert page.feeds == (feed,), address
        if parameter in {"country", "region"}:
            assert feed in page.links, address
