"""In which order the map's list stands. The scripts order by the same names (``static/src/ordering.js``)."""

from collections.abc import Callable, Mapping
from functools import lru_cache

from django.db.models import Count, IntegerField, Max
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from atlas.filters import Query
from atlas.listing import by_name
from atlas.snapshotting import current_token
from atlas.starting import Start, start

# The map's middle is known to its scripts only: without them, distance is that from the point of `near`.
ORDERINGS: dict[str, str | Promise] = {
    "name": _("name"),
    "distance": _("distance"),
    "-population": _("size"),
    "-networks": _("number of networks"),
    "-joined": _("newest membership"),
}
REMEMBERED = 64

Values = Mapping[int, int]


def usual(query: Query) -> str:
    """The order that a list has of itself."""
    return "distance" if query.near else "name"


def ordered(query: Query, begun: Start, ordering: str) -> list[int]:
    """Ids of the query's places in this order; equal ones, and those that it says nothing about, by name."""
    if ordering == usual(query) or (ordering == "distance" and not query.near):
        return begun.order
    return _ordered(query, ordering, get_language() or "en", current_token())


@lru_cache(maxsize=REMEMBERED)
def _ordered(query: Query, ordering: str, _language: str, _token: str) -> list[int]:
    ids = [city.pk for city in by_name(query.places())] if query.near else start(query).order
    if ordering not in _VALUES:
        return ids
    values = _VALUES[ordering](query)
    return sorted(ids, key=lambda pk: -values.get(pk, 0))


def _sizes(query: Query) -> Values:
    return {pk: size or 0 for pk, size in query.places_asked().values_list("pk", "population")}


def _networks(query: Query) -> Values:
    counted = query.counted().order_by().values("city")
    return dict(counted.annotate(number=Count("network", distinct=True)).values_list("city", "number"))


def _joined(query: Query) -> Values:
    dated = query.counted().filter(joined__isnull=False).order_by().values("city")
    latest = Max(Cast("joined", IntegerField()))
    return dict(dated.annotate(latest=latest).values_list("city", "latest"))


_VALUES: dict[str, Callable[[Query], Values]] = {
    "-population": _sizes,
    "-networks": _networks,
    "-joined": _joined,
}
