"""Error pages: in the reader's language, without the database, as JSON under /api/."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

# Without the mark django_db every query fails: so these also show that error pages ask for none.


@pytest.fixture
def visitor(settings: Settings) -> Client:
    settings.ROOT_URLCONF = "tests.atlas.failing_addresses"
    return Client(raise_request_exception=False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("failure", "status"), [("missing", 404), ("broken", 500), ("away", 503), ("refused", 403), ("%00", 400)]
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_error_pages_speak_the_language_of_the_address(
    visitor: Client, language: str, failure: str, status: int
) -> None:
    response = visitor.get(f"/{language}/{failure}/", headers={"Accept-Language": "fr"})

    assert response.status_code == status
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.text
    assert f'<p class="error-code">{status}</p>' in response.text
    assert "no-store" in response["Cache-Control"]


def test_addresses_without_a_language_answer_in_the_browsers(visitor: Client) -> None:
    response = visitor.get("/nowhere", headers={"Accept-Language": "de-CH, en;q=0.5"})

    assert response.status_code == 404
    assert response["Content-Language"] == "de"


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        ("missing", 404, "not_found"),
        ("broken", 500, "server_error"),
        ("away", 503, "unavailable"),
        ("refused", 403, "forbidden"),
        ("%FF", 400, "bad_request"),
    ],
)
def test_the_api_has_one_error_shape(visitor: Client, failure: str, status: int, code: str) -> None:
    response = visitor.get(f"/api/{failure}/")

    assert response.status_code == status
    assert response.json()["error"].keys() == {"code", "message", "fields"}
    assert response.json()["error"]["code"] == code


def test_without_database_the_site_asks_to_come_back(visitor: Client) -> None:
    assert visitor.get("/en/away/")["Retry-After"] == "60"


def test_a_foreign_host_name_gets_words_but_no_page(visitor: Client) -> None:
    response = visitor.get("/nowhere", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
