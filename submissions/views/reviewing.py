"""The review of one submission at the desk: what would change, who sent it, and the decision."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from submissions import representing, reviewing
from submissions.differing import Comparison, carried_over
from submissions.fingerprints import fingerprint
from submissions.kinds import form_of
from submissions.kinds.fields import PlainText
from submissions.models import Reason, Representative, Sender, Submission
from submissions.moving import NotAllowedError
from submissions.records import state_of
from submissions.states import OPEN, State

LONGEST_NOTE = 3000
LEFT_OUT = "photos_left_out"  # beside an editor's changes: photos not to be published
REPRESENTING = ("submissions.add_representative", "submissions.change_representative")
NOTE = "note_"  # begins the names of notes at fields


def review(
    request: HttpRequest, submission: Submission, frame: dict[str, Any], *, may_change: bool
) -> HttpResponse:
    """Show the submission, or do with it what an editor decided."""
    if request.method != "POST":
        return _show(request, submission, frame, may_change=may_change)
    if not may_change:
        raise PermissionDenied
    decision = Decision(request, submission)
    try:
        done = decision.make()
    except NotAllowedError:
        messages.warning(
            request,
            _("This is not possible any more: the submission is now “%(state)s”.")
            % {"state": State(submission.state).label},
        )
        return redirect(request.get_full_path())
    if decision.problems:
        return _show(request, submission, frame, may_change=may_change, decision=decision)
    messages.success(request, done)
    submission.refresh_from_db()
    following = next_of(submission) if submission.state not in (State.REVIEW, State.WAITING) else submission
    if following is None:
        return redirect("admin:submissions_submission_changelist")
    return redirect("admin:submissions_submission_change", following.pk)


def next_of(submission: Submission) -> Submission | None:
    """What waits next: the oldest one that nobody is looking at."""
    waiting = Submission.objects.before_editors().filter(state=State.WAITING, confirmed_at__isnull=False)
    return waiting.exclude(pk=submission.pk).first()


class Decision:
    """What an editor sent from the review: which act, with which texts and changes."""

    def __init__(self, request: HttpRequest, submission: Submission) -> None:
        assert isinstance(request.user, User)  # noqa: S101  (for the type checker; the desk lets nobody else in)
        self.editor = request.user
        self.submission = submission
        self.given = request.POST
        self.act = request.POST.get("act", "")
        self.problems: list[str] = []
        self.note = _plain(request.POST.get("note", ""))
        self.notes = {
            name.removeprefix(NOTE): text
            for name in request.POST
            if name.startswith(NOTE) and (text := _plain(request.POST[name]))
        }
        self.typed = dict(submission.payload)
        form = form_of(submission)
        for page in form.asked:
            self.typed |= form.typed_from(page, request.POST)
        self.photos = request.POST.getlist("photos")
        kept = submission.uploads.values_list("key", flat=True)
        self.left_out = [key for key in kept if key not in self.photos]

    def make(self) -> str:
        """Do it, and say what was done; what speaks against it is in ``problems``."""
        try:
            return self._act()
        except reviewing.StaleError:
            self.problems.append(
                _(
                    "The sender has changed the submission while you looked at it. Your texts are still here: compare, then decide."
                )
            )
            return ""

    def _act(self) -> str:
        submission, editor = self.submission, self.editor
        match self.act:
            case "take":
                reviewing.take(submission, editor)
                return _("You are reviewing this submission now.")
            case "take_over":
                reviewing.take_over(submission, editor)
                return _("You are reviewing this submission now.")
            case "return":
                reviewing.put_back(submission, editor)
                return _("The submission waits again for anybody.")
            case "save":
                reviewing.edit(
                    submission,
                    editor,
                    {**self.typed, LEFT_OUT: self.left_out},
                    seen=self.given.get("seen", ""),
                )
                return _("Your changes are kept. The sender does not see them yet.")
            case "ask":
                if not self.note and not self.notes:
                    self.problems.append(_("Write what you want to know."))
                    return ""
                reviewing.ask(submission, editor, self.note, self.notes)
                return _("The question is on its way.")
            case "decline":
                if not self.note:
                    self.problems.append(_("Write why: the sender gets to read it."))
                    return ""
                reviewing.decline(submission, editor, self.note)
                return _("Declined. The sender gets your reason.")
            case "accept":
                return self._accept()
            case "by_domain" | "by_phone" | "ended":
                return self._represent()
        self.problems.append(_("Choose what to do with it."))
        return ""

    def _represent(self) -> str:
        """Whether the sender speaks for the municipality is kept apart from the decision on what they sent."""
        if not self.editor.has_perms(REPRESENTING):
            raise PermissionDenied
        if self.act == "ended":
            representative = representative_of(self.submission)
            if representative is not None:
                representing.end(representative)
            return _("They no longer speak for the municipality.")
        how = Representative.How.DOMAIN if self.act == "by_domain" else Representative.How.PHONE
        try:
            representing.confirm(self.submission, self.editor, how)
        except representing.NotRepresentableError:
            self.problems.append(_("This can’t be confirmed: there is no such address, or no place yet."))
            return ""
        return _("Confirmed: they speak for the municipality.")

    def _accept(self) -> str:
        try:
            reviewing.accept(
                self.submission,
                self.editor,
                note=self.note,
                typed=self.typed,
                over=self.given.get("over", ""),
                photos=self.photos,
                seen=self.given.get("seen", ""),
            )
        except reviewing.ChangedMeanwhileError:
            self.problems.append(
                _(
                    "The record in the register has changed since. Look at the differences once more, then publish."
                )
            )
        except reviewing.IncompleteError as error:
            self.problems += [text for texts in error.problems.values() for text in texts]
        return _("Published.")


def representative_of(submission: Submission) -> Representative | None:
    """The sender, if they speak for the municipality today."""
    sender = Sender.objects.filter(submission=submission).first()
    if sender is None or submission.city_id is None:
        return None
    return Representative.objects.filter(
        city=submission.city_id, email__iexact=sender.email, ended_on__isnull=True
    ).first()


def _plain(text: str) -> str:
    field = PlainText(lines=True, required=False)
    return field.to_python(text)[:LONGEST_NOTE]


def _show(
    request: HttpRequest,
    submission: Submission,
    frame: dict[str, Any],
    *,
    may_change: bool,
    decision: Decision | None = None,
) -> HttpResponse:
    typed = decision.typed if decision else carried_over(submission, submission.edited or submission.payload)
    comparison = Comparison(submission, typed)
    rows = list(comparison.rows())
    sender = Sender.objects.filter(submission=submission).first()
    record = comparison.record
    context = {
        **frame,
        "title": submission.subject or str(submission),
        "opts": Submission._meta,
        "submission": submission,
        "may_change": may_change,
        "open": submission.state in OPEN,
        "decidable": may_change and submission.state in (State.WAITING, State.REVIEW),
        "others": submission.assigned_to
        if submission.assigned_to_id and submission.assigned_to_id != request.user.pk
        else None,
        "rows": [row for row in rows if row.changed or record is None or row.input.errors],
        "unchanged": [row for row in rows if not row.changed and record is not None and not row.input.errors],
        "uploads": submission.uploads.all(),
        "left_out": decision.left_out if decision else (submission.edited or {}).get(LEFT_OUT, []),
        "changes": sum(row.changed for row in rows),
        "record": record,
        "record_changed": record is not None and state_of(record) != submission.record_state,
        "typed": typed,
        "over": state_of(record),
        "seen": fingerprint(submission),
        "faults": [] if comparison.complete else comparison.form.errors,
        "sender": sender,
        "representative": representative_of(submission),
        "suggested": bool(sender and submission.city and representing.suggests(sender, submission.city)),
        "may_represent": may_change
        and sender is not None
        and submission.city_id is not None
        and request.user.has_perms(REPRESENTING),
        "previews": settings.LANGUAGES if comparison.form.writes else [],
        "labels": {name: field.label for name, field in comparison.form.fields.items()},
        "earlier": _earlier(submission, sender),
        "alike": comparison.form.alike(),
        "same_place": _same_place(submission),
        "events": submission.events.select_related("editor"),
        "reasons": _reasons(submission.language),
        "problems": decision.problems if decision else [],
        "note": decision.note if decision else "",
        "notes": decision.notes if decision else {},
        "waiting": Submission.objects.before_editors().count(),
        "inbox": reverse("admin:submissions_submission_changelist"),
    }
    status = 422 if decision else 200
    return TemplateResponse(request, "admin/submissions/review.html", context, status=status)


def _earlier(submission: Submission, sender: Sender | None) -> list[Submission]:
    """What came from the same address before."""
    if sender is None:
        return []
    same = Submission.objects.filter(sender__email__iexact=sender.email, confirmed_at__isnull=False)
    return list(same.exclude(pk=submission.pk).defer("payload", "draft", "edited")[:5])


def _same_place(submission: Submission) -> list[Submission]:
    """What else waits about the same place."""
    if submission.city_id is None:
        return []
    return list(Submission.objects.open().filter(city=submission.city_id).exclude(pk=submission.pk)[:5])


def _reasons(language: str) -> list[dict[str, str]]:
    with override(language):
        return [
            {"name": reason.name, "use": reason.use, "text": str(reason.text)}
            for reason in Reason.objects.all()
        ]
