"""Pages of places: the list, countries and regions, one place."""

import datetime
import html
import re
from itertools import combinations
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from i18nfield.strings import LazyI18nString

from cities.models import CityName, Edition
from tests.making import (
    make_city,
    make_membership,
    make_network,
    make_practice,
    make_resolution,
    make_source,
    text,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    return Client()


def test_the_list_groups_places_by_country_in_the_readers_language(visitor: Client) -> None:
    make_city("bern", country="CH")
    make_city("berlin", country="DE")
    make_city("graz", country="AT")

    german = visitor.get("/de/cities/").context["groups"]
    english = visitor.get("/en/cities/").context["groups"]

    assert [group["country"].pk for group in german] == ["DE", "AT", "CH"]  # Deutschland, Österreich, Schweiz
    assert [group["country"].pk for group in english] == ["AT", "DE", "CH"]  # Austria, Germany, Switzerland


def test_the_list_shows_places_by_the_name_on_the_page(visitor: Client) -> None:
    make_city("koeln", endonym="Köln", names=text("Cologne", "Köln"))
    make_city("kiel", endonym="Kiel")

    english = visitor.get("/en/cities/").context["groups"][0]["places"]
    german = visitor.get("/de/cities/").context["groups"][0]["places"]

    assert [city.slug for city in english] == ["koeln", "kiel"]
    assert [city.slug for city in german] == ["kiel", "koeln"]


def test_a_search_finds_a_place_by_a_foreign_name(visitor: Client) -> None:
    munich = make_city("muenchen", endonym="München")
    make_city("bonn")
    CityName.objects.create(city=munich, name="Monaco di Baviera", language="it", kind="exonym")

    response = visitor.get("/en/cities/", {"q": "monaco"})

    assert list(response.context["page"]) == [munich]
    assert 'href="/en/map/?q=monaco"' in response.text


def test_a_search_without_result_says_so_kindly(visitor: Client) -> None:
    make_city("bonn")

    response = visitor.get("/en/cities/", {"q": "zzzz"})

    assert response.status_code == 200
    assert "No place of this name is in the register." in response.text


def test_a_filter_nobody_knows_is_named_and_the_rest_applied(visitor: Client) -> None:
    make_city("bonn")
    make_city("bern", country="CH")

    response = visitor.get("/en/cities/", {"country": "CH", "colour": "red"})

    assert response.status_code == 200
    assert [city.slug for city in response.context["page"]] == ["bern"]
    assert "There is no filter of this name." in response.text


def test_long_lists_come_in_pages(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("atlas.views.cities.PAGE", 2)
    for slug in ("aachen", "bonn", "celle"):
        make_city(slug)

    first = visitor.get("/en/cities/")
    second = visitor.get("/en/cities/", {"page": "2"})

    assert [city.slug for city in first.context["page"]] == ["aachen", "bonn"]
    assert [city.slug for city in second.context["page"]] == ["celle"]
    assert 'href="?page=2"' in first.text
    assert visitor.get("/en/cities/", {"page": "3"}).status_code == 404
    assert visitor.get("/en/cities/", {"page": "last"}).context["page"].number == 1


@pytest.mark.parametrize("address", ["/en/cities/bonn/", "/en/countries/DE/", "/en/countries/DE/DE-NW/"])
def test_a_withdrawn_place_leaves_every_page(visitor: Client, address: str) -> None:
    city = make_city("bonn", region="DE-NW")
    make_practice(city, "a-practice-of-bonn")
    assert visitor.get(address).status_code == 200

    city.publication = "withdrawn"
    city.save()

    assert visitor.get(address).status_code == 404
    assert "/cities/bonn/" not in visitor.get("/en/cities/").text


@pytest.mark.parametrize(
    "address",
    ["/en/cities/nowhere/", "/en/countries/XX/", "/en/countries/DE/DE-XX/", "/en/countries/CH/DE-NW/"],
)
def test_unknown_places_are_not_found(visitor: Client, address: str) -> None:
    make_city("bonn", region="DE-NW")
    make_city("bern", country="CH")

    assert visitor.get(address).status_code == 404


def test_memberships_stand_with_date_role_and_numbered_sources(visitor: Client) -> None:
    city = make_city("bonn")
    early = make_membership(
        city,
        make_network("eccar", short_name="ECCAR"),
        joined="2008-11-26",
        attested="2016-11",
        role="founder",
    )
    undated = make_membership(city, make_network("icorn", short_name="ICORN"))
    both, only = make_source("both"), make_source("only")
    early.sources.add(both)
    undated.sources.add(both, only)

    response = visitor.get("/de/cities/bonn/")

    shown = response.context["counted"]
    assert [entry["membership"].network.slug for entry in shown] == ["eccar", "icorn"]
    assert [[cited.number for cited in entry["cited"]] for entry in shown] == [[1], [1, 2]]
    assert "26. November 2008" in response.text
    assert "November 2016" in response.text
    assert "unbekannt" in response.text
    assert response.text.count('id="source-') == 2


def test_what_is_only_named_by_others_stands_apart_and_does_not_count(visitor: Client) -> None:
    city = make_city("bonn")
    make_membership(city, make_network("counted"))
    make_membership(city, make_network("named"), status="listed")
    make_membership(city, make_network("past"), status="left", left="2020")
    make_membership(city, make_network("hoped"), status="applied")

    context = visitor.get("/en/cities/bonn/").context

    slugs = {
        name: [entry["membership"].network.slug for entry in context[name]]
        for name in ("counted", "listed", "left", "pending")
    }
    assert slugs == {"counted": ["counted"], "listed": ["named"], "left": ["past"], "pending": ["hoped"]}


def test_a_withdrawn_network_takes_its_memberships_along(visitor: Client) -> None:
    city = make_city("bonn")
    make_membership(city, make_network("gone", publication="withdrawn"))

    assert visitor.get("/en/cities/bonn/").context["counted"] == []


def test_a_resolution_tells_outcome_and_votes(visitor: Client) -> None:
    city = make_city("bonn")
    make_resolution(city, date="2021-05-19", outcome="rejected", votes_for=1200, votes_against=1301)

    page = visitor.get("/en/cities/bonn/").text

    assert "19 May 2021" in page
    assert "1,200 for, 1,301 against" in page
    assert "badge-no" in page


@pytest.mark.parametrize(
    ("language", "votes", "words"),
    [
        ("en", {"votes_for": 20}, "20 for, number against not given in the sources"),
        ("de", {"votes_for": 20}, "20 dafür, Zahl der Gegenstimmen in den Quellen nicht genannt"),
        ("en", {"votes_against": 3}, "3 against, number for not given in the sources"),
        ("en", {}, "number of votes not given in the sources"),
    ],
)
def test_votes_are_told_as_far_as_they_are_known(
    visitor: Client, language: str, votes: dict[str, int], words: str
) -> None:
    make_resolution(make_city("bonn"), **votes)

    page = visitor.get(f"/{language}/cities/bonn/").text

    assert words in page
    assert page.count("not given in the sources") == (language == "en")


def test_what_is_to_be_noted_about_a_membership_stands_below_the_table(visitor: Client) -> None:
    city = make_city("bonn")
    make_membership(city, make_network("icorn", short_name="ICORN"))
    make_membership(city, make_network("eccar", short_name="ECCAR"), note=text("Another source says 2006."))

    response = visitor.get("/en/cities/bonn/")

    assert [each.network.slug for each in response.context["notes"]] == ["eccar"]
    assert response.text.count("Another source says 2006.") == 1
    assert "Notes on the memberships" not in visitor.get(f"/en/cities/{make_city('trier').slug}/").text


def test_numbers_of_sources_stay_apart_when_copied(visitor: Client) -> None:
    city = make_city("bonn")
    make_membership(city, make_network("eccar")).sources.add(make_source("one"), make_source("two"))

    assert ">1</a> <a" in visitor.get("/en/cities/bonn/").text


def test_the_page_speaks_the_readers_language(visitor: Client) -> None:
    make_city(
        "koeln", endonym="Köln", language="de", names=text("Cologne", "Köln"), portrait=text("Big.", "Groß.")
    )

    assert "Cologne" in visitor.get("/en/cities/koeln/").text
    german = visitor.get("/de/cities/koeln/").text
    assert "Groß." in german
    assert '<dt>Englisch</dt><dd lang="en">Cologne</dd>' in german
    assert "Big." not in german


def test_a_text_in_another_language_is_marked_as_such(visitor: Client) -> None:
    make_city("bonn", portrait=LazyI18nString({"en": "Only in English."}))

    assert '<span lang="en">Only in English.</span>' in visitor.get("/de/cities/bonn/").text


def test_markup_in_a_name_stays_text(visitor: Client) -> None:
    city = make_city("bonn", endonym="<b>Bonn</b>", portrait=text("<script>alert(1)</script>"))
    make_membership(city, make_network("eccar", short_name="<i>ECCAR</i>"))

    page = visitor.get("/en/cities/bonn/").text

    assert "<script>alert" not in page
    assert "<b>Bonn" not in page
    assert "<i>ECCAR" not in page


def test_a_region_lists_only_its_own_places(visitor: Client) -> None:
    make_city("bonn", region="DE-NW")
    make_city("kiel", region="DE-SH")

    response = visitor.get("/en/countries/DE/DE-NW/")

    assert [city.slug for city in response.context["page"]] == ["bonn"]
    assert 'href="/en/map/?region=DE-NW"' in response.text


def test_a_country_counts_distinct_places_in_its_networks(visitor: Client) -> None:
    parent = make_network("iccar")
    child = make_network("eccar", parent=parent)
    bonn = make_city("bonn")
    make_membership(bonn, parent)
    make_membership(bonn, child)
    make_membership(make_city("kiel"), child)
    make_membership(make_city("bern", country="CH"), child)

    networks = visitor.get("/en/countries/DE/").context["networks"]

    assert {entry["network"].slug: entry["count"] for entry in networks} == {"iccar": 2, "eccar": 2}


@pytest.mark.parametrize(
    ("typed", "right"),
    [("countries/de/", "countries/DE/"), ("countries/DE/de-nw/", "countries/DE/DE-NW/")],
)
def test_a_code_in_small_letters_leads_to_the_one_address(visitor: Client, typed: str, right: str) -> None:
    response = visitor.get(f"/en/{typed}")

    assert (response.status_code, response["Location"]) == (301, f"/en/{right}")


def fill(places: int) -> None:
    network = make_network(f"network-of-{places}")
    for number in range(places):
        city = make_city(f"place-{places}-{number}", region="DE-NW")
        membership = make_membership(city, network)
        membership.sources.add(make_source())
        make_resolution(city).sources.add(make_source())
        make_practice(city).sources.add(make_source())


@pytest.mark.parametrize("address", ["/en/cities/", "/en/countries/DE/", "/en/countries/DE/DE-NW/"])
def test_more_places_ask_no_more_queries(
    visitor: Client, address: str, django_assert_num_queries: Any
) -> None:
    fill(2)
    visitor.get(address)
    with CaptureQueriesContext(connection) as few:
        visitor.get(address)
    fill(9)

    with django_assert_num_queries(len(few)):
        visitor.get(address)


def test_more_memberships_ask_no_more_queries(visitor: Client, django_assert_num_queries: Any) -> None:
    city = make_city("bonn", region="DE-NW")
    for number in range(6):
        make_membership(city, make_network(f"n{number}")).sources.add(make_source())
        make_resolution(city).sources.add(make_source())
        make_practice(city).sources.add(make_source())

    # place, its portrait's sources, its names; memberships and their sources; resolutions and theirs; practices and photos;
    # companions; neighbours; edition
    with django_assert_num_queries(12):
        visitor.get("/en/cities/bonn/")


def test_figures_without_a_year_are_not_shown(visitor: Client) -> None:
    make_city("bonn", population=330_000)
    make_city("kiel", population=247_000, population_year=2023)

    assert "330,000" not in visitor.get("/en/cities/bonn/").text
    assert "<dd>247,000 (2023)</dd>" in visitor.get("/en/cities/kiel/").text


def test_identifiers_are_links(visitor: Client) -> None:
    make_city("bonn", geonames_id=2946447, wikidata_id="Q586")

    page = visitor.get("/de/cities/bonn/").text

    assert '<a href="https://www.geonames.org/2946447" rel="external">GeoNames 2946447</a>' in page
    assert '<a href="https://www.wikidata.org/wiki/Q586" rel="external">Wikidata Q586</a>' in page


def test_former_memberships_stand_in_chart_and_table_and_do_not_count(visitor: Client) -> None:
    city = make_city("bonn")
    make_membership(
        city, make_network("eccar"), status="left", joined="2008", left="2016", note=text("Too far.")
    )

    response = visitor.get("/en/cities/bonn/")

    assert ">2008 to 2016<" in response.text
    assert "until 2016" in response.text
    assert "Too far." in response.text
    assert "<dt>Memberships</dt><dd>0</dd>" in response.text


def test_companions_share_most_networks_and_then_are_nearest(visitor: Client) -> None:
    here = make_city("bonn", latitude=50.7, longitude=7.1)
    far = make_city("rome", latitude=41.9, longitude=12.5)
    near, nearer = (
        make_city("kiel", latitude=54.3, longitude=10.1),
        make_city("koeln", latitude=50.9, longitude=6.9),
    )
    stranger, hidden = make_city("oslo"), make_city("gone", publication="withdrawn")
    first, second, other = make_network("first"), make_network("second"), make_network("other")
    for city in (here, far, hidden):
        make_membership(city, first)
        make_membership(city, second)
    for city in (near, nearer):
        make_membership(city, first, joined="2008")
    make_membership(nearer, first, joined="2019")  # joined again: still one network
    make_membership(nearer, second, status="listed")
    make_membership(stranger, other)

    found = visitor.get("/en/cities/bonn/").context["companions"]

    shared = [(each.city.slug, [network.slug for network in each.shared]) for each in found]
    assert shared == [("rome", ["first", "second"]), ("koeln", ["first"]), ("kiel", ["first"])]
    page = visitor.get("/de/cities/bonn/").text
    assert "teilt mit Bonn 2 Netzwerke:" in page
    assert "teilt mit Bonn ein Netzwerk:" in page
    assert 'href="/de/compare/?city=bonn&amp;city=rome"' in page


def test_nearby_are_members_only_and_within_reach(visitor: Client) -> None:
    make_city("bonn", latitude=50.7, longitude=7.1)
    network = make_network()
    for slug, latitude in (("koeln", 50.9), ("siegburg", 50.8), ("kiel", 54.3)):
        make_membership(make_city(slug, latitude=latitude, longitude=7.1), network)
    make_city("troisdorf", latitude=50.81, longitude=7.1)  # in no network

    response = visitor.get("/en/cities/bonn/")

    assert [each.city.slug for each in response.context["neighbours"]] == ["siegburg", "koeln"]
    assert '<span class="figure">11 km</span>' in response.text
    assert '<span class="figure">22 km</span>' in response.text


def test_the_little_map_names_the_place_and_its_neighbours(visitor: Client) -> None:
    make_city("bonn", endonym="<Bonn>", latitude=50.7, longitude=7.1)
    make_city("koeln", endonym="Köln", latitude=51.2, longitude=7.0)
    make_city("hidden", latitude=50.2, longitude=7.0, publication="draft")

    response = visitor.get("/de/cities/bonn/map.svg")

    assert response["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert '<title id="title">&lt;Bonn&gt; und die Nachbarorte in diesem Register</title>' in response.text
    assert ">&lt;Bonn&gt;</text>" in response.text
    assert ">Köln</text>" in response.text
    assert "Hidden" not in response.text
    again = visitor.get("/de/cities/bonn/map.svg", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert visitor.get("/de/cities/bonn/map.svg?theme=dark").text != response.text
    assert visitor.get("/de/cities/hidden/map.svg").status_code == 404


def test_names_on_the_little_map_do_not_lie_on_each_other(visitor: Client) -> None:
    for number in range(7):
        make_city(f"neighbouring-town-{number}", latitude=50 + number / 25, longitude=7)

    drawn = visitor.get("/en/cities/neighbouring-town-0/map.svg").text

    spots = [(float(x), float(y)) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)" paint', drawn)]
    assert 2 <= len(spots) < 7
    assert all(abs(a[1] - b[1]) >= 12 or abs(a[0] - b[0]) > 100 for a, b in combinations(spots, 2))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("page", "record"),
    [("cities/bonn", "city/bonn"), ("networks/eccar", "network/eccar"), ("practices/desk", "practice/desk")],
)
def test_every_record_can_be_corrected_and_cited(
    visitor: Client, language: str, page: str, record: str
) -> None:
    make_network("eccar")
    make_practice(make_city("bonn"), slug="desk")

    response = visitor.get(f"/{language}/{page}/")

    assert f'href="/{language}/submit/correction/{record}/"' in response.text
    assert f"http://testserver/{language}/{page}/" in response.context["citation"].text
    assert response.context["citation"].text in html.unescape(response.text)


def test_a_page_says_how_to_cite_it(visitor: Client) -> None:
    make_city("bonn", endonym="Bonn & Co")
    Edition.renew(as_of=datetime.date(2026, 11, 21))

    citation = visitor.get("/en/cities/bonn/?utm=x").context["citation"]

    assert citation.text.startswith("City by City: Bonn & Co, as of 21 November 2026. Open register")
    assert "http://testserver/en/cities/bonn/ (accessed on" in citation.text
    assert r"title = {{Bonn \& Co, as of 21 November 2026}}" in citation.bibtex
    assert "url = {http://testserver/en/cities/bonn/}" in citation.bibtex


def test_a_region_says_from_where_to_where_its_places_go(visitor: Client) -> None:
    network = make_network()
    make_membership(
        make_city("koeln", endonym="Köln", names=LazyI18nString({"en": "Cologne"}), region="DE-NW"),
        network,
        joined="1989-06",
    )
    for slug in ("duesseldorf", "wuppertal"):
        make_city(slug, region="DE-NW")

    german, english = (visitor.get(f"/{code}/countries/DE/DE-NW/") for code in ("de", "en"))

    assert "Von Duesseldorf bis Wuppertal: 3 Orte in DE-NW stehen in diesem Register." in german.text
    assert "From Cologne to Wuppertal: 3 places in DE-NW are in this register." in english.text
    assert "1 with a sourced membership, in one network." in english.text
    assert "The earliest membership with a date: June 1989." in english.text


def test_the_ends_of_a_list_in_pages_are_those_of_the_whole(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("atlas.views.cities.AREA_PAGE", 2)
    for slug in ("aachen", "bonn", "celle"):
        make_city(slug)

    assert [city.slug for city in visitor.get("/en/countries/DE/").context["ends"]] == ["aachen", "celle"]


def test_one_place_alone_is_said_so(visitor: Client) -> None:
    make_city("bern", country="CH")

    assert "One place in Switzerland is in this register." in visitor.get("/en/countries/CH/").text


@pytest.mark.parametrize("address", ["countries/DE/", "countries/DE/DE-NW/", "topics/housing/"])
def test_pages_of_areas_and_topics_lead_to_map_and_downloads(visitor: Client, address: str) -> None:
    make_practice(make_city("bonn", region="DE-NW"))
    query = {"countries/DE/": "country=DE", "countries/DE/DE-NW/": "region=DE-NW"}.get(
        address, "topic=housing"
    )

    page = visitor.get(f"/en/{address}").text

    assert f'href="/en/map/?{query}"' in page
    assert f'src="/en/map.svg?{query}"' in page
    assert f'src="/en/map.svg?{query}&amp;theme=dark"' in page
    for name in ("cities.csv", "cities.geojson", "memberships.csv", "practices.csv"):
        assert f'href="/api/v1/{name}?{query}"' in page
        assert visitor.get(f"/api/v1/{name}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("address", "kind", "way"),
    [
        ("cities/bonn/", "AdministrativeArea City", ["Cities", "Germany", "DE-NW", "Bonn"]),
        ("countries/DE/", "Country", ["Cities", "Germany"]),
        ("countries/DE/DE-NW/", "AdministrativeArea", ["Cities", "Germany", "DE-NW"]),
        ("topics/housing/", "DefinedTerm", ["Practices", "Housing"]),
    ],
)
def test_pages_tell_machines_what_they_are_about(
    visitor: Client, address: str, kind: str, way: list[str]
) -> None:
    make_practice(make_city("bonn", region="DE-NW"))

    about, trail = visitor.get(f"/en/{address}").context["linked_data"]["@graph"]

    assert about["@type"] in kind.split()
    assert [step["name"] for step in trail["itemListElement"]] == way
    assert trail["itemListElement"][-1]["item"] == f"http://testserver/en/{address}"
