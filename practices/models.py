"""Practices: what a city does that others can copy."""

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from simple_history.models import HistoricalRecords

from cities.deeds import Histories, Version
from cities.folding import index_text
from cities.models import City, Source, Topic, translated
from cities.publishing import Publication, Publishable, PublishedQuerySet
from networks.models import CITY_NOT_PUBLIC, NO_SOURCE, Network
from practices.sizes import Size, sizes_of


class TargetGroup(models.TextChoices):
    """Whom a practice is for."""

    ALL_RESIDENTS = "all-residents", _("All residents")
    ASYLUM_SEEKERS = "asylum-seekers", _("Asylum seekers")
    RECOGNISED_REFUGEES = "recognised-refugees", _("Recognised refugees")
    UNDOCUMENTED = "undocumented", _("People without papers")
    WOMEN = "women", _("Women")
    CHILDREN_YOUTH = "children-youth", _("Children and young people")
    LGBTIQ = "lgbtiq", _("LGBTIQ+ people")
    OLDER_PEOPLE = "older-people", _("Older people")
    ARTISTS = "artists", _("Artists")
    FACING_DISCRIMINATION = "people-facing-discrimination", _("People facing discrimination")
    WORKERS = "workers", _("Workers")
    STUDENTS = "students", _("Students")


class MunicipalRole(models.TextChoices):
    """What the municipality itself does in a practice."""

    LEADS = "leads", _("The municipality leads")
    SHARES = "shares", _("Municipality and partners share the lead")
    FUNDS = "funds", _("The municipality funds")
    SUPPORTS = "supports", _("The municipality supports")


class CostClass(models.TextChoices):
    """What a practice costs a year, all payers together."""

    NONE = "none", _("no cost of its own")
    SMALL = "small", _("below 10,000 euros a year")
    MEDIUM = "medium", _("10,000 to 100,000 euros a year")
    LARGE = "large", _("100,000 to 1 million euros a year")
    VERY_LARGE = "very-large", _("more than 1 million euros a year")


def validate_target_groups(slugs: Any) -> None:
    """ValidationError unless the value is a list of known target groups, each once."""
    known = set(TargetGroup.values)
    if not isinstance(slugs, list) or len(set(map(str, slugs))) != len(slugs) or not known.issuperset(slugs):
        raise ValidationError(_("Not a list of known target groups."))


class PracticeQuerySet(PublishedQuerySet["Practice"]):
    stands_on = ("city",)


class Practice(Publishable):
    """Something a city does, told so that another can copy it."""

    class Status(models.TextChoices):
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        UNKNOWN = "unknown", _("not known whether it still runs")

    # The parts of the text, in the order of the page.
    PARTS = ("challenge", "approach", "outcome", "limits", "lessons", "partners", "funding")

    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="practices", verbose_name=_("city"))
    title = I18nCharField(verbose_name=_("title"), max_length=400)
    summary = I18nTextField(verbose_name=_("summary"))
    challenge = I18nTextField(verbose_name=_("challenge"), blank=True)
    approach = I18nTextField(verbose_name=_("approach"), blank=True)
    outcome = I18nTextField(verbose_name=_("outcome"), blank=True)
    limits = I18nTextField(verbose_name=_("limits and criticism"), blank=True)
    lessons = I18nTextField(verbose_name=_("lessons"), blank=True)
    partners = I18nTextField(verbose_name=_("partners"), blank=True)
    funding = I18nTextField(verbose_name=_("funding"), blank=True)
    main_topic = models.ForeignKey(
        Topic, on_delete=models.PROTECT, related_name="main_practices", verbose_name=_("main topic")
    )
    topics = models.ManyToManyField(
        Topic,
        blank=True,
        related_name="further_practices",
        verbose_name=_("further topics"),
        help_text=_("Up to two."),
    )
    target_groups = models.JSONField(
        _("target groups"), default=list, blank=True, validators=[validate_target_groups]
    )
    municipal_role = models.CharField(
        _("role of the municipality"),
        max_length=8,
        choices=MunicipalRole.choices,
        blank=True,
        help_text=_("Empty if not known."),
    )
    cost_class = models.CharField(
        _("cost"), max_length=10, choices=CostClass.choices, blank=True, help_text=_("Empty if not known.")
    )
    adapted_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="adaptations",
        verbose_name=_("adapted from"),
        help_text=_("The practice after whose model it was made."),
    )
    contact_office = I18nCharField(
        verbose_name=_("office to ask"),
        max_length=300,
        blank=True,
        help_text=_("An office of the municipality, no person."),
    )
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.UNKNOWN)
    start_year = models.PositiveSmallIntegerField(_("start"), null=True, blank=True, help_text=_("Year."))
    end_year = models.PositiveSmallIntegerField(_("end"), null=True, blank=True, help_text=_("Year."))
    networks = models.ManyToManyField(
        Network, blank=True, related_name="practices", verbose_name=_("networks it belongs with")
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="practices", verbose_name=_("sources"))
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.DRAFT
    )
    DERIVED = ("search_text", "full_text")
    search_text = models.TextField(editable=False)
    full_text = models.TextField(editable=False, default="")

    objects = PracticeQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["search_text", "full_text"], bases=[Version], history_manager=Histories
    )

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="practice_ends_after_start",
                condition=Q(start_year__isnull=True)
                | Q(end_year__isnull=True)
                | Q(end_year__gte=F("start_year")),
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                name="practice_not_its_own_model",
                condition=~Q(adapted_from=F("id")),
                violation_error_message=_("A practice can't be adapted from itself."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def save(self, *args: Any, **options: Any) -> None:
        self.derive()
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *self.DERIVED}
        super().save(*args, **options)

    def lacking(self) -> list[Any]:
        reasons = [] if self.sources.exists() else [NO_SOURCE]
        return reasons + ([] if self.city.publication == Publication.PUBLISHED else [CITY_NOT_PUBLIC])

    def derive(self) -> None:
        """Set the search text from title and summary, the full text from all parts."""
        named = [*translated(self.title).values(), *translated(self.summary).values()]
        told = [text for part in self.PARTS for text in translated(getattr(self, part)).values()]
        self.search_text = index_text(named)
        self.full_text = index_text([*named, *told])


class Licence(models.TextChoices):
    """Under which terms a photo may be shown, by the identifiers of SPDX where it has one."""

    CC0 = "CC0-1.0", _("CC0 1.0")
    CC_BY = "CC-BY-4.0", _("CC BY 4.0")
    CC_BY_SA = "CC-BY-SA-4.0", _("CC BY-SA 4.0")
    DL_DE_BY = "DL-DE-BY-2.0", _("Data licence Germany 2.0")
    BY_PERMISSION = "by-permission", _("All rights reserved, used with permission")

    @property
    def url(self) -> str:
        """Address of its text; empty where each permission is its own."""
        return LICENCE_TEXTS.get(self.value, "")


LICENCE_TEXTS = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "DL-DE-BY-2.0": "https://www.govdata.de/dl-de/by-2-0",
}


def new_key() -> str:
    """A name for a photo's files that nobody guesses: 128 random bits."""
    return secrets.token_hex(16)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def published(self) -> "PhotoQuerySet":
        """Only what the public may see: a photo is as public as its practice, and so as its city."""
        return self.filter(practice__in=Practice.objects.published())


class Photo(models.Model):
    """A photo of a practice. Its files lie in a folder that is not served (practices/photographing.py)."""

    MOST = 5  # of one practice
    PART_OF = "practice"  # whose history tells of it too

    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="photos", verbose_name=_("practice")
    )
    key = models.CharField(_("key"), max_length=32, unique=True, default=new_key, editable=False)
    width = models.PositiveSmallIntegerField(
        _("width"), editable=False, help_text=_("Of the largest file, in pixels.")
    )
    height = models.PositiveSmallIntegerField(
        _("height"), editable=False, help_text=_("Of the largest file, in pixels.")
    )
    alt = I18nCharField(
        verbose_name=_("description"),
        max_length=600,
        help_text=_("What is to be seen, for people who can't see it. One or two sentences."),
    )
    credit = models.CharField(
        _("credit"), max_length=200, help_text=_("Who took it, as they want to be named.")
    )
    licence = models.CharField(_("licence"), max_length=13, choices=Licence.choices)
    position = models.PositiveSmallIntegerField(
        _("position"),
        default=0,
        help_text=_("0 to 4: the order on the page. The first one is shown large and in lists."),
    )

    objects = PhotoQuerySet.as_manager()
    history = HistoricalRecords(bases=[Version], history_manager=Histories)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="photo_among_the_first",
                condition=Q(position__gte=0, position__lt=5),
                violation_error_message=_("The position is a number from 0 to 4."),
            ),
            models.CheckConstraint(name="photo_has_a_credit", condition=~Q(credit="")),
            models.CheckConstraint(name="photo_has_a_licence", condition=Q(licence__in=Licence.values)),
        ]

    def __str__(self) -> str:
        return str(self.alt)

    def clean(self) -> None:
        if not any(text.strip() for text in translated(self.alt).values()):
            raise ValidationError({"alt": _("Please describe what is to be seen.")})

    @property
    def sizes(self) -> list[Size]:
        """What its files measure, the smallest first."""
        return sizes_of(self.width, self.height)

    @property
    def licence_url(self) -> str:
        """Address of the licence's text; empty where there is none."""
        return Licence(self.licence).url
