"""Renewing the edition whenever a record changes that the public may see."""

from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save

from cities.models import Edition


def _renew(sender: Any, raw: bool = False, **_signal: Any) -> None:
    if not raw:
        Edition.renew()


def _renew_after_set(sender: Any, action: str = "", **_signal: Any) -> None:
    if action.startswith("post_"):
        Edition.renew()


def follow(*tables: type[models.Model]) -> None:
    """Renew the edition when a row of one of these tables, or one of their many-to-many links, changes.

    Bulk writes send no signals: whoever writes in bulk calls ``Edition.renew`` in the same transaction.
    """
    for table in tables:
        post_save.connect(_renew, sender=table, dispatch_uid=f"edition-save-{table.__name__}")
        post_delete.connect(_renew, sender=table, dispatch_uid=f"edition-delete-{table.__name__}")
        for field in table._meta.many_to_many:
            through = getattr(table, field.name).through
            m2m_changed.connect(_renew_after_set, sender=through, dispatch_uid=f"edition-links-{field}")
