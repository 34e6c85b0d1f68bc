"""The sender's private page, and what they can do there."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from submissions import drafting, keys
from submissions.linking import is_token
from submissions.models import Submission
from submissions.moving import NotAllowedError
from submissions.states import State
from submissions.views.filling import status_address
from submissions.views.guarding import of_submission, passed, subject_of


@of_submission
def status(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Where the submission stands, what has happened and what comes next."""
    context = {
        "submission": submission,
        "private_address": status_address(submission),
        "events": submission.events.all(),
        "form_key": keys.make(subject_of(submission, "status")),
    }
    return render(request, "submissions/status.html", context)


@of_submission
def confirm(request: HttpRequest, submission: Submission, confirming: str) -> HttpResponse:
    """Confirm the address. Opening the link shows a button only: programs that check mails open links too."""
    purpose = f"{drafting.CONFIRMING} {submission.sender.email}" if hasattr(submission, "sender") else ""
    good = bool(purpose) and is_token(confirming, submission.nonce, purpose)
    subject = subject_of(submission, "confirm")
    if request.method == "POST" and good and not passed(request, subject).refusal:
        with suppress(NotAllowedError):  # confirmed before, or ended: its page says so
            drafting.confirm(submission)
        return redirect(status_address(submission))
    context = {
        "submission": submission,
        "good": good,
        "open": submission.state == State.UNCONFIRMED,
        "form_key": keys.make(subject),
        "private_address": status_address(submission),
        "token": drafting.token(submission),
    }
    code = 200 if good else 404
    return render(request, "submissions/confirm.html", context, status=code)
