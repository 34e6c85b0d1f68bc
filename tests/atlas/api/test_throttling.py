"""The limit of requests: for each address its own, shared by all workers, without keeping the address."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from atlas.api import throttling
from atlas.api.throttling import Counters
from cities.clients import household

MINUTE = 29_000_000


@pytest.fixture
def limit(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three requests a minute, in a minute that does not end."""
    settings.API_REQUESTS_PER_MINUTE = 3
    settings.API_COUNTERS = tmp_path / "requests"
    monkeypatch.setattr(throttling.time, "time", lambda: MINUTE * 60 + 48.5)
    return settings


@pytest.mark.django_db
def test_too_many_requests_are_asked_to_wait(client: Client, limit: Settings) -> None:
    answers = [client.get("/api/v1/cities/") for _number in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1]["Retry-After"] == "12"
    assert answers[-1].json()["error"]["code"] == "throttled"
    assert answers[-1]["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
def test_others_are_not_held_up(client: Client, limit: Settings) -> None:
    for _number in range(4):
        client.get("/api/v1/cities/")

    assert client.get("/api/v1/cities/", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/api/v1/cities/").status_code == 429


@pytest.mark.django_db
def test_pages_of_the_api_and_the_map_are_not_counted(client: Client, limit: Settings) -> None:
    for _number in range(5):
        assert client.get("/api/").status_code == 200
        assert client.get("/api/v1/map/").status_code == 200


@pytest.mark.django_db
def test_a_proxys_word_counts_only_where_there_is_a_proxy(client: Client, limit: Settings) -> None:
    answers = [
        client.get("/api/v1/cities/", headers={"X-Forwarded-For": f"198.51.100.{number}"})
        for number in range(4)
    ]

    assert answers[-1].status_code == 429


@pytest.mark.django_db
def test_no_limit_counts_nothing(client: Client, limit: Settings) -> None:
    limit.API_REQUESTS_PER_MINUTE = 0

    assert {client.get("/api/v1/cities/").status_code for _number in range(5)} == {200}
    assert not limit.API_COUNTERS.exists()


def test_workers_count_together(tmp_path: Path) -> None:
    one, other = Counters(tmp_path / "requests"), Counters(tmp_path / "requests")

    assert [one.add("192.0.2.1", MINUTE), other.add("192.0.2.1", MINUTE)] == [1, 2]
    assert other.add("192.0.2.2", MINUTE) == 1


def test_the_next_minute_begins_anew(tmp_path: Path) -> None:
    counters = Counters(tmp_path / "requests")
    counters.add("192.0.2.1", MINUTE)

    assert counters.add("192.0.2.1", MINUTE + 1) == 1


def test_the_file_holds_no_address(tmp_path: Path) -> None:
    path = tmp_path / "requests"
    Counters(path).add("192.0.2.1", MINUTE)

    numbers = memoryview(path.read_bytes()).cast("I")

    assert numbers[0] == MINUTE
    assert sorted(numbers[1:])[-2:] == [0, 1]
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_a_place_to_write_each_worker_counts_for_itself(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    counters = Counters(tmp_path / "file" / "requests")

    assert [counters.add("192.0.2.1", MINUTE) for _number in range(2)] == [1, 2]


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_a_customer_counts_once(address: str, counted_as: str) -> None:
    assert household(address) == counted_as
