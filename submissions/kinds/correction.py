"""A correction: what is wrong, out of date or missing on a page. Editors mend the record by hand."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models import City
from submissions.kinds.base import Page, SubmissionForm
from submissions.kinds.fields import PlainText, Sources
from submissions.models import Kind
from submissions.records import city_of


class Fault(models.TextChoices):
    """What can be amiss with a statement."""

    WRONG = "wrong", _("Something is wrong")
    OUTDATED = "outdated", _("Something is out of date")
    MISSING = "missing", _("Something is missing")


class CorrectionForm(SubmissionForm):
    """What somebody has to say about a published record."""

    kind = Kind.CORRECTION
    heading = _("Suggest a correction")
    pages = (Page("fault", _("What should be corrected?"), ("fault", "text", "sources")),)
    writes = False
    needs_record = True
    asks_function = False

    fault = forms.ChoiceField(
        label=_("What is it?"),
        choices=Fault.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    text = PlainText(
        label=_("How should it read?"),
        help_text=_("Example: The council joined on 18 December 2019, not in 2020."),
        max_length=2000,
        lines=True,
        error_messages={"required": _("Write what should be corrected.")},
    )
    sources = Sources(
        label=_("Where can one read that?"),
        help_text=_("A page helps the editors most: minutes, a list of members, a report."),
        required=False,
    )

    def city(self) -> City | None:
        return city_of(self.record)

    def subject(self) -> str:
        return str(self.record) if self.record else ""

    @classmethod
    def typed_of(cls, record: Any, language: str) -> dict[str, list[str]]:
        """Nothing: what is amiss the record does not say."""
        return {}

    def write(self, record: Any | None) -> Any:
        """Nothing: what it asks for an editor has done at the desk."""
        return record
