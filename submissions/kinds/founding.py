"""Proposing a place that the register does not have: what it is, where it lies."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from cities.addressing import GERMAN_LANDS, spelled
from cities.folding import fold
from cities.locales import active_locale
from cities.models import City, Country, Region, translated
from cities.publishing import Publication
from submissions.kinds.base import Page, Typed
from submissions.kinds.fields import PlainText
from submissions.kinds.placing import NEW, PlaceQuestion

PAGE = "new-place"
POINT_SOURCE = "sender"
# What the CLDR names beside countries: alliances, islands without people, codes for tests.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
# A point as maps and encyclopaedias give it to be copied: 52.39886, 13.06566 or 52,39886° N, 13,06566° O.
_PAIR = re.compile(r"\s*([-−]?\d+[.,]\d+)°?\s*N?(?:\s*[,;]\s*|\s+)([-−]?\d+[.,]\d+)°?\s*[EO]?\s*")


def countries() -> Iterator[tuple[str, str]]:
    """All countries by their names in the reader's language."""
    named = {
        code: name
        for code, name in active_locale().territories.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    }
    yield "", str(_("Please choose"))
    yield from sorted(named.items(), key=lambda item: fold(item[1]))


class Choice(forms.ChoiceField):
    """A choice that is asked of a new place only, and then needs an answer."""

    always_asked = True


class Degrees(forms.FloatField):
    """A latitude or longitude, as a text so that 52,4 is understood as 52.4."""

    always_asked = True

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(
            min_value=-most,
            max_value=most,
            required=False,
            widget=forms.TextInput(
                attrs={"inputmode": "text", "autocomplete": "off", "class": "input-degrees"}
            ),
            error_messages={
                "invalid": _("Enter degrees as a number, for example 52.3989."),
                "min_value": _("This is no place on earth: enter at least %(limit_value)s."),
                "max_value": _("This is no place on earth: enter at most %(limit_value)s."),
            },
            **options,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value or "").strip().rstrip("°").replace(",", ".").replace("−", "-"))


class NewPlaceQuestion(PlaceQuestion):
    """The place, of the register or new. A form with it lists ``NewPlaceQuestion.page`` among its pages."""

    page_of_new = Page(
        PAGE,
        _("A new place"),
        ("place_kind", "country", "region", "latitude", "longitude"),
        lead=_("It comes into the register together with what you send."),
        template="submissions/new_place.html",
    )
    # Asked only of a new place, and then needed; so `clean` says what is missing.
    NEEDED = {
        "place_kind": _("Choose what kind of place it is."),
        "country": _("Choose a country."),
        "latitude": _("Say where the place lies: on the map or in degrees."),
    }

    place_kind = Choice(
        label=_("What kind of place is it?"),
        choices=City.Kind.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    country = Choice(label=_("In which country?"), choices=countries, required=False)
    region = PlainText(
        label=_("In which state or region?"),
        help_text=_("Example: Brandenburg"),
        max_length=200,
        required=False,
    )
    latitude = Degrees(
        90, label=_("Latitude"), help_text=_("Example: 52.3989; south of the equator with a minus.")
    )
    longitude = Degrees(
        180, label=_("Longitude"), help_text=_("Example: 13.0657; west of Greenwich with a minus.")
    )

    @property
    def is_new(self) -> bool:
        """Whether the place is not in the register."""
        return self.data.get("place_slug") == NEW

    @classmethod
    def steps(cls, typed: Typed, *, changing: bool = False) -> list[Page]:
        new = list(typed.get("place_slug", ())) == [NEW]
        steps: list[Page] = super().steps(typed, changing=changing)  # type: ignore[misc]  # of the submission's form
        return [page for page in steps if new or page.name != PAGE]

    @classmethod
    def typed_from(cls, page: Page, data: MultiValueDict[str, str]) -> dict[str, list[str]]:
        """What was typed; a whole point in the first of its two fields is parted."""
        typed: dict[str, list[str]] = super().typed_from(page, data)  # type: ignore[misc]  # of the submission's form
        pair = _PAIR.fullmatch(" ".join(typed.get("latitude", ())))
        if pair and not any(map(str.strip, typed.get("longitude", ()))):
            typed |= {"latitude": [pair[1]], "longitude": [pair[2]]}
        return typed

    def clean(self) -> Any:
        values: dict[str, Any] = super().clean() or {}
        if self.is_new:
            for name, message in self.NEEDED.items():
                if name in self.fields and name not in self.errors and values.get(name) in (None, ""):
                    self.add_error(name, message)
            unsaid = "longitude" in self.fields and values.get("longitude") is None
            if unsaid and not {"latitude", "longitude"} & set(self.errors):
                self.add_error("longitude", self.NEEDED["latitude"])
        return values

    def answer(self, name: str) -> str:
        if name == "place" and self.is_new:
            return str(_("{place} (not in the register yet)")).format(
                place=self.cleaned_data.get("place", "")
            )
        if name in self.page_of_new.fields and not self.is_new:
            return ""
        return super().answer(name)

    def region_found(self) -> Region | None:
        """The region of the register that was typed, in any language."""
        values = self.cleaned_data
        wanted = fold(values.get("region") or "")
        return next(
            (
                region
                for region in Region.objects.filter(country=values["country"])
                if wanted in {fold(name) for name in (region.code, *translated(region.name).values())}
            ),
            None,
        )

    def found(self) -> City:
        """The place that it is about; a new one is made and published with what is accepted."""
        city = self.city()
        if city is None:
            values = self.cleaned_data
            country, _new = Country.objects.get_or_create(code=values["country"])
            city = City.objects.create(
                slug=self._slug_of_new(),
                kind=values["place_kind"],
                endonym=values["place"],
                country=country,
                region=self.region_found(),
                latitude=values["latitude"],
                longitude=values["longitude"],
                coordinates_source=POINT_SOURCE,
                publication=Publication.PUBLISHED,
            )
            self.place_found = city
        return city

    def _slug_of_new(self) -> str:
        values = self.cleaned_data
        name = spelled(values["place"], german=values["country"] in GERMAN_LANDS, longest=80) or "place"
        wanted = [name, f"{name}-{values['country'].lower()}"]
        taken = set(City.objects.filter(slug__startswith=name).values_list("slug", flat=True))
        numbered = (f"{name}-{number}" for number in range(2, len(taken) + 3))
        return next(slug for slug in (*wanted, *numbered) if slug not in taken)
