"""Where a place lies: candidates from the gazetteer in fixtures/gazetteer, which asks nobody.

The gazetteer is a part of GeoNames (tools/gazetteer.py). It is searched in a file of SQLite that the first search makes
from it, so that no process keeps eighty thousand places in memory. Beside cities/nominatim.py this is the only module
that knows geopy.
"""

import csv
import gzip
import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from geopy.distance import geodesic
from geopy.geocoders.base import Geocoder
from geopy.location import Location
from rapidfuzz.distance import OSA

from cities.folding import index_text, words

GAZETTEER = Path(settings.BASE_DIR) / "fixtures" / "gazetteer" / "places.csv.gz"
SOURCE = "GeoNames (CC BY 4.0)"
FORM = 1  # of the tables below; another one is another file
MOST = 12
RANKED = 200  # the biggest ones with all the words; each is looked at
LONGEST = 200  # letters of a question
END = "\U0010ffff"  # after everything that begins so

TABLES = """
    CREATE TABLE place (id INTEGER PRIMARY KEY, name TEXT, names TEXT, country TEXT, region TEXT,
                        latitude REAL, longitude REAL, population INTEGER);
    CREATE TABLE word (text TEXT, place INTEGER, PRIMARY KEY (text, place)) WITHOUT ROWID;
    CREATE TABLE known (text TEXT PRIMARY KEY, reversed TEXT, places INTEGER) WITHOUT ROWID;
"""


class Candidate(NamedTuple):
    """A place that may be meant."""

    geonames_id: int | None
    name: str
    found_as: str  # the name that fits, if it is another one
    country: str
    region: str  # ISO 3166-2, empty if not known
    latitude: float
    longitude: float
    population: int | None
    source: str = SOURCE
    osm: str = ""  # its object in OpenStreetMap: relation/62428
    kind: str = ""  # City.Kind, empty if it is just a settlement
    within: str = ""  # the county or the like

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return self.osm or str(self.geonames_id)

    @property
    def page(self) -> str:
        """Where everybody can look at it."""
        site = "https://www.openstreetmap.org" if self.osm else "https://www.geonames.org"
        return f"{site}/{self.key}"

    def kilometres_from(self, latitude: float | None, longitude: float | None) -> float | None:
        """How far it is from a point; None without one."""
        if latitude is None or longitude is None:
            return None
        return float(geodesic((latitude, longitude), (self.latitude, self.longitude)).kilometers)


class Gazetteer(Geocoder):
    """GeoNames' places, without asking anybody: by any of their names, folded, and in spite of a typing error."""

    def geocode(
        self, query: str, *, exactly_one: bool = True, country: str = "", limit: int = MOST
    ) -> Location | list[Location] | None:
        """The place, or places, that a text may name; those of ``country`` first. None if there is none."""
        found = [
            Location(each.name, (each.latitude, each.longitude), {"candidate": each})
            for each in self.candidates(query, country=country)[: 1 if exactly_one else limit]
        ]
        return (found[0] if exactly_one else found) if found else None

    def candidates(self, query: str, *, country: str = "") -> list[Candidate]:
        """The likeliest first: whose name it is, whose name begins so, who has all the words; bigger ones first."""
        asked = words(query[:LONGEST])
        if not any(len(word) > 1 for word in asked):
            return []
        with closing(self._open()) as places:
            rows = self._holding(places, asked)
            if not rows:
                asked = [self._corrected(places, word) for word in asked]
                rows = self._holding(places, asked)

        def order(row: Any) -> tuple[int, bool, bool, int, int]:
            level, other_name = fits[row[0]]
            return level, row[3] != country, bool(other_name), -(row[7] or 0), row[0]

        fits = {row[0]: rank(row, asked) for row in rows}
        return [candidate(row, fits[row[0]][1]) for row in sorted(set(rows), key=order)]

    def by_id(self, geonames_id: int) -> Candidate | None:
        """The place with an id."""
        with closing(self._open()) as places:
            row = places.execute("SELECT * FROM place WHERE id = ?", [geonames_id]).fetchone()
        return candidate(row, "") if row else None

    @staticmethod
    def _open() -> sqlite3.Connection:
        return sqlite3.connect(f"{made().as_uri()}?mode=ro", uri=True)

    @staticmethod
    def _holding(places: sqlite3.Connection, asked: list[str]) -> list[Any]:
        """Places with all the words; with exactly these, and with such that begin so."""
        whole = [(word, word) for word in asked]
        begun = [(word, word + END) for word in asked]
        found = []
        for spans in (whole, begun):
            having = " INTERSECT ".join(
                "SELECT place FROM word WHERE text BETWEEN ? AND ?" for _span in spans
            )
            query = f"SELECT * FROM place WHERE id IN ({having}) ORDER BY population DESC LIMIT {RANKED}"  # noqa: S608 (no text of others in it)
            found += places.execute(query, [end for span in spans for end in span]).fetchall()
        return found

    @staticmethod
    def _corrected(places: sqlite3.Connection, word: str) -> str:
        """The nearest known word, if few letters are wrong; its beginning or its end must be right."""
        allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not allowed:
            return word
        begins, ends = word[:2], word[::-1][:3]
        near = places.execute(
            "SELECT text, places FROM known WHERE text BETWEEN ? AND ?"
            " UNION SELECT text, places FROM known WHERE reversed BETWEEN ? AND ?",
            [begins, begins + END, ends, ends + END],
        )
        best, fit = word, (allowed + 1, 0)
        for text, number in near:
            if text.startswith(word):
                return word
            distance = OSA.distance(word, text, score_cutoff=allowed)
            if distance <= allowed and (distance, -number) < fit:
                best, fit = text, (distance, -number)
        return best


def rank(row: Any, asked: list[str]) -> tuple[int, str]:
    """How well the best of a place's names fits, and that name if it is not the shown one."""
    levels = []
    for place, name in enumerate([row[1], *filter(None, row[2].split("|"))]):
        own = index_text([name])
        if all(f" {word}" in own for word in asked):
            whole = len(words(name)) == len(asked) and set(asked) <= set(own.split())
            first = index_text(name.split()[:1])
            level = 0 if whole else 1 if f" {asked[0]}" in first else 2
            levels.append((level, "" if place == 0 else name))
    return min(levels, default=(3, ""))


def candidate(row: Any, found_as: str) -> Candidate:
    """A row of the table of places."""
    key, name, _names, country, region, latitude, longitude, population = row
    return Candidate(key, name, found_as, country, region, latitude, longitude, population)


@cache
def made() -> Path:
    """The file that is searched; made when it is not there yet. Several processes may do so at once."""
    digest = hashlib.sha256(GAZETTEER.read_bytes()).hexdigest()[:12]
    path = Path(settings.LOCAL) / f"gazetteer-{FORM}-{digest}.sqlite3"
    if not path.exists():
        for old in path.parent.glob("gazetteer-*.sqlite3"):
            old.unlink(missing_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix="gazetteer-", suffix=".new")
        os.close(handle)
        with closing(sqlite3.connect(temporary)) as file:
            _fill(file, _rows())
        Path(temporary).replace(path)
    return path


def _rows() -> Iterator[dict[str, str]]:
    with gzip.open(GAZETTEER, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _fill(file: sqlite3.Connection, rows: Iterable[dict[str, str]]) -> None:
    file.executescript(TABLES)
    for row in rows:
        file.execute(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(int(row["id"]), row["name"], row["names"], row["country"], row["region"]),
                *(float(row["latitude"]), float(row["longitude"])),
                int(row["population"]) if row["population"] else None,
            ],
        )
        found = index_text([row["name"], *row["names"].split("|")]).split()
        file.executemany("INSERT INTO word VALUES (?, ?)", [(word, int(row["id"])) for word in found])
    counted = file.execute("SELECT text, COUNT(*) FROM word GROUP BY text").fetchall()
    file.executemany(
        "INSERT INTO known VALUES (?, ?, ?)", [(text, text[::-1], number) for text, number in counted]
    )
    file.execute("CREATE INDEX known_reversed ON known (reversed)")
    file.commit()
