"""Finding what the register has already, so that nobody fills a form for nothing."""

from functools import lru_cache

from rapidfuzz import fuzz

from cities.folding import words
from cities.models import City, Edition, translated
from practices.models import Practice

MOST = 4
SAME_PLACE, ELSEWHERE = 55, 82  # how alike titles are, of 100, to be worth a look
SHORTEST = 4  # letters; less says nothing


def practices_like(title: str, city: City | None) -> list[Practice]:
    """Published practices with a title like this one: those of the same place early, those of others only if very alike."""
    asked = " ".join(words(title))
    if len(asked) < SHORTEST:
        return []
    found = []
    for pk, slug, its_city, its_titles in _titles(Edition.current().token):
        alike = max((fuzz.token_set_ratio(asked, each) for each in its_titles), default=0)
        here = city is not None and its_city == city.pk
        if alike >= (SAME_PLACE if here else ELSEWHERE):
            found.append((not here, -alike, slug, pk))
    best = [pk for *_rank, pk in sorted(found)[:MOST]]
    practices = Practice.objects.select_related("city").in_bulk(best)
    return [practices[pk] for pk in best]


@lru_cache(maxsize=1)
def _titles(_edition: str) -> list[tuple[int, str, int, list[str]]]:
    """Of each published practice: its key, slug and place, and its title in each language, folded. Once an edition."""
    rows = Practice.objects.published().order_by("slug").values_list("pk", "slug", "city_id", "title")
    return [
        (pk, slug, city, [" ".join(words(each)) for each in translated(title).values()])
        for pk, slug, city, title in rows
    ]
