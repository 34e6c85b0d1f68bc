"""The forms of a member list's steps."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.models import Source
from cities.partial_dates import PartialDateFormField
from networks.member_lists import sheets
from networks.member_lists.columns import Field
from networks.member_lists.models import MemberList
from networks.models import Network

OFFERED_SOURCES = 50


class UploadForm(forms.Form):
    """Which network's list, and the file."""

    network = forms.ModelChoiceField(label=_("Network"), queryset=Network.objects.none())
    file = forms.FileField(
        label=_("File"),
        help_text=_("XLSX or CSV with any separator, up to 10 MB and 20,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        max_length=100,
        help_text=_(
            "Only for spreadsheets with several sheets: its name. Otherwise the first one that holds anything."
        ),
    )

    def __init__(self, *args: Any, networks: QuerySet[Network], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["network"]
        field.queryset = networks

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > sheets.MOST_BYTES:
            raise ValidationError(_("The file is larger than 10 MB."))
        return file


class SourceForm(forms.Form):
    """Where the whole list was read: a source of this network that is there, or another one."""

    present = forms.ModelChoiceField(
        label=_("A source that is recorded"),
        queryset=Source.objects.none(),
        required=False,
        empty_label=_("another one, as below"),
    )
    url = forms.URLField(
        label=_("Address"),
        required=False,
        max_length=1000,
        assume_scheme="https",
        help_text=_("Where the list can be read. An address that is recorded already stays the same source."),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=500)
    publisher = forms.CharField(label=_("Publisher"), required=False, max_length=300)
    stated_on = PartialDateFormField(
        label=_("Date of the list"),
        required=False,
        help_text=_(
            "As precise as known: 2026, 2026-10 or 2026-10-15. The memberships are attested up to then."
        ),
    )

    def __init__(self, *args: Any, member_list: MemberList, **options: Any) -> None:
        super().__init__(*args, **options)
        used = (
            Source.objects.filter(memberships__network=member_list.network).distinct()
            | Source.objects.filter(member_lists__network=member_list.network).distinct()
        )
        field: Any = self.fields["present"]
        field.queryset = Source.objects.filter(pk__in=used.order_by("-id").values("pk")[:OFFERED_SOURCES])

    def clean_stated_on(self) -> Any:
        date = self.cleaned_data["stated_on"]
        if date and date.first_day() > timezone.localdate():
            raise ValidationError(_("This date lies in the future."))
        return date

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("present") and not self.errors:
            for name in ("url", "title"):
                known = name == "title" and Source.objects.filter(url=found.get("url", "")).exists()
                if not found.get(name) and not known:
                    self.add_error(name, _("This is needed, or choose a source that is recorded."))
        return found


def columns_of(data: Any, width: int) -> tuple[dict[str, int], list[str]]:
    """The column of each field as the editor said it, and what is wrong with that."""
    fields: dict[str, int] = {}
    wrong: list[str] = []
    for column in range(width):
        field = data.get(f"column-{column}", "")
        if field not in Field.values:
            continue
        if field in fields:
            wrong.append(str(_("Two columns can't both be “%(field)s”.") % {"field": Field(field).label}))
        fields[field] = column
    if Field.NAME not in fields:
        wrong.append(str(_("Say which column holds the name of the place.")))
    return fields, wrong
