"""Rows of the map's list: name, kind and area of a place, and the marks of its first networks."""

from dataclasses import dataclass

from babel.units import format_unit
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from atlas.filters import Query, distance_km
from atlas.ordering import ordered, usual
from atlas.starting import Start
from cities.locales import active_locale
from cities.models import City

ROWS = 100
MARKS_IN_ROW = 3
WORTH_LETTERS = 30  # shorter lists need no letters to find one's way


@dataclass(frozen=True)
class Row:
    """One place in the list."""

    slug: str
    name: str
    kind_label: str
    place_label: str
    marks: list[dict[str, str]]
    more: int
    distance: str = ""

    @property
    def url(self) -> str:
        """Address of its page, in the active language."""
        return reverse("city", args=[self.slug])


def written_rows(query: Query, begun: Start, page: int, ordering: str) -> SafeString:
    """One page of the list as it stands in the page. The first, in the usual order, is written once for everybody."""
    shared = page == 1 and ordering == usual(query)
    if shared and "rows" in begun.written:
        return begun.written["rows"]
    context = {
        "rows": rows(query, begun, page, ordering),
        "lettered": ordering == "name" and begun.count > WORTH_LETTERS,
    }
    written = render_to_string("atlas/_map_rows.html", context)
    if shared:
        begun.written["rows"] = written
    return written


def rows(query: Query, begun: Start, page: int, ordering: str) -> list[Row]:
    """One page of the list in this order, from 1."""
    ids = ordered(query, begun, ordering)[(page - 1) * ROWS : page * ROWS]
    cities = City.objects.in_bulk(ids)
    asked = {slug for slugs in (query.network, query.network_all) for slug in slugs}
    wanted = frozenset[int]().union(*(query.families[slug] for slug in asked))
    networks = {network.pk: network for network in begun.networks}
    belongs: dict[int, list[int]] = {pk: [] for pk in ids}
    memberships = query.counted().filter(city__in=ids)
    for city_id, network in memberships.order_by(
        F("joined").asc(nulls_last=True), "network__slug"
    ).values_list("city_id", "network_id"):
        if network not in belongs[city_id]:
            belongs[city_id].append(network)
    found = []
    for pk in ids:
        city = cities[pk]
        shown = sorted(belongs[pk], key=lambda network: network not in wanted)
        found.append(
            Row(
                slug=city.slug,
                name=city.name,
                kind_label=begun.names.kind[city.kind],
                place_label=begun.names.region.get(city.region_id or "")
                or begun.names.country[city.country_id],
                marks=[
                    {"mark": networks[network].mark, "label": begun.names.network[networks[network].slug]}
                    for network in shown[:MARKS_IN_ROW]
                ],
                more=max(0, len(shown) - MARKS_IN_ROW),
                distance=_distance(query, city),
            )
        )
    return found


def _distance(query: Query, city: City) -> str:
    """How far the place is from the point that the query names, if it names one: `1,2 km`, `340 km`."""
    if not query.near:
        return ""
    km = distance_km(query.near, city.latitude, city.longitude)
    form = "#,##0.#" if km < 10 else "#,##0"
    return format_unit(km, "length-kilometer", "short", form, locale=active_locale())
