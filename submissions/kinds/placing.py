"""Asking for the place: by any of its names, or as a proposal of one that the register does not have."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.finding import named
from cities.folding import fold
from cities.models import City, translated
from cities.spellings import readings, words
from submissions.kinds.fields import PlainText

NEW = "new"  # not in the register


def called(city: City, text: str) -> bool:
    """Whether this is one of the names of the place, as it is written, or with the form of such a body: Stadt Altena."""
    shown = [city.endonym, *translated(city.names).values()]
    names = {fold(name) for name in (*shown, *city.further_names.values_list("name", flat=True))}
    if fold(text) in names:
        return True
    return any(
        reading.kinds is not None and city.kind in reading.kinds and not reading.qualifiers
        for reading in readings(text)
        if reading.words in {words(name) for name in names}
    )


class PlaceInput(forms.TextInput):
    """A name, with places of the register suggested below where scripts run."""

    template_name = "submissions/place_input.html"


class PlaceChoice(forms.RadioSelect):
    """Candidates for what was typed; nothing to choose from until something was typed that needs it."""

    template_name = "submissions/place_choice.html"


class PlaceQuestion(forms.Form):
    """Which municipality it is about: what people call it, and which place of the register is meant."""

    place = PlainText(
        label=_("Which municipality?"),
        help_text=_("City, town, county or district. You can use its name in any language."),
        max_length=200,
        widget=PlaceInput(attrs={"autocomplete": "off", "data-suggest": "places"}),
    )
    # What is chosen here is believed only if it is among the candidates for what was typed last.
    place_slug = forms.CharField(
        label=_("Which one do you mean?"), required=False, max_length=100, widget=PlaceChoice
    )
    place_slug.always_asked = True  # type: ignore[attr-defined]  # no "(optional)": once it is asked it needs an answer
    place_slug.shown = False  # type: ignore[attr-defined]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.place_found: City | None = None
        if "place_slug" in self.fields and self.data.get("place_slug"):
            self.offer()

    @cached_property
    def candidates(self) -> list[City]:
        """Places that what was typed may name."""
        text = self.data.get("place", "")
        return named(text[:200]) if text.strip() else []

    def offer(self) -> None:
        """Let the sender choose among the candidates, or say that it is none of them; looked for only where it is shown."""

        def choices() -> list[tuple[str, Any]]:
            return [
                *((city.slug, f"{city.name}, {city.region or city.country}") for city in self.candidates),
                (NEW, _("None of these: it is not in the register yet")),
            ]

        widget: Any = self.fields["place_slug"].widget
        widget.choices = choices

    def clean(self) -> Any:
        values: dict[str, Any] = super().clean() or {}
        text, chosen = values.get("place"), values.get("place_slug")
        if not text or "place_slug" not in self.fields:
            return values
        slugs = {city.slug: city for city in self.candidates}
        if chosen == NEW:
            return values
        if chosen in slugs:
            self.place_found = slugs[chosen]
            return values
        exact = [city for city in self.candidates if called(city, text)]
        if len(exact) == 1:
            self.place_found = exact[0]
            return values
        self.offer()
        message = (
            _("Choose which place you mean.")
            if self.candidates
            else _("The register has no place of this name. Check the spelling, or propose it.")
        )
        self.add_error("place_slug", ValidationError(message))
        return values

    def answer(self, name: str) -> str:
        """The place in words, once."""
        if name == "place_slug":
            return ""
        city = self.city() if name == "place" else None
        if city is not None:
            return f"{city.name}, {city.region or city.country}"
        return str(super().answer(name))  # type: ignore[misc]  # of the submission's form

    def settled(self) -> dict[str, list[str]]:
        """The place of the register that is meant."""
        return {"place_slug": [self.place_found.slug]} if self.place_found else {}

    def city(self) -> City | None:
        """The published place that is meant."""
        slug = self.data.get("place_slug", "")
        return self.place_found or City.objects.published().filter(slug=slug).first()
