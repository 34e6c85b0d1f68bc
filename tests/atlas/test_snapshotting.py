"""The snapshot's bytes, read back by an own small reader and compared with the tables."""

import json
import struct
from typing import Any

import brotli
import numpy as np
import pytest
from django.db import OperationalError
from django.test import Client

from atlas import snapshotting
from atlas.columns import derived_slug, hilbert, varints
from atlas.models import Snapshot
from atlas.snapshotting import SEARCH_FORMAT, current, current_token, render, render_search
from cities.models import City, Edition, translated
from networks.models import Membership, Network, Resolution
from practices.models import Practice
from tests.making import make_city, make_membership, make_network, make_practice, make_resolution

pytestmark = pytest.mark.django_db


class Read:
    """A snapshot taken apart with plain loops."""

    def __init__(self, body: bytes) -> None:
        assert body[:4] == b"SOL1"
        length = struct.unpack("<I", body[4:8])[0]
        self.header = json.loads(body[8 : 8 + length])
        self.columns = {
            name: body[8 + length + start : 8 + length + start + size]
            for name, (start, size) in self.header["columns"].items()
        }
        self.count: int = self.header["count"]

    def planes(self, name: str, size: int, count: int | None = None) -> list[int]:
        count = self.count if count is None else count
        column = self.columns[name]
        return [
            sum(column[plane * count + row] << 8 * plane for plane in range(size)) for row in range(count)
        ]

    def degrees(self, name: str) -> list[float]:
        value, found = 0, []
        for coded in self.planes(name, 4):
            value += (coded >> 1) ^ -(coded & 1)
            found.append(value / 100_000)
        return found

    def varints(self, name: str) -> list[int]:
        found, value, bits = [], 0, 0
        for byte in self.columns[name]:
            value |= (byte & 0x7F) << bits
            bits += 7
            if byte < 0x80:
                found.append(value)
                value, bits = 0, 0
        return found

    def lines(self, name: str) -> dict[int, str]:
        text = self.columns[name].decode()
        return {int(line.split("\t")[0]): line.split("\t")[1] for line in text.split("\n") if line}

    def slugs(self) -> list[str]:
        exceptions = self.lines("slugs")
        names = self.columns["names"].decode().split("\n")
        countries = [self.header["countries"][code] for code in self.planes("country", 1)]
        return [
            exceptions.get(place, derived_slug(name, country))
            for place, (name, country) in enumerate(zip(names, countries, strict=True))
        ]

    def memberships(self) -> list[tuple[str, str, int, int]]:
        slugs, rows, at = self.slugs(), [], 0
        total = sum(self.varints("mcount"))
        networks, statuses = self.varints("mnet"), self.planes("mstatus", 1, total)
        dates = [
            (year + 1899) * 10000 + month * 100 + day if year else 0
            for year, month, day in zip(
                *(self.planes(name, 1, total) for name in ("jyear", "jmonth", "jday")), strict=True
            )
        ]
        for place, number in enumerate(self.varints("mcount")):
            rows += [
                (slugs[place], self.header["networks"][networks[row]]["slug"], statuses[row], dates[row])
                for row in range(at, at + number)
            ]
            at += number
        return rows


@pytest.fixture
def whole(register: None) -> Read:
    return Read(render(Edition.current()))


def test_places_come_back_exactly(whole: Read) -> None:
    rows = {city.slug: city for city in City.objects.all()}
    slugs = whole.slugs()
    assert sorted(slugs) == sorted(rows)
    regions = whole.planes("region", 2)
    for place, (slug, latitude, longitude, kindpop, people) in enumerate(
        zip(
            slugs,
            whole.degrees("lat"),
            whole.degrees("lon"),
            whole.planes("kindpop", 1),
            whole.varints("population"),
            strict=True,
        )
    ):
        city = rows[slug]
        assert (latitude, longitude) == (city.latitude, city.longitude)
        assert whole.header["kinds"][kindpop // 8] == city.kind
        assert people == (city.population or 0)
        region = whole.header["regions"][regions[place] - 1] if regions[place] else None
        assert region == city.region_id
    assert {slugs[place]: name for place, name in whole.lines("names_de").items()}["wroclaw"] == "Breslau"


def test_memberships_come_back_exactly(whole: Read) -> None:
    codes = {status: code for code, status in enumerate(snapshotting.STATUSES)}
    expected = {
        (row.city.slug, row.network.slug, codes[row.status], int(row.joined or 0))  # type: ignore[index]
        for row in Membership.objects.select_related("city", "network")
        if row.status in codes
    }
    found = whole.memberships()
    assert set(found) == expected
    assert len(found) == len(expected) == 1501
    left = sorted(int(row.left or 0) for row in Membership.objects.filter(status="left"))
    assert sorted(whole.varints("left")) == left


def test_memberships_of_a_place_stand_in_the_order_of_joining(whole: Read) -> None:
    dates = [date or 99999999 for slug, _network, _status, date in whole.memberships() if slug == "muenchen"]
    assert len(dates) > 5
    assert dates == sorted(dates)


def test_counts_and_topics_come_back(whole: Read) -> None:
    slugs = whole.slugs()
    practices = dict(zip(slugs, whole.varints("practices"), strict=True))
    assert sum(practices.values()) == 103
    assert sum(whole.varints("resolutions")) == Resolution.objects.count()
    column, topics, at = whole.varints("topics"), {}, 0
    for slug, number in practices.items():
        if number:
            topics[slug] = {whole.header["topics"][one] for one in column[at + 1 : at + 1 + column[at]]}
            at += 1 + column[at]
    assert at == len(column)
    practice = Practice.objects.get(slug="altena-hundred-more-and-caretakers")
    assert topics["altena"] == {practice.main_topic.slug, *(topic.slug for topic in practice.topics.all())}
    assert sum(flag & 1 for flag in whole.planes("flags", 1)) == 30


def test_the_real_register_is_small(whole: Read, register: None) -> None:
    """Small registers pay for the header; large ones are measured by `make bench`."""
    body = render(Edition.current())
    assert len(brotli.compress(body, quality=11)) < 24 * 1027


def test_an_empty_register_renders() -> None:
    City.objects.update(publication="draft")
    Network.objects.update(publication="draft")
    found = Read(render(Edition.current()))
    assert (found.count, found.columns["lat"], found.header["networks"]) == (0, b"", [])


def test_nothing_unpublished_and_nothing_personal_is_in_it() -> None:
    shown, hidden = make_city("shown"), make_city("hidden-city", publication="draft")
    secret = make_network("secret-network", publication="withdrawn")
    open_network = make_network("open-network")
    make_membership(hidden, open_network)
    make_membership(shown, secret)
    make_membership(shown, open_network, publication="draft", joined="1987-06-05")
    make_practice(shown, "secret-practice", publication="draft")
    make_resolution(shown, publication="withdrawn")
    edition = Edition.current()
    body, search = render(edition), render_search(edition)
    found = Read(body)
    place = found.slugs().index("shown")
    assert "hidden-city" not in found.slugs()
    assert [network["slug"] for network in found.header["networks"]].count("secret-network") == 0
    assert (
        found.varints("mcount")[place]
        == found.varints("practices")[place]
        == found.varints("resolutions")[place]
        == 0
    )
    for word in (b"hidden", b"secret", b"editor", b"@"):
        assert word not in search
    for word in (b"hidden", b"secret"):
        assert word not in body
    assert set(found.header["columns"]) == {
        *("lat", "lon", "country", "region", "kindpop", "flags", "resolutions", "practices", "topics"),
        *("mcount", "mnet", "mstatus", "jyear", "jmonth", "jday", "left", "population", "names", "slugs"),
        *("names_de", "names_en"),
    }


def test_search_texts_stand_in_the_order_of_the_places(whole: Read) -> None:
    found = json.loads(render_search(Edition.current()))
    slugs = whole.slugs()
    assert " monaco" in found["places"][slugs.index("muenchen")]
    place, text, slug, titles = found["practices"][0]
    first = Practice.objects.order_by("slug").first()
    assert first
    assert (slugs[place], text, slug) == (first.city.slug, first.search_text, first.slug)
    assert titles == translated(first.title)
    assert found["format"] == SEARCH_FORMAT
    assert len(found["networks"]) == len(whole.header["networks"])


def test_rendered_once_per_edition(register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = []
    monkeypatch.setattr(snapshotting, "_kept", {})
    monkeypatch.setitem(
        snapshotting.RENDERERS, "map", lambda edition: rendered.append(edition.token) or b"body"
    )
    first = current("map")
    assert current("map") is first
    # Another worker process finds the file in the database.
    snapshotting._kept.clear()
    assert current("map") == first
    assert len(rendered) == 1
    make_city()
    assert current("map").token == current_token() != first.token
    assert len(rendered) == 2
    assert Snapshot.objects.filter(name="map").count() == 1, "the old one is gone"


def test_the_last_file_is_served_while_the_database_is_away(
    register: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> str:
        raise OperationalError

    before = client.get("/api/v1/map/").content
    monkeypatch.setattr(snapshotting, "current_token", away)
    assert client.get("/api/v1/map/").content == before
    monkeypatch.setattr(snapshotting, "_kept", {})
    gone = client.get("/api/v1/map/")
    assert (gone.status_code, "Retry-After" in gone.headers) == (503, True)


def test_a_change_while_rendering_is_rendered_too(register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def interrupted(edition: Edition) -> bytes:
        seen.append(edition.token)
        if len(seen) == 1:
            make_city()
        return b"body"

    monkeypatch.setattr(snapshotting, "_kept", {})
    monkeypatch.setitem(snapshotting.RENDERERS, "map", interrupted)
    assert current("map").token == current_token() == seen[-1]
    assert len(seen) == 2


def test_warm_answer_asks_only_for_the_edition(
    register: None, client: Client, django_assert_num_queries: Any
) -> None:
    client.get("/api/v1/map/")
    with django_assert_num_queries(1) as statements:
        client.get("/api/v1/map/")
    assert "cities_edition" in statements.captured_queries[0]["sql"]


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [("br, gzip", "br"), ("gzip, deflate", "gzip"), ("", ""), ("br;q=0, gzip", "gzip"), ("identity", "")],
)
def test_bodies_come_in_the_coding_asked_for(
    register: None, client: Client, accepted: str, coding: str
) -> None:
    answer = client.get("/api/v1/map/", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding", "") == coding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    plain = client.get("/api/v1/map/").content
    assert (
        brotli.decompress(answer.content) if coding == "br" else answer.content
    ) == plain or coding == "gzip"


def test_same_edition_is_not_sent_twice(register: None, client: Client) -> None:
    first = client.get("/api/v1/map/", headers={"Accept-Encoding": "br"})
    tag = first.headers["ETag"]
    assert tag.startswith('"'), "strong"
    again = client.get("/api/v1/map/", headers={"Accept-Encoding": "br", "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = client.get("/api/v1/map/", headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert other.status_code == 200, "another coding has other bytes"


def test_editions_have_addresses_that_never_change(register: None, client: Client) -> None:
    token = current_token()
    answer = client.get(f"/api/v1/map/{token}/")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get("/api/v1/map/").headers["Cache-Control"] == "no-cache"
    make_city()
    gone = client.get(f"/api/v1/map/{token}/")
    assert (gone.status_code, gone.headers["Location"]) == (302, f"/api/v1/map/{current_token()}/")
    assert gone.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_reading_is_possible(method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)("/api/v1/map/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.json()["error"]["code"] == "method_not_allowed"


def test_open_to_every_site_and_without_cookies(register: None, client: Client) -> None:
    answer = client.get("/api/v1/map/")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


# --- columns ---


def test_varints_of_known_numbers() -> None:
    assert varints(np.array([0, 1, 127, 128, 300, 2**40])) == bytes(
        [0, 1, 127, 0x80, 1, 0xAC, 2, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20]
    )


def test_neighbours_on_the_curve_are_neighbours_on_the_map() -> None:
    side = 40
    latitudes, longitudes = (
        axis.ravel() for axis in np.meshgrid(np.linspace(45, 55, side), np.linspace(5, 15, side))
    )
    order = np.argsort(hilbert(latitudes, longitudes))
    steps = np.hypot(np.diff(latitudes[order]), np.diff(longitudes[order]))
    rows = np.hypot(np.diff(latitudes), np.diff(longitudes))
    assert steps.mean() < 1.2 * 10 / (side - 1)
    assert steps.max() < rows.max()


@pytest.mark.parametrize(
    ("name", "country", "slug"),
    [
        ("München", "DE", "muenchen"),
        ("Göteborg", "SE", "goteborg"),
        ("Łódź", "PL", "lodz"),
        ("Gonfreville-l'Orcher", "FR", "gonfreville-l-orcher"),
        ("Rotenburg (Wümme)", "DE", "rotenburg-wuemme"),
        ("Ærø", "DK", "aero"),
    ],
)
def test_slugs_derive_from_names(name: str, country: str, slug: str) -> None:
    assert derived_slug(name, country) == slug
