"""Finding places by whatever somebody calls them: the likeliest first, and in spite of a typing error."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeVar

from django.db.models import Case, F, Model, QuerySet, Value, When
from rapidfuzz.distance import OSA

from cities.folding import index_text, words
from cities.models import City, CityName, Edition, translated
from cities.spellings import readings

MOST = 5
# Ranked one by one; they come from the database with the likeliest first already.
CANDIDATES = 60

Record = TypeVar("Record", bound=Model)


def named(text: str, most: int = MOST) -> list[City]:
    """Published places that the text may name, in any language; if there are none, those of the nearest words.

    What stands beside a name as its body's form or to tell it from its namesakes ("Stadt", "NRW") is read with it first.
    """
    asked = words(text)
    if not asked:
        return []
    ways = [asked]
    for reading in readings(text):
        bare = words(" ".join(reading.words))
        if bare not in ways:
            ways.append(bare)
    known = _known_words(Edition.current().token)
    for way in (*ways, *(corrected_by(known, way) for way in ways)):
        if found := cities(way, most):
            return found
    return []


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
        shown = [city.endonym, *translated(city.names).values()]
        own, other = best(shown, asked), best(further[city.pk], asked)
        vars(city)["matched"] = "" if own else other
        ranks[city.pk] = 0 if begins_so(own, asked) else 1 if begins_so(vars(city)["matched"], asked) else 2
    return sorted(found, key=lambda city: ranks[city.pk])[:most]


def holding(rows: "QuerySet[Record]", asked: list[str]) -> "QuerySet[Record]":
    """Records whose search text has all the words."""
    for word in asked:
        rows = rows.filter(search_text__contains=f" {word}")
    return rows


def best(candidates: Iterable[str], asked: list[str]) -> str:
    """The first name that begins so, else the first that has all the words, else nothing."""
    having = [name for name in candidates if all(f" {word}" in index_text([name]) for word in asked)]
    return next((name for name in having if begins_so(name, asked)), next(iter(having), ""))


def begins_so(name: str, asked: list[str]) -> bool:
    """Whether the first word of the name begins like the first word asked for."""
    return bool(name) and f" {asked[0]}" in index_text(name.split()[:1])


def corrected_by(known: dict[str, int], asked: list[str]) -> list[str]:
    """The words with those that begin no known word replaced by the nearest known one.

    As many letters may be wrong, swapped, missing or too many as in the browser's own search
    (static/src/search-index.js). A word without a near one stays as it is. ``known`` says how many records have a word.
    """
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
def _known_words(_token: str) -> dict[str, int]:
    """All words of names of published places, with how many places have them. Once an edition and process."""
    count: Counter[str] = Counter()
    for text in City.objects.published().order_by().values_list("search_text", flat=True):
        count.update(text.split())
    return dict(count)
