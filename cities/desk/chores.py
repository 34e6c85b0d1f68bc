"""The scheduled work of the desk's doors (cities/housekeeping.py)."""

import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cities.desk import purging
from cities.housekeeping import Counts, chore


def _forgotten(counts: Counts) -> str:
    sessions, sign_ins = counts.get("sessions", 0), counts.get("sign_ins", 0)
    ended = ngettext("{number} expired session removed.", "{number} expired sessions removed.", sessions)
    lines = ngettext("{number} old sign-in forgotten.", "{number} old sign-ins forgotten.", sign_ins)
    return f"{ended.format(number=sessions)} {lines.format(number=sign_ins)}"


@chore("expired-sessions", _("Sessions and sign-ins"), every=datetime.timedelta(days=1), says=_forgotten)
def forget_sign_ins() -> Counts:
    """Sessions of the desk whose time is over, and the log of sign-ins after its time."""
    return purging.purge()
