"""Rendering the snapshot: all published places in one compact file from which the browser answers every query.

Layout: ``SOL1``, the length of the header (32 bits, little endian), the header (JSON), then columns back to back. First the
columns that draw and filter, then those that name and date. Places stand along a Hilbert curve, so that neighbours in
the file are neighbours on the map and differences are small; numbers lie in byte planes or varints, because that is
what brotli and gzip shorten best. ``static/src/snapshot.js`` reads it; docs/snapshot.md describes every column.
"""

import gzip
import json
import struct
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import brotli
import numpy as np
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import BigIntegerField, Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from atlas.columns import Numbers, derived_slug, differences, hilbert, planes, varints
from atlas.filters import NO_PORTRAIT, POPULATIONS
from atlas.models import Snapshot
from cities.models import City, Edition, Topic, translated
from cities.publishing import Publication
from networks.models import Membership, Network, Resolution
from practices.models import Practice

FORMAT = 1
SEARCH_FORMAT = 2  # 2: practices with slug and titles
MAGIC = b"SOL1"
DEGREE = 100_000  # the register's points have five decimals
# Codes of statuses in the file; others never count and stay out.
STATUSES = (
    Membership.Status.MEMBER,
    Membership.Status.AWARDED,
    Membership.Status.OBSERVER,
    Membership.Status.LISTED,
    Membership.Status.LEFT,
)
UNUSED = 15
FIRST_YEAR = 1900


# --- reading --------------------------------------------------------------------------------------


def _rows(queryset: "QuerySet[Any, Any]") -> list[tuple[Any, ...]]:
    """Rows as the database gives them: no conversion, because there are many and none is needed."""
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _table(rows: Sequence[tuple[int, ...]], width: int) -> Numbers:
    return np.array(rows, np.int64).reshape(len(rows), width)


def _positions(ids: Iterable[int]) -> Numbers:
    """An array that gives the position of each id; −1 for ids that are not there."""
    known = np.fromiter(ids, np.int64)
    places = np.full(int(known.max(initial=0)) + 1, -1, np.int64)
    places[known] = np.arange(len(known))
    return places


@dataclass
class Places:
    """The published places along the curve, column by column."""

    ids: Numbers
    slugs: list[str]
    endonyms: list[str]
    names: list[str]
    countries: list[str]
    regions: list[str]
    kinds: list[str]
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    populations: Numbers
    portraits: NDArray[np.bool_]


def read_places() -> Places:
    """Read all published places, in the order of the file."""
    portrait = Case(When(NO_PORTRAIT, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = _rows(
        City.objects.published()
        .annotate(has_portrait=portrait)
        .order_by()
        .values_list(
            *("id", "slug", "endonym", "names", "country_id", "region_id", "kind"),
            *("latitude", "longitude", "population", "has_portrait"),
        )
    )
    latitudes = np.fromiter((row[7] for row in rows), np.float64, len(rows))
    longitudes = np.fromiter((row[8] for row in rows), np.float64, len(rows))
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    order = np.lexsort((ids, hilbert(latitudes, longitudes)))
    columns: list[Sequence[Any]] = list(zip(*(rows[place] for place in order.tolist()), strict=True))
    if not columns:
        columns = [()] * 11
    return Places(
        ids=ids[order],
        slugs=list(columns[1]),
        endonyms=list(columns[2]),
        names=list(columns[3]),
        countries=list(columns[4]),
        regions=[region or "" for region in columns[5]],
        kinds=list(columns[6]),
        latitudes=latitudes[order],
        longitudes=longitudes[order],
        populations=np.fromiter((number or 0 for number in columns[9]), np.int64, len(rows)),
        portraits=np.fromiter(columns[10], np.bool_, len(rows)),
    )


def _dictionary(values: Sequence[str]) -> tuple[list[str], Numbers]:
    """The distinct non-empty values, and for each value its index + 1, 0 for an empty one."""
    distinct = sorted(set(values) - {""})
    index = {value: place for place, value in enumerate(distinct, 1)} | {"": 0}
    return distinct, np.fromiter((index[value] for value in values), np.int64, len(values))


def _population_classes(populations: Numbers) -> Numbers:
    classes = np.zeros(len(populations), np.int64)
    for number, (least, _below) in enumerate(POPULATIONS.values(), 1):
        classes[populations >= max(least, 1)] = number
    return classes


def _memberships(positions: Numbers, networks: dict[int, int]) -> Numbers:
    """Rows of place, network, status, joined, left (as YYYYMMDD, 0 unknown), by place and date of joining."""
    # Packed into two numbers a row: what costs here is handing over values one by one.
    code = Case(
        *(When(status=name, then=Value(code)) for code, name in enumerate(STATUSES)),
        default=Value(UNUSED),
        output_field=BigIntegerField(),
    )
    number = Cast("city_id", BigIntegerField())
    rows = Membership.objects.filter(publication=Publication.PUBLISHED).order_by()
    packed = _rows(
        rows.annotate(
            packed=number * Value(1 << 24) + F("network_id") * Value(16) + code,
            begun=Coalesce("joined", Value(0), output_field=IntegerField()),
        ).values_list("packed", "begun")
    )
    left = {
        ((city << 24) + (network << 4) + STATUSES.index(Membership.Status.LEFT), start or 0): ended
        for city, network, start, ended in _rows(
            rows.filter(left__isnull=False).values_list("city_id", "network_id", "joined", "left")
        )
    }
    keys, begun = _table(packed, 2).T
    table = np.stack(
        [keys >> 24, keys >> 4 & 0xFFFFF, keys & 0xF, begun, np.zeros(len(keys), np.int64)], axis=1
    )
    for row in np.flatnonzero(table[:, 2] == STATUSES.index(Membership.Status.LEFT)):
        table[row, 4] = left.get((int(keys[row]), int(begun[row])), 0)
    index = _positions(networks)
    table[:, 1] = _place_of(index, table[:, 1])
    table = table[(table[:, 1] >= 0) & (table[:, 2] != UNUSED)]
    table[:, 0] = _place_of(positions, table[:, 0])
    table = table[table[:, 0] >= 0]  # the city is not published
    undated_last = np.where(table[:, 3] == 0, 99999999, table[:, 3])
    return table[np.lexsort((table[:, 1], undated_last, table[:, 0]))]


def _place_of(positions: Numbers, cities: Numbers) -> Numbers:
    known = cities < len(positions)
    return (
        np.where(known, positions[np.where(known, cities, 0)], -1)
        if len(positions)
        else np.full_like(cities, -1)
    )


def _count_by_city(queryset: "QuerySet[Any]", positions: Numbers, size: int) -> Numbers:
    cities = _table(_rows(queryset.order_by().values_list("city_id")), 1)[:, 0]
    places = _place_of(positions, cities)
    return np.bincount(places[places >= 0], minlength=size)


def _practices(positions: Numbers, topics: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Number of practices of each place; then for each place that has some the number of their topics, and these."""
    practices = Practice.objects.published().order_by()
    main = _rows(practices.values_list("city_id", "main_topic_id"))
    further = _rows(practices.filter(topics__isnull=False).values_list("city_id", "topics__id"))
    cities, numbers = _table([*main, *further], 2).T
    places = _place_of(positions, cities)
    counted = places[: len(main)]
    counts = np.bincount(counted[counted >= 0], minlength=size)

    known, each = places >= 0, max(1, len(topics))
    pairs = np.unique(places[known] * each + topics[numbers[known]])
    _places, starts, lengths = np.unique(pairs // each, return_index=True, return_counts=True)
    return counts, np.insert(pairs % each, starts, lengths)


# --- rendering ------------------------------------------------------------------------------------


def networks_in_order() -> list[Network]:
    """The published networks in the order in which the file numbers them."""
    return list(Network.objects.published().order_by("slug"))


def render(edition: Edition) -> bytes:
    """Render the snapshot of the register as it is now."""
    places = read_places()
    size = len(places.slugs)
    positions = _positions(places.ids.tolist())
    networks = networks_in_order()
    numbers = {network.pk: number for number, network in enumerate(networks)}
    topics = list(Topic.objects.order_by("position", "slug").values_list("pk", "slug"))
    countries, country = _dictionary(places.countries)
    regions, region = _dictionary(places.regions)
    kinds = {kind: number for number, kind in enumerate(City.Kind.values)}
    kind = np.fromiter((kinds[name] for name in places.kinds), np.int64, size)
    members = _memberships(positions, numbers)
    practices, topic_lists = _practices(positions, _positions([pk for pk, _slug in topics]), size)
    resolutions = _count_by_city(Resolution.objects.published(), positions, size)
    joined, left = members[:, 3], members[members[:, 2] == STATUSES.index(Membership.Status.LEFT), 4]
    years = np.where(joined > 0, np.clip(joined // 10000 - FIRST_YEAR + 1, 1, 255), 0)

    columns = {
        "lat": planes(differences(np.rint(places.latitudes * DEGREE).astype(np.int64)), 4),
        "lon": planes(differences(np.rint(places.longitudes * DEGREE).astype(np.int64)), 4),
        "country": planes(country - 1, 1),
        "region": planes(region, 2),
        "kindpop": planes(kind * 8 + _population_classes(places.populations), 1),
        "flags": planes(places.portraits.astype(np.int64), 1),
        "resolutions": varints(resolutions),
        "practices": varints(practices),
        "topics": varints(topic_lists),
        "mcount": varints(np.bincount(members[:, 0], minlength=size)),
        "mnet": varints(members[:, 1]),
        "mstatus": planes(members[:, 2], 1),
        "jyear": planes(years, 1),
        "jmonth": planes(joined // 100 % 100, 1),
        "jday": planes(joined % 100, 1),
        "left": varints(left),
        "population": varints(places.populations),
        "names": "\n".join(places.endonyms).encode(),
        "slugs": _exceptions(places),
        **_display_names(places.names),
    }
    offsets, offset = {}, 0
    for name, column in columns.items():
        offsets[name] = [offset, len(column)]
        offset += len(column)
    header = json.dumps(
        {
            "format": FORMAT,
            "count": size,
            "edition": edition.token,
            "as_of": edition.as_of.isoformat(),
            "countries": countries,
            "regions": regions,
            "kinds": list(kinds),
            "populations": ["", *POPULATIONS],
            "networks": [
                {"slug": network.slug, "parent": numbers.get(network.parent_id or 0, -1)}
                for network in networks
            ],
            "topics": [slug for _pk, slug in topics],
            "columns": offsets,
        },
        separators=(",", ":"),
    ).encode()
    return b"".join([MAGIC, struct.pack("<I", len(header)), header, *columns.values()])


def _exceptions(places: Places) -> bytes:
    lines = []
    for place, (slug, name, country) in enumerate(
        zip(places.slugs, places.endonyms, places.countries, strict=True)
    ):
        if name.lower() == slug and slug.isascii() and slug.isalpha():
            continue  # most are a plain word, and this says so much faster
        if slug != derived_slug(name, country):
            lines.append(f"{place}\t{slug}")
    return "\n".join(lines).encode()


def _display_names(names: Sequence[str | None]) -> dict[str, bytes]:
    """Names that differ from the place's own, one column a language."""
    lines: dict[str, list[str]] = {code: [] for code, _name in settings.LANGUAGES}
    for place, text in enumerate(names):
        if text and text != "{}":
            for code, name in json.loads(text).items():
                if name and code in lines:
                    lines[code].append(f"{place}\t{name}")
    return {f"names_{code}": "\n".join(found).encode() for code, found in lines.items()}


def render_search(_edition: Edition) -> bytes:
    """Render the texts in which the browser looks for words: of places, of practices by place, of networks.

    Practices come with what a suggestion needs, their slug and titles.
    """
    places = read_places()
    positions = _positions(places.ids.tolist())
    texts = dict(_rows(City.objects.published().order_by().values_list("id", "search_text")))
    practices = (
        Practice.objects.published().order_by("slug").values_list("city_id", "search_text", "slug", "title")
    )
    found = {
        "format": SEARCH_FORMAT,
        "places": [texts[pk] for pk in places.ids.tolist()],
        "practices": [
            [int(positions[city]), text, slug, translated(title)] for city, text, slug, title in practices
        ],
        "networks": [network.search_text for network in networks_in_order()],
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


# --- keeping --------------------------------------------------------------------------------------

RENDERERS = {"map": render, "search": render_search}
FORMATS = {"map": FORMAT, "search": SEARCH_FORMAT}


@dataclass(frozen=True)
class File:
    """A rendered file, ready to be sent."""

    token: str
    bodies: dict[str, bytes]


_kept: dict[str, File] = {}
_rendering = threading.Lock()


def current_token() -> str:
    """Token of the present edition, in one statement: asked at every request, so that all workers agree."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM cities_edition WHERE id = 1")
        row = cursor.fetchone()
    return str(row[0]) if row else Edition.current().token


def current(name: str) -> File:
    """The file of the present edition: from this process, else from the database, else rendered now."""
    kept = _kept.get(name)
    try:
        token = current_token()
    except (InterfaceError, OperationalError):
        # With the database away the last file known is better than none.
        if kept is None:
            raise
        return kept
    if kept is None or kept.token != token:
        with _rendering:
            kept = _kept.get(name)
            if kept is None or kept.token != token:
                kept = _kept[name] = _stored(name, token) or _render(name)
    return kept


def _stored(name: str, token: str) -> File | None:
    row = Snapshot.objects.filter(edition=_key(name, token), name=name).first()
    return _file(token, row) if row else None


def _key(name: str, token: str) -> str:
    return f"{FORMATS[name]}-{token}"


def _file(token: str, row: Snapshot) -> File:
    bodies = {"": bytes(row.body), "br": bytes(row.brotli), "gzip": bytes(row.gzip)}
    return File(token, bodies)


def _render(name: str) -> File:
    """Render, and once more if the register changed meanwhile."""
    edition = Edition.current()
    body = RENDERERS[name](edition)
    while (now := Edition.current()).token != edition.token:
        edition, body = now, RENDERERS[name](now)
    row = Snapshot(edition=_key(name, edition.token), name=name, body=body, **compressed(body))
    # Another process may have been faster; both rendered the same.
    Snapshot.objects.bulk_create([row], ignore_conflicts=True)
    Snapshot.objects.filter(name=name).exclude(edition=row.edition).delete()
    return _file(edition.token, row)


# The best quality costs seconds on megabytes and shortens little more.
LARGE = 1_000_000


def compressed(body: bytes) -> dict[str, bytes]:
    """The body as brotli and as gzip."""
    quality = 9 if len(body) > LARGE else 11
    return {
        "brotli": brotli.compress(body, quality=quality, lgwin=22),
        "gzip": gzip.compress(body, 9, mtime=0),
    }
