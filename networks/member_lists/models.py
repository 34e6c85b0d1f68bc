"""A member list on its way into the register: the file as it was read, what was decided, and what it did."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.matching import Reason, Verdict
from cities.models import City, Source
from cities.partial_dates import PartialDateField
from networks.models import Membership, Network


class MemberList(models.Model):
    """One list of one network."""

    class State(models.TextChoices):
        READ = "read", _("Columns to be named")
        MAPPED = "mapped", _("Being matched")
        MATCHED = "matched", _("To be looked through")
        IMPORTED = "imported", _("Imported")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Discarded")

    # Where a list may go from where it is; its columns can be named anew until it is imported, and one that was put away
    # can be taken up again where it was.
    NEXT: dict[str, frozenset[str]] = {
        State.READ: frozenset({State.MAPPED, State.DISCARDED}),
        State.MAPPED: frozenset({State.MAPPED, State.MATCHED, State.DISCARDED}),
        State.MATCHED: frozenset({State.MAPPED, State.IMPORTED, State.DISCARDED}),
        State.IMPORTED: frozenset({State.UNDONE}),
        State.UNDONE: frozenset(),
        State.DISCARDED: frozenset({State.READ, State.MAPPED, State.MATCHED}),
    }

    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, related_name="member_lists", verbose_name=_("network")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.READ)
    file_name = models.CharField(_("file"), max_length=200)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    other_sheets = models.JSONField(_("further sheets"), default=list, blank=True)
    # [[line, [cell, …]], …] as in the file, so that the columns can be named anew.
    cells = models.JSONField(_("cells"), default=list)
    # Which row holds the headings, which column each field, the country of all places, the language of the notes.
    columns = models.JSONField(_("columns"), default=dict)
    source = models.ForeignKey(
        Source,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="member_lists",
        verbose_name=_("source"),
    )
    source_is_new = models.BooleanField(_("source came with the list"), default=False)
    stated_on = PartialDateField(verbose_name=_("date of the list"))
    # Recorded today, not in the list, and ticked by the editor.
    leaving = models.ManyToManyField(
        Membership, blank=True, related_name="left_by_lists", verbose_name=_("to be recorded as left")
    )
    # The edition of the register with which its rows were compared; see outcome.py.
    compared_with = models.CharField(max_length=16, blank=True, editable=False)
    # What the import wrote, so that undoing can tell whether it is still so; see importing.py.
    done = models.JSONField(_("what it did"), default=dict, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    made_at = models.DateTimeField(_("uploaded"), default=timezone.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    imported_at = models.DateTimeField(_("imported"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        verbose_name = _("member list")
        verbose_name_plural = _("member lists")
        ordering = ["-made_at", "-id"]
        default_permissions = ("view",)
        permissions = [("import_members", "Can import member lists")]

    def __str__(self) -> str:
        return f"{self.network}: {self.file_name}"

    @property
    def headings(self) -> list[str]:
        """The headings of the columns; numbers where the list has none."""
        row = self.columns.get("headings")
        width = max((len(cells) for _line, cells in self.cells), default=0)
        named = self.cells[row][1] if row is not None else []
        return [
            named[column] if column < len(named) and named[column] else str(column + 1)
            for column in range(width)
        ]

    def advance(self, state: str) -> None:
        """Go on to a state; ValueError if there is no way from here. The caller saves."""
        if state not in self.NEXT[self.state]:
            raise ValueError(f"a list that is {self.state} cannot become {state}")
        self.state = state


class MemberListRow(models.Model):
    """A row of a list: what it says, and which place is meant."""

    member_list = models.ForeignKey(MemberList, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(_("line"))
    # Field (columns.py) to text; only those that say something.
    said = models.JSONField(_("what it says"), default=dict)
    verdict = models.CharField(_("match"), max_length=8, choices=Verdict.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    candidates = models.JSONField(_("candidates"), default=list)
    city = models.ForeignKey(
        City, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("city")
    )
    by_hand = models.BooleanField(_("decided by hand"), default=False)
    left_out = models.BooleanField(_("left out"), default=False)
    # Which part of a comparison the row is in, empty until it is compared; a digest of what the import would write for it;
    # whether the comparison could not read all of it. See outcome.py.
    outcome = models.CharField(max_length=9, blank=True, editable=False)
    digest = models.CharField(max_length=16, blank=True, editable=False)
    unread = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("row of a member list")
        verbose_name_plural = _("rows of member lists")
        ordering = ["member_list", "line"]
        default_permissions = ()
        indexes = [
            models.Index(fields=["member_list", "verdict"], name="member_list_row_verdict"),
            models.Index(fields=["member_list", "outcome", "line"], name="member_list_row_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.name}"

    @property
    def name(self) -> str:
        """The place as the list writes it."""
        return str(self.said.get("name", ""))

    @property
    def why(self) -> Any:
        """The reason of the verdict in words."""
        return Reason(self.reason).label if self.reason else ""


class ListColumns(models.Model):
    """How a network's secretariat names its columns, as an editor said it last time."""

    network = models.OneToOneField(
        Network, on_delete=models.CASCADE, related_name="list_columns", verbose_name=_("network")
    )
    headings = models.JSONField(_("headings"), default=dict)  # folded heading to field
    country = models.CharField(_("country of all places"), max_length=2, blank=True)
    language = models.CharField(_("language of the notes"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("columns of a network's lists")
        verbose_name_plural = _("columns of networks' lists")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.network)
