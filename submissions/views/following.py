"""The sender's private page, and what they can do there."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from submissions import course, drafting, keys, limiting, mailing, representing
from submissions.answering import AnswerForm
from submissions.kinds import FORMS, form_of
from submissions.linking import is_token
from submissions.models import Submission
from submissions.moving import NotAllowedError
from submissions.records import address_of, current
from submissions.states import OPEN, Act, State
from submissions.views.filling import CHANGEABLE, FAULTS, continuing_address, page_address, status_address
from submissions.views.guarding import FINE, Passed, of_submission, passed, subject_of


@of_submission
def status(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Where the submission stands, what has happened and what comes next."""
    faulty = FAULTS in request.GET and submission.state == State.QUESTION
    return _show(request, submission, form=AnswerForm({}) if faulty else None)


@of_submission
def answer(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Answer the editors' question, on the private page itself."""
    if request.method != "POST":
        return redirect(status_address(submission))
    sent = passed(request, _question_of(submission), (limiting.PAGE, str(submission.pk)))
    form = AnswerForm(request.POST)
    if not sent.refusal and not request.POST.get("answer", "").strip():
        return redirect(f"{status_address(submission)}?{FAULTS}=1#errors")
    if sent.refusal or not form.is_valid():  # in place: an answer is kept nowhere before it is given
        return _show(request, submission, form=form, sent=sent)
    drafting.answer(submission, form.cleaned_data["answer"], key=sent.key)
    return redirect(status_address(submission))


@of_submission
def discard(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Forget changes that were not sent."""
    if request.method == "POST":
        sent = passed(request, subject_of(submission, "discard"), button=True)
        if sent.refusal:
            return _show(request, submission, sent=sent)
        drafting.discard(submission)
    return redirect(status_address(submission))


@of_submission
def affirm(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Say that what was published is still correct."""
    if request.method == "POST":
        limit = (limiting.PAGE, str(submission.pk))
        sent = passed(request, subject_of(submission, "affirm"), limit, button=True)
        if sent.refusal:
            return _show(request, submission, sent=sent)
        representing.affirm(submission, key=sent.key)
    return redirect(status_address(submission))


@of_submission
def withdraw(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Take it back. Opening the page asks once more."""
    subject = subject_of(submission, "withdraw")
    sent = FINE
    if request.method == "POST":
        sent = passed(request, subject, button=True)
        if not sent.refusal:
            drafting.withdraw(submission, key=sent.key)
            return redirect(status_address(submission))
    elif submission.ended:
        return redirect(status_address(submission))
    context = {
        **_subject(submission),
        "refusal": sent.refusal,
        "form_key": keys.make(subject),
    }
    code = sent.status if sent.refusal else 200
    return sent.mark(render(request, "submissions/withdraw.html", context, status=code))


@of_submission
def confirm(request: HttpRequest, submission: Submission, confirming: str) -> HttpResponse:
    """Confirm the address. Opening the link shows a button only: programs that check mails open links too."""
    purpose = f"{drafting.CONFIRMING} {submission.sender.email}" if hasattr(submission, "sender") else ""
    good = bool(purpose) and is_token(confirming, submission.nonce, purpose)
    subject = subject_of(submission, "confirm")
    sent = FINE
    if request.method == "POST" and good:
        sent = passed(request, subject, button=True)
        if not sent.refusal:
            with suppress(NotAllowedError):  # confirmed before, or ended: its page says so
                drafting.confirm(submission)
            return redirect(status_address(submission))
    context = {
        "submission": submission,
        "good": good,
        "open": submission.state == State.UNCONFIRMED,
        "refusal": sent.refusal,
        "form_key": keys.make(subject),
        "private_address": status_address(submission),
        "token": drafting.token(submission),
    }
    code = 404 if not good else sent.status if sent.refusal else 200
    return sent.mark(render(request, "submissions/confirm.html", context, status=code))


def _show(
    request: HttpRequest, submission: Submission, *, form: AnswerForm | None = None, sent: Passed = FINE
) -> HttpResponse:
    errors = [
        {"id": f"id_{name}", "message": message}
        for name, messages in (form.errors.items() if form else ())
        for message in messages
    ]
    undone = submission.deed is not None and submission.deed.undone_at is not None
    record = current(submission) if submission.state == State.PUBLISHED and not undone else None
    context = {
        **_subject(submission),
        "heading": course.heading(submission, public=_is_public(record)),
        "steps": course.steps(submission),
        "another_address": submission.state == State.UNCONFIRMED and not mailing.asked_to_confirm(submission),
        "rows": _rows(submission),
        "uploads": submission.uploads.all(),
        "sender": getattr(submission, "sender", None),
        "absolute_address": request.build_absolute_uri(status_address(submission)),
        "continuing": continuing_address(submission) if submission.state in CHANGEABLE else "",
        "changing": _changing(submission) if submission.state in OPEN else "",
        "question_form": form or AnswerForm() if submission.state == State.QUESTION else None,
        "question_key": keys.make(_question_of(submission)),
        "discard_key": keys.make(subject_of(submission, "discard")),
        "affirm_key": keys.make(subject_of(submission, "affirm")),
        "affirmed": submission.events.filter(act=Act.AFFIRM, at__date=timezone.localdate()).exists(),
        "draft_days": settings.SUBMISSION_DRAFT_DAYS,
        "unconfirmed_days": settings.SUBMISSION_UNCONFIRMED_DAYS,
        "record": record,
        "merged_into": course.merged_into(submission) if _is_public(record) else "",
        "record_address": address_of(record) if _is_public(record) else "",
        "update_address": _updating(record) if _is_public(record) else "",
        "errors": errors,
        "refusal": sent.refusal,
    }
    code = sent.status if sent.refusal else 422 if errors else 200
    return sent.mark(render(request, "submissions/status.html", context, status=code))


def _subject(submission: Submission) -> dict[str, Any]:
    """What it is about, for the head of a page."""
    form = form_of(submission)
    return {
        "submission": submission,
        "token": drafting.token(submission),
        "subject": form.subject(),
        "place": submission.city.name if submission.city else form.data.get("place", ""),
        "private_address": status_address(submission),
    }


def _is_public(record: Any | None) -> bool:
    return record is not None and type(record).objects.published().filter(pk=record.pk).exists()


def _updating(record: Any) -> str:
    """Where a change of the record is proposed; empty if there is no form for its kind."""
    kind = record._meta.model_name
    return reverse("submit-change", args=[kind, getattr(record, "slug", record.pk)]) if kind in FORMS else ""


def _rows(submission: Submission) -> list[Any]:
    """What was sent last; of a draft, what is answered so far."""
    form = form_of(submission, typed=submission.payload or submission.typed)
    form.is_valid()
    return list(form.rows())


def _changing(submission: Submission) -> str:
    """Where the sender changes it: where the editors ask something, else from the beginning."""
    asked = course.open_notes(submission)
    pages = FORMS[submission.kind].steps(submission.typed, changing=bool(submission.record_kind))
    page = next((page for page in pages if set(page.fields) & set(asked)), pages[0])
    return page_address(submission, page.name)


def _question_of(submission: Submission) -> str:
    """What the key of an answer is made for: this very question."""
    asked = course.question(submission)
    return subject_of(submission, f"answer {asked.pk if asked else ''}")
