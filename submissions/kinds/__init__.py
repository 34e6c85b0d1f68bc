"""One form for each kind of submission. A new kind is a module here and a line below (CONTRIBUTING.md, "A kind")."""

from submissions.kinds.base import Page, SubmissionForm
from submissions.kinds.practice import PracticeForm
from submissions.models import Kind, Submission

FORMS: dict[str, type[SubmissionForm]] = {Kind.PRACTICE: PracticeForm}


def form_of(submission: Submission, page: Page | None = None) -> SubmissionForm:
    """The form of a submission, filled with what its sender typed; with ``page``, only that page's part."""
    return FORMS[submission.kind](submission.typed, language=submission.language, page=page)


__all__ = ["FORMS", "Page", "SubmissionForm", "form_of"]
