"""Mails: written down in the transaction of their cause, sent once after it (submissions/posting.py)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from submissions.linking import is_token, token_of
from submissions.models import Event, Letter, Representative, Sender, Submission
from submissions.states import Mail

# To an address that may not be the sender's. Each of these goes to the address that it was written for, or to nobody:
# the sender can give another one before it leaves, and then asks for a mail to that.
UNPROVEN = frozenset({Mail.CONFIRM, Mail.LINK, Mail.LINKS})


def write(mail: Mail, event: Event) -> Letter:
    """Write down that this event asks for this mail; it goes out after the transaction."""
    return _put(f"{mail}-{event.pk}", mail, submission=event.submission, event=event)


def write_about(mail: Mail, submission: Submission, *, key: str) -> Letter:
    """Write down a mail that the sender asks for without moving the submission; once for each key of a form."""
    return _put(f"{mail}-form-{key}", mail, submission=submission)


def write_links(address: str, *, key: str) -> Letter:
    """Write down the mail with all links of this address.

    For an address that nobody has given, a letter to nobody is written: whoever asks cannot tell the two by the time it
    takes, as long as mails go out in the background (TASKS=database).
    """
    senders = Sender.objects.filter(email__iexact=address).select_related("submission")
    latest = senders.order_by("-submission_id").first()
    return _put(f"{Mail.LINKS}-form-{key}", Mail.LINKS, submission=latest.submission if latest else None)


def is_for(letter: Letter, address: str) -> bool:
    """Whether the letter was written for this address of its sender."""
    if not letter.addressee or letter.submission is None:
        return True
    return is_token(letter.addressee, letter.submission.nonce, _addressed(address))


def asked_to_confirm(submission: Submission) -> bool:
    """Whether a mail to the sender's present address was written, with the link that confirms it."""
    sender = Sender.objects.filter(submission=submission).first()
    letters = Letter.objects.filter(submission=submission, mail=Mail.CONFIRM).select_related("submission")
    return sender is not None and any(is_for(letter, sender.email) for letter in letters)


def write_yearly(representative: Representative) -> Letter:
    """Write down the question to somebody who speaks for a municipality; once for each time they are asked."""
    key = f"{Mail.STILL_CORRECT}-{representative.pk}-{representative.asked_on}"
    return _put(key, Mail.STILL_CORRECT, representative=representative)


def send_digest() -> Letter | None:
    """Send the editors who want it so a list of what is open: once a day, however often it is called."""
    if not settings.EDITORS_DAILY or not Submission.objects.open().exists():
        return None
    return _put(f"{Mail.DIGEST}-{timezone.localdate()}", Mail.DIGEST)


def send_due() -> None:
    """Let the letters that are due go out, in the background or at once (setting TASKS)."""
    from submissions.posting import send_letters  # late: letters tell of acts, and acts write letters

    send_letters.enqueue()


def _addressed(address: str) -> str:
    return f"letter to {address}"


def _put(key: str, mail: Mail, *, submission: Submission | None = None, **about: Any) -> Letter:
    sender = Sender.objects.filter(submission=submission).first() if mail in UNPROVEN else None
    if submission and sender and sender.email:
        about["addressee"] = token_of(submission.nonce, _addressed(sender.email))
    about |= {"mail": mail, "submission": submission}
    letter, _new = Letter.objects.get_or_create(key=key, defaults=about)
    # Robust: whatever may be broken behind it, what was sent in is stored and acknowledged.
    transaction.on_commit(send_due, robust=True)
    return letter
