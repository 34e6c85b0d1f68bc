"""The recycle bin: records go into it instead of being deleted, come out as they were, or go for good in the end."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.merging import table_of
from cities.models import Binned
from cities.publishing import NotReadyError, Publication

KEPT = datetime.timedelta(days=90)


def put_into_bin(record: Any, *, editor: Any, reason: str = "") -> Binned:
    """Withdraw a record and hide it from the desk's lists. What stands on it is no longer public with it."""
    with transaction.atomic():
        was_public = record.publication == Publication.PUBLISHED
        record.withdraw(reason or _("moved to the recycle bin"))
        return Binned.objects.update_or_create(
            table=record._meta.model_name,
            record=record.pk,
            defaults={
                "title": str(record)[:600],
                "was_public": was_public,
                "reason": reason[:100],
                "by": editor,
                "at": timezone.now(),
            },
        )[0]


def restore(binned: Binned) -> list[Any]:
    """Take a record out, public if it was; what keeps it from that comes back as reasons in words."""
    with transaction.atomic():
        record = record_of(binned)
        binned.delete()
        if record is None or not binned.was_public:
            return []
        try:
            record.publish(_("taken out of the recycle bin"))
        except NotReadyError as error:
            return list(error.reasons)
        return []


def remove(binned: Binned) -> None:
    """Delete a record for good, with all that is part of it."""
    with transaction.atomic():
        record = record_of(binned)
        if record is not None:
            record.delete()
        binned.delete()


def empty_overdue() -> int:
    """Remove what has lain in the bin for too long, each by itself; how many."""
    overdue = list(Binned.objects.filter(at__lt=timezone.now() - KEPT))
    for each in overdue:
        remove(each)
    return len(overdue)


def record_of(binned: Binned) -> Any | None:
    """The record itself; None if it went with another one."""
    return table_of(binned.table)._default_manager.filter(pk=binned.record).first()
