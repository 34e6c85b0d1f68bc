"""Who may be framed: the map's page for frames, and nothing else."""

from urllib.parse import quote

import pytest
from django.test import Client

from tests import making

pytestmark = pytest.mark.django_db


def directives(response: object) -> dict[str, list[str]]:
    policy = response["Content-Security-Policy"]  # type: ignore[index]
    return {name: values for name, *values in (part.split() for part in policy.split(";"))}


@pytest.mark.parametrize("address", ["/en/embed/", "/de/embed/?country=DE&theme=dark"])
def test_the_page_for_frames_may_be_framed_anywhere(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 200
    assert "X-Frame-Options" not in response
    assert directives(response).pop("frame-ancestors") == ["*"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_all_else_of_its_policy_is_the_usual(client: Client) -> None:
    framed, usual = directives(client.get("/en/embed/")), directives(client.get("/en/map/"))

    assert framed.pop("frame-ancestors") == ["*"]
    assert usual.pop("frame-ancestors") == ["'none'"]
    assert framed == usual


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/en/",
        "/en/map/",
        "/en/map.svg",
        "/en/cities/",
        "/en/cities/town/",
        "/de/imprint/",
        "/en/embed/nothing/",
        "/api/",
        "/api/docs/",
        "/api/v1/cities/",
        "/api/oembed?url=" + quote("http://testserver/en/map/"),
        "/admin/login/",
        "/healthz",
    ],
)
def test_no_other_page_may(client: Client, address: str) -> None:
    making.make_city("town")

    response = client.get(address)

    assert response["X-Frame-Options"] == "DENY"
    assert directives(response)["frame-ancestors"] == ["'none'"]


def test_pages_frame_only_our_own(client: Client) -> None:
    assert directives(client.get("/en/map/"))["frame-src"] == ["'self'"]


def test_it_only_reads(client: Client) -> None:
    assert client.post("/en/embed/").status_code == 405
