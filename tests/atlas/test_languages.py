"""Texts of the register in other languages than the page's, and how languages write."""

import re

import pytest
from django.test import Client
from django.utils.translation import override
from i18nfield.strings import LazyI18nString

from atlas.messages import counted
from atlas.templatetags.wording import in_language, number, text
from cities.locales import locale_of
from tests.making import make_city, make_membership, make_network, make_practice, make_resolution, make_source

ENGLISH = LazyI18nString({"en": "Only in English."})
BOTH = LazyI18nString({"en": "English", "de": "Deutsch"})


def test_a_text_of_another_language_says_so_to_eyes_and_ears() -> None:
    with override("de"):
        assert text(ENGLISH) == '<span lang="en">Only in English.</span>'
        assert in_language(ENGLISH) == '<span class="in-language">auf Englisch</span>'
        assert in_language(BOTH, ENGLISH, "") == '<span class="in-language">teils auf Englisch</span>'
        assert text(BOTH) == "Deutsch"
        assert in_language(BOTH) == ""
    with override("en"):
        assert in_language(LazyI18nString({"de": "Nur"})) == '<span class="in-language">in German</span>'
        assert in_language("", LazyI18nString({})) == ""


def test_readers_of_neither_language_get_english() -> None:
    with override("fr"):
        assert text(LazyI18nString({"de": "Deutsch", "en": "English"})) == '<span lang="en">English</span>'


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "notes"), [
    ("cities/bonn/", 4),  # portrait, resolution, what is known of a former membership, card of the practice
    ("networks/eccar/", 5),  # name, secretariat, summary, how to join, at a glance
    ("practices/a-practice/", 1),  # one for the whole
    ("topics/housing/", 1),
    ("search/?q=only", 2),
])  # fmt: skip
def test_each_block_says_once_that_it_is_in_another_language(
    client: Client, address: str, notes: int
) -> None:
    city = make_city("bonn", portrait=ENGLISH)
    network = make_network(
        "eccar",
        short_name="ECCAR",
        **dict.fromkeys(("name", "summary", "joining_basis", "initiator", "scope", "secretariat"), ENGLISH),
    )
    make_membership(city, network)
    make_membership(city, make_network("former"), status="left", left="2012", note=ENGLISH)
    make_resolution(city, title=ENGLISH, body=ENGLISH).sources.add(make_source())
    make_practice(city, "a-practice", title=ENGLISH, summary=ENGLISH, challenge=ENGLISH, approach=ENGLISH)

    german, english = (client.get(f"/{language}/{address}").text for language in ("de", "en"))

    assert german.count('<span class="in-language">auf Englisch</span>') == notes
    assert '<span lang="en">Only in English.</span>' in german
    assert "in-language" not in english
    # Heads and attributes hold plain text.
    assert not re.search(r'(?:<title>|content=")[^<"]*(?:in-language|auf Englisch)', german)


@pytest.mark.parametrize(
    ("language", "written", "germany", "forms"),
    [
        ("en", "1,027", "Germany", {"one", "other"}),
        ("de", "1.027", "Deutschland", {"one", "other"}),
        ("de-ch", "1’027", "Deutschland", {"one", "other"}),
        ("pl", "1\xa0027", "Niemcy", {"one", "few", "many"}),
        ("tlh", "1,027", "Germany", {"one", "other"}),  # unknown to the CLDR: as the site's own
    ],
)
def test_a_language_writes_as_the_cldr_says(
    language: str, written: str, germany: str, forms: set[str]
) -> None:
    with override(language):
        assert number(1027) == written
        assert locale_of(language).territories["DE"] == germany
        assert set(counted(str)) == forms


@pytest.mark.django_db
def test_the_footer_names_each_language_in_itself(client: Client) -> None:
    assert re.search(r'<a href="/en/about/" lang="en"[^>]*>In English</a>', client.get("/de/about/").text)
    assert re.search(r'<a href="/de/about/" lang="de"[^>]*>Auf Deutsch</a>', client.get("/en/about/").text)
