"""Drafting and sending: what a sender does with a submission before and after an editor has seen it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cities.folding import index_text
from cities.models import City, translated
from submissions import representing
from submissions.choosing import Choosing
from submissions.fingerprints import StaleError, fingerprint_of_draft
from submissions.kinds import FORMS, form_of
from submissions.linking import hash_of, new_nonce, token_of
from submissions.models import Event, Sender, Submission
from submissions.moving import NotAllowedError, move
from submissions.records import current, state_of, target
from submissions.states import Act, Actor, State

PURPOSE = "submission"
CONFIRMING = "confirming"
# Of one answer, in characters; what a field allows is less.
LONGEST = 20_000
MOST_VALUES = 40

Typed = dict[str, list[str]]


def token(submission: Submission) -> str:
    """The token of the submission's private page."""
    return token_of(submission.nonce, PURPOSE, submission.token_hash)


def by_token(given: str) -> Submission | None:
    """The submission whose private page this token opens."""
    return Submission.objects.filter(token_hash=hash_of(given)).select_related("city").first()


def confirming_token(submission: Submission) -> str:
    """The token that confirms the present address of the sender, and no other."""
    return token_of(submission.nonce, f"{CONFIRMING} {submission.sender.email}")


def begin(
    kind: str,
    typed: Typed,
    *,
    language: str,
    form_key: str,
    city: City | None = None,
    record: Any = None,
    known: Typed | None = None,
) -> Submission:
    """Begin a draft, of a change if there is a ``record``; ``known`` is what its form held before anything was typed.

    The same form sent twice begins one; what was typed anew, after going back to it, goes into that one.
    """
    key_hash, nonce = hash_of(form_key), new_nonce()
    about = _about(kind, language, record)
    content = trimmed({**(known or {}), **typed})
    try:
        with transaction.atomic():
            submission = Submission.objects.create(
                kind=kind,
                language=language,
                city=city,
                draft=content,
                **about,
                **derived(kind, content, language, city, record),
                token_hash=hash_of(token_of(nonce, PURPOSE)),
                nonce=nonce,
                form_key=key_hash,
            )
            Event.objects.create(submission=submission, act=Act.BEGIN, state=State.DRAFT, by=Actor.SENDER)
    except IntegrityError:
        return _begin_again(key_hash, typed, content, about, city=city, language=language)
    return submission


def _about(kind: str, language: str, record: Any | None) -> dict[str, Any]:
    """Which record a new submission concerns, and how that is now."""
    if record is None:
        return {"record_kind": "", "record_id": None, "record_state": "", "base": None}
    return {
        "record_kind": record._meta.model_name,
        "record_id": record.pk,
        "record_state": state_of(record),
        "base": FORMS[kind].typed_of(record, language),
    }


def _begin_again(
    key_hash: str, typed: Typed, content: Typed, about: dict[str, Any], *, city: City | None, language: str
) -> Submission:
    """The draft that the form began, with what is typed on it now; once it was sent it stays as it is."""
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(form_key=key_hash)
        if held.state == State.DRAFT:
            if (held.record_kind, held.record_id) != (about["record_kind"], about["record_id"]):
                # It is about something else now, of which the other answers say nothing.
                for name, value in {**about, "draft": content}.items():
                    setattr(held, name, value)
                held.save(update_fields=[*about, "draft", "changed_at"])
            save(held, typed, city=city, language=language)
    return held


def save(submission: Submission, typed: Typed, *, city: City | None = None, language: str = "") -> None:
    """Keep what was typed on one page beside what was typed on the others."""
    with transaction.atomic():
        held = _changeable(submission)
        held.draft = {**held.typed, **trimmed(typed)}
        held.city = city
        held.language = language or held.language
        named = derived(held.kind, held.draft, held.language, city, current(held))
        for name, value in named.items():
            setattr(held, name, value)
        held.save(update_fields=["draft", "city", "language", "changed_at", *named])
    submission.refresh_from_db()


def introduce(submission: Submission, **values: str) -> Sender:
    """Keep what the sender says about themselves, also half of it."""
    limited = {name: value.replace("\0", "")[: Sender.LONGEST[name]] for name, value in values.items()}
    with transaction.atomic():
        if _changeable(submission).confirmed_at:
            limited.pop("email", None)  # it would be an address that nobody has confirmed
        sender, _new = Sender.objects.update_or_create(submission=submission, defaults=limited)
    submission.sender = sender
    return sender


def send(submission: Submission, *, key: str = "", seen: str | None = None) -> Event:
    """Send what was typed: the first time an address is to be confirmed, later the editors see it at once.

    ``seen`` is the fingerprint of what was looked through before; StaleError if more was typed since.
    """
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=submission.pk)
        if seen is not None and seen != fingerprint_of_draft(held):
            raise StaleError
        event = move(
            held,
            Act.SEND if held.state in {State.DRAFT, State.UNCONFIRMED} else Act.CHANGE,
            key=key,
            payload=held.typed,
            draft=None,
            edited=_edited_after(held),
            # Who speaks for one place does not for another that they name later.
            by_municipality=held.by_municipality and representing.speaks(held, _city_of(held, held.typed)),
            sent_at=held.sent_at or timezone.now(),
        )
    submission.refresh_from_db()
    return event


def _edited_after(submission: Submission) -> Typed | None:
    """An editor's changes, but for the answers that the sender changes now: those are to be read anew."""
    if submission.edited is None:
        return None
    before = submission.payload
    if submission.duplicate_of is not None:
        form, record = FORMS[submission.kind], target(submission)
        told, known = (
            (form.told_of(record, each) if record else each) for each in (submission.typed, before)
        )
        return Choosing(submission.kind, submission.base or {}, told).renewed(submission.edited, known)
    return submission.edited | {
        name: values for name, values in submission.typed.items() if values != before.get(name)
    }


def confirm(submission: Submission) -> Event:
    """The sender has shown that the address is theirs: the one that the submission was read with, and no later one."""
    speaks = representing.speaks(submission, _city_of(submission, submission.payload))
    with transaction.atomic():
        held = _changeable(submission, Act.CONFIRM)
        if Sender.objects.get(submission=held).email != submission.sender.email:
            raise NotAllowedError(Act.CONFIRM, held.state)
        return move(submission, Act.CONFIRM, by_municipality=speaks)


def answer(submission: Submission, text: str, *, key: str = "") -> Event:
    """Answer the editors' question."""
    return move(submission, Act.ANSWER, note=text, key=key)


def discard(submission: Submission) -> None:
    """Forget what was typed since it was sent last. A draft that was never sent is withdrawn instead."""
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=submission.pk)
        if held.state != State.DRAFT:
            held.draft = None
            held.save(update_fields=["draft", "changed_at"])
    submission.refresh_from_db()


def withdraw(submission: Submission, *, key: str = "") -> Event:
    """Take it back; the editors see that, but nothing more of it is done."""
    return move(submission, Act.WITHDRAW, key=key, draft=None)


def derived(
    kind: str, typed: Typed, language: str, city: City | None, record: Any | None = None
) -> dict[str, str]:
    """What lists show of a submission and find it by."""
    subject = FORMS[kind](typed, language=language, record=record).subject()[:200]
    names = [city.endonym, *translated(city.names).values()] if city else typed.get("place", [])
    return {"subject": subject, "search_text": index_text([subject, *names])}


def _changeable(submission: Submission, act: Act = Act.CHANGE) -> Submission:
    """The submission as it is now, others wait; NotAllowedError if it was decided since it was read."""
    held = Submission.objects.select_for_update().get(pk=submission.pk)
    if held.ended:
        raise NotAllowedError(act, held.state)
    return held


def _city_of(submission: Submission, typed: Typed) -> City | None:
    """The place that this content is about."""
    return form_of(submission, typed=typed).city()


def trimmed(typed: Typed) -> Any:
    """What was typed, within what a table should hold; NUL, which databases refuse, goes."""
    return {
        name: [value.replace("\0", "")[:LONGEST] for value in values[:MOST_VALUES]]
        for name, values in typed.items()
    }
