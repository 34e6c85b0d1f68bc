"""What the API refuses, and how: always the same shape, in the reader's language, never a guess."""

import pytest
from django.test import Client

from tests import making
from tests.atlas.api.conftest import Ask

pytestmark = pytest.mark.django_db

FILTERED = ("cities", "networks", "memberships", "resolutions", "practices")
LISTS = (*FILTERED, "countries", "regions", "topics")


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("q", "…"),
        ("q", "x" * 201),
        ("network", "no-such-network"),
        ("network_all", "Ünsinn"),
        ("network_not", "a b"),
        ("country", "Germany"),
        ("region", "NRW"),
        ("topic", "weather"),
        ("kind", "village"),
        ("population", "12"),
        ("has", "wings"),
        ("joined_from", "2019-13"),
        ("joined_to", "yesterday"),
        ("on", "2019-02-30"),
        ("on", "0000"),
        ("bbox", "1,2,3"),
        ("bbox", "0,60,10,50"),
        ("bbox", "nan,nan,nan,nan"),
        ("near", "91,0,10"),
        ("near", "50,8,0"),
        ("near", "50,8,inf"),
        ("include", "everything"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "1.5"),
        ("page", "²"),
        ("page", "1_0"),
        ("page", "9" * 30),
        ("page", "2"),
        ("page_size", "501"),
        ("page_size", "0"),
        ("page_size", "many"),
        ("ordering", "beauty"),
        ("ordering", "publication"),
        ("format", "xml"),
        ("nonsense", "1"),
        ("publication", "draft"),
        ("search_text__contains", "a"),
    ],
)
@pytest.mark.parametrize("name", FILTERED)
def test_nonsense_is_named_and_refused(client: Client, name: str, parameter: str, value: str) -> None:
    response = client.get(f"/api/v1/{name}/", {parameter: value})

    assert response.status_code == 400
    error = response.json()["error"]
    assert error.keys() == {"code", "message", "fields"}
    assert error["code"] == "invalid_parameters"
    assert list(error["fields"]) == [parameter]
    assert all(isinstance(message, str) and message for message in error["fields"][parameter])


def test_everything_wrong_is_named_at_once(client: Client) -> None:
    response = client.get("/api/v1/cities/?page=x&country=XX&foo=1&on=never")

    assert response.json()["error"]["fields"].keys() == {"page", "country", "foo", "on"}


@pytest.mark.parametrize("name", ["countries", "regions", "topics"])
def test_small_lists_take_paging_only(client: Client, name: str) -> None:
    assert client.get(f"/api/v1/{name}/?page=1&page_size=500").status_code == 200
    assert client.get(f"/api/v1/{name}/?q=a").status_code == 400
    assert client.get(f"/api/v1/{name}/?ordering=slug").status_code == 400


def test_only_memberships_know_a_status(client: Client) -> None:
    assert client.get("/api/v1/memberships/?status=member&status=left").status_code == 200
    assert client.get("/api/v1/memberships/?status=famous").status_code == 400
    assert client.get("/api/v1/cities/?status=member").status_code == 400


def test_a_record_takes_no_parameters(client: Client) -> None:
    making.make_city("town")

    assert client.get("/api/v1/cities/town/").status_code == 200
    assert client.get("/api/v1/cities/town/?lang=de").json()["error"]["fields"].keys() == {"lang"}


def test_a_parameter_of_one_value_takes_one(client: Client) -> None:
    for parameter in ("page=1&page=1", "ordering=name&ordering=slug", "q=a&q=b", "on=2019&on=2020"):
        name = parameter.partition("=")[0]
        assert client.get(f"/api/v1/cities/?{parameter}").json()["error"]["fields"].keys() == {name}


def test_empty_values_count_as_absent(ask: Ask) -> None:
    making.make_city()

    assert ask("cities/?q=&country=&page=&page_size=+&ordering=")["count"] == 1


@pytest.mark.parametrize("name", LISTS)
def test_missing_records_are_not_found(client: Client, name: str) -> None:
    for key in ("nothing-here", "0", "99999999999999999999999", "%F0%9F%8F%99", "'--"):
        response = client.get(f"/api/v1/{name}/{key}/")
        assert response.status_code == 404, key
        assert response.json() == {
            "error": {"code": "not_found", "message": "There is nothing at this address.", "fields": {}}
        }


@pytest.mark.parametrize(
    "address", ["/api/nothing", "/api/v1/nothing/", "/api/v2/cities/", "/api/v1/cities.xml"]
)
def test_unknown_addresses_answer_in_the_same_shape(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert response.json()["error"]["code"] == "not_found"


def test_an_address_without_its_slash_leads_on(client: Client) -> None:
    response = client.get("/api/v1/cities?q=a")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/cities/?q=a")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/cities/",
        "/api/v1/cities/a/",
        "/api/v1/cities.csv",
        "/api/v1/search/",
        "/api/v1/schema/",
        "/api/",
        "/api/docs/",
    ],
)
def test_the_api_only_reads(address: str, method: str) -> None:
    # A client that is held to the protection against forged forms, as real ones are.
    response = getattr(Client(enforce_csrf_checks=True), method)(address)

    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    assert response.json()["error"]["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("address", "accepted", "status"),
    [
        ("cities/", "text/html", 406),
        ("cities/", "application/json", 200),
        ("cities/", "text/html,*/*;q=0.8", 200),
        ("cities.csv", "application/json", 406),
        ("cities.csv", "text/csv", 200),
        ("cities.geojson", "application/geo+json", 200),
        ("cities.geojson", "application/json", 200),
        ("cities.geojson", "image/png", 406),
    ],
)
def test_a_format_that_is_not_there_is_refused(
    client: Client, address: str, accepted: str, status: int
) -> None:
    response = client.get(f"/api/v1/{address}", headers={"Accept": accepted})

    assert response.status_code == status
    if status == 406:
        assert response.json()["error"]["code"] == "not_acceptable"


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "Unter dieser Adresse gibt es nichts."),
        ("en", "There is nothing at this address."),
        ("fr", "There is nothing at this address."),
    ],
)
def test_messages_follow_the_reader(client: Client, language: str, message: str) -> None:
    response = client.get("/api/v1/cities/nothing-here/", headers={"Accept-Language": language})

    assert response.json()["error"]["message"] == message
    assert "Accept-Language" in response["Vary"]


def test_errors_are_not_kept(client: Client) -> None:
    assert client.get("/api/v1/cities/?foo=1")["Cache-Control"] == "no-store"


def test_what_breaks_says_so_in_the_same_shape(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_rows: object) -> None:
        raise ZeroDivisionError

    making.make_city()
    monkeypatch.setattr("atlas.api.gathering.gather_for_cities", broken)
    client.raise_request_exception = False

    response = client.get("/api/v1/cities/")

    assert response.status_code == 500
    assert response.json()["error"]["code"] == "server_error"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_odd_but_good_input_is_understood(ask: Ask) -> None:
    making.make_city("town", endonym="Łódź", latitude=10.0, longitude=179.9)

    for query in (
        "q=%20lodz%20",
        "q=ŁÓDŹ",
        "bbox=179,0,-179,20",
        "near=10,-179.9,100",
        "page_size=500&page=1",
    ):
        assert ask(f"cities/?{query}")["count"] == 1, query
