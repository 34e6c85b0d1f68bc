"""The states of a submission, and every way from one to another: who may take it, and which mails it sends.

This table is the only definition. `submissions/moving.py` acts on it, `docs/submissions.md` draws it.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a submission stands."""

    DRAFT = "draft", _("Draft")
    UNCONFIRMED = "unconfirmed", _("Address not confirmed")
    WAITING = "waiting", _("Waiting for review")
    REVIEW = "review", _("In review")
    QUESTION = "question", _("Question to the sender")
    PUBLISHED = "published", _("Published")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Actor(models.TextChoices):
    """Who acts."""

    SENDER = "sender", _("Sender")
    EDITOR = "editor", _("Editor")


class Act(models.TextChoices):
    """What can be done with a submission."""

    BEGIN = "begin", _("Begun")
    SEND = "send", _("Sent")
    CONFIRM = "confirm", _("Address confirmed")
    CHANGE = "change", _("Changed by the sender")
    TAKE = "take", _("Review begun")
    RETURN = "return", _("Put back")
    ASK = "ask", _("Question from the editors")
    ANSWER = "answer", _("Answered")
    ACCEPT = "accept", _("Published")
    UNDO = "undo", _("Publication taken back")
    DECLINE = "decline", _("Declined")
    WITHDRAW = "withdraw", _("Withdrawn")
    AFFIRM = "affirm", _("Said to be still correct")


class Mail(StrEnum):
    """The mails that acts send; submissions/letters.py says what each says."""

    CONFIRM = "confirm"
    RECEIVED = "received"
    QUESTION = "question"
    PUBLISHED = "published"
    TAKEN_BACK = "taken_back"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    # Asked for by the sender, without any act.
    LINK = "link"
    LINKS = "links"
    # To those who speak for a municipality, once a year.
    STILL_CORRECT = "still_correct"
    # To the editors.
    NEW = "new"
    ANSWERED = "answered"
    CHANGED = "changed"
    AFFIRMED = "affirmed"
    DIGEST = "digest"

    @property
    def to_editors(self) -> bool:
        return self in {Mail.NEW, Mail.ANSWERED, Mail.CHANGED, Mail.AFFIRMED, Mail.DIGEST}


@dataclass(frozen=True)
class Transition:
    """One way from some states to another; without a target the state stays."""

    act: Act
    sources: tuple[State, ...]
    target: State | None
    by: Actor
    mails: tuple[Mail, ...] = ()


OPEN = (State.WAITING, State.REVIEW, State.QUESTION)
# An editor can accept it, or ask.
DECIDABLE = (State.WAITING, State.REVIEW)
# Nobody has to do anything with these; what a sender wrote about themselves is purged some months later.
ENDED = (State.PUBLISHED, State.DECLINED, State.WITHDRAWN)

TRANSITIONS = (
    Transition(Act.SEND, (State.DRAFT,), State.UNCONFIRMED, Actor.SENDER, (Mail.CONFIRM,)),
    # Another address, or a mail that never came: it is sent anew.
    Transition(Act.SEND, (State.UNCONFIRMED,), None, Actor.SENDER, (Mail.CONFIRM,)),
    Transition(Act.CONFIRM, (State.UNCONFIRMED,), State.WAITING, Actor.SENDER, (Mail.RECEIVED, Mail.NEW)),
    Transition(Act.CHANGE, (State.WAITING, State.REVIEW), None, Actor.SENDER, (Mail.CHANGED,)),
    Transition(Act.CHANGE, (State.QUESTION,), State.WAITING, Actor.SENDER, (Mail.ANSWERED,)),
    Transition(Act.TAKE, (State.WAITING,), State.REVIEW, Actor.EDITOR),
    Transition(Act.RETURN, (State.REVIEW,), State.WAITING, Actor.EDITOR),
    Transition(Act.ASK, DECIDABLE, State.QUESTION, Actor.EDITOR, (Mail.QUESTION,)),
    Transition(Act.ANSWER, (State.QUESTION,), State.WAITING, Actor.SENDER, (Mail.ANSWERED,)),
    Transition(Act.ACCEPT, DECIDABLE, State.PUBLISHED, Actor.EDITOR, (Mail.PUBLISHED,)),
    # The acceptance is undone at the desk (submissions/undoing.py): it is to be decided anew.
    Transition(Act.UNDO, (State.PUBLISHED,), State.WAITING, Actor.EDITOR, (Mail.TAKEN_BACK,)),
    Transition(Act.DECLINE, OPEN, State.DECLINED, Actor.EDITOR, (Mail.DECLINED,)),
    Transition(Act.AFFIRM, (State.PUBLISHED,), None, Actor.SENDER, (Mail.AFFIRMED,)),
    Transition(Act.WITHDRAW, (State.DRAFT, State.UNCONFIRMED), State.WITHDRAWN, Actor.SENDER),
    Transition(Act.WITHDRAW, OPEN, State.WITHDRAWN, Actor.SENDER, (Mail.WITHDRAWN,)),
)


def transition(act: Act, state: str) -> Transition | None:
    """The way an act takes from a state; None where it is not allowed."""
    return next((each for each in TRANSITIONS if each.act == act and state in each.sources), None)
