"""Finding records by their names: the likeliest first, and in spite of a typing error.

For suggestions, for the search page and wherever somebody names a place. What few records there are of a sort is kept by
each process for the edition whose token is given.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

from django.db.models import QuerySet

from atlas.naming import LANGUAGES, names
from cities.finding import CANDIDATES, MOST, Record, begins_so, best, corrected_by, holding
from cities.folding import index_text, words
from cities.models import City, Country, Region, Topic, translated
from networks.models import Network
from practices.models import Practice

Area = Country | Region


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


def _beginning_first(
    rows: "QuerySet[Record]", asked: list[str], most: int, shown: Callable[[Record], Iterable[str]]
) -> list[Record]:
    def later(record: Record) -> bool:
        return not begins_so(best(shown(record), asked), asked)

    return sorted(rows[:CANDIDATES], key=later)[:most]


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
    """The words with those that begin no known word replaced by the nearest known one."""
    return corrected_by(_known_words(token), asked)


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
