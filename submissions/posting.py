"""Posting: letters that are due go out, each one once.

A worker claims a letter before it sends it, so that of several workers one sends. If it dies, its claim ends after a
while and another takes over. Between the mail server's "accepted" and our own note of it lies a moment that nobody can
close: a worker that dies in it leaves a letter that goes out again. Both copies then bear the same Message-ID, made from
the letter's key, by which mail programs know them for one.

If the server is away, the letter is due again later; the next run takes it: after the next mail, or by housekeeping.
"""

import datetime
import logging
import smtplib

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from submissions.composing import compose
from submissions.models import Letter

logger = logging.getLogger(__name__)

CLAIM = datetime.timedelta(minutes=10)  # far longer than the mail server is waited for (EMAIL_TIMEOUT)
FIRST_PAUSE = datetime.timedelta(minutes=1)
LONGEST_PAUSE = datetime.timedelta(hours=6)
MOST_TRIES = 30  # five days and a half
FOR_GOOD = 500  # from this answer on, a mail server means "never"


@task()
def send_letters() -> int:
    """The task in the background."""
    return post_due()


def post_due() -> int:
    """Send every letter that is due; return how many went out. Stops when the mail server is away."""
    number = 0
    while letter := claim():
        try:
            message = compose(letter)
            if message is None:  # to nobody
                letter.delete()
                continue
            message.send()
        except Exception as error:  # whatever it is, it must not take others along
            put_off(letter, error)
            if _away(error):
                break
        else:
            _held(letter).update(sent_at=timezone.now())
            number += 1
    return number


def claim() -> Letter | None:
    """The next letter that is due, for this worker alone."""
    while True:
        now = timezone.now()
        free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
        due = waiting().filter(free, due_at__lte=now)
        with transaction.atomic():
            letter = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
            if letter is None:
                return None
            # Engines without locks on rows decide here.
            if due.filter(pk=letter.pk).update(claimed_at=now, tries=F("tries") + 1):
                letter.claimed_at, letter.tries = now, letter.tries + 1
                return letter


def put_off(letter: Letter, error: Exception) -> None:
    """Try again later, each time after a longer pause; give up in the end, or if the server says "never"."""
    hopeless = letter.tries >= MOST_TRIES or _refused_for_good(error)
    due_at = timezone.now() + pause_after(letter.tries)
    _held(letter).update(claimed_at=None, due_at=due_at, tries=MOST_TRIES if hopeless else letter.tries)
    if hopeless:
        logger.error(
            "Letter %s (%s) given up after try %s: %s", letter.pk, letter.mail, letter.tries, _name(error)
        )
        return
    logger.warning("Letter %s (%s), try %s: %s", letter.pk, letter.mail, letter.tries, _name(error))
    if send_letters.get_backend().supports_defer:
        send_letters.using(run_after=due_at).enqueue()


def waiting() -> QuerySet[Letter]:
    """Letters that are still to go out."""
    return Letter.objects.filter(sent_at=None, tries__lt=MOST_TRIES)


def given_up() -> QuerySet[Letter]:
    """Letters that could not be sent."""
    return Letter.objects.filter(sent_at=None, tries__gte=MOST_TRIES)


def pause_after(tries: int) -> datetime.timedelta:
    """How long to wait after so many tries: a minute, two, four … six hours."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)


def _held(letter: Letter) -> QuerySet[Letter]:
    """The letter as long as this worker's claim holds."""
    return Letter.objects.filter(pk=letter.pk, claimed_at=letter.claimed_at)


def _refused_for_good(error: Exception) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= FOR_GOOD for code, _text in error.recipients.values())
    return False


def _away(error: Exception) -> bool:
    """Whether it is the server that fails, and not this one letter."""
    of_one_letter = smtplib.SMTPRecipientsRefused | smtplib.SMTPSenderRefused | smtplib.SMTPDataError
    return isinstance(error, OSError) and not isinstance(error, of_one_letter)


def _name(error: Exception) -> str:
    """The error without its text, which may hold addresses."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()
