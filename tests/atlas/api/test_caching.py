"""Answers as parts of an edition: validators, and "not modified" for the price of one query."""

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cities.models import Edition
from tests import making
from tests.atlas.api.conftest import body

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "",
    "cities/",
    "cities/town/",
    "cities/?country=DE&page_size=2",
    "cities/facets/?country=DE",
    "networks/",
    "countries/",
    "search/?q=town",
    "cities.csv",
    "cities.geojson",
)


@pytest.fixture(autouse=True)
def _town() -> None:
    making.make_city("town")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_same_edition_is_not_sent_twice(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str
) -> None:
    first = client.get(f"/api/v1/{address}")

    # The one query is the edition's.
    with django_assert_num_queries(1):
        again = client.get(f"/api/v1/{address}", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert not again.content
    for name in ("ETag", "Last-Modified", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert again[name] == first[name]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_change_of_the_register_is_sent(client: Client, address: str) -> None:
    tag = client.get(f"/api/v1/{address}")["ETag"]
    making.make_city()

    again = client.get(f"/api/v1/{address}", headers={"If-None-Match": tag})

    assert again.status_code == 200
    assert again["ETag"] != tag


def test_the_validator_of_one_address_says_nothing_of_another(client: Client) -> None:
    tag = client.get("/api/v1/cities/")["ETag"]

    assert client.get("/api/v1/cities/?page_size=1", headers={"If-None-Match": tag}).status_code == 200
    assert client.get("/api/v1/cities/nothing/", headers={"If-None-Match": tag}).status_code == 404
    assert client.get("/api/v1/cities/?foo=1", headers={"If-None-Match": tag}).status_code == 400
    assert client.get("/api/v1/cities/?foo=1", headers={"If-None-Match": "*"}).status_code == 400


def test_one_of_several_validators_is_enough(client: Client) -> None:
    tag = client.get("/api/v1/cities/")["ETag"]
    held = f'"other", {tag.removeprefix("W/")}'

    assert client.get("/api/v1/cities/", headers={"If-None-Match": held}).status_code == 304
    assert client.get("/api/v1/cities/", headers={"If-None-Match": "rubbish"}).status_code == 200


def test_answers_say_since_when_how_and_for_whom(client: Client) -> None:
    Edition.renew(as_of="2026-07-01")
    Edition.objects.update(changed_at=datetime.datetime(2026, 7, 2, 10, 0, 0, 1, tzinfo=datetime.UTC))

    response = client.get("/api/v1/cities/")

    assert response["Last-Modified"] == "Thu, 02 Jul 2026 10:00:01 GMT"  # rounded up to a whole second
    assert response["Cache-Control"] == "public, no-cache"
    assert {"Accept-Language", "Accept-Encoding"} <= set(response["Vary"].split(", "))
    assert "Cookie" not in response["Vary"]
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert response.json()["as_of"] == "2026-07-01"


def test_a_compressed_answer_keeps_its_validator(client: Client) -> None:
    for _number in range(5):
        making.make_city()
    plain = client.get("/api/v1/cities/")
    small = client.get("/api/v1/cities/", headers={"Accept-Encoding": "gzip"})

    assert small["Content-Encoding"] == "gzip"
    assert small["ETag"] == plain["ETag"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_like_get_without_the_body(client: Client, address: str) -> None:
    get, head = client.get(f"/api/v1/{address}"), client.head(f"/api/v1/{address}")

    assert (head.status_code, body(head)) == (200, b"")
    for name in ("ETag", "Content-Type", "Cache-Control"):
        assert head[name] == get[name]
    assert head.get("Content-Disposition") == get.get("Content-Disposition")


def test_the_description_is_cached_too(client: Client) -> None:
    first = client.get("/api/v1/schema/")

    again = client.get("/api/v1/schema/", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_date_alone_is_enough_too(client: Client) -> None:
    Edition.objects.update(changed_at=datetime.datetime(2026, 7, 2, 10, tzinfo=datetime.UTC))
    held, before = "Thu, 02 Jul 2026 10:00:00 GMT", "Thu, 02 Jul 2026 09:59:59 GMT"

    assert client.get("/api/v1/cities/", headers={"If-Modified-Since": held}).status_code == 304
    assert client.get("/api/v1/cities/", headers={"If-Modified-Since": before}).status_code == 200
    assert client.get("/api/v1/cities/", headers={"If-Modified-Since": "soon"}).status_code == 200
    validators = {"If-Modified-Since": held, "If-None-Match": 'W/"other"'}
    assert client.get("/api/v1/cities/", headers=validators).status_code == 200, "the validator goes first"
