"""Mails: written down in the transaction of their cause, sent once after it (submissions/posting.py)."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from submissions.models import Event, Letter, Representative, Sender, Submission
from submissions.states import Mail


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
    senders = Sender.objects.filter(email__iexact=address).order_by("-submission_id")
    latest = senders.values_list("submission_id", flat=True).first()
    return _put(f"{Mail.LINKS}-form-{key}", Mail.LINKS, submission_id=latest)


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


def _put(key: str, mail: Mail, **about: Any) -> Letter:
    letter, _new = Letter.objects.get_or_create(key=key, defaults={"mail": mail, **about})
    # Robust: whatever may be broken behind it, what was sent in is stored and acknowledged.
    transaction.on_commit(send_due, robust=True)
    return letter
