"""What every request passes."""

import pytest
from django.test import Client
from django.urls import reverse

ADDRESSES = ["/", "/robots.txt", "/basemap/basemap.pmtiles", "/nowhere", "/api/nowhere/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_safety_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_content_policy_allows_nothing_but_our_own_files(client: Client, address: str) -> None:
    policy = dict(
        part.strip().split(" ", 1) for part in client.get(address)["Content-Security-Policy"].split(";")
    )

    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {value for name, value in policy.items() if value != "'none'"} == {"'self'"}


@pytest.mark.django_db
def test_a_view_may_widen_the_content_policy_for_itself(client: Client) -> None:
    assert "img-src 'self' data:" in client.get(reverse("api:reference"))["Content-Security-Policy"]
    assert "data:" not in client.get("/robots.txt")["Content-Security-Policy"]


def test_only_the_api_may_be_read_by_other_sites(client: Client) -> None:
    assert client.get("/robots.txt")["Cross-Origin-Resource-Policy"] == "same-origin"
    assert client.get("/api/nowhere/")["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("address", ADDRESSES)
def test_visitors_get_no_cookie(client: Client, address: str) -> None:
    assert not client.get(address).cookies


@pytest.mark.parametrize("part", ["%00", "%FF", "%C3%28", "%ED%A0%80", "a%00b"])
@pytest.mark.parametrize("pattern", ["/en/{}/", "/robots.txt?q={}", "/robots.txt?{}=1", "/api/v1/cities/{}/"])
def test_unreadable_addresses_are_refused(client: Client, pattern: str, part: str) -> None:
    assert client.get(pattern.format(part)).status_code == 400


@pytest.mark.parametrize("part", ["M%C3%BCnchen", "%D0%9C", "%25", "%F0%9F%9B%B6", "a+b"])
def test_readable_addresses_pass(client: Client, part: str) -> None:
    assert client.get(f"/robots.txt?q={part}").status_code == 200
