"""The front door and the addresses for machines."""

import pytest
from django.conf import settings as site
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr, de;q=0.2", "de"),
        ("fr", "en"),
        ("*", "en"),
        ("", "en"),
        ("\x7f;;;q=q", "en"),
    ],
)
def test_front_door_leads_to_the_browsers_language(client: Client, accepted: str, language: str) -> None:
    response = client.get("/", headers={"Accept-Language": accepted})

    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"


def test_front_door_asks_no_cookie_and_sets_none(client: Client) -> None:
    client.cookies["django_language"] = "de"

    response = client.get("/", headers={"Accept-Language": "en"})

    assert response["Location"] == "/en/"
    assert not response.cookies
    assert response["Vary"] == "Accept-Language"


@pytest.mark.django_db
def test_health_is_good_while_the_database_answers(client: Client) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"


def test_health_is_bad_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)

    assert client.get("/healthz").status_code == 503


def test_robots_stay_away_from_the_desk_and_find_the_pages(client: Client) -> None:
    text = client.get("/robots.txt").text

    assert "Disallow: /admin/\n" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_pages_without_a_picture_of_their_own_get_ours(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/icons/favicon.svg"


def test_security_contact_is_named(client: Client, settings: Settings) -> None:
    settings.CONTACT_EMAIL = "alice@example.org"

    text = client.get("/.well-known/security.txt").text

    assert "Contact: mailto:alice@example.org\n" in text
    assert "Expires: " in text


def test_without_a_contact_there_is_no_security_file(client: Client) -> None:
    assert site.CONTACT_EMAIL == ""
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.django_db
def test_watchmen_behind_the_proxy_need_no_https(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    watchman = Client()

    assert watchman.get("/healthz").status_code == 200
    assert watchman.get("/robots.txt").status_code == 301
