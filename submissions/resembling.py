"""Finding what the register has already, so that nobody fills a form for nothing."""

from collections import Counter
from collections.abc import Collection
from functools import lru_cache

from rapidfuzz import fuzz

from cities.folding import words
from cities.models import City, Edition, translated
from practices.models import Practice

MOST = 4
SAME_PLACE, ELSEWHERE = 55, 82  # how alike titles are, of 100, to be worth a look
SHORTEST = 4  # letters; less says nothing
SAME_WORD = 88  # how alike two forms of one word are: caretaker, caretakers
COMPOUND = 7  # letters from which a word within another one is the same matter: Ausweis, Stadtausweis
RARE = 3  # titles of the register that have a word which still tells practices apart
FEW = 3  # practices of one place under one topic, that it is worth to point at for their topic alone


def practices_like(
    title: str, city: City | None, main_topic: str = "", topics: Collection[str] = ()
) -> list[Practice]:
    """Published practices that may be the one of this title: the same place first, others only with a title much alike.

    At the same place it may bear another title: there a telling word of it, or its topic, is worth a look too.
    """
    own = _names_of(city) if city else set()
    # Amsterdamer says no more than Amsterdam.
    said = [word for word in words(title) if not any(word.startswith(name) for name in own)]
    asked = said if len(title.strip()) >= SHORTEST else []
    line = " ".join(asked)
    here = _of_place(city, _telling(asked, own), main_topic, topics) if city else {}
    found = []
    for pk, slug, its_city, its_titles in _titles(Edition.current().token):
        alike = max((fuzz.token_set_ratio(line, each) for each in its_titles), default=0) if asked else 0
        same_place = city is not None and its_city == city.pk
        if alike >= (SAME_PLACE if same_place else ELSEWHERE):
            found.append((not same_place, 0, -alike, slug, pk))
        elif pk in here:
            found.append((False, here[pk], -alike, slug, pk))
    best = [pk for *_rank, pk in sorted(found)[:MOST]]
    practices = Practice.objects.select_related("city").in_bulk(best)
    return [practices[pk] for pk in best]


def _of_place(city: City, telling: list[str], main_topic: str, topics: Collection[str]) -> dict[int, int]:
    """Practices of the place, by key, that share a telling word (1) or, where that are few, a main topic (2)."""
    practices = Practice.objects.published().filter(city=city).select_related("main_topic")
    practices = practices.prefetch_related("topics")
    by_word = [each.pk for each in practices if any(_tells(word, _words_of(each)) for word in telling)]
    by_topic = [
        each.pk
        for each in practices
        if each.main_topic.slug in {main_topic, *topics}
        or main_topic in {topic.slug for topic in each.topics.all()}
    ]
    return {pk: 2 for pk in by_topic if len(by_topic) <= FEW} | dict.fromkeys(by_word, 1)


def _names_of(city: City) -> set[str]:
    """The words that only say which place it is."""
    further = city.further_names.values_list("name", flat=True)
    names = [city.endonym, *translated(city.names).values(), *further]
    return {word for name in names for word in words(name) if len(word) >= SHORTEST}


def _telling(asked: list[str], own: set[str]) -> list[str]:
    """The words that few titles have, and that are not made from the place's name either (StartWien)."""
    titles = _frequencies(Edition.current().token)
    return [
        word
        for word in asked
        if len(word) >= SHORTEST and titles[word] <= RARE and not any(name in word for name in own)
    ]


def _words_of(practice: Practice) -> set[str]:
    texts = [*translated(practice.title).values(), *translated(practice.summary).values()]
    return {word for text in texts for word in words(text) if len(word) >= SHORTEST}


def _tells(word: str, told: set[str]) -> bool:
    return any(
        fuzz.ratio(word, other) >= SAME_WORD
        or (min(len(word), len(other)) >= COMPOUND and (word in other or other in word))
        for other in told
    )


@lru_cache(maxsize=1)
def _frequencies(edition: str) -> Counter[str]:
    """How many titles have a word. Once an edition."""
    return Counter(word for *_row, titles in _titles(edition) for word in set(" ".join(titles).split()))


@lru_cache(maxsize=1)
def _titles(_edition: str) -> list[tuple[int, str, int, list[str]]]:
    """Of each published practice: its key, slug and place, and its title in each language, folded. Once an edition."""
    rows = Practice.objects.published().order_by("slug").values_list("pk", "slug", "city_id", "title")
    return [
        (pk, slug, city, [" ".join(words(each)) for each in translated(title).values()])
        for pk, slug, city, title in rows
    ]
