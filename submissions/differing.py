"""What a submission would change: each question with what stands in the register today and what would stand there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField

from cities.differing import Piece, differences
from submissions.kinds import FORMS, form_of
from submissions.kinds.base import Page, SubmissionForm
from submissions.models import Submission

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
    further: list[BoundField]  # what only settles the answer
    pieces: list[Piece] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [bound.name for bound in (self.input, *self.further)]

    @property
    def errors(self) -> list[str]:
        return [str(error) for bound in (self.input, *self.further) for error in bound.errors]

    @property
    def changed(self) -> bool:
        return self.old != self.new


def carried_over(submission: Submission, typed: Typed, record: Any | None) -> dict[str, list[str]]:
    """What was typed, over the record as it is today: what was left alone in it is not to be set back."""
    base = submission.base
    if record is None or base is None:
        return dict(typed)
    form_class = FORMS[submission.kind]
    today = form_class.typed_of(record, submission.language)
    kept = dict(typed)
    for page in form_class.pages:
        for name in page.fields:
            own = form_class.inputs(name, {*typed, *base, *today})
            if all(typed.get(each, []) == base.get(each, []) for each in own):
                kept |= {each: today.get(each, []) for each in own}
    return kept


class Comparison:
    """A submission beside the record as it is today."""

    def __init__(self, submission: Submission, typed: Typed, record: Any | None) -> None:
        self.submission = submission
        self.record = record
        self.form = form_of(submission, typed=typed, record=record)
        self.complete = self.form.is_valid()
        self.before: SubmissionForm | None = None
        if self.record is not None:
            today = self.form.typed_of(self.record, submission.language)
            self.before = form_of(submission, typed=today, record=record)
            self.before.is_valid()

    def rows(self) -> Iterator[Difference]:
        """All questions that are answered in one of both, in the order of the form."""
        for page in self.form.pages:
            for name in page.fields:
                if name not in self.form.fields or not self.form.is_shown(name):
                    continue
                old = self.before.answer(name) if self.before else ""
                new = answer_in(self.form, name)
                yield Difference(
                    name,
                    str(self.form.fields[name].label),
                    page,
                    old,
                    new,
                    self.form[name],
                    [
                        self.form[each]
                        for each in page.fields
                        if each in self.form.fields
                        and not self.form.is_shown(each)
                        and each.startswith(f"{name}_")
                    ],
                    differences(old, new) if self.before else [],
                )


def answer_in(form: SubmissionForm, name: str) -> str:
    """The answer in words; where it does not fit, as it was typed."""
    if name in form.errors:
        data: Any = form.data
        return " ".join(value for each in form.inputs(name, data) for value in data.getlist(each))
    return form.answer(name)
