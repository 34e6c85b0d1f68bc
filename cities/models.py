"""Places, their names, sources and topics, the edition of the register, and the chores that keep it in order."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.strings import LazyI18nString
from simple_history.models import HistoricalRecords

from cities.deeds import Deed, Histories, Version
from cities.folding import fold, index_text
from cities.locales import locale_of
from cities.partial_dates import PartialDateField
from cities.publishing import Publication, Publishable, PublishedQuerySet


class Country(models.Model):
    """A country, by its ISO 3166-1 code (XK for Kosovo). Its names come from the Unicode CLDR."""

    code = models.CharField(_("code"), max_length=2, primary_key=True, help_text=_("ISO 3166-1 alpha-2."))
    within = I18nCharField(
        verbose_name=_("“in …”"),
        max_length=200,
        blank=True,
        help_text=_("Only where it isn't “in” and the name."),
    )

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name in the active language."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """Name in the given language; the code where the CLDR has none."""
        return locale_of(language).territories.get(self.code, self.code)


class Region(models.Model):
    """A first-level part of a country, by its ISO 3166-2 code."""

    code = models.CharField(_("code"), max_length=6, primary_key=True, help_text=_("ISO 3166-2."))
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="regions", verbose_name=_("country")
    )
    name = I18nCharField(verbose_name=_("name"), max_length=200)
    within = I18nCharField(
        verbose_name=_("“in …”"),
        max_length=200,
        blank=True,
        help_text=_("Only where it isn't “in” and the name."),
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]

    def __str__(self) -> str:
        return str(self.name)


class Topic(models.Model):
    """A field of municipal work."""

    slug = models.SlugField(_("slug"), unique=True)
    name = I18nCharField(verbose_name=_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Order in lists."))

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return str(self.name)


class Source(models.Model):
    """Where a fact was read."""

    class LinkStatus(models.TextChoices):
        UNCHECKED = "unchecked", _("not checked yet")
        ALIVE = "alive", _("reachable")
        MOVED = "moved", _("moved")
        BLOCKED = "blocked", _("closed to programs")
        UNCLEAR = "unclear", _("unclear")
        DEAD = "dead", _("not reachable")

    key = models.CharField(_("key"), max_length=40, unique=True, help_text=_("Stays the same for ever."))
    url = models.URLField(_("address"), max_length=1000, unique=True)
    title = models.CharField(_("title"), max_length=500)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    language = models.CharField(
        _("language"), max_length=12, blank=True, help_text=_("BCP 47, empty if unclear.")
    )
    published_on = PartialDateField(verbose_name=_("published on"))
    accessed_on = models.DateField(_("read on"), null=True, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=1000, blank=True)
    link_status = models.CharField(
        _("link"), max_length=10, choices=LinkStatus.choices, default=LinkStatus.UNCHECKED
    )
    # What the link checker found at `checked_url`; it keeps these columns (cities/link_checking.py).
    LINK = ("link_status", "checked_url", "checked_at", "moved_to", "failures", "next_check_at")
    checked_url = models.CharField(max_length=1000, blank=True, editable=False)
    checked_at = models.DateTimeField(_("link checked"), null=True, blank=True, editable=False)
    moved_to = models.URLField(_("moved to"), max_length=1000, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(
        _("failures in a row"), default=0, editable=False, help_text=_("At most one a day is counted.")
    )
    next_check_at = models.DateTimeField(_("next check"), default=timezone.now, db_index=True, editable=False)
    DERIVED = LINK

    history = HistoricalRecords(excluded_fields=LINK, bases=[Version], history_manager=Histories)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "key"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **options: Any) -> None:
        self.derive()
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *self.DERIVED}
        super().save(*args, **options)

    def derive(self) -> None:
        """Forget what was found at another address than today's."""
        if self.checked_url and self.checked_url != self.url:
            for name in self.LINK:
                column: Any = self._meta.get_field(name)
                setattr(self, name, column.get_default())


class LinkHost(models.Model):
    """A web server that we ask: when it may be asked again, and, if sources lie on it, what its robots.txt says.

    Kept in the database, so that two runs at the same time share one request a second.
    """

    name = models.CharField(max_length=260, unique=True)
    next_request_at = models.DateTimeField()
    robots = models.TextField(blank=True)
    robots_status = models.PositiveSmallIntegerField(null=True)
    robots_read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("web server")
        verbose_name_plural = _("web servers")

    def __str__(self) -> str:
        return self.name


class LinkCheck(models.Model):
    """One try to reach the address of a source."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", _("answered")
        MISSING = "missing", _("page not found")
        BROKEN = "broken", _("error of the server")
        SILENT = "silent", _("no answer")
        UNKNOWN = "unknown", _("no such server")
        REFUSED = "refused", _("access refused")
        ROBOTS = "robots", _("not open to programs by robots.txt")
        BUSY = "busy", _("asked to come later")
        LOOP = "loop", _("redirected without end")
        INSECURE = "insecure", _("no secure connection")
        FORBIDDEN = "forbidden", _("address not allowed")

    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, related_name="checks", verbose_name=_("source")
    )
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    code = models.PositiveSmallIntegerField(null=True)
    final_url = models.TextField(blank=True)
    milliseconds = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of the link")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "-at"], name="link_check_latest")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.get_outcome_display()}"


class NominatimAnswer(models.Model):
    """What a Nominatim said to a name, kept so that it is not asked again (cities/nominatim.py).

    Nothing in it says who asked, nor about which place of the register.
    """

    server = models.CharField(max_length=260)
    name = models.CharField(max_length=100)
    country = models.CharField(max_length=2, blank=True)
    at = models.DateTimeField()
    # As columns of a Candidate (cities/geocoding.py): who changes these empties this table.
    places = models.JSONField(default=list)

    class Meta:
        verbose_name = _("answer of a Nominatim")
        verbose_name_plural = _("answers of a Nominatim")
        constraints = [
            models.UniqueConstraint(fields=["server", "name", "country"], name="nominatim_answer_once")
        ]

    def __str__(self) -> str:
        return self.name


class Chore(models.Model):
    """Scheduled work: when it ran last and is due again (cities/housekeeping.py)."""

    name = models.SlugField(_("name"), unique=True)
    next_due_at = models.DateTimeField(_("next due"))
    last_run_at = models.DateTimeField(_("last run"), null=True)
    # What was done, as figures: the sentence is made in the language of whoever reads it.
    counts = models.JSONField(default=dict)
    failure = models.TextField(_("failure"), blank=True)
    # Whoever works at it holds it until then; after that it was interrupted.
    held_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("chore")
        verbose_name_plural = _("chores")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CityQuerySet(PublishedQuerySet["City"]):
    """Places; they stand on nothing else."""


class City(Publishable):
    """A city, town, municipality, district, county or region that acts or joins."""

    class Kind(models.TextChoices):
        CITY = "city", _("City")
        TOWN = "town", _("Town")
        MUNICIPALITY = "municipality", _("Municipality")
        DISTRICT = "district", _("District of a city")
        COUNTY = "county", _("County")
        REGION = "region", _("Region")

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    endonym = models.CharField(
        _("own name"), max_length=200, help_text=_("As the place calls itself, in Latin script.")
    )
    language = models.CharField(
        _("language of the own name"), max_length=12, blank=True, help_text=_("BCP 47.")
    )
    names = I18nCharField(
        verbose_name=_("names"),
        max_length=400,
        blank=True,
        help_text=_("Only where the language has its own name."),
    )
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, related_name="cities", verbose_name=_("country")
    )
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cities",
        verbose_name=_("region"),
    )
    latitude = models.FloatField(
        _("latitude"),
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Degrees, WGS 84."),
    )
    longitude = models.FloatField(
        _("longitude"),
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees, WGS 84."),
    )
    coordinates_source = models.CharField(_("source of the point"), max_length=200, blank=True)
    population = models.PositiveIntegerField(
        _("population"), null=True, blank=True, help_text=_("Sizes the mark; published only with a year.")
    )
    population_year = models.PositiveSmallIntegerField(_("year of the population"), null=True, blank=True)
    geonames_id = models.PositiveIntegerField(_("GeoNames id"), null=True, blank=True, unique=True)
    wikidata_id = models.CharField(_("Wikidata id"), max_length=20, blank=True)
    website = models.URLField(_("website"), blank=True)
    portrait = I18nTextField(verbose_name=_("portrait"), blank=True)
    portrait_sources = models.ManyToManyField(
        Source, blank=True, related_name="portraits", verbose_name=_("sources of the portrait")
    )
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.DRAFT
    )
    # Derived from the names by `derive`, so that search and order cost nothing at request time.
    DERIVED = ("sort_key", "search_text")
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    # Rows that are kept with its versions, by these columns (cities/links.py).
    KEPT_WITH: ClassVar = {"further_names": ("name", "language", "kind")}

    objects = CityQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["sort_key", "search_text"], bases=[Version], history_manager=Histories
    )

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ["sort_key", "slug"]
        indexes = [
            models.Index(fields=["publication", "country", "region"], name="city_area"),
            models.Index(fields=["latitude", "longitude"], name="city_point"),
        ]
        constraints = [
            models.CheckConstraint(
                name="city_latitude_in_range", condition=Q(latitude__gte=-90, latitude__lte=90)
            ),
            models.CheckConstraint(
                name="city_longitude_in_range", condition=Q(longitude__gte=-180, longitude__lte=180)
            ),
            models.CheckConstraint(
                name="city_region_in_country",
                condition=Q(region__isnull=True) | Q(Exact(Left("region", 2), F("country"))),
                violation_error_message=_("The region lies in another country."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        self.derive()
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *self.DERIVED}
        super().save(*args, **options)

    def lacking(self) -> list[Any]:
        if translated(self.portrait) and not self.portrait_sources.exists():
            return [_("The portrait has no source.")]
        return []

    @property
    def name(self) -> str:
        """Name in the active language, else the own name."""
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        """Name in the given language, else the own name."""
        return translated(self.names).get(language) or self.endonym

    def derive(self, names: list[str] | None = None) -> None:
        """Set what is derived from the names; ``names`` are those of the CityName table, read if not given."""
        if names is None:
            names = list(self.further_names.values_list("name", flat=True)) if self.pk else []
        self.sort_key = fold(self.endonym)
        self.search_text = index_text([self.endonym, *translated(self.names).values(), *names])


class CityName(models.Model):
    """A name under which a place is also found, beside its own and those that pages show."""

    class Kind(models.TextChoices):
        ENDONYM = "endonym", _("own name")
        EXONYM = "exonym", _("name in another language")
        ALIAS = "alias", _("other name")
        FORMER = "former", _("former name")

    city = models.ForeignKey(
        City, on_delete=models.CASCADE, related_name="further_names", verbose_name=_("city")
    )
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"), max_length=12, blank=True, help_text=_("BCP 47, empty if unknown.")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.ALIAS)

    class Meta:
        verbose_name = _("name of a city")
        verbose_name_plural = _("names of cities")
        ordering = ["city", "name"]
        constraints = [models.UniqueConstraint(fields=["city", "name"], name="city_name_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        super().save(*args, **options)
        self.city.save(update_fields=[])

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        gone = super().delete(*args, **options)
        self.city.save(update_fields=[])
        return gone


class Merge(models.Model):
    """Two records that turned out to be one. Holds what is needed to lead old addresses on, and to undo it."""

    table = models.CharField(_("kind of record"), max_length=20)
    kept = models.PositiveBigIntegerField(_("kept"))
    gone = models.PositiveBigIntegerField(_("merged into it"))
    gone_slug = models.CharField(_("its address"), max_length=120, blank=True, db_index=True)
    # What was before: columns of the kept record, links that were turned round, rows that were added or removed.
    before = models.JSONField(default=dict, editable=False)
    moved = models.JSONField(default=list, editable=False)
    added = models.JSONField(default=list, editable=False)
    removed = models.JSONField(default=list, editable=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("editor"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.table} {self.gone} → {self.kept}"


class Binned(models.Model):
    """A record in the recycle bin: withdrawn, out of the desk's lists, and removed for good after some time."""

    table = models.CharField(_("kind of record"), max_length=20)
    record = models.PositiveBigIntegerField(_("record"))
    title = models.CharField(_("title"), max_length=600)
    was_public = models.BooleanField(_("was public"), default=False)
    reason = models.CharField(_("reason"), max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("editor"),
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    # Of what has no publication, and so is taken out of the tables: its row and those that went with it, and the columns
    # that pointed to it.
    rows = models.JSONField(default=list, editable=False)
    pointing = models.JSONField(default=list, editable=False)
    # With what it came here.
    deed = models.ForeignKey(
        Deed, on_delete=models.SET_NULL, null=True, related_name="binned", editable=False
    )

    class Meta:
        verbose_name = _("record in the recycle bin")
        verbose_name_plural = _("records in the recycle bin")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["table", "record"], name="binned_once")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """The state of the published register: one row, renewed with every change of a public record.

    ``token`` names the state for caches in every worker process; it is random, so that two installations
    never share one. ``as_of`` is the day to which the figures of the register refer.
    """

    token = models.CharField(max_length=16)
    as_of = models.DateField()
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self) -> str:
        return f"{self.as_of} ({self.token})"

    @classmethod
    def current(cls) -> "Edition":
        """The present edition; the first call on an empty database begins it."""
        return cls.objects.filter(pk=1).first() or cls.renew()

    @classmethod
    def renew(cls, as_of: Any = None) -> "Edition":
        """Begin a new edition, in the transaction of the change that asks for it."""
        values = {
            "token": secrets.token_hex(8),
            "as_of": as_of or timezone.localdate(),
            "changed_at": timezone.now(),
        }
        if cls.objects.filter(pk=1).update(**values):  # one statement, with every record that is saved
            return cls(pk=1, **values)
        return cls.objects.update_or_create(pk=1, defaults=values)[0]


def translated(text: LazyI18nString | str | None) -> dict[str, str]:
    """The non-empty values of a text in several languages, by language code."""
    data = getattr(text, "data", text)
    if isinstance(data, dict):
        return {language: value for language, value in data.items() if value}
    return {"en": data} if data else {}
