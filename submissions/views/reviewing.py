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

from cities.publishing import Publication
from submissions import answers, finding, merging, representing, reviewing
from submissions.differing import Comparison, answer_in, carried_over
from submissions.fingerprints import fingerprint
from submissions.kinds import FORMS, form_of
from submissions.kinds.fields import PlainText
from submissions.models import Reason, Representative, Sender, Submission
from submissions.moving import NotAllowedError
from submissions.records import state_of, target
from submissions.states import DECIDABLE, OPEN, State

LONGEST_NOTE, LONGEST_FIND = 3000, 200
# Beside an editor's changes to the content: photos not to be published, and texts that are not sent yet.
LEFT_OUT, TEXT = "photos_left_out", "note"
REPRESENTING = ("submissions.add_representative", "submissions.change_representative")
NOTE = "note_"  # begins the names of notes at fields
# Acts that are not about the content.
BESIDE = ("take", "take_over", "return", "by_domain", "by_phone", "ended")


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
        submission.refresh_from_db()
        said = _("This is not possible any more: the submission is now “%(state)s”.") % {
            "state": State(submission.state).label
        }
        if submission.ended:
            messages.warning(request, said)
            return redirect(request.get_full_path())
        decision.problems.append(said)
    submission.refresh_from_db()
    if decision.problems or decision.only_drawn:
        return _show(request, submission, frame, may_change=may_change, decision=decision)
    messages.success(request, done)
    if decision.is_beside and submission.state in OPEN:
        # What was typed and not kept stays on the page.
        return _show(request, submission, frame, may_change=may_change, decision=decision)
    stays = decision.is_beside or submission.state in DECIDABLE
    following = submission if stays else next_of(submission)
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
        self.find = request.POST.get("find", "").replace("\0", "").strip()[:LONGEST_FIND]
        # The rows of sources have a button for more of them; those of records to merge it into name one.
        self.act = "merge" if "duplicate_of" in request.POST else request.POST.get("act", "")
        if self.act == "enter":  # the key, in whatever field
            self.act = "find" if self.find else "save"
        self.only_drawn = "more" in request.POST or self.act == "find"
        self.is_beside = self.act in BESIDE
        self.problems: list[str] = []
        self.note = _plain(request.POST.get("note", ""))
        self.notes = {
            name.removeprefix(NOTE): text
            for name in request.POST
            if name.startswith(NOTE) and (text := _plain(request.POST[name]))
        }
        # Which content the editor has read; None if that is to be read anew.
        self.seen: str | None = request.POST.get("seen", "")
        self.over: str | None = request.POST.get("over", "")
        self.record = target(submission)
        self.typed: dict[str, list[str]] | None = None
        self.unclear: list[str] = []
        # Questions that the editor has answered by hand, and somebody else too meanwhile; with that other answer.
        self.meanwhile: dict[str, str] = {}
        self.photos = request.POST.getlist("photos")
        form = form_of(submission, record=self.record)
        named = {page.name for page in form.pages if form.names(page, request.POST)}
        pages = [page for page in form.pages if page.name in named or page.name not in form.settled_by_record]
        if named:  # else the page had nothing to edit
            typed = dict(submission.payload)
            for page in pages:
                typed |= form.typed_from(page, request.POST)
            self._keep_up(typed)
        kept = submission.uploads.values_list("key", flat=True)
        self.left_out = [key for key in kept if key not in self.photos] if named else []

    def _keep_up(self, typed: dict[str, list[str]]) -> None:
        """Take what was typed; what nobody touched on the page is as it stands by now."""
        form, given, fresh = FORMS[self.submission.kind], self.given, kept_of(self.submission, self.record)
        alone = answers.same(form, given, answers.KEPT, typed)
        self.typed = typed | {
            each: value for name in alone for each, value in answers.answer(form, name, fresh, typed).items()
        }
        if self.submission.duplicate_of is not None and self.record is not None:
            choice = merging.choosing(self.submission, self.record)
            unmoved = answers.same(form, given, answers.SHOWN, typed)
            self.typed, self.unclear = choice.chosen(given, self.typed, unmoved)
        steady = answers.same(form, given, answers.KEPT, fresh)
        held = form_of(self.submission, typed=fresh, record=self.record)
        held.is_valid()
        self.meanwhile = {
            name: answer_in(held, name)
            for name in held.fields
            if f"{answers.KEPT}{name}" in given
            and name not in alone | steady
            and not answers.agree(form, name, self.typed, fresh)
        }

    def content(self) -> dict[str, list[str]]:
        """The submission's content as it was edited on the page."""
        return dict(self.submission.payload) if self.typed is None else self.typed

    def beside(self) -> dict[str, list[str]]:
        """What is kept for later with the content."""
        texts = {TEXT: self.note, **{f"{NOTE}{name}": text for name, text in self.notes.items()}}
        return {LEFT_OUT: self.left_out, **{name: [text] for name, text in texts.items() if text}}

    def make(self) -> str:
        """Do it, and say what was done; what speaks against it is in ``problems``."""
        try:
            return self._act()
        except reviewing.StaleError:
            self.seen = None
            self.problems.append(
                _(
                    "The sender, or somebody at the desk, has changed the submission while you looked at it. Your texts are still here: compare, then decide."
                )
            )
            return ""

    def _act(self) -> str:
        submission, editor = self.submission, self.editor
        if self.only_drawn:
            return ""
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
                reviewing.edit(submission, editor, {**self.content(), **self.beside()}, seen=self.seen)
                return _("Your changes are kept. The sender does not see them yet.")
            case "ask":
                if not self.note and not self.notes:
                    self.problems.append(_("Write what you want to know."))
                    return ""
                kept = None if self.typed is None else {**self.typed, LEFT_OUT: self.left_out}
                reviewing.ask(submission, editor, self.note, self.notes, typed=kept, seen=self.seen)
                return _("The question is on its way.")
            case "decline":
                if not self.note:
                    self.problems.append(_("Write why: the sender gets to read it."))
                    return ""
                reviewing.decline(submission, editor, self.note, seen=self.seen)
                return _("Declined. The sender gets your reason.")
            case "accept":
                return self._accept()
            case "merge" | "apart":
                return self._merge()
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

    def _merge(self) -> str:
        """Whether it tells of a record that is there already; what the editor has typed is kept with that."""
        if self.act == "apart":
            merging.end(self.submission, self.content(), beside=self.beside(), seen=self.seen)
            return _("It is a new record again.")
        number = self.given["duplicate_of"]
        try:
            if not (number.isascii() and number.isdigit() and len(number) < 10):
                raise reviewing.GoneError
            merging.begin(self.submission, int(number), self.content(), beside=self.beside(), seen=self.seen)
        except reviewing.GoneError:
            self.problems.append(_("There is no such record that is public."))
        return _("Choose for each answer what is to be published. Nothing is changed yet.")

    def _accept(self) -> str:
        if self.unclear:
            labels = [str(form_of(self.submission).base_fields[name].label) for name in self.unclear]
            self.problems.append(
                _(
                    "You have edited these by hand, but chosen something else: {questions}. What you wrote is chosen now; look once more, then publish."
                ).format(questions=", ".join(labels))
            )
            return ""
        try:
            reviewing.accept(
                self.submission,
                self.editor,
                note=self.note,
                typed=self.typed,
                over=self.over or "",
                photos=self.photos,
                seen=self.seen,
            )
        except reviewing.GoneError:
            self.problems.append(
                _(
                    "The record into which it was to go is not public any more. Publish that again, or make this a new record."
                )
            )
        except reviewing.ChangedMeanwhileError:
            self.over = None
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


def kept_of(submission: Submission, record: Any | None) -> dict[str, list[str]]:
    """The content as editors find it: what was sent, or what one of them has made of it, over the record of today."""
    return carried_over(submission, submission.edited or submission.payload, record)


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
    record = target(submission)
    kept, found = submission.edited or {}, kept_of(submission, record)
    typed = decision.typed if decision and decision.typed is not None else found
    comparison = Comparison(submission, typed, record)
    rows = list(comparison.rows())
    sender = Sender.objects.filter(submission=submission).first()
    decidable = may_change and submission.state in DECIDABLE
    merged = submission.duplicate_of is not None
    offers = {}
    if merged and decidable and comparison.before is not None:
        choice = merging.choosing(submission, record)
        offers = choice.offers(typed, held=comparison.before, own=comparison.form)
    today = state_of(record)
    shown = {row.name for row in rows if row.changed or record is None or row.errors or row.name in offers}
    context = {
        **frame,
        "title": submission.subject or str(submission),
        "opts": Submission._meta,
        "submission": submission,
        "may_change": may_change,
        "open": submission.state in OPEN,
        "decidable": decidable,
        "merged": merged,
        "offers": offers,
        "shown": answers.named(type(comparison.form), typed),
        "kept": answers.named(type(comparison.form), found),
        "meanwhile": decision.meanwhile if decision else {},
        "others": submission.assigned_to
        if submission.assigned_to_id and submission.assigned_to_id != request.user.pk
        else None,
        "opened": "sources" if "more" in request.POST else "",
        "rows": [row for row in rows if row.name in shown],
        "unchanged": [row for row in rows if row.name not in shown],
        "uploads": submission.uploads.all(),
        "left_out": decision.left_out if decision else kept.get(LEFT_OUT, []),
        "changes": sum(row.changed for row in rows),
        "record": record,
        "hidden": record is not None and record.publication != Publication.PUBLISHED,
        "record_changed": record is not None and today != submission.record_state,
        "typed": typed,
        "over": today if decision is None or decision.over is None else decision.over,
        "seen": fingerprint(submission) if decision is None or decision.seen is None else decision.seen,
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
        "alike": comparison.form.twins() if record is None and not merged else [],
        **_found(submission, decision.find if decision else ""),
        "may_merge": decidable and comparison.form.writes and not (merged or submission.record_kind),
        "same_place": _same_place(submission),
        "events": submission.events.select_related("editor"),
        "reasons": _reasons(submission.language),
        "problems": decision.problems if decision else [],
        "note": decision.note if decision else " ".join(kept.get(TEXT, [])),
        "notes": decision.notes
        if decision
        else {name.removeprefix(NOTE): " ".join(kept[name]) for name in kept if name.startswith(NOTE)},
        "waiting": Submission.objects.before_editors().count(),
        "inbox": reverse("admin:submissions_submission_changelist"),
    }
    status = 422 if decision and decision.problems else 200
    return TemplateResponse(request, "admin/submissions/review.html", context, status=status)


def _earlier(submission: Submission, sender: Sender | None) -> list[Submission]:
    """What came from the same address before."""
    if sender is None:
        return []
    same = Submission.objects.filter(sender__email__iexact=sender.email, confirmed_at__isnull=False)
    return list(same.exclude(pk=submission.pk).defer("payload", "draft", "edited")[:5])


def _found(submission: Submission, text: str) -> dict[str, Any]:
    """What the editor looks for beside it."""
    if not text or not FORMS[submission.kind].writes:
        return {"find": text}
    return {
        "find": text,
        "found": finding.records(submission.kind, text),
        "found_submissions": finding.submissions(text, beside=submission),
    }


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
