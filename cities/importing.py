"""Importing the register's sources, places, names and portraits."""

import csv
from collections.abc import Collection, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from i18nfield.strings import LazyI18nString

from cities.doing import remember
from cities.models import City, CityName, Country, Region, Source, Topic
from cities.publishing import Publication
from cities.reading import Row, Table
from cities.storing import BATCH, IMPORTED, Find, Outcome, Wanted, store
from cities.writing import update

# Topics, names of regions, signs of networks: what the register's codes mean. Editors own them once loaded.
REFERENCE = Path(settings.BASE_DIR) / "fixtures" / "reference"

SOURCES = ("source", "url", "title", "publisher", "published", "language")
PLACES = (
    *("place", "name", "name_en", "name_de", "kind", "country", "region", "latitude", "longitude"),
    *("coordinates_source", "population", "geonameid", "wikidata"),
)
NAMES = ("place", "name", "language", "kind")
PORTRAITS = ("place", "summary", "sources")


def ids(table: type[models.Model], key: str) -> dict[str, Any]:
    """Ids of all records of a table by their public key."""
    return dict(table._default_manager.values_list(key, "pk"))


def found_by(table: type[models.Model], key: str) -> Find:
    """Look-up of present records by a unique column, a batch at a time."""

    def find(keys: Sequence[Any]) -> Mapping[Hashable, models.Model]:
        return {
            getattr(record, key): record for record in table._default_manager.filter(**{f"{key}__in": keys})
        }

    return find


def reference(name: str) -> list[dict[str, str]]:
    """Rows of a reference file."""
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_languages(row: Mapping[str, str], name: str) -> LazyI18nString | str:
    """Text of a reference row in the site's languages."""
    found = {code: row[f"{name}_{code}"] for code, _name in settings.LANGUAGES if row.get(f"{name}_{code}")}
    return LazyI18nString(found) if found else ""


def load_topics() -> None:
    """Add the topics that are missing; those present belong to the editors."""
    present = ids(Topic, "slug")
    Topic.objects.bulk_create(
        Topic(slug=row["slug"], name=in_languages(row, "name"), position=position)
        for position, row in enumerate(reference("topics.csv"), 1)
        if row["slug"] not in present
    )


def _load_areas(countries: Collection[str], regions: Collection[str]) -> None:
    phrases = {row["code"]: row for row in reference("countries.csv")}
    names = {row["code"]: row for row in reference("regions.csv")}
    present: Collection[str] = ids(Country, "code")
    Country.objects.bulk_create(
        Country(code=code, within=in_languages(phrases.get(code, {}), "in"))
        for code in sorted(countries)
        if code not in present
    )
    present = ids(Region, "code")
    Region.objects.bulk_create(
        Region(
            code=code,
            country_id=code[:2],
            # Without a name on file the code stands, until an editor writes one.
            name=in_languages(names.get(code, {}), "name") or LazyI18nString({"en": code}),
            within=in_languages(names.get(code, {}), "in"),
        )
        for code in sorted(regions)
        if code not in present
    )


def import_sources(path: Path, *, show: bool = False) -> Outcome:
    """Read sources.csv. FlawedFileError names every flawed row."""
    wanted = []
    with Table(path, SOURCES) as table:
        for row in table:
            key = row.text("source", required=True, longest=40)
            url = row.text("url", required=True, longest=1000)
            if not url.startswith(("http://", "https://")):
                row.flaw(f"url is {url!r}, not a web address")
            table.once(row, key)
            table.once(row, ("url", url))
            columns = {
                "key": key,
                "url": url,
                "title": row.text("title", required=True, longest=500),
                "publisher": row.text("publisher", longest=300),
                "published_on": row.date("published"),
                "language": row.text("language", longest=12),
            }
            wanted.append(Wanted(key, columns))
    return store(path.name, Source, wanted, found_by(Source, "key"), show=show)


def import_places(path: Path, *, show: bool = False) -> Outcome:
    """Read places.csv and add the countries and regions it names."""
    load_topics()
    wanted = []
    countries: set[str] = set()
    regions: set[str] = set()
    with Table(path, PLACES) as table:
        for row in table:
            columns = _place(row)
            table.once(row, columns["slug"])
            if columns["geonames_id"]:
                table.once(row, ("geonameid", columns["geonames_id"]))
            countries.add(columns["country_id"])
            if columns["region_id"]:
                regions.add(columns["region_id"])
            wanted.append(Wanted(columns["slug"], columns))
    _load_areas(countries, regions)
    fixed = frozenset({"publication"})
    return store(path.name, City, wanted, found_by(City, "slug"), fixed=fixed, show=show)


def _place(row: Row) -> dict[str, Any]:
    endonym = row.text("name", required=True, longest=200)
    names = {code: row.text(f"name_{code}") for code, _name in settings.LANGUAGES}
    own = {code: name for code, name in names.items() if name and name != endonym}
    country, region = row.text("country"), row.text("region", longest=6)
    if not (len(country) == 2 and country.isascii() and country.isupper()):
        row.flaw(f"country is {country!r}, not a code of two letters")
    if region and not region.startswith(f"{country}-"):
        row.flaw(f"region {region} is not in {country}")
    slug = row.text("place", required=True, longest=100)
    if slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-"):
        row.flaw(f"place {slug!r} has characters other than a–z, 0–9 and hyphens")
    return {
        "slug": slug,
        "kind": row.choice("kind", City.Kind.values),
        "endonym": endonym,
        "names": LazyI18nString(own) if own else "",
        "country_id": country,
        "region_id": region or None,
        "latitude": row.degrees("latitude", 90),
        "longitude": row.degrees("longitude", 180),
        "coordinates_source": row.text("coordinates_source", longest=200),
        "population": row.whole("population"),
        "geonames_id": row.whole("geonameid"),
        "wikidata_id": row.text("wikidata", longest=20),
        "publication": Publication.PUBLISHED,
    }


def import_names(path: Path, *, show: bool = False) -> Outcome:
    """Read place_names.csv, and renew what is derived from the names."""
    cities = ids(City, "slug")
    kinds = set(CityName.Kind.values)
    wanted = []
    languages: dict[int, str] = {}
    with Table(path, NAMES) as table:
        for row in table:
            city = row.one("place", cities)
            name = row.text("name", required=True, longest=200)
            language = row.text("language", longest=12)
            kind = row.choice("kind", kinds)
            if not table.once(row, (city, name)) or city is None:
                continue
            if kind == CityName.Kind.ENDONYM:
                languages[city] = language
            columns = {"city_id": city, "name": name, "language": language, "kind": kind}
            wanted.append(Wanted((city, name), columns))

    def find(keys: Sequence[Any]) -> dict[Hashable, models.Model]:
        rows = CityName.objects.filter(city__in={city for city, _name in keys})
        return {(row.city_id, row.name): row for row in rows}

    outcome = store(path.name, CityName, wanted, find, show=show)
    if outcome.new or outcome.changed:
        touched: Any = outcome.touched
        renamed: set[int] = {key[0] for key in touched}
        _derive_again(sorted({item.columns["city_id"] for item in wanted}), languages, renamed)
    return outcome


def _derive_again(cities: list[int], languages: Mapping[int, str], renamed: Collection[int]) -> None:
    for start in range(0, len(cities), BATCH):
        batch = City.objects.in_bulk(cities[start : start + BATCH])
        names: dict[int, list[str]] = {city: [] for city in batch}
        for city, name in CityName.objects.filter(city__in=batch).values_list("city", "name"):
            names[city].append(name)
        for key, record in batch.items():
            record.derive(names[key])
            record.language = languages.get(key, record.language)
        update(City, batch.values(), ["language", *City.DERIVED])
        remember(City, "~", [record for key, record in batch.items() if key in renamed], IMPORTED)


def import_portraits(path: Path, *, show: bool = False) -> Outcome:
    """Read portraits.jsonl: texts and sources of places that are there already."""
    cities, sources = ids(City, "slug"), ids(Source, "key")
    wanted = []
    with Table(path, PORTRAITS) as table:
        for row in table:
            slug = row.text("place")
            row.one("place", cities)
            table.once(row, slug)
            portrait = row.languages("summary", required=True)
            links = {"portrait_sources": row.many("sources", sources)}
            if not links["portrait_sources"]:
                row.flaw("no source")
            wanted.append(Wanted(slug, {"portrait": portrait}, links))
    return store(path.name, City, wanted, found_by(City, "slug"), show=show)
