"""Finding records by their names: the likeliest first, and in spite of a typing error.

For suggestions, for the search page and wherever somebody names a place. What few records there are of a sort is kept by
each process for the edition whose token is given.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

from django.db.models import Case, F, Model, QuerySet, Value, When
from rapidfuzz.distance import OSA

from atlas.naming import LANGUAGES, names
from cities.folding import index_text, words
from cities.models import City, CityName, Country, Region, Topic, translated
from networks.models import Network
from practices.models import Practice

MOST = 5  # of each sort
# Ranked one by one; they come from the database with the likeliest first already.
CANDIDATES = 60

Record = TypeVar("Record", bound=Model)
Area = Country | Region


def cities(asked: list[str], most: int = MOST) -> list[City]:
    """Places by any name: first those whose shown name begins so, then those with such a further name, then others.

    Among equals the bigger place comes first. Two queries: places, their further names.
    """
    begins = Case(When(sort_key__startswith=asked[0], then=Value(0)), default=Value(1))
    found = list(
        holding(City.objects.published(), asked)
        .select_related("country")
        .defer("search_text")
        .order_by(begins, F("population").desc(nulls_last=True), "slug")[:CANDIDATES]
    )
    further: dict[int, list[str]] = defaultdict(list)
    known = CityName.objects.filter(city__in=[city.pk for city in found]).order_by("name")
    for city_id, name in known.values_list("city_id", "name"):
        further[city_id].append(name)
    ranks = {}
    for city in found:
        shown = [city.endonym, *names(city).values()]
        own, other = best(shown, asked), best(further[city.pk], asked)
        vars(city)["matched"] = "" if own else other
        ranks[city.pk] = 0 if begins_so(own, asked) else 1 if begins_so(vars(city)["matched"], asked) else 2
    return sorted(found, key=lambda city: ranks[city.pk])[:most]


def networks(asked: list[str], most: int = MOST) -> list[Network]:
    """Networks by name or acronym, those that begin so first. One query."""
    found = holding(Network.objects.published(), asked).order_by("slug")
    return _beginning_first(
        found, asked, most, lambda network: [*names(network).values(), *translated(network.name).values()]
    )


def practices(asked: list[str], most: int = MOST) -> list[Practice]:
    """Practices by title and summary, those whose title begins so first. One query."""
    found = holding(Practice.objects.published(), asked).select_related("city").order_by("slug")
    return _beginning_first(found, asked, most, lambda practice: translated(practice.title).values())


def holding(rows: "QuerySet[Record]", asked: list[str]) -> "QuerySet[Record]":
    """Records whose search text has all the words."""
    for word in asked:
        rows = rows.filter(search_text__contains=f" {word}")
    return rows


def _beginning_first(
    rows: "QuerySet[Record]", asked: list[str], most: int, shown: Callable[[Record], Iterable[str]]
) -> list[Record]:
    def later(record: Record) -> bool:
        return not begins_so(best(shown(record), asked), asked)

    return sorted(rows[:CANDIDATES], key=later)[:most]


def best(candidates: Iterable[str], asked: list[str]) -> str:
    """The first name that begins so, else the first that has all the words, else nothing."""
    having = [name for name in candidates if all(f" {word}" in index_text([name]) for word in asked)]
    return next((name for name in having if begins_so(name, asked)), next(iter(having), ""))


def begins_so(name: str, asked: list[str]) -> bool:
    """Whether the first word of the name begins like the first word asked for."""
    return bool(name) and f" {asked[0]}" in index_text(name.split()[:1])


def topics(asked: list[str], token: str) -> list[Topic]:
    """Topics by name in any language."""
    return [topic for topic in _topics(token) if _has(translated(topic.name).values(), asked)]


def areas(asked: list[str], token: str) -> list[Area]:
    """Countries and regions that have places, by name in any language."""
    return [area for area in _areas(token) if _has(_area_names(area), asked)]


@lru_cache(maxsize=1)
def _topics(_token: str) -> list[Topic]:
    return list(Topic.objects.all())


@lru_cache(maxsize=1)
def _areas(_token: str) -> list[Area]:
    places = City.objects.published().order_by()
    countries = list(Country.objects.filter(code__in=places.values("country")))
    regions = Region.objects.filter(code__in=places.values("region")).select_related("country")
    return [*countries, *regions]


def _area_names(area: Area) -> list[str]:
    if isinstance(area, Country):
        return [area.name_in(language) for language in LANGUAGES]
    return list(translated(area.name).values())


def _has(shown: Iterable[str], asked: list[str]) -> bool:
    text = index_text(shown)
    return all(f" {word}" in text for word in asked)


# --- typing errors --------------------------------------------------------------------------------


def corrected(asked: list[str], token: str) -> list[str]:
    """The words with those that begin no known word replaced by the nearest known one.

    As many letters may be wrong, swapped, missing or too many as in the browser's own search
    (static/src/search-index.js). A word without a near one stays as it is.
    """
    known = _known_words(token)
    return [
        word if any(other.startswith(word) for other in known) else _nearest(word, known) for word in asked
    ]


def _nearest(word: str, known: dict[str, int]) -> str:
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    best, fit = word, (allowed + 1, 0)
    for other, weight in known.items():
        # Somebody may still be in the middle of a longer word.
        beginning = other[: len(word)]
        distance = min(
            OSA.distance(word, other, score_cutoff=allowed),
            OSA.distance(word, beginning, score_cutoff=allowed),
        )
        if distance <= allowed and (distance, -weight) < fit:
            best, fit = other, (distance, -weight)
    return best


@lru_cache(maxsize=1)
def _known_words(token: str) -> dict[str, int]:
    """All words of names in the published register, with how many records have them. Once an edition and process."""
    count: Counter[str] = Counter()
    for table in (City, Network):
        for text in table.objects.published().order_by().values_list("search_text", flat=True):
            count.update(text.split())
    for practice in Practice.objects.published().order_by():
        count.update(words(" ".join(translated(practice.title).values())))
    for topic in _topics(token):
        count.update(words(" ".join(translated(topic.name).values())))
    for area in _areas(token):
        count.update(words(" ".join(_area_names(area))))
    return dict(count)
