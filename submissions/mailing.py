"""Mails: written down in the transaction of their cause, sent once after it."""

from django.db import transaction

from submissions.models import Event, Letter
from submissions.states import Mail


def write(mail: Mail, event: Event) -> Letter:
    """Write down that this event asks for this mail; it goes out after the transaction."""
    letter, _new = Letter.objects.get_or_create(
        key=f"{mail}-{event.pk}", defaults={"mail": mail, "submission": event.submission, "event": event}
    )
    transaction.on_commit(send_due)
    return letter


def send_due() -> None:
    """Send what is due."""
