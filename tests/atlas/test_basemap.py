from pathlib import Path

import pytest
from django.test import Client

from atlas.basemap import requested_range

ADDRESS = "/basemap/basemap.pmtiles"
SIZE = 1000


@pytest.fixture(scope="module")
def archive() -> bytes:
    return (Path(__file__).resolve().parents[2] / "static/basemap/basemap.pmtiles").read_bytes()


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=990-", (990, 1000)),
        ("bytes=990-5000", (990, 1000)),
        ("bytes=-10", (990, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=1000-", (1000, 1000)),
        ("bytes=-0", (1000, 1000)),
        ("bytes=5-2", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("", None),
    ],
)
def test_ranges_are_read_as_http_says(header: str, expected: tuple[int, int] | None) -> None:
    assert requested_range(header, SIZE) == expected


def test_a_range_is_answered_with_that_part(client: Client, archive: bytes) -> None:
    response = client.get(ADDRESS, headers={"Range": "bytes=100-299"})

    assert response.status_code == 206
    assert response.content == archive[100:300]
    assert response["Content-Range"] == f"bytes 100-299/{len(archive)}"
    assert response["Content-Length"] == "200"


def test_without_a_range_the_whole_archive_comes(client: Client, archive: bytes) -> None:
    response = client.get(ADDRESS)

    assert response.status_code == 200
    assert response.content == archive
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Type"] == "application/vnd.pmtiles"
    assert "max-age=604800" in response["Cache-Control"]


def test_a_range_beyond_the_end_is_refused(client: Client, archive: bytes) -> None:
    response = client.get(ADDRESS, headers={"Range": f"bytes={len(archive)}-"})

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(archive)}"


def test_head_tells_the_size_without_the_archive(client: Client, archive: bytes) -> None:
    response = client.head(ADDRESS)

    assert response.status_code == 200
    assert response["Content-Length"] == str(len(archive))
    assert response.content == b""


def test_a_known_edition_is_not_sent_again(client: Client) -> None:
    etag = client.head(ADDRESS)["ETag"]

    response = client.get(ADDRESS, headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert response.content == b""


def test_ranges_of_another_edition_are_not_mixed_with_this_one(client: Client, archive: bytes) -> None:
    etag = client.head(ADDRESS)["ETag"]

    same = client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": etag})
    other = client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Range": '"older"'})

    assert same.status_code == 206
    assert other.status_code == 200
    assert len(other.content) == len(archive)


def test_tiles_are_compressed_already_and_stay_so(client: Client) -> None:
    response = client.get(ADDRESS, headers={"Range": "bytes=0-9999", "Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "identity"
    assert len(response.content) == 10_000


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(ADDRESS).status_code == 405
