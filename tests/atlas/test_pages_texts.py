"""Text pages, and the frame around every page."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django.fixtures import Settings

from atlas.templatetags.signs import MARKS, icon, logo, mark
from cities.models import Edition
from networks.models import Mark
from tests.making import make_city, make_membership, make_network, make_practice, make_source

pytestmark = pytest.mark.django_db

TEXTS = ["about", "method", "data", "privacy", "imprint", "accessibility", "easy-language"]


@pytest.fixture
def visitor() -> Client:
    return Client()


@pytest.fixture
def register_of_one() -> None:
    """One of everything."""
    city = make_city("bonn", region="DE-NW")
    make_membership(city, make_network("sichere-haefen")).sources.add(make_source())
    make_practice(city, "a-practice")


PAGES = [
    "",
    "cities/",
    "cities/bonn/",
    "countries/DE/",
    "countries/DE/DE-NW/",
    "networks/",
    "networks/sichere-haefen/",
    "practices/",
    "practices/a-practice/",
    "topics/housing/",
    *(f"{name}/" for name in TEXTS),
]


@pytest.mark.usefixtures("register_of_one")
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_in_both_languages(visitor: Client, language: str, page: str) -> None:
    response = visitor.get(f"/{language}/{page}")

    assert response.status_code == 200
    assert f'<html lang="{language}" dir="ltr">' in response.text
    assert len(re.findall(r"<h1\b", response.text)) == 1
    assert re.search(r"<title>[^<]+ – [^<]+</title>", response.text)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.usefixtures("register_of_one")
@pytest.mark.parametrize("page", PAGES)
def test_the_other_language_shows_the_same_page(visitor: Client, page: str) -> None:
    text = visitor.get(f"/de/{page}?q=a%26b").text

    assert f'<a class="tool" href="/en/{page}?q=a%26b" lang="en" hreflang="en"' in text
    assert f'<link rel="canonical" href="http://testserver/de/{page}">' in text
    assert f'<link rel="alternate" hreflang="en" href="http://testserver/en/{page}">' in text


@pytest.mark.usefixtures("register_of_one")
def test_no_link_of_a_page_leads_nowhere(visitor: Client) -> None:
    links = {
        link
        for page in PAGES
        for link in re.findall(r'href="(/[^"#]*)"', visitor.get(f"/en/{page}").text)
        if not link.startswith("/static/")
    }

    assert len(links) > 20
    dead = {link: visitor.get(link.replace("&amp;", "&")).status_code for link in links}
    assert {link: status for link, status in dead.items() if status != 200} == {}


@pytest.mark.usefixtures("register_of_one")
@pytest.mark.parametrize(
    ("page", "tab", "value"),
    [
        ("cities/", "/en/cities/", "page"),
        ("cities/bonn/", "/en/cities/", "true"),
        ("countries/DE/", "/en/cities/", "true"),
        ("networks/sichere-haefen/", "/en/networks/", "true"),
        ("topics/housing/", "/en/practices/", "true"),
        ("method/", "/en/data/", "true"),
    ],
)
def test_the_tab_of_the_section_is_current(visitor: Client, page: str, tab: str, value: str) -> None:
    current = re.findall(
        r'<a class="tab [^"]*" href="([^"]+)" aria-current="(\w+)"', visitor.get(f"/en/{page}").text
    )

    assert current == [(tab, value)]


def test_figures_stand_beside_their_date(visitor: Client) -> None:
    Edition.renew(date(2026, 11, 21))

    assert "As of 21 November 2026" in visitor.get("/en/").text
    assert "Stand 21. November 2026" in visitor.get("/de/").text


@pytest.mark.parametrize("page", ["imprint", "privacy", "accessibility"])
def test_the_operator_stands_where_one_looks_for_it(visitor: Client, settings: Settings, page: str) -> None:
    settings.OPERATOR_NAME = "Verein <Stadt & Land>"
    settings.OPERATOR_ADDRESS = "Hauptstr. 1\n12345 Musterstadt"
    settings.CONTACT_EMAIL = "hallo@example.org"

    text = visitor.get(f"/de/{page}/").text

    assert 'href="mailto:hallo@example.org"' in text
    if page == "imprint":
        assert escape("Verein <Stadt & Land>") in text
        assert "Hauptstr. 1<br>12345 Musterstadt" in text


def test_a_copy_without_operator_says_so(visitor: Client, settings: Settings) -> None:
    settings.OPERATOR_NAME = settings.OPERATOR_ADDRESS = settings.CONTACT_EMAIL = ""

    assert "This is a copy for trying out." in visitor.get("/en/imprint/").text
    assert "mailto:" not in visitor.get("/en/privacy/").text


def test_the_page_of_a_missing_address_offers_a_search(visitor: Client) -> None:
    response = visitor.get("/de/nothing/")

    assert response.status_code == 404
    assert '<form class="find" action="/de/search/"' in response.text
    assert "canonical" not in response.text


@pytest.mark.parametrize("page", ["", *(f"{name}/" for name in TEXTS)])
def test_pages_are_only_read(visitor: Client, page: str) -> None:
    assert visitor.post(f"/en/{page}").status_code == 405


def test_every_mark_of_the_register_has_its_drawing() -> None:
    assert set(MARKS) == set(Mark.values)
    assert all("<path" in mark(name) for name in MARKS)


def test_a_mark_nobody_drew_is_the_small_disc() -> None:
    assert mark("spiral") == mark("other")


def test_a_missing_drawing_is_noticed_at_once() -> None:
    with pytest.raises(FileNotFoundError):
        icon("ui-nothing")


def test_drawings_carry_no_style_of_their_own() -> None:
    assert "style=" not in icon("ui-search") + mark("hull") + logo()
    assert 'aria-hidden="true"' in icon("ui-search")


@pytest.mark.parametrize("language", ["de", "en"])
def test_easy_words_are_short_and_found_from_everywhere(visitor: Client, language: str) -> None:
    text = visitor.get(f"/{language}/easy-language/").text
    easy = text.split('<div class="easy">')[1].split("</section>\n  </div>")[0]
    lines = re.split(r"<br>|<p[^>]*>|</p>|<h2[^>]*>|</h2>|</?li>|[.!?] ", easy)
    words = [len(re.sub("<[^>]+>", " ", line).split()) for line in lines]

    # A line says one thing in few words.
    assert max(words) <= 12
    assert sum(words) > 150
    for page in ("", "accessibility/", "cities/"):
        assert f'href="/{language}/easy-language/"' in visitor.get(f"/{language}/{page}").text


def test_easy_german_keeps_its_rules(visitor: Client) -> None:
    text = visitor.get("/de/easy-language/").text.split('<div class="easy">')[1].split("<aside")[0]

    assert "Leichte Sprache" in visitor.get("/de/easy-language/").text
    # No passive, no subjunctive, no genitive.
    assert (
        re.findall(r"\b(?:wird|werden|wurde\w*|könnte\w*|würde\w*|hätte\w*|wäre\w*|des|eines)\b", text) == []
    )
