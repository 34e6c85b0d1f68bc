"""Ways back to a submission: its link to be copied or mailed, lost links, and the confirmation once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from submissions import drafting, keys, mailing
from submissions.models import Submission
from submissions.sending import AddressForm
from submissions.states import Mail, State
from submissions.views.filling import status_address
from submissions.views.guarding import of_submission, passed, private, subject_of

SENT = "sent"  # the page after its form was sent


@of_submission
def later(request: HttpRequest, submission: Submission) -> HttpResponse:
    """How to come back to a draft: the link, to be copied or mailed to oneself."""
    if submission.state != State.DRAFT:
        return redirect(status_address(submission))
    subject = subject_of(submission, "later")
    here = reverse("submission-later", args=[drafting.token(submission)])
    known = getattr(submission, "sender", None)
    form, refusal = AddressForm(initial={"email": known.email if known else ""}), ""
    if request.method == "POST":
        form, sent = AddressForm(request.POST), passed(request, subject)
        refusal = sent.refusal
        if form.is_valid() and not refusal:
            drafting.introduce(submission, email=form.cleaned_data["email"])
            mailing.write_about(Mail.LINK, submission, key=sent.key)
            return redirect(f"{here}?{SENT}=1")
    address = request.build_absolute_uri(status_address(submission))
    return _show(
        request, "later", form, subject, refusal, private_address=status_address(submission), address=address
    )


@of_submission
def confirm_again(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Send the mail with the confirmation once more."""
    if submission.state != State.UNCONFIRMED:
        return redirect(status_address(submission))
    subject = subject_of(submission, "confirm again")
    refusal = ""
    if request.method == "POST":
        sent = passed(request, subject)
        refusal = sent.refusal
        if not refusal:
            mailing.write_about(Mail.CONFIRM, submission, key=sent.key)
            here = reverse("submission-confirm-again", args=[drafting.token(submission)])
            return redirect(f"{here}?{SENT}=1")
    return _show(
        request,
        "confirm_again",
        None,
        subject,
        refusal,
        private_address=status_address(submission),
        token=drafting.token(submission),
        sender=submission.sender,
    )


@private
def lost(request: HttpRequest) -> HttpResponse:
    """Mail somebody all links of their address. The answer is the same for every address, known or not."""
    subject = "lost link"
    form, refusal = AddressForm(), ""
    if request.method == "POST":
        form, sent = AddressForm(request.POST), passed(request, subject)
        refusal = sent.refusal
        if form.is_valid() and not refusal:
            mailing.write_links(form.cleaned_data["email"], key=sent.key)
            return redirect(f"{reverse('lost-link')}?{SENT}=1")
    return _show(request, "lost", form, subject, refusal)


def _show(
    request: HttpRequest, template: str, form: AddressForm | None, subject: str, refusal: str, **more: object
) -> HttpResponse:
    faults = list(form.errors.get("email", ())) if form is not None and not refusal else []
    context = {
        "form": form,
        "refusal": refusal,
        "errors": [{"id": "id_email", "message": message} for message in faults],
        "form_key": keys.make(subject),
        "sent": SENT in request.GET,
        **more,
    }
    status = 200 if request.method != "POST" else 403 if refusal else 422
    return render(request, f"submissions/{template}.html", context, status=status)
