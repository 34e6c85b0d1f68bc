"""What a submission would change: each question with what stands in the register today and what would stand there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField

from cities.differing import Piece, differences
from submissions.kinds import FORMS, form_of
from submissions.kinds.base import Page, SubmissionForm
from submissions.models import Submission
from submissions.records import current

Typed = Mapping[str, list[str]]


@dataclass(frozen=True)
class Difference:
    """One question: the answer today, the answer sent, and the field in which an editor may change it."""

    name: str
    label: str
    page: Page
    old: str
    new: str
    input: BoundField
    pieces: list[Piece] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return self.old != self.new


def carried_over(submission: Submission, typed: Typed) -> dict[str, list[str]]:
    """What was typed, over the record as it is today: what the sender left alone is not theirs to set back."""
    record, base = current(submission), submission.base
    if record is None or base is None:
        return dict(typed)
    form_class = FORMS[submission.kind]
    today = form_class.typed_of(record, submission.language)
    kept = dict(typed)
    for page in form_class.pages:
        for name in page.fields:
            own = {
                each for each in {*typed, *base, *today} if each == name or each.rpartition("_")[0] == name
            }
            if all(typed.get(each, []) == base.get(each, []) for each in own):
                kept |= {each: today.get(each, []) for each in own}
    return kept


class Comparison:
    """A submission beside the record as it is today."""

    def __init__(self, submission: Submission, typed: Typed) -> None:
        self.submission = submission
        self.record = current(submission)
        self.form = form_of(submission, typed=typed)
        self.complete = self.form.is_valid()
        self.before: SubmissionForm | None = None
        if self.record is not None:
            today = self.form.typed_of(self.record, submission.language)
            self.before = form_of(submission, typed=today)
            self.before.is_valid()

    def rows(self) -> Iterator[Difference]:
        """All questions that are answered in one of both, in the order of the form."""
        for page in self.form.pages:
            for name in page.fields:
                if name not in self.form.fields or not self.form.is_shown(name):
                    continue
                old = self.before.answer(name) if self.before else ""
                new = self.answer(name)
                yield Difference(
                    name,
                    str(self.form.fields[name].label),
                    page,
                    old,
                    new,
                    self.form[name],
                    differences(old, new) if self.before else [],
                )

    def answer(self, name: str) -> str:
        """The answer in words; where it does not fit, as it was typed."""
        if name in self.form.errors:
            data: Any = self.form.data
            return " ".join(data.getlist(name))
        return self.form.answer(name)
