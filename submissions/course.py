"""The course of a submission as its sender sees it: what is done, whose turn it is, what is still to come."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from submissions import mailing
from submissions.kinds import FORMS
from submissions.models import Event, Submission
from submissions.records import current
from submissions.states import Act, State

# What the page says first, to its sender.
HEADINGS = {
    State.DRAFT: gettext_lazy("Not sent yet"),
    State.UNCONFIRMED: gettext_lazy("Please confirm your address"),
    State.WAITING: gettext_lazy("The editors have received it"),
    State.REVIEW: gettext_lazy("The editors are looking at it"),
    State.QUESTION: gettext_lazy("The editors have a question"),
    State.PUBLISHED: gettext_lazy("It is published"),
    State.DECLINED: gettext_lazy("It was not published"),
    State.WITHDRAWN: gettext_lazy("You have withdrawn it"),
}
# What was done, by the act. What is not named here concerns the editors among themselves.
DONE = {
    Act.BEGIN: gettext_lazy("Begun by you"),
    Act.SEND: gettext_lazy("Sent by you"),
    Act.CONFIRM: gettext_lazy("E-mail address confirmed"),
    Act.CHANGE: gettext_lazy("Changed by you"),
    Act.ASK: gettext_lazy("Question from the editors"),
    Act.ANSWER: gettext_lazy("Answered by you"),
    Act.ACCEPT: gettext_lazy("Published"),
    Act.UNDO: gettext_lazy("Taken back by the editors"),
    Act.DECLINE: gettext_lazy("Not published"),
    Act.WITHDRAW: gettext_lazy("Withdrawn by you"),
    Act.AFFIRM: gettext_lazy("You said that it is still correct"),
}


class Standing(StrEnum):
    """Where a step stands."""

    DONE = "done"
    YOURS = "yours"  # the sender's turn
    OURS = "ours"  # the editors'
    NEXT = "next"


@dataclass(frozen=True)
class Note:
    """What the editors say of one question, and where its answer is changed."""

    name: str
    label: str
    text: str
    page: str  # empty if the form has no such question


@dataclass(frozen=True)
class Step:
    """One step of the course."""

    title: str
    standing: Standing
    at: datetime.datetime | None = None
    text: str = ""  # ours
    said: str = ""  # the sender's or an editor's
    notes: list[Note] = field(default_factory=list)


def steps(submission: Submission) -> list[Step]:
    """The whole course, from the first step to the last one that may come."""
    events = list(submission.events.all())
    asked = next((event for event in reversed(events) if event.act == Act.ASK), None)
    past = [event for event in events if event.act in DONE]
    if submission.state == State.QUESTION and asked:
        past.remove(asked)
    return [
        *(_done(submission, event) for event in past),
        *_now(submission, asked),
        *(Step(title, Standing.NEXT, text=text) for title, text in _to_come(submission.state)),
    ]


def heading(submission: Submission, *, public: bool) -> str:
    """What the page says first; ``public`` is whether what came of it can be seen."""
    if submission.state == State.PUBLISHED and not public:
        return _("It was published")
    if submission.state == State.WAITING:
        last = submission.events.exclude(act__in=(Act.TAKE, Act.RETURN)).last()
        if last is not None and last.act == Act.UNDO:
            return _("The editors have taken the publication back")
    return str(HEADINGS[State(submission.state)])


def question(submission: Submission) -> Event | None:
    """The editors' last question."""
    return submission.events.filter(act=Act.ASK).last()


def open_notes(submission: Submission) -> dict[str, str]:
    """What the editors ask of single answers, by name of the question, as long as they wait for it."""
    asked = question(submission) if submission.state == State.QUESTION else None
    return dict(asked.notes) if asked else {}


def _done(submission: Submission, event: Event) -> Step:
    return Step(
        str(DONE[Act(event.act)]),
        Standing.DONE,
        at=event.at,
        said=event.note,
        notes=list(_notes(submission, event)),
    )


def _notes(submission: Submission, event: Event) -> Iterator[Note]:
    form = FORMS[submission.kind]
    page_of = {name: page.name for page in form.pages for name in page.fields}
    for name, text in event.notes.items():
        asked = form.base_fields.get(name)
        yield Note(name, str(asked.label) if asked else name, text, page_of.get(name, ""))


def _now(submission: Submission, asked: Event | None) -> Iterator[Step]:
    state = submission.state
    if state == State.DRAFT:
        yield Step(_("Fill in and send"), Standing.YOURS, text=_("What you have typed so far is kept."))
    elif state == State.UNCONFIRMED:
        yield Step(_("Confirm your e-mail address"), Standing.YOURS, text=_unconfirmed(submission))
    elif state == State.WAITING:
        yield Step(_("Review"), Standing.OURS, text=_waiting())
    elif state == State.REVIEW:
        text = _("An editor is looking at it. You will get an e-mail if there is a question.")
        yield Step(_("Review"), Standing.OURS, text=text)
    elif state == State.QUESTION and asked:
        yield Step(
            str(DONE[Act.ASK]),
            Standing.YOURS,
            at=asked.at,
            text=_("We wait for your answer."),
            said=asked.note,
            notes=list(_notes(submission, asked)),
        )


def _unconfirmed(submission: Submission) -> str:
    address = covered(submission.sender.email) if hasattr(submission, "sender") else ""
    if address and not mailing.asked_to_confirm(submission):
        return _(
            "You have given another address: {address}. Send it once more, and we write to that one."
        ).format(address=address)
    return _(
        "We have sent an e-mail to {address}. Open the link in it: only then do the editors see what you sent."
    ).format(address=address)


def _waiting() -> str:
    days = settings.SUBMISSION_REVIEW_DAYS
    if not days:
        return _("It is in line. How long that takes depends on how much has come in.")
    return ngettext(
        "It is in line. Usually we answer within {days} day.",
        "It is in line. Usually we answer within {days} days.",
        days,
    ).format(days=days)


def _to_come(state: str) -> Iterator[tuple[str, str]]:
    if state == State.DRAFT:
        yield _("Confirm your e-mail address"), _("We send you a link.")
    if state in {State.DRAFT, State.UNCONFIRMED, State.QUESTION}:
        yield _("Review"), _("The editors read it, check the sources and ask if something is unclear.")
    if state in {State.DRAFT, State.UNCONFIRMED, State.QUESTION, State.WAITING, State.REVIEW}:
        yield (
            _("Decision"),
            _("If it is published, we send you the link to it; if not, we send you the reason."),
        )


def merged_into(submission: Submission) -> str:
    """Says which record it went into, if that was there before; else nothing."""
    record = current(submission) if submission.duplicate_of is not None else None
    if record is None:
        return ""
    text = _("The register had it already, as “{record}”. The editors have merged what you sent with that.")
    return text.format(record=record)


def covered(email: str) -> str:
    """An address that its owner knows again and others do not: e…@town.example."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}"
