"""A resolution: what a council or a similar body decided, and when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City, translated
from networks.models import Resolution
from submissions.kinds.base import LanguageQuestion, Page, SubmissionForm
from submissions.kinds.dating import Date
from submissions.kinds.fields import PlainText, Sources
from submissions.kinds.founding import NewPlaceQuestion
from submissions.kinds.networking import NetworkChoice
from submissions.kinds.sourcing import sources_of
from submissions.models import Kind

MOST_VOTES = 100_000
_NUMBER = {"inputmode": "numeric", "class": "input-year"}


class Votes(forms.IntegerField):
    """How many voted so."""

    def __init__(self, **options: Any) -> None:
        wrong = _("Enter a whole number, for example 31.")
        super().__init__(
            min_value=0,
            max_value=MOST_VOTES,
            required=False,
            widget=forms.TextInput(attrs=_NUMBER),
            error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
            **options,
        )

    def spoken(self, value: int | None) -> str:
        """The number; none is an answer too."""
        return "" if value is None else str(value)


class ResolutionForm(LanguageQuestion, NewPlaceQuestion, SubmissionForm):
    """What was decided, by whom, with how many votes."""

    kind = Kind.RESOLUTION
    heading = _("Report a resolution")
    heading_of_change = _("Update a resolution")
    settled_by_record = ("where", "new-place")
    pages = (
        Page("where", _("Where was it decided?"), ("place", "place_slug", "written_in")),
        NewPlaceQuestion.page_of_new,
        Page(
            "what", _("What was decided?"), ("title", "body", "date", "outcome", "votes_for", "votes_against")
        ),
        Page("further", _("What came of it, and where can one read it?"), ("network", "paper", "sources")),
    )

    title = PlainText(
        label=_("What is it called?"),
        help_text=_("Example: The city declares itself a safe harbour"),
        max_length=300,
        error_messages={"required": _("Write what the resolution is called.")},
    )
    body = PlainText(
        label=_("Who decided it?"),
        help_text=_("Example: city council, mayor, citizens’ vote"),
        max_length=200,
        error_messages={"required": _("Write who decided it.")},
    )
    date = Date(
        label=_("When was it decided?"),
        error_messages={"required": _("Enter when it was decided; the year is enough.")},
    )
    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Resolution.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it ended.")},
    )
    votes_for = Votes(label=_("Votes for"))
    votes_against = Votes(label=_("Votes against"))
    network = NetworkChoice(
        label=_("Which network did it lead to?"),
        help_text=_("Only if it was about joining one."),
        required=False,
    )
    paper = forms.URLField(
        label=_("Address in the council’s system"),
        help_text=_("Where the paper itself can be read, if it is online."),
        max_length=1000,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"invalid": _("This address cannot be read. It begins with https://.")},
    )
    sources = Sources(
        label=_("Sources"),
        help_text=_("Minutes, a page of the municipality, a newspaper."),
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.record and self.record.date is None and "date" in self.fields:
            self.fields[
                "date"
            ].required = False  # nobody should have to invent what the register does not know

    def clean_paper(self) -> str:
        """An address that browsers open."""
        address: str = self.cleaned_data["paper"]
        if address and not address.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(self.fields["paper"].error_messages["invalid"])
        return address

    def city(self) -> City | None:
        return self.record.city if self.record else super().city()

    def subject(self) -> str:
        return " ".join(self.data.get("title", "").split())[:120]

    def alike(self) -> list[Resolution]:
        """What this place decided on the same day, in the same month or year."""
        city, typed = self.city(), self.data.get("date", "").strip()
        if city is None or not typed:
            return []
        try:
            date = Date().to_python(typed)
        except forms.ValidationError:
            return []
        known = Resolution.objects.published().filter(city=city).order_by("pk")
        return [each for each in known if each.date and date and _agree(each.date, date)]

    @classmethod
    def typed_of(cls, record: Resolution, language: str) -> dict[str, list[str]]:
        sources = list(record.sources.all())
        return {
            "place": [record.city.name_in(language)],
            "place_slug": [record.city.slug],
            "written_in": [language],
            "title": [translated(record.title).get(language, "")],
            "body": [translated(record.body).get(language, "")],
            "date": [str(record.date or "")],
            "outcome": [record.outcome],
            "votes_for": ["" if record.votes_for is None else str(record.votes_for)],
            "votes_against": ["" if record.votes_against is None else str(record.votes_against)],
            "network": [record.network.slug if record.network else ""],
            "paper": [record.url],
            "sources_url": [source.url for source in sources],
            "sources_title": [source.title for source in sources],
        }

    def write(self, record: Resolution | None) -> Resolution:
        values = self.cleaned_data
        resolution = record or Resolution(city=self.found())
        resolution.title = self.in_language(resolution.title, "title")
        resolution.body = self.in_language(resolution.body, "body")
        for name in ("date", "outcome", "votes_for", "votes_against", "network"):
            setattr(resolution, name, values[name])
        resolution.url = values["paper"]
        resolution.save()
        resolution.sources.set(sources_of(values["sources"], self.language))
        return resolution


def _agree(one: Any, other: Any) -> bool:
    """Whether two dates may be the same day."""
    return (
        one.year == other.year
        and (not one.month or not other.month or one.month == other.month)
        and (not one.day or not other.day or one.day == other.day)
    )
