"""The scheduled work of this floor (cities/housekeeping.py)."""

import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cities import binning, link_checking, nominatim
from cities.housekeeping import Counts, chore

HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)


@chore("link-checks", _("Links of sources"), every=HOUR, says=link_checking.said)
def check_links() -> Counts:
    """Check what is due, for as long as others may wait; the rest has its turn in an hour."""
    return link_checking.check_due(limit=500, lasting=datetime.timedelta(minutes=20)).counts


def _checks_removed(counts: Counts) -> str:
    number = counts.get("removed", 0)
    return ngettext(
        "{number} old check of a link removed.", "{number} old checks of links removed.", number
    ).format(number=number)


@chore("old-link-checks", _("Old checks of links"), every=DAY, says=_checks_removed)
def purge_link_checks() -> Counts:
    """Keep the latest checks of each source only."""
    return {"removed": link_checking.purge()}


def _bin_emptied(counts: Counts) -> str:
    number = counts.get("removed", 0)
    return ngettext(
        "{number} record removed from the recycle bin for good.",
        "{number} records removed from the recycle bin for good.",
        number,
    ).format(number=number)


@chore("recycle-bin", _("Recycle bin"), every=DAY, says=_bin_emptied)
def empty_bin() -> Counts:
    """What nobody took out of the bin in time."""
    return {"removed": binning.empty_overdue()}


def _answers_removed(counts: Counts) -> str:
    number = counts.get("removed", 0)
    return ngettext(
        "{number} old answer of a Nominatim removed.", "{number} old answers of a Nominatim removed.", number
    ).format(number=number)


@chore("nominatim-answers", _("Answers of a Nominatim"), every=DAY, says=_answers_removed)
def purge_nominatim_answers() -> Counts:
    """Forget what was asked longer ago than an answer is kept."""
    return {"removed": nominatim.purge()}
