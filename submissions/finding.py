"""Finding what an editor looks for beside a review: records of a kind, and other submissions."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from cities.finding import named
from cities.folding import words
from submissions.models import Kind, Submission
from submissions.records import KINDS

MOST = 8
# In which texts each word may stand. Places are found as everywhere, in spite of a typing error.
TEXTS: dict[str, tuple[str, ...]] = {
    Kind.PRACTICE: ("search_text", "city__search_text"),
    Kind.MEMBERSHIP: ("city__search_text", "network__search_text"),
    Kind.RESOLUTION: ("city__search_text", "network__search_text"),
}


def records(kind: str, text: str) -> list[Any]:
    """Published records of this kind that have all the words; at most so many."""
    if kind == Kind.CITY:
        return list(named(text, MOST))
    table: Any = KINDS[kind]
    asked = words(text)
    found = table.objects.published().select_related("city").order_by("city__sort_key", "pk")
    for word in asked:
        found = found.filter(reduce(or_, (Q(**{f"{name}__contains": f" {word}"}) for name in TEXTS[kind])))
    return list(found[:MOST]) if asked else []


def submissions(text: str, beside: Submission) -> list[Submission]:
    """What was sent in, whatever became of it, that has all the words; the latest first, at most so many."""
    asked = words(text)
    found = (
        Submission.objects.filter(confirmed_at__isnull=False)
        .exclude(pk=beside.pk)
        .order_by("-sent_at", "-pk")
    )
    for word in asked:
        found = found.filter(search_text__contains=f" {word}")
    return list(found.defer("payload", "draft", "edited", "base")[:MOST]) if asked else []
