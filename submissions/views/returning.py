"""Ways back to a submission: its link to be copied or mailed, lost links, and the confirmation once more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from submissions import drafting, keys, mailing
from submissions.limiting import MAIL, MAIL_NETWORK
from submissions.models import Submission
from submissions.sending import AddressForm
from submissions.states import Mail, State
from submissions.views.filling import CONTACT, later_address, page_address, status_address
from submissions.views.guarding import FINE, Passed, of_submission, passed, private, subject_of

SENT = "sent"  # the page after its form was sent


@of_submission
def later(request: HttpRequest, submission: Submission) -> HttpResponse:
    """How to come back to a draft: the link, to be copied or mailed to oneself."""
    if submission.state != State.DRAFT:
        return redirect(status_address(submission))
    subject, sent = subject_of(submission, "later"), FINE
    known = getattr(submission, "sender", None)
    form = AddressForm(initial={"email": known.email if known else ""})
    if request.method == "POST":
        form = AddressForm(request.POST)
        sent = _passed(request, subject, form.address(), button=False)
        if form.is_valid() and not sent.refusal:
            drafting.introduce(submission, email=form.address())
            mailing.write_about(Mail.LINK, submission, key=sent.key)
            return redirect(f"{later_address(submission)}?{SENT}=1")
    address = request.build_absolute_uri(status_address(submission))
    return _show(request, "later", subject, sent, form=form, address=address, **_about(submission))


@of_submission
def confirm_again(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Send the mail with the confirmation once more."""
    if submission.state != State.UNCONFIRMED:
        return redirect(status_address(submission))
    subject, sent = subject_of(submission, "confirm again"), FINE
    if request.method == "POST":
        # Whoever goes on later may have left half an address; only a good one is written to.
        form = AddressForm({"email": submission.sender.email})
        if not form.address():
            return redirect(page_address(submission, CONTACT))
        sent = _passed(request, subject, form.address(), button=True)
        if not sent.refusal:
            mailing.write_about(Mail.CONFIRM, submission, key=sent.key)
            here = reverse("submission-confirm-again", args=[drafting.token(submission)])
            return redirect(f"{here}?{SENT}=1")
    return _show(request, "confirm_again", subject, sent, **_about(submission))


@private
def lost(request: HttpRequest) -> HttpResponse:
    """Mail somebody all links of their address. The answer is the same for every address, known or not."""
    subject, form, sent = "lost link", AddressForm(), FINE
    if request.method == "POST":
        form = AddressForm(request.POST)
        sent = _passed(request, subject, form.address(), button=False)
        if form.is_valid() and not sent.refusal:
            mailing.write_links(form.address(), key=sent.key)
            return redirect(f"{reverse('lost-link')}?{SENT}=1")
    return _show(request, "lost", subject, sent, form=form)


def _passed(request: HttpRequest, subject: str, address: str, *, button: bool) -> Passed:
    """The check of the form; mails to one address are counted wherever they are asked for."""
    limits = [(MAIL, address.lower()), (MAIL_NETWORK, "")] if address else []
    return passed(request, subject, *limits, button=button)


def _about(submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission,
        "token": drafting.token(submission),
        "private_address": status_address(submission),
    }


def _show(
    request: HttpRequest,
    template: str,
    subject: str,
    sent: Passed,
    *,
    form: AddressForm | None = None,
    **more: Any,
) -> HttpResponse:
    faults = list(form.errors.get("email", ())) if form is not None else []
    context = {
        "form": form,
        "refusal": sent.refusal,
        "errors": [{"id": "id_email", "message": message} for message in faults],
        "form_key": keys.make(subject),
        "sent": SENT in request.GET,
        **more,
    }
    status = sent.status if sent.refusal else 422 if request.method == "POST" else 200
    return sent.mark(render(request, f"submissions/{template}.html", context, status=status))
