"""The preview of a submission: the page that would be published."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from atlas.rehearsing import NoPageError, Rehearsal, rehearse
from submissions import drafting, limiting
from submissions.kinds import FORMS
from submissions.models import Submission
from submissions.records import current, target
from submissions.views.filling import CHANGEABLE, CHECK, page_address, status_address
from submissions.views.guarding import of_submission, wait_of


@require_safe
@of_submission
def rehearsal(request: HttpRequest, submission: Submission) -> HttpResponse:
    """What the sender has typed, as the public page would show it; or what is missing for that."""
    if submission.state not in CHANGEABLE:
        return redirect(status_address(submission))
    back = reverse("submission-send", args=[drafting.token(submission)])
    wait = wait_of(request, (limiting.PREVIEW, str(submission.pk)), (limiting.PREVIEW_NETWORK, ""))
    if wait:
        response = render(
            request, "submissions/too_often.html", {"submission": submission, "back": back}, status=429
        )
        response["Retry-After"] = str(wait)
        return response
    try:
        place = Rehearsal(request.path, back)
        photos = reverse("submission-photos", args=[drafting.token(submission)])
        record = current(submission)
        return rehearse(request, submission, submission.typed, place, photos=photos, record=record)
    except NoPageError as error:
        context = {
            "submission": submission,
            "missing": _missing(submission, error.problems),
            "back": back,
        }
        return render(request, "submissions/no_rehearsal.html", context)


def at_the_desk(request: HttpRequest, submission: Submission, language: str) -> HttpResponse:
    """What is being reviewed, with the editor's own changes so far, as the public page would show it in a language."""
    back = reverse("admin:submissions_submission_change", args=[submission.pk])
    # Photos are asked for by key and size; what comes before is all that is the desk's own.
    photos = reverse("admin:submissions_photo_file", args=[submission.pk, "key", 320]).removesuffix(
        "key-320.webp"
    )
    with override(language):
        try:
            place = Rehearsal(request.path, back, at_desk=True)
            content = submission.edited or submission.payload
            return rehearse(request, submission, content, place, photos=photos, record=target(submission))
        except NoPageError as error:
            fields = FORMS[submission.kind].base_fields
            missing = [
                {"address": f"{back}#row-{name}", "message": f"{fields[name].label}: {message}"}
                for name, texts in error.problems.items()
                if name in fields
                for message in texts
            ]
            context = {"submission": submission, "missing": missing, "back": back, "at_desk": True}
            return render(request, "submissions/no_rehearsal.html", context)


def _missing(submission: Submission, problems: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The faults, each with where it is mended."""
    form = FORMS[submission.kind]
    page_of = {name: page.name for page in form.pages for name in page.fields}
    return [
        {
            "address": f"{page_address(submission, page_of[name])}?back={CHECK}#id_{name}",
            "message": f"{form.base_fields[name].label}: {message}",
        }
        for name, messages in problems.items()
        if name in page_of
        for message in messages
    ]
