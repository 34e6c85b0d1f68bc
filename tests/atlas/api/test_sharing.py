"""The API is open to scripts of any page, and only the API is."""

import pytest
from django.test import Client

from tests import making

pytestmark = pytest.mark.django_db
ELSEWHERE = {"Origin": "https://partner.example"}


@pytest.mark.parametrize(
    ("address", "status"),
    [("cities/", 200), ("cities.csv", 200), ("cities/?foo=1", 400), ("nothing/", 404), ("schema/", 200)],
)
def test_any_page_may_read_answers_and_errors(client: Client, address: str, status: int) -> None:
    response = client.get(f"/api/v1/{address}", headers=ELSEWHERE)

    assert response.status_code == status
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in response["Access-Control-Expose-Headers"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in response


def test_a_browser_may_ask_beforehand(client: Client) -> None:
    wishes = ELSEWHERE | {
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }

    response = client.options("/api/v1/cities/", headers=wishes)

    assert (response.status_code, response.content) == (204, b"")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]


def test_options_name_what_may_be_done(client: Client) -> None:
    response = client.options("/api/v1/cities/")

    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("address", ["/en/cities/", "/api/", "/healthz"])
def test_pages_stay_our_own(client: Client, address: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.get(address, headers=ELSEWHERE)


def test_answers_carry_the_sites_headers_and_no_cookie(client: Client) -> None:
    making.make_city("town")

    for address in ("cities/", "cities/town/", "cities.geojson", "nothing/"):
        response = client.get(f"/api/v1/{address}")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert not response.cookies
