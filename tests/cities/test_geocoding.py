"""The gazetteer: places known by heart, names as people write them, and what is no name."""

import gzip
from itertools import pairwise
from pathlib import Path

import pytest

from cities import geocoding
from cities.geocoding import GAZETTEER, Gazetteer


def first(text: str, country: str = "") -> tuple[str, str, int]:
    found = Gazetteer().candidates(text, country=country)[0]
    return found.name, found.country, found.geonames_id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("München", ("Munich", "DE", 2867714)),
        ("muenchen", ("Munich", "DE", 2867714)),
        ("Monaco di Baviera", ("Munich", "DE", 2867714)),
        ("Köln", ("Köln", "DE", 2886242)),
        ("Frankfurt", ("Frankfurt am Main", "DE", 2925533)),
        ("Frankfurt (Oder)", ("Frankfurt (Oder)", "DE", 2925535)),
        ("Palermo", ("Palermo", "IT", 2523920)),
        ("Warszawa", ("Warsaw", "PL", 756135)),
        ("Thesaloniki", ("Thessaloníki", "GR", 734077)),  # a letter is missing
        ("Düseldorf", ("Düsseldorf", "DE", 2934246)),
        ("Barcelnoa", ("Barcelona", "ES", 3128760)),  # two are swapped
        ("Au", ("Au", "CH", 2661689)),  # exactly so, before all that only begins so
    ],
)
def test_the_likeliest_place_comes_first(text: str, expected: tuple[str, str, int]) -> None:
    assert first(text) == expected


def test_the_country_of_the_record_comes_first() -> None:
    assert first("Newport")[1] == "GB"
    assert first("Newport", country="US")[1] == "US"


@pytest.mark.parametrize(
    "text", ["", " ", "m", "…", "%", "x" * 5000, "'; DELETE FROM place", "\0", "Qqqqqzzz"]
)
def test_what_names_no_place_finds_none(text: str) -> None:
    assert Gazetteer().candidates(text) == []
    assert Gazetteer().geocode(text) is None


def test_it_is_a_geocoder_of_geopy() -> None:
    berlin = Gazetteer().geocode("Berlin")
    several = Gazetteer().geocode("Newport", exactly_one=False, limit=3)

    assert (round(berlin.latitude, 2), round(berlin.longitude, 2)) == (52.52, 13.41)
    assert len(several) == 3


def test_it_says_where_and_how_far() -> None:
    found = Gazetteer().by_id(2867714)

    assert found is not None
    assert (found.region, found.population) == ("DE-BY", 1505005)
    assert found.kilometres_from(52.52437, 13.41053) == pytest.approx(505.1, abs=0.1)  # Berlin
    assert found.kilometres_from(None, None) is None
    assert Gazetteer().by_id(1) is None


def test_the_file_is_small_and_in_order() -> None:
    with gzip.open(GAZETTEER, "rt", encoding="utf-8") as file:
        keys = [int(line.partition(",")[0]) for line in list(file)[1:]]

    assert GAZETTEER.stat().st_size < 3_000_000
    assert len(keys) > 80_000
    assert all(one < other for one, other in pairwise(keys))


def test_the_search_file_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = tmp_path / "places.csv.gz"
    with gzip.open(small, "wt", encoding="utf-8") as file:
        file.write("id,name,names,country,region,latitude,longitude,population\n")
        file.write("7,Abdera,Avdira|Ábdira,GR,,40.9,24.9,\n")
    monkeypatch.setattr(geocoding, "GAZETTEER", small)
    monkeypatch.setattr(geocoding.settings, "LOCAL", tmp_path)
    (tmp_path / "gazetteer-0-old.sqlite3").touch()
    make = geocoding.made.__wrapped__

    path = make()
    changed = path.stat().st_mtime_ns

    assert make() == path
    assert path.stat().st_mtime_ns == changed
    assert [each.name for each in tmp_path.glob("gazetteer-*")] == [path.name]
