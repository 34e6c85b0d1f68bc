"""Deeds: what was done to the register in one go, and the versions of records that came of it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nTextField
from simple_history.manager import HistoryManager

# A deed was undone: ``deed``, ``by`` which other deed, ``editor`` and ``reason``. Sent within the transaction.
undone = Signal()


class Deed(models.Model):
    """What one click of an editor, one command or one answer from outside did to the register, as one line."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Added")
        CHANGED = "changed", _("Changed")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ACCEPTED = "accepted", _("Submission accepted")
        WENT_BACK = "went-back", _("Version restored")
        MERGED = "merged", _("Merged")
        PARTED = "parted", _("Merge undone")
        LIST = "list", _("Member list imported")
        LIST_UNDONE = "list-undone", _("Import of a member list undone")
        BINNED = "binned", _("Moved to the recycle bin")
        UNBINNED = "unbinned", _("Taken out of the recycle bin")
        DELETED = "deleted", _("Deleted for good")
        UNDONE = "undone", _("Undone")
        REGISTER = "register", _("Register imported")

    kind = models.CharField(_("act"), max_length=12, choices=Kind.choices)
    # The kind of record; empty if there are several.
    table = models.CharField(_("kind of record"), max_length=20, blank=True)
    # Which one, if it is one. Its title as it was then.
    record = models.PositiveBigIntegerField(null=True)
    title = I18nTextField(verbose_name=_("title"), blank=True)
    number = models.PositiveIntegerField(_("records"), default=1)
    # Names of the columns and links that were changed.
    fields = models.JSONField(default=list)
    # What the page that takes it back is asked for, if that is not the deed itself: a merge, a member list.
    # Of an undoing, the deed that it took back.
    target = models.PositiveBigIntegerField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("editor"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ["-at", "-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["table", "record"], name="deed_record")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def origin(self) -> "Deed":
        """What was done first: of the undoing of an undoing, what stands again by it."""
        deed = self
        while (
            deed.target
            and deed.kind == Deed.Kind.UNDONE
            and (other := Deed.objects.filter(pk=deed.target).first())
        ):
            deed = other
        return deed


class Histories(HistoryManager):
    """Asks a history. Its class is made once, not each time that a record is saved."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: Any, class_name: str | None = None) -> Any:
        return super().from_queryset(queryset_class, class_name)


class Version(models.Model):
    """What a line of every history holds beside the record's own columns."""

    deed = models.ForeignKey(
        Deed, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, editable=False
    )
    # What the record pointed to and what was part of it (cities/links.py). None: not kept then.
    links: Any = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True
