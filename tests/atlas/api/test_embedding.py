"""oEmbed: the frame for an address of ours, and the standard's refusals."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from cities.models import Edition
from tests import making

pytestmark = pytest.mark.django_db

HOST = "http://testserver"


@pytest.fixture(autouse=True)
def _places() -> None:
    making.make_city("essen")
    making.make_city("wien", country="AT")
    Edition.renew(as_of="2022-05-01")


def asked(client: Client, url: str, **more: str) -> dict[str, Any]:
    response = client.get("/api/oembed", {"url": url, **more})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def source(answer: dict[str, Any]) -> str:
    found = re.search(r'src="([^"]+)"', answer["html"])
    assert found
    return found[1].replace("&amp;", "&")


def test_it_answers_as_the_standard_wants(client: Client) -> None:
    answer = asked(client, f"{HOST}/en/map/?country=DE", format="json")

    assert answer == {
        "version": "1.0",
        "type": "rich",
        "title": "1 place in Germany, as of 1 May 2022",
        "provider_name": "City by City",
        "provider_url": f"{HOST}/en/",
        "cache_age": 86400,
        "html": f'<iframe src="{HOST}/en/embed/?country=DE" width="800" height="600" '
        'title="1 place in Germany, as of 1 May 2022" loading="lazy" style="border:0"></iframe>',
        "width": 800,
        "height": 600,
    }


def test_the_frame_is_there(client: Client) -> None:
    answer = asked(client, f"{HOST}/de/map/?country=DE&has=practice")

    page = client.get(source(answer).removeprefix(HOST))
    assert page.status_code == 200
    assert answer["title"] in page.text


@pytest.mark.parametrize(
    ("url", "path", "query", "fragment"),
    [
        (f"{HOST}/en/map/", "/en/embed/", {}, ""),
        (f"{HOST}/de/map/?city=essen&basemap=off&page=2", "/de/embed/", {}, ""),
        (f"{HOST}/de/embed/?theme=dark&country=AT", "/de/embed/", {"theme": ["dark"], "country": ["AT"]}, ""),
        (f"{HOST}/en/embed/?theme=pink&country=Mars", "/en/embed/", {}, ""),
        (f"{HOST}/en/map/?country=DE&country=AT", "/en/embed/", {"country": ["AT", "DE"]}, ""),
        (f"{HOST}/en/map/?q=essen#6.5/51.45/-7.01", "/en/embed/", {"q": ["essen"]}, "6.5/51.45/-7.01"),
        (f"{HOST}/en/map/#main", "/en/embed/", {}, ""),
        ("https://TESTSERVER/en/map/", "/en/embed/", {}, ""),
    ],
)
def test_the_frame_shows_what_the_address_shows(
    client: Client, url: str, path: str, query: dict[str, list[str]], fragment: str
) -> None:
    frame = urlsplit(source(asked(client, url)))

    assert (frame.path, parse_qs(frame.query), frame.fragment) == (path, query, fragment)


def test_the_title_has_the_language_of_the_address(client: Client) -> None:
    german = client.get(
        "/api/oembed", {"url": f"{HOST}/de/map/?country=DE"}, headers={"Accept-Language": "en"}
    ).json()

    assert german["title"] == "1 Ort in Deutschland, Stand 1. Mai 2022"
    assert german["provider_name"] == "Stadt für Stadt"
    assert german["provider_url"] == f"{HOST}/de/"


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({}, (800, 600)),
        ({"maxwidth": "400"}, (400, 600)),
        ({"maxwidth": "2000", "maxheight": "300"}, (800, 300)),
        ({"maxwidth": "1", "maxheight": "1"}, (1, 1)),
    ],
)
def test_it_keeps_to_the_size(client: Client, sizes: dict[str, str], expected: tuple[int, int]) -> None:
    answer = asked(client, f"{HOST}/en/map/", **sizes)

    assert (answer["width"], answer["height"]) == expected
    assert f'width="{expected[0]}" height="{expected[1]}"' in answer["html"]


def test_quotes_do_not_leave_the_frame(client: Client) -> None:
    answer = asked(client, HOST + "/en/map/?q=%22%3E%3Cscript%3Ealert(1)")

    assert "<script" not in answer["html"]
    assert answer["html"].count("<") == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/en/map/",
        "http://testserver.elsewhere.example/en/map/",
        "http://testserver@elsewhere.example/en/map/",
        "ftp://testserver/en/map/",
        "/en/map/",
        f"{HOST}/en/cities/",
        f"{HOST}/fr/map/",
        f"{HOST}/en/map",
        f"{HOST}/en/map/x",
        f"{HOST}/en/map/?q=a%00b",
        "http://[",
        "nonsense",
    ],
)
def test_other_addresses_are_not_found(client: Client, url: str) -> None:
    response = client.get("/api/oembed", {"url": url})

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("form", ["xml", "JSON", ""])
def test_other_formats_are_not_implemented(client: Client, form: str) -> None:
    response = client.get("/api/oembed", {"url": f"{HOST}/en/map/", "format": form})

    assert response.status_code == 501
    assert response.json()["error"]["code"] == "not_implemented"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, "url"),
        ({"url": ""}, "url"),
        ({"url": f"{HOST}/en/map/", "maxwidth": "wide"}, "maxwidth"),
        ({"url": f"{HOST}/en/map/", "maxheight": "0"}, "maxheight"),
        ({"url": f"{HOST}/en/map/", "maxheight": "-5"}, "maxheight"),
    ],
)
def test_nonsense_is_named_and_refused(client: Client, query: dict[str, str], named: str) -> None:
    response = client.get("/api/oembed", query)

    assert response.status_code == 400
    error = response.json()["error"]
    assert (error["code"], list(error["fields"])) == ("invalid_parameters", [named])


def test_scripts_of_other_sites_may_ask(client: Client) -> None:
    response = client.get("/api/oembed", {"url": f"{HOST}/en/map/", "dnt": "1"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("path", ["/en/map/?country=DE&q=essen", "/de/map/?q=%C3%9C%22&page=1"])
def test_the_map_says_where_its_frame_is_found(client: Client, path: str) -> None:
    text = client.get(path).text

    link = re.search(
        r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)" title="([^"]+)"', text
    )
    assert link
    answer = client.get(unescape(link[1]).removeprefix(HOST)).json()
    assert answer["title"] == unescape(link[2])
    asked_for = {name: value for name, value in parse_qs(urlsplit(path).query).items() if name != "page"}
    assert parse_qs(urlsplit(source(answer)).query) == asked_for


def test_previews_show_the_picture_and_the_sentence(client: Client) -> None:
    text = client.get("/en/map/?kind=town&country=DE").text

    assert f'<meta property="og:image" content="{HOST}/en/map.svg?country=DE&amp;kind=town">' in text
    assert (
        '<meta property="og:title" content="1 place of the kind Town, in Germany, as of 1 May 2022">' in text
    )
