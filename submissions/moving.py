"""Moving a submission from state to state: the only place where `state` is written."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from submissions import mailing
from submissions.linking import hash_of
from submissions.models import Event, Submission
from submissions.states import ENDED, Act, Actor, State, transition


class NotAllowedError(Exception):
    """The act is not open to this actor in the submission's present state."""

    def __init__(self, act: Act, state: str) -> None:
        super().__init__(f"{act} is not allowed in state {state}")
        self.act, self.state = act, state


def move(
    submission: Submission,
    act: Act,
    *,
    editor: User | None = None,
    note: str = "",
    notes: dict[str, str] | None = None,
    key: str = "",
    **changes: Any,
) -> Event:
    """Do the act: state, event and mails in one transaction. Return the event.

    ``note`` is for the sender's eyes too; ``notes`` are such notes by field. ``key`` is the key of the form that asks for
    it: asked twice with the same, it happens once. ``changes`` are columns of the submission to write along.
    NotAllowedError if the present state has no such way, or it is not the actor's.
    """
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=submission.pk)
        key_hash = hash_of(key) if key else None
        if key_hash and (before := Event.objects.filter(submission=held, key=key_hash).first()):
            submission.refresh_from_db()
            return before
        way = transition(act, held.state)
        if way is None or (way.by == Actor.EDITOR) != (editor is not None):
            raise NotAllowedError(act, held.state)
        now = timezone.now()
        target = way.target or State(held.state)
        changes["state"] = target
        if act == Act.CONFIRM:
            changes["confirmed_at"] = now
        if way.target is not None:
            changes["decided_at"] = now if target in ENDED else None
        for name, value in changes.items():
            setattr(held, name, value)
        held.save(update_fields=[*changes, "changed_at"])
        if target in ENDED:
            held.uploads.all().delete()  # what is published is a record's photo by now, the rest is nobody's
        event = Event.objects.create(
            submission=held,
            at=now,
            act=act,
            state=target,
            by=way.by,
            editor=editor,
            note=note,
            notes=notes or {},
            key=key_hash,
        )
        for mail in way.mails:
            mailing.write(mail, event)
    submission.refresh_from_db()
    return event
