"""The scheduled work of this floor (cities/housekeeping.py)."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_tasks_db.models import DBTaskResult

from cities.housekeeping import Counts, chore
from submissions import mailing, posting, purging, representing

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
KEPT = 14 * DAY


def _mails_sent(counts: Counts) -> str:
    number = counts.get("sent", 0)
    text = ngettext(
        "{number} mail sent that had waited.", "{number} mails sent that had waited.", number
    ).format(number=number)
    lost = counts.get("given_up", 0)
    if not lost:
        return text
    more = ngettext(
        "{number} mail could not be delivered and was given up.",
        "{number} mails could not be delivered and were given up.",
        lost,
    ).format(number=lost)
    return f"{text} {more}"


@chore("mails", gettext_lazy("Mails"), every=HOUR, says=_mails_sent)
def send_mails() -> Counts:
    """Send what the mail server did not take before."""
    return {"sent": posting.post_due(), "given_up": posting.given_up().count()}


def _digest_sent(counts: Counts) -> str:
    return _("The list of what is open was sent.") if counts.get("sent") else _("No list to send.")


@chore("digest", gettext_lazy("List of what is open"), every=DAY, says=_digest_sent)
def send_digest() -> Counts:
    """Tell the editors once a day what is open."""
    return {"sent": int(mailing.send_digest() is not None)}


def _tasks_removed(counts: Counts) -> str:
    number = counts.get("removed", 0)
    return ngettext("{number} finished task removed.", "{number} finished tasks removed.", number).format(
        number=number
    )


@chore("finished-tasks", gettext_lazy("Finished tasks"), every=DAY, says=_tasks_removed)
def remove_finished_tasks() -> Counts:
    """What the background worker has done (setting TASKS) is of no use after a while."""
    old = DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - KEPT)
    return {"removed": old.delete()[0]}


def _asked(counts: Counts) -> str:
    number = counts.get("asked", 0)
    return ngettext("{number} representative asked.", "{number} representatives asked.", number).format(
        number=number
    )


@chore("yearly-questions", gettext_lazy("Yearly questions to municipalities"), every=DAY, says=_asked)
def ask_representatives() -> Counts:
    """Ask those who speak for a municipality once a year whether everything is still correct."""
    return {"asked": representing.ask_due(timezone.localdate())}


def _purged(counts: Counts) -> str:
    gone = counts.get("drafts", 0) + counts.get("unconfirmed", 0)
    removed = ngettext("{number} submission removed", "{number} submissions removed", gone).format(
        number=gone
    )
    senders = counts.get("senders", 0)
    forgotten = ngettext("{number} sender forgotten.", "{number} senders forgotten.", senders).format(
        number=senders
    )
    former = counts.get("representatives", 0)
    if not former:
        return f"{removed}, {forgotten}"
    ended = ngettext(
        "{number} former representative forgotten.", "{number} former representatives forgotten.", former
    ).format(number=former)
    return f"{removed}, {forgotten} {ended}"


@chore("purge", gettext_lazy("Purging submissions"), every=DAY, says=_purged)
def purge_submissions() -> Counts:
    """Forget what has lain longer than was promised."""
    purged = purging.purge()
    return {
        "drafts": purged.drafts,
        "unconfirmed": purged.unconfirmed,
        "senders": purged.senders,
        "representatives": purged.representatives,
    }
