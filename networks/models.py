"""Networks, who belongs to them, and what councils decided."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from i18nfield.fields import I18nCharField, I18nTextField
from simple_history.models import HistoricalRecords

from cities.deeds import Histories, Version
from cities.folding import index_text
from cities.models import City, Source, Topic, translated
from cities.partial_dates import PartialDateField
from cities.publishing import Publication, Publishable, PublishedQuerySet

# What keeps records from being published.
NO_SOURCE = _("There is no source.")
CITY_NOT_PUBLIC = _("The place is not published.")


class Mark(models.TextChoices):
    """The sign of a network: a shape with its own colour. All networks without one share the small disc."""

    HULL = "hull", _("hull")
    GATE = "gate", _("gate")
    PENNANT = "pennant", _("pennant")
    SQUARE = "square", _("square")
    DIAMOND = "diamond", _("diamond")
    CIRCLE = "circle", _("circle")
    QUATREFOIL = "quatrefoil", _("quatrefoil")
    STAR = "star", _("star")
    HEXAGON = "hexagon", _("hexagon")
    PLUS = "plus", _("plus")
    TRIANGLE = "triangle", _("triangle")
    LEAF = "leaf", _("leaf")
    ARC = "arc", _("arc")
    HOUSE = "house", _("house")
    OTHER = "other", _("small disc")


class NetworkQuerySet(PublishedQuerySet["Network"]):
    """Networks; a published one may stand below one that is not."""


class Network(Publishable):
    """A network, alliance, coalition, pledge, programme or campaign that cities belong to."""

    class Kind(models.TextChoices):
        NETWORK = "network", _("Network")
        ALLIANCE = "alliance", _("Alliance")
        COALITION = "coalition", _("Coalition")
        PLEDGE = "pledge", _("Pledge")
        PROGRAMME = "programme", _("Programme")
        CAMPAIGN = "campaign", _("Campaign")

    slug = models.SlugField(_("slug"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = I18nCharField(verbose_name=_("name"), max_length=400)
    short_name = models.CharField(_("acronym or short name"), max_length=60, blank=True)
    label = I18nCharField(
        verbose_name=_("name in lists"),
        max_length=200,
        blank=True,
        help_text=_("Short and readable; else the acronym is shown."),
    )
    mark = models.CharField(
        _("mark"), max_length=10, choices=Mark.choices, default=Mark.OTHER, help_text=_("Shape and colour.")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    topics = models.ManyToManyField(
        Topic, through="NetworkTopic", related_name="networks", blank=True, verbose_name=_("topics")
    )
    founded = PartialDateField(verbose_name=_("founded"))
    dissolved = PartialDateField(verbose_name=_("dissolved"))
    initiator = I18nTextField(verbose_name=_("initiated by"), blank=True)
    secretariat = I18nTextField(verbose_name=_("secretariat"), blank=True)
    scope = I18nTextField(verbose_name=_("area"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    joining_basis = I18nTextField(verbose_name=_("how to join"), blank=True)
    summary = I18nTextField(verbose_name=_("what it is"), blank=True)
    stated_members = models.PositiveIntegerField(
        _("stated members"), null=True, blank=True, help_text=_("As the network itself or a report says.")
    )
    stated_on = PartialDateField(verbose_name=_("stated on"))
    stated_source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stated_figures",
        verbose_name=_("source of the stated figure"),
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="networks", verbose_name=_("sources"))
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.DRAFT
    )
    DERIVED = ("search_text",)
    search_text = models.TextField(editable=False)

    objects = NetworkQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search_text"], bases=[Version], history_manager=Histories)

    class Meta:
        verbose_name = _("network")
        verbose_name_plural = _("networks")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                name="network_not_its_own_parent",
                condition=~Q(parent=F("id")),
                violation_error_message=_("A network can't belong to itself."),
            ),
            models.CheckConstraint(
                name="network_dissolved_after_founded",
                condition=Q(founded__isnull=True)
                | Q(dissolved__isnull=True)
                | Q(dissolved__gte=F("founded")),
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.UniqueConstraint(
                fields=["mark"],
                condition=~Q(mark=Mark.OTHER),
                name="network_mark_once",
                violation_error_message=_("Another network has this mark."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_label

    def save(self, *args: Any, **options: Any) -> None:
        self.derive()
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *self.DERIVED}
        super().save(*args, **options)

    @property
    def display_label(self) -> str:
        """Short readable name in the active language."""
        return str(self.label) or self.short_name or str(self.name)

    def derive(self) -> None:
        """Set the search text from the names."""
        self.search_text = index_text(
            [*translated(self.name).values(), *translated(self.label).values(), self.short_name]
        )

    def lacking(self) -> list[Any]:
        return [] if self.sources.exists() else [NO_SOURCE]

    def descendants(self) -> set[int]:
        """Ids of this network and of all published networks below it."""
        return families().get(self.pk, {self.pk})


def families(parents: Mapping[int, int | None] | None = None) -> dict[int, set[int]]:
    """For each published network its own id and those of all published networks below it.

    ``parents`` is which one stands above each, if the caller knows it already.
    """
    if parents is None:
        parents = dict(Network.objects.published().values_list("id", "parent_id"))
    found: dict[int, set[int]] = defaultdict(set)
    for network in parents:
        above: int | None = network
        while above is not None and above in parents and network not in found[above]:
            found[above].add(network)
            above = parents[above]
    return dict(found)


class NetworkTopic(models.Model):
    """A topic of a network, the main one first."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, verbose_name=_("network"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, verbose_name=_("topic"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic of a network")
        verbose_name_plural = _("topics of networks")
        ordering = ["network", "position"]
        constraints = [models.UniqueConstraint(fields=["network", "topic"], name="network_topic_once")]

    def __str__(self) -> str:
        return str(self.topic)


class MembershipQuerySet(PublishedQuerySet["Membership"]):
    stands_on = ("city", "network")

    def counted(self, *, listed: bool = False) -> Self:
        """Only those that make a place a member today; ``listed`` adds what only outsiders say."""
        statuses = [*Membership.COUNTED, Membership.Status.LISTED] if listed else list(Membership.COUNTED)
        return self.filter(status__in=statuses)


class Membership(Publishable):
    """A city in a network, as far as a source says so."""

    class Status(models.TextChoices):
        MEMBER = "member", _("Member")
        AWARDED = "awarded", _("Awarded")
        OBSERVER = "observer", _("Observer")
        LISTED = "listed", _("Named by others only")
        LEFT = "left", _("Left")
        APPLIED = "applied", _("Applied")
        SUSPENDED = "suspended", _("Suspended")

    COUNTED = (Status.MEMBER, Status.AWARDED, Status.OBSERVER)

    class Role(models.TextChoices):
        MEMBER = "member", _("Member")
        FOUNDER = "founder", _("Founding member")
        COORDINATOR = "coordinator", _("Coordination")
        SIGNATORY = "signatory", _("Declaration")

    city = models.ForeignKey(
        City, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("city")
    )
    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("network")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices)
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.MEMBER)
    joined = PartialDateField(verbose_name=_("since"))
    left = PartialDateField(verbose_name=_("until"))
    attested = PartialDateField(
        verbose_name=_("last attested"),
        help_text=_("Latest date at which a dated source names the membership."),
    )
    note = I18nTextField(verbose_name=_("note"), blank=True)
    sources = models.ManyToManyField(
        Source, blank=True, related_name="memberships", verbose_name=_("sources")
    )
    checked_on = models.DateField(_("last checked on"), null=True, blank=True)
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.DRAFT
    )

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords(bases=[Version], history_manager=Histories)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["network__slug", "city__slug", "id"]
        indexes = [models.Index(fields=["network", "status", "city"], name="membership_counted")]
        constraints = [
            # Unknown dates count as equal here, so the plain pair is held by the second constraint.
            models.UniqueConstraint(fields=["city", "network", "joined"], name="membership_once"),
            models.UniqueConstraint(
                fields=["city", "network"], condition=Q(joined__isnull=True), name="membership_once_undated"
            ),
            models.CheckConstraint(
                name="membership_left_only_when_left",
                condition=Q(left__isnull=True) | Q(status="left"),
                violation_error_message=_("A date of leaving needs the status “left”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} – {self.network}"

    def lacking(self) -> list[Any]:
        reasons = [] if self.sources.exists() else [NO_SOURCE]
        reasons += [] if self.city.publication == Publication.PUBLISHED else [CITY_NOT_PUBLIC]
        if self.network.publication != Publication.PUBLISHED:
            reasons.append(_("The network is not published."))
        return reasons


class ResolutionQuerySet(PublishedQuerySet["Resolution"]):
    stands_on = ("city",)

    def published(self) -> Self:
        """Also without resolutions that led to a network which is not public."""
        network_public = Q(network__isnull=True) | Q(network__publication=Publication.PUBLISHED)
        return super().published().filter(network_public)


class Resolution(Publishable):
    """What a council or a similar body decided."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("adopted")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        UNKNOWN = "unknown", _("outcome unknown")

    city = models.ForeignKey(
        City, on_delete=models.CASCADE, related_name="resolutions", verbose_name=_("city")
    )
    date = PartialDateField(verbose_name=_("date"))
    body = I18nCharField(verbose_name=_("body"), max_length=300)
    title = I18nCharField(verbose_name=_("title"), max_length=600)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    votes_for = models.PositiveIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveIntegerField(_("votes against"), null=True, blank=True)
    network = models.ForeignKey(
        Network,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="resolutions",
        verbose_name=_("network it led to"),
    )
    url = models.URLField(
        _("address in the council's system"),
        max_length=1000,
        blank=True,
        help_text=_("Where the paper can be read."),
    )
    sources = models.ManyToManyField(
        Source, blank=True, related_name="resolutions", verbose_name=_("sources")
    )
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.DRAFT
    )

    objects = ResolutionQuerySet.as_manager()
    history = HistoricalRecords(bases=[Version], history_manager=Histories)

    class Meta:
        verbose_name = _("resolution")
        verbose_name_plural = _("resolutions")
        ordering = ["city__slug", F("date").desc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"{self.city}: {self.title}"

    def lacking(self) -> list[Any]:
        reasons = [] if self.url or self.sources.exists() else [NO_SOURCE]
        return reasons + ([] if self.city.publication == Publication.PUBLISHED else [CITY_NOT_PUBLIC])


class Coordination(models.Model):
    """Somebody with the role of a network coordinator, and one of their networks."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="coordinations",
        verbose_name=_("account"),
    )
    network = models.ForeignKey(
        Network, on_delete=models.CASCADE, related_name="coordinations", verbose_name=_("network")
    )

    class Meta:
        verbose_name = _("coordinated network")
        verbose_name_plural = _("coordinated networks")
        ordering = ["user", "network"]
        constraints = [models.UniqueConstraint(fields=["user", "network"], name="coordination_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.network}"


# Tables of this app, in a room of their own.
from networks.member_lists import models as _member_lists  # noqa: E402, F401
