"""The portrait and facts of a place, written by those who know it best."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.folding import fold
from cities.models import City, CityName, translated
from submissions.kinds.base import LanguageQuestion, Page, SubmissionForm, Typed
from submissions.kinds.fields import PlainText, Sources, Year
from submissions.kinds.founding import NewPlaceQuestion
from submissions.kinds.placing import called
from submissions.kinds.sourcing import sources_of
from submissions.models import Kind

MOST_PEOPLE = 50_000_000
MOST_NAMES = 10
LONGEST_NAME = 200


class People(forms.IntegerField):
    """How many people live somewhere: digits with or without what parts thousands."""

    def to_python(self, value: Any) -> int | None:
        bare = "".join(char for char in str(value or "") if char not in " .,'’\u00a0\u202f")
        number: int | None = super().to_python(bare)
        return number


class CityForm(LanguageQuestion, NewPlaceQuestion, SubmissionForm):
    """What a municipality says about itself."""

    kind = Kind.CITY
    heading = _("Tell of your municipality")
    heading_of_change = _("Update portrait and facts")
    settled_by_record = ("place", "new-place")
    pages = (
        Page("place", _("Which place is it?"), ("place", "place_slug", "written_in")),
        NewPlaceQuestion.page_of_new,
        Page(
            "about",
            _("What should others know?"),
            ("portrait", "population", "population_year", "website", "also_called"),
            lead=_("Fill in what you know."),
        ),
        Page("sources", _("Where can one read about it?"), ("sources",)),
    )

    portrait = PlainText(
        label=_("Portrait"),
        help_text=_(
            "What does the municipality do for refugees, migrants and minorities, since when, decided by whom? Three to six sentences that a source bears out."
        ),
        max_length=1200,
        lines=True,
        rows=9,
        required=False,
    )
    population = People(
        label=_("How many people live there?"),
        help_text=_("Example: 16,500"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input-number"}),
        error_messages={
            "invalid": _("Enter a whole number, for example 16500."),
            "min_value": _("Enter a whole number, for example 16500."),
            "max_value": _("Enter at most %(limit_value)s."),
        },
    )
    population_year = Year(
        label=_("In which year was that counted?"), help_text=_("Example: 2024"), required=False
    )
    website = forms.URLField(
        label=_("Website of the municipality"),
        help_text=_("Example: https://www.potsdam.de"),
        max_length=200,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={"invalid": _("This address cannot be read. It begins with https://.")},
    )
    also_called = PlainText(
        label=_("Other names of the place"),
        help_text=_("In other languages too, one a line. Then it is also found by them."),
        max_length=1000,
        lines=True,
        rows=3,
        required=False,
    )
    sources = Sources(
        label=_("Sources"),
        help_text=_("Pages where the portrait and the population can be read."),
        required=False,
    )

    def clean_website(self) -> str:
        """An address that browsers open."""
        address: str = self.cleaned_data["website"]
        if address and not address.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(self.fields["website"].error_messages["invalid"])
        return address

    def clean_also_called(self) -> str:
        """A few names, each as long as a name."""
        names = self.cleaned_data["also_called"].splitlines()
        if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(_("Write at most ten names, one a line."))
        return "\n".join(name.strip() for name in names if name.strip())

    def clean(self) -> Any:
        values: dict[str, Any] = super().clean() or {}
        people, year = values.get("population"), values.get("population_year")
        if "population" in self.fields:
            if people and not year and "population_year" not in self.errors:
                self.add_error("population_year", _("Add the year: a figure without one is not published."))
            if year and not people and "population" not in self.errors:
                self.add_error("population", _("Add the number that belongs to this year."))
            if year and year > timezone.localdate().year:
                self.add_error("population_year", _("This year lies in the future."))
        if self.page is None and "sources" not in self.errors:
            self._check_whole(values)
        return values

    def _check_whole(self, values: dict[str, Any]) -> None:
        known = self.typed_of(self.record, self.language) if self.record else {}
        said = {
            name
            for name in ("portrait", "population", "population_year")
            if str(values.get(name) or "") != known.get(name, [""])[0]
        }
        if said and not values.get("sources"):
            self.add_error("sources", self.fields["sources"].error_messages["required"])
        if not self.record and not any(values.get(name) for name in self.page_named("about").fields):  # type: ignore[union-attr]
            self.add_error("portrait", _("Fill in at least one of these answers."))

    def city(self) -> City | None:
        return self.record or super().city()

    def subject(self) -> str:
        city = self.city()
        return city.name if city else " ".join(self.data.get("place", "").split())[:120]

    def meant(self) -> City | None:
        """The place of the register: what is sent changes it."""
        return self.city()

    def twins(self) -> list[City]:
        """The place itself, or those that what was typed may name."""
        if self.record:
            return []
        city = self.city()
        return [city] if city else self.candidates

    def written_over(self) -> City | None:
        return None if self.record else self.city()

    @classmethod
    def told_of(cls, record: City, sent: Typed) -> Typed:
        """Whoever looks for it by the name that was sent finds it."""
        name = " ".join(" ".join(sent.get("place", [])).split())
        if not name or called(record, name):
            return sent
        known = "\n".join(sent.get("also_called", [])).strip()
        return {**sent, "also_called": ["\n".join(filter(None, [known, name]))]}

    @classmethod
    def typed_of(cls, record: City, language: str) -> dict[str, list[str]]:
        counted = record.population if record.population_year else None
        sources = list(record.portrait_sources.all())
        return {
            "place": [record.name_in(language)],
            "place_slug": [record.slug],
            "written_in": [language],
            "portrait": [translated(record.portrait).get(language, "")],
            "population": [str(counted or "")],
            "population_year": [str(record.population_year or "") if counted else ""],
            "website": [record.website],
            "also_called": [""],
            "sources_url": [source.url for source in sources],
            "sources_title": [source.title for source in sources],
        }

    def write(self, record: City | None) -> City:
        city = record or self.found()
        values = self.cleaned_data
        # Of a place that the sender did not see filled in, an open answer says nothing.
        seen = record is not None and self.record is not None
        if values["portrait"] or seen:
            city.portrait = self.in_language(city.portrait, "portrait")
        if values["population"] or (seen and city.population_year):
            city.population, city.population_year = values["population"], values["population_year"]
        if values["website"] or seen:
            city.website = values["website"]
        city.save()
        if values["sources"] or seen:
            city.portrait_sources.set(sources_of(values["sources"], self.language))
        known = {fold(name) for name in (city.endonym, *translated(city.names).values())}
        known |= {fold(name) for name in city.further_names.values_list("name", flat=True)}
        for name in values["also_called"].splitlines():
            if fold(name) not in known:
                CityName.objects.create(city=city, name=name)
                known.add(fold(name))
        return city
