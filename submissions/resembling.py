"""Finding what the register has already, so that nobody fills a form for nothing."""

from rapidfuzz import fuzz

from cities.folding import words
from cities.models import City, translated
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
    for practice in Practice.objects.published().select_related("city").order_by("slug"):
        alike = max(
            (
                fuzz.token_set_ratio(asked, " ".join(words(each)))
                for each in translated(practice.title).values()
            ),
            default=0,
        )
        here = city is not None and practice.city_id == city.pk
        if alike >= (SAME_PLACE if here else ELSEWHERE):
            found.append((not here, -alike, practice.slug, practice))
    return [practice for *_rank, practice in sorted(found, key=lambda each: each[:3])][:MOST]
