"""The form, page by page: beginning, going on, checking, sending."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.models import Topic
from submissions import drafting, illustrating, keys, limiting, records
from submissions.course import open_notes
from submissions.fingerprints import StaleError, fingerprint_of_draft
from submissions.kinds import FORMS, Page, SubmissionForm, form_of
from submissions.models import Submission
from submissions.records import city_of
from submissions.sending import SenderForm
from submissions.states import State
from submissions.views.guarding import FINE, Passed, browser_of, of_submission, passed, private, subject_of

CONTACT, CHECK = "contact", "send"

# Only these can still be changed by their sender.
CHANGEABLE = (State.DRAFT, State.UNCONFIRMED, State.WAITING, State.REVIEW, State.QUESTION)
# Sending it in these writes a mail to its sender.
MAILING = (State.DRAFT, State.UNCONFIRMED)
# Asks for a page with what is wrong with what was typed on it.
FAULTS = "faults"


@private
def begin(request: HttpRequest, kind: str) -> HttpResponse:
    """The first page of a new submission. Sent, it becomes a draft behind a private link."""
    form_class = FORMS.get(kind)
    if form_class is None or form_class.needs_record:
        raise Http404
    return start(request, form_class)


def start(
    request: HttpRequest,
    form_class: type[SubmissionForm],
    record: Any | None = None,
    known: dict[str, list[str]] | None = None,
) -> HttpResponse:
    """The first page of a submission, about ``record`` if there is one, of which ``known`` is typed already."""
    known = known or {}
    page, language = form_class.steps(known, changing=record is not None)[0], get_language() or "en"
    subject = f"begin {form_class.kind}" + (f" {record._meta.model_name} {record.pk}" if record else "")
    if request.method != "POST":
        # Whoever reads German here has chosen so; all other questions wait for an answer.
        asked = {"written_in": [language], **known}
        return _show(request, form_class, page, None, asked, subject=subject, record=record)
    typed = form_class.typed_from(page, request.POST)
    form = form_class(typed, language=language, page=page, record=record)
    limits = ((limiting.BEGIN, browser_of(request)), (limiting.BEGIN_NETWORK, ""))
    sent = passed(request, subject, *limits)
    if sent.refusal:
        return _show(request, form_class, page, form, typed, subject=subject, record=record, sent=sent)
    later = "later" in request.POST
    if not form.is_valid() and not (later and any(map(any, typed.values()))):
        # In place: there is no private link yet under which what was typed could be got again.
        return _show(request, form_class, page, form, typed, subject=subject, record=record)
    if record is None and form.is_valid() and (record := form.meant()):
        known = form_class.typed_of(record, _language_of(form, language))
        typed = {}
    submission = drafting.begin(
        form_class.kind,
        {**typed, **form.settled()},
        known=known,
        language=_language_of(form, language),
        form_key=sent.key,
        city=form.city() if form.is_valid() else city_of(record),
        record=record,
    )
    return redirect(next_address(submission, page, later=later))


@of_submission
def fill(request: HttpRequest, submission: Submission, page_name: str) -> HttpResponse:
    """A page of the form of a submission that has begun."""
    form_class = FORMS[submission.kind]
    page = form_class.page_named(page_name)
    settled = form_class.settled_by_record if submission.record_kind else ()
    if page is None or page.name in settled:
        raise Http404
    if submission.state not in CHANGEABLE:
        return redirect(status_address(submission))
    subject = subject_of(submission, page.name)
    if request.method != "POST":
        form, checked = form_of(submission, page), FAULTS in request.GET
        return _show(
            request,
            form_class,
            page,
            form,
            submission.typed,
            subject=subject,
            submission=submission,
            checked=checked,
        )
    typed = form_class.typed_from(page, request.POST)
    form = form_of(submission, page, {**submission.typed, **typed})
    sent = passed(request, subject, (limiting.PAGE, str(submission.pk)), (limiting.PAGE_NETWORK, ""))
    if sent.refusal:
        return _show(
            request, form_class, page, form, typed, subject=subject, submission=submission, sent=sent
        )
    valid = form.is_valid()
    drafting.save(
        submission,
        {**typed, **form.settled()},
        city=form.city() if valid else submission.city,
        language=_language_of(form, submission.language),
    )
    if "autosave" in request.POST:
        return HttpResponse(status=204)
    if "more" in request.POST:
        return redirect(f"{again(request)}#id_sources")
    later = "later" in request.POST
    if not valid and not later:
        if typed == drafting.trimmed(typed):
            # All of it is kept: so the browser can get this page again by itself, when one goes back or reloads.
            return redirect(f"{again(request, **{FAULTS: '1'})}#errors")
        return _show(request, form_class, page, form, typed, subject=subject, submission=submission)
    return redirect(next_address(submission, page, later=later, back_to=request.GET.get("back")))


@of_submission
def contact(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Who sends it. Private; the last page before checking."""
    if submission.state not in CHANGEABLE:
        return redirect(status_address(submission))
    subject = subject_of(submission, CONTACT)
    sender = getattr(submission, "sender", None)
    asks_function = FORMS[submission.kind].asks_function
    if request.method != "POST":
        form = SenderForm(instance=sender, asks_function=asks_function)
        return _show_contact(request, submission, form, subject)
    form = SenderForm(request.POST, instance=sender, asks_function=asks_function)
    form.fields["email"].disabled = submission.confirmed_at is not None
    sent = passed(request, subject, (limiting.PAGE, str(submission.pk)))
    if sent.refusal:
        return _show_contact(request, submission, form, subject, sent)
    valid = form.is_valid()
    if valid or "later" in request.POST:
        drafting.introduce(submission, **form.values())
    if "later" in request.POST:
        return redirect(later_address(submission))
    if not valid:
        # In place: of what somebody writes about themselves, only what is good is kept without their asking for it.
        return _show_contact(request, submission, form, subject)
    return redirect("submission-send", token=drafting.token(submission))


@of_submission
def check(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Everything on one page before it goes out; what is missing leads to its page."""
    if submission.state not in CHANGEABLE:
        return redirect(status_address(submission))
    subject, sent = subject_of(submission, CHECK), FINE
    if request.method == "POST":
        seen = fingerprint_of_draft(submission)
        form, known, unfinished = _whole(submission)
        complete = form.is_valid() and known.is_valid() and not unfinished
        limits = [(limiting.PAGE, str(submission.pk))]
        if complete and submission.state in MAILING:
            limits = [(limiting.MAIL, known.cleaned_data["email"].lower()), (limiting.MAIL_NETWORK, "")]
        sent = passed(request, subject, *limits)
        if complete and not sent.refusal:
            try:
                if request.POST.get("seen") != seen:
                    raise StaleError
                drafting.send(submission, key=sent.key, seen=seen)
                return redirect(status_address(submission))
            except StaleError:
                submission.refresh_from_db()
                refusal = _("Something was changed since you opened this page. Please look through it again.")
                sent = Passed(sent.key, refusal, 409)
    return _show_check(request, submission, subject, sent)


def _whole(submission: Submission) -> tuple[SubmissionForm, SenderForm, list[illustrating.Fault]]:
    """All that is sent: the content, the sender, and what is missing of the photos."""
    form = form_of(submission)
    known = SenderForm.of(getattr(submission, "sender", None), asks_function=form.asks_function)
    return form, known, illustrating.faults(submission)


def _show_check(request: HttpRequest, submission: Submission, subject: str, sent: Passed) -> HttpResponse:
    form, known, unfinished = _whole(submission)
    form.is_valid()  # what does not fit yet is listed as missing, all else shown
    context = {
        **frame(submission, CHECK),
        "form": form,
        "rows": list(form.rows(unanswered=True)),
        "sender": getattr(submission, "sender", None),
        "seen": fingerprint_of_draft(submission),
        "missing": [*_missing(submission, form, known), *_unfinished(submission, unfinished)],
        "takes_photos": form.page_named("photos") is not None,
        "uploads": submission.uploads.all(),
        "beside": [
            {"title": page.title, "address": page_address(submission, page.name)}
            for page in form.pages
            if page.beside
        ],
    }
    return answered(request, "submissions/check.html", context, subject, sent)


def _language_of(form: SubmissionForm, otherwise: str) -> str:
    """The language that was chosen on this page, if it asks for one and the answer is good."""
    cleaned: dict[str, Any] = getattr(form, "cleaned_data", {})
    return str(cleaned.get("written_in") or otherwise)


def again(request: HttpRequest, **more: str) -> str:
    """The page once more, without what was wrong unless ``more`` says so."""
    asked = request.GET.copy()
    asked.pop(FAULTS, None)
    asked.update(more)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def status_address(submission: Submission) -> str:
    """The submission's private page."""
    return reverse("submission", args=[drafting.token(submission)])


def later_address(submission: Submission) -> str:
    """The page that says how to come back."""
    return reverse("submission-later", args=[drafting.token(submission)])


def page_address(submission: Submission, page: str) -> str:
    """A page of its form."""
    return reverse("submission-page", args=[drafting.token(submission), page])


def continuing_address(submission: Submission) -> str:
    """Where the sender goes on: the first page on which something is missing, else the last one."""
    form = form_of(submission)
    for page in _steps(submission):
        if set(page.fields) & set(form.errors):
            return page_address(submission, page.name)
    known = SenderForm.of(getattr(submission, "sender", None), asks_function=form.asks_function)
    return page_address(submission, CHECK if known.is_valid() else CONTACT)


def next_address(submission: Submission, page: Page, *, later: bool, back_to: str | None = None) -> str:
    """Where one comes to after this page."""
    if later:
        return later_address(submission)
    if back_to == CHECK or page.beside:
        return reverse("submission-send", args=[drafting.token(submission)])
    steps = _steps(submission)
    # The first page may have shown that a record is there already, which has answered it.
    following = steps[steps.index(page) + 1 :] if page in steps else steps
    return page_address(submission, following[0].name if following else CONTACT)


def answered(
    request: HttpRequest, template: str, context: dict[str, Any], subject: str, sent: Passed
) -> HttpResponse:
    """A page with a form: as asked for, or with what was wrong with what was sent."""
    context |= {"refusal": sent.refusal, "form_key": keys.make(subject)}
    wrong = 422 if request.method == "POST" or context.get("errors") else 200
    status = sent.status if sent.refusal else wrong
    return sent.mark(render(request, template, context, status=status))


def _steps(submission: Submission) -> list[Page]:
    """The pages of its form, after what was typed so far."""
    return FORMS[submission.kind].steps(submission.typed, changing=bool(submission.record_kind))


def frame(
    submission: Submission | None, current: str, form_class: Any = None, record: Any | None = None
) -> dict[str, Any]:
    """What stands around each page: the steps and where one is, and which record it is about."""
    form_class = form_class or FORMS[submission.kind if submission else ""]
    record = records.current(submission) if submission else record
    steps = _steps(submission) if submission else form_class.steps({}, changing=record is not None)
    listed = [
        *({"name": page.name, "title": page.title, "page": page} for page in steps),
        {"name": CONTACT, "title": _("Who are you?")},
        {"name": CHECK, "title": _("Check and send")},
    ]
    names = [step["name"] for step in listed]
    position = names.index(current if current in names else CHECK)
    for number, step in enumerate(listed):
        step["done"] = number < position
        step["current"] = number == position
        if submission is not None:
            step["address"] = page_address(submission, step["name"])
    return {
        "submission": submission,
        "token": drafting.token(submission) if submission else "",
        "steps": listed,
        "step": position + 1,
        "before": listed[position - 1] if position else None,
        "kind_label": (form_class.heading_of_change if record else "") or form_class.heading,
        "about": {"name": str(record), "address": records.address_of(record)} if record else None,
        "changing": record is not None and form_class.writes,
        "alike": form_of(submission).alike() if submission and record is None else [],
        "draft_days": settings.SUBMISSION_DRAFT_DAYS,
        "private_address": status_address(submission) if submission else "",
    }


def _show(
    request: HttpRequest,
    form_class: type[SubmissionForm],
    page: Page,
    form: SubmissionForm | None,
    typed: Any,
    *,
    subject: str,
    submission: Submission | None = None,
    record: Any | None = None,
    sent: Passed = FINE,
    checked: bool = False,
) -> HttpResponse:
    language = submission.language if submission else get_language() or "en"
    form = form or form_class(typed, language=language, page=page, record=record)
    if request.method != "POST" and not checked:  # a page that was not sent just now shows no faults
        form.initial = {
            name: field.widget.value_from_datadict(form.data, {}, name) for name, field in form.fields.items()
        }
        form.is_bound = False
    if submission is not None:
        _annotate(form, open_notes(submission))
    context = {
        **frame(submission, page.name, form_class, record),
        "page": page,
        "form": form,
        "card": _card(submission, form) if page.card else None,
        "errors": errors_of(form) if form.is_bound else [],
    }
    return answered(request, page.template, context, subject, sent)


def _card(submission: Submission | None, form: SubmissionForm) -> dict[str, Any]:
    """What the card of the record shows so far; a script keeps it in step with what is typed."""
    typed = form.data
    topic = Topic.objects.filter(slug=typed.get("main_topic", "")).first()
    return {
        "topic": topic,
        "title": typed.get("title", ""),
        "summary": typed.get("summary", ""),
        "place": submission.city or typed.get("place", "") if submission else "",
    }


def _annotate(form: SubmissionForm, notes: dict[str, str]) -> None:
    """Put what the editors ask of single answers beside their questions; screen readers read it with them."""
    for name, text in notes.items():
        if name not in form.fields:
            continue
        field = form[name]
        vars(field)["note"] = text
        if not field.use_fieldset:
            described = f"{field.auto_id}_note {field.aria_describedby or ''}".strip()
            field.field.widget.attrs["aria-describedby"] = described


def _show_contact(
    request: HttpRequest, submission: Submission, form: SenderForm, subject: str, sent: Passed = FINE
) -> HttpResponse:
    if submission.confirmed_at:
        form.fields["email"].disabled = True
        form.fields["email"].help_text = _(
            "It is confirmed. To use another address, withdraw this and send it anew."
        )
    context = {
        **frame(submission, CONTACT),
        "form": form,
        "errors": errors_of(form) if form.is_bound else [],
    }
    return answered(request, "submissions/contact.html", context, subject, sent)


def errors_of(form: Any) -> list[dict[str, str]]:
    """The faults of a form in the order of its fields, each with where to mend it."""
    return [
        {"id": form[name].id_for_label or form[name].auto_id, "message": message}
        for name in form.fields
        for message in form.errors.get(name, [])
    ]


def _missing(submission: Submission, form: SubmissionForm, known: SenderForm) -> list[dict[str, str]]:
    """What keeps the submission from being sent, with the page where it is mended."""
    page_of = {name: page for page in _steps(submission) for name in page.fields}
    faults = [
        {
            "address": f"{page_address(submission, page_of[name].name)}?back={CHECK}#id_{name}",
            "message": f"{form.fields[name].label}: {message}",
        }
        for name, messages in form.errors.items()
        if name in page_of
        for message in messages
    ]
    return faults + [
        {
            "address": page_address(submission, CONTACT),
            "message": f"{known.fields[name].label}: {message}",
        }
        for name, messages in known.errors.items()
        for message in messages
    ]


def _unfinished(submission: Submission, faults: list[illustrating.Fault]) -> list[dict[str, str]]:
    """Photos of which a text is missing, with where it is added."""
    return [
        {
            "address": f"{page_address(submission, 'photos')}?back={CHECK}#{fault.place}",
            "message": fault.message,
        }
        for fault in faults
    ]
