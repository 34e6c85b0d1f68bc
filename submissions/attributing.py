"""Attributing: whether what a record shows was submitted by its municipality.

It is true as long as the texts and facts stand there as a submission of the municipality has written them. Others may add a
translation, and may mend the form: letters large or small, signs, spaces and lines. Whatever else changes a word or a
figure ends it, whoever does it and by whatever way; going back to what the municipality wrote brings it back. Sources,
photos, topics and networks are not meant: those the editors keep anyway.
"""

import re
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cities.doing import before, stored
from cities.models import translated
from submissions.kinds.practice import PracticeForm
from submissions.models import Submission
from submissions.states import State

# Of which columns a page says it, by kind of record. Of other kinds no page does.
CLAIMED: dict[str, tuple[str, ...]] = {
    "city": ("portrait",),
    "practice": (*PracticeForm.TEXTS, *PracticeForm.PLAIN, "status"),
}


def sent_by_municipality(kind: str) -> Exists:
    """For records of this kind: whether the municipality itself has sent in something that went into it.

    A column of the record's own query, so that the page of any other needs none more.
    """
    return Exists(_accepted(kind, OuterRef("pk")).filter(by_municipality=True))


def is_from_municipality(record: Any, language: str = "") -> bool:
    """Whether that is what the record shows, in this language if one is named.

    What the municipality has renewed in one language says nothing of a text in another that was there before.
    """
    if vars(record).get("sent_by_municipality") is False:
        return False
    kind = record._meta.model_name
    accepted = _accepted(kind, record.pk)
    if kind not in CLAIMED:
        last = accepted.first()
        return last is not None and last.by_municipality
    deeds = {each.deed.origin for each in accepted.filter(by_municipality=True) if each.deed is not None}
    history = type(record).history.model
    versions = list(history.objects.filter(id=record.pk, deed__in=deeds).annotate(before=before(history)))
    earlier = history.objects.in_bulk({version.before for version in versions} - {None})
    return any(
        _says(record, version) and not _says(earlier.get(version.before), version, language)
        for version in versions
    )


def _accepted(kind: str, pk: Any) -> QuerySet[Submission]:
    """Submissions of this kind that went into a record and were not taken out of it again, the last one first."""
    found = Submission.objects.filter(
        kind=kind, record_kind=kind, record_id=pk, state=State.PUBLISHED, deed__undone_at__isnull=True
    )
    return found.select_related("deed").order_by("-decided_at", "-pk")


def _says(shown: Any | None, version: Any, language: str = "") -> bool:
    """Whether a record, or an earlier version of it, says what this version does; None says nothing."""
    claimed = CLAIMED[version.instance_type._meta.model_name]
    return shown is not None and all(
        _same(shown, version, version._meta.get_field(name), language) for name in claimed
    )


def _same(shown: Any, version: Any, field: Any, language: str) -> bool:
    if not hasattr(getattr(version, field.attname), "data"):
        return stored(shown, field) == stored(version, field)
    now, then = translated(getattr(shown, field.name)), translated(getattr(version, field.name))
    if not then:
        return not now
    asked = [language] if language in then else list(then)
    return all(_words(now.get(each, "")) == _words(then[each]) for each in asked)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
