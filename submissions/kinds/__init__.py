"""One form for each kind of submission. A new kind is a module here and a line below (CONTRIBUTING.md, "A kind")."""

from collections.abc import Mapping
from typing import Any

from submissions.kinds.base import Page, SubmissionForm
from submissions.kinds.city import CityForm
from submissions.kinds.correction import CorrectionForm
from submissions.kinds.membership import MembershipForm
from submissions.kinds.practice import PracticeForm
from submissions.kinds.resolution import ResolutionForm
from submissions.models import Kind, Submission
from submissions.records import current

FORMS: dict[str, type[SubmissionForm]] = {
    Kind.PRACTICE: PracticeForm,
    Kind.CITY: CityForm,
    Kind.MEMBERSHIP: MembershipForm,
    Kind.RESOLUTION: ResolutionForm,
    Kind.CORRECTION: CorrectionForm,
}


def form_of(
    submission: Submission,
    page: Page | None = None,
    typed: Mapping[str, list[str]] | None = None,
    record: Any | None = None,
) -> SubmissionForm:
    """The form of a submission, filled with what its sender typed, or with ``typed``; with ``page``, only that page's part.

    It is about the record that its sender wants to change, or about ``record``.
    """
    return FORMS[submission.kind](
        submission.typed if typed is None else typed,
        language=submission.language,
        page=page,
        record=record or current(submission),
    )


__all__ = ["FORMS", "Page", "SubmissionForm", "form_of"]
