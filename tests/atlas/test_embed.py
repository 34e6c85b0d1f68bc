"""The map for a frame: what it shows without scripts, where its links lead."""

import re

import pytest
from django.test import Client

from cities.models import Edition
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    making.make_city("essen", latitude=51.45, longitude=7.01)
    making.make_city("wien", country="AT")
    Edition.renew(as_of="2022-05-01")


def sentence(text: str) -> str:
    found = re.search(r"<h1.*?</h1>", text, re.S)
    assert found
    return " ".join(re.sub(r"<[^>]+>", "", found.group()).split()).replace(" , ", ", ")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/en/embed/", "2 places, as of 1 May 2022"),
        ("/en/embed/?country=DE", "1 place in Germany, as of 1 May 2022"),
        ("/de/embed/?country=DE", "1 Ort in Deutschland, Stand 1. Mai 2022"),
        ("/de/embed/?q=nirgends", "0 Orte zu „nirgends“, Stand 1. Mai 2022"),
    ],
)
def test_it_says_what_it_shows_and_when(client: Client, address: str, said: str) -> None:
    response = client.get(address)

    assert sentence(response.text) == said
    assert f"<title>{said} – " in response.text


def test_it_leads_to_the_map_with_the_same_query(client: Client) -> None:
    text = client.get("/en/embed/?has=practice&country=DE&theme=dark").text

    assert (
        'id="embed-open" href="/en/map/?country=DE&amp;has=practice" target="_blank" rel="noopener"' in text
    )
    assert '<link rel="canonical" href="http://testserver/en/map/?country=DE&amp;has=practice">' in text
    assert '<meta name="robots" content="noindex">' in text
    assert '<base target="_blank">' in text


def test_every_link_of_its_own_opens_apart(client: Client) -> None:
    for link in re.findall(r"<a (?!class=\"skip\")[^>]*>", client.get("/en/embed/").text):
        assert 'target="_blank"' in link
        assert 'rel="noopener' in link


def test_without_scripts_there_is_the_picture(client: Client) -> None:
    text = client.get("/en/embed/?country=DE").text

    picture = text.split("<noscript>")[1].split("</noscript>")[0]
    assert 'src="/en/map.svg?country=DE"' in picture
    assert 'media="(prefers-color-scheme: dark)" srcset="/en/map.svg?country=DE&amp;theme=dark"' in picture
    assert 'alt="1 place in Germany, as of 1 May 2022"' in picture
    assert 'href="/en/map/?country=DE"' in picture


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_can_be_chosen(client: Client, theme: str) -> None:
    text = client.get(f"/en/embed/?theme={theme}").text

    picture = text.split("<noscript>")[1].split("</noscript>")[0]
    assert f'data-scheme="{theme}"' in text
    assert "<source" not in picture
    assert ("theme=dark" in picture) == (theme == "dark")


def test_else_the_readers_system_chooses(client: Client) -> None:
    assert "data-scheme" not in client.get("/en/embed/").text


def test_what_cannot_be_read_is_said_and_left_out(client: Client) -> None:
    response = client.get("/en/embed/?country=DE&theme=pink&kind=village")

    assert response.status_code == 200
    assert sentence(response.text).startswith("1 place in Germany")
    assert response.text.count('class="embed-problem"') == 2
    assert "data-scheme" not in response.text


def test_what_readers_write_stays_text(client: Client) -> None:
    text = client.get("/en/embed/", {"q": '"><script>alert(1)</script>'}).text

    assert "<script>alert" not in text
