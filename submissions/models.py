"""What was sent in, by whom, what became of it, and who speaks for a municipality.

What senders wrote about themselves stands in `Sender` and `Representative` alone, so that it can go without the rest.
"""

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18nfield.fields import I18nTextField

from cities.deeds import Deed
from cities.models import City
from practices.models import Licence
from practices.photographing import Kept
from practices.sizes import Size
from submissions.linking import new_nonce
from submissions.states import ENDED, OPEN, Act, Actor, State


class Kind(models.TextChoices):
    """What a submission wants; each has its form in `submissions/kinds`."""

    PRACTICE = "practice", pgettext_lazy("a record", "Practice")
    CITY = "city", _("Portrait and facts of a place")
    MEMBERSHIP = "membership", pgettext_lazy("a record", "Membership")
    RESOLUTION = "resolution", pgettext_lazy("a record", "Resolution")
    CORRECTION = "correction", _("Correction")


class Language(models.TextChoices):
    """Languages in which one can write to the editors."""

    DE = "de", _("German")
    EN = "en", _("English")


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def before_editors(self) -> "SubmissionQuerySet":
        """Those that wait for an editor, the oldest first."""
        return self.filter(state__in=(State.WAITING, State.REVIEW)).order_by("sent_at", "pk")

    def open(self) -> "SubmissionQuerySet":
        """Those that are confirmed and not decided."""
        return self.filter(state__in=OPEN)


class Submission(models.Model):
    """Something sent in from outside. Nothing of it is public before an editor has accepted it."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=11, choices=State.choices, default=State.DRAFT)
    language = models.CharField(
        _("language"), max_length=2, choices=Language.choices, help_text=_("In which the sender writes.")
    )
    city = models.ForeignKey(
        City,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="submissions",
        verbose_name=_("city"),
        help_text=_("Empty if the place is not in the register."),
    )
    record_kind = models.CharField(
        _("kind of record"),
        max_length=10,
        blank=True,
        help_text=_("Of the record it wants to change, or became."),
    )
    record_id = models.PositiveBigIntegerField(_("record"), null=True, blank=True)
    duplicate_of = models.PositiveBigIntegerField(
        _("duplicate of"),
        null=True,
        blank=True,
        help_text=_("The record of its kind that a new one was found to tell of: it goes into that."),
    )
    record_state = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Names the record as it was when the sender began, or an editor to merge."),
    )
    base = models.JSONField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("What the form held of the record when the sender began, or an editor to merge."),
    )
    # Both are what was typed: lists of strings by name of the field, as a browser sends them.
    draft = models.JSONField(_("draft"), null=True, blank=True, help_text=_("What is being typed."))
    payload = models.JSONField(_("content"), default=dict, blank=True, help_text=_("What was sent last."))
    edited = models.JSONField(
        _("edited content"),
        null=True,
        blank=True,
        help_text=_("With the changes of an editor, not yet decided on."),
    )
    # Derived from what was typed, so that lists need no forms.
    subject = models.CharField(_("subject"), max_length=200, blank=True, editable=False)
    search_text = models.TextField(editable=False, default="")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    nonce = models.CharField(max_length=32, editable=False)
    form_key = models.CharField(
        max_length=64, unique=True, editable=False, help_text=_("Hash of the key of the form that began it.")
    )
    by_municipality = models.BooleanField(
        _("from the municipality"), default=False, help_text=_("Sent by a confirmed representative.")
    )
    deed = models.ForeignKey(
        Deed,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("With which it was accepted: undone, it does not speak for the record any more."),
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("assigned to"),
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-begun_at", "-pk"]
        permissions = [("answer_requests", _("Can show and erase what is held of a person"))]
        indexes = [models.Index(fields=["state", "sent_at"], name="submission_inbox")]
        constraints = [
            models.CheckConstraint(
                name="submission_record_whole",
                condition=Q(record_kind="", record_id__isnull=True)
                | (~Q(record_kind="") & Q(record_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="submission_goes_into_its_duplicate",
                condition=Q(duplicate_of__isnull=True)
                | Q(record_id__isnull=True)
                | Q(record_id=F("duplicate_of")),
            ),
            models.CheckConstraint(
                name="submission_decided_when_ended",
                condition=Q(state__in=ENDED, decided_at__isnull=False)
                | (~Q(state__in=ENDED) & Q(decided_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def ended(self) -> bool:
        """Whether it is decided or withdrawn."""
        return self.state in ENDED

    @property
    def typed(self) -> dict[str, Any]:
        """What the sender's form shows: what is being typed, else what was sent."""
        return self.payload if self.draft is None else self.draft

    @property
    def has_unsent_changes(self) -> bool:
        """Whether its sender has typed something else since it was sent."""
        return bool(self.payload) and self.draft not in (None, self.payload)


class Sender(models.Model):
    """Who sent a submission. Private: for editors only, purged some months after the decision."""

    LONGEST = {"name": 120, "function": 160, "email": 200, "phone": 40}

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="sender", verbose_name=_("submission")
    )
    name = models.CharField(_("name"), max_length=LONGEST["name"])
    function = models.CharField(_("function"), max_length=LONGEST["function"])
    email = models.EmailField(_("e-mail"), max_length=LONGEST["email"])
    phone = models.CharField(_("phone"), max_length=LONGEST["phone"], blank=True)

    class Meta:
        verbose_name = _("sender")
        verbose_name_plural = _("senders")
        ordering = ["pk"]
        indexes = [models.Index(fields=["email"], name="sender_email")]

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A photo that came with a submission. Its files are as private as the submission, and go with this row.

    Texts may be missing until it is sent: a good file is kept while its sender is asked for them.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="uploads", verbose_name=_("submission")
    )
    key = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    alt = models.CharField(_("description"), max_length=1000, blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=13, choices=Licence.choices, blank=True)
    agreed = models.BooleanField(
        _("may be published"), default=False, help_text=_("So says the sender, also for the people shown.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    form_key = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text=_("Hash of the key of the form it came with: sent twice, it is kept once."),
    )

    class Meta:
        verbose_name = _("sent photo")
        verbose_name_plural = _("sent photos")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.alt

    @property
    def kept(self) -> Kept:
        """Its files."""
        return Kept(self.key, self.width, self.height)

    @property
    def sizes(self) -> list[Size]:
        """What its files measure, the smallest first."""
        return self.kept.sizes


class Event(models.Model):
    """Something that happened to a submission. Appended, never edited."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="events", verbose_name=_("submission")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    act = models.CharField(_("act"), max_length=8, choices=Act.choices)
    state = models.CharField(_("state after"), max_length=11, choices=State.choices)
    by = models.CharField(_("by"), max_length=6, choices=Actor.choices)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("editor"),
    )
    note = models.TextField(_("note"), blank=True, help_text=_("The sender sees it."))
    notes = models.JSONField(
        _("notes at fields"), default=dict, blank=True, help_text=_("Text by name of the field it concerns.")
    )
    key = models.CharField(
        max_length=64,
        null=True,
        blank=True,
        unique=True,
        editable=False,
        help_text=_("Hash of the key of the form that caused it: sent twice, it happens once."),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"


class Representative(models.Model):
    """Somebody of whom an editor has made sure that they speak for a municipality."""

    PERSONAL = True  # kept nowhere else (cities/keeping.py)

    class How(models.TextChoices):
        DOMAIN = "domain", _("The address belongs to the municipality's website")
        PHONE = "phone", _("Asked by phone at the municipality")

    city = models.ForeignKey(
        City, on_delete=models.CASCADE, related_name="representatives", verbose_name=_("city")
    )
    email = models.EmailField(_("e-mail"), max_length=200)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    how = models.CharField(_("made sure by"), max_length=6, choices=How.choices)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("editor"),
    )
    confirmed_on = models.DateField(_("confirmed on"), default=timezone.localdate)
    nonce = models.CharField(max_length=32, editable=False, default=new_nonce)
    asked_on = models.DateField(
        _("last asked on"), null=True, blank=True, help_text=_("The yearly “still correct?”.")
    )
    answered_on = models.DateField(_("last answered on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["city", "email"]
        constraints = [
            models.UniqueConstraint(fields=["city", "email"], name="representative_once"),
            models.CheckConstraint(
                name="representative_ends_after_beginning",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("confirmed_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} {self.pk}"


class Letter(models.Model):
    """A mail that is to be sent, or was. Written in the transaction of its cause; goes out once.

    Holds neither text nor links: both are made when it goes out, so that no private link lies in the database.
    """

    key = models.CharField(
        max_length=120, unique=True, help_text=_("Names cause and mail: the same one is sent once.")
    )
    mail = models.CharField(_("mail"), max_length=20)
    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="letters"
    )
    representative = models.ForeignKey(
        Representative, on_delete=models.CASCADE, null=True, blank=True, related_name="letters"
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, null=True, blank=True, related_name="letters")
    # A token made of the address: whoever gives another one meanwhile gets no mail that was meant for the first.
    addressee = models.CharField(max_length=32, blank=True, editable=False)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["sent_at", "due_at"], name="letter_due")]

    def __str__(self) -> str:
        return f"{self.mail} {self.pk}"


class Reason(models.Model):
    """A text that editors begin with when they ask back or decline."""

    class Use(models.TextChoices):
        ASK = "ask", _("Asking back")
        DECLINE = "decline", _("Declining")

    name = models.CharField(_("name"), max_length=100, help_text=_("For editors only."))
    use = models.CharField(_("for"), max_length=7, choices=Use.choices)
    text = I18nTextField(verbose_name=_("text"), help_text=_("The sender gets it in their language."))

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["use", "name"]

    def __str__(self) -> str:
        return self.name


class Count(models.Model):
    """How often something was done in a span of time by one client. The client is a keyed hash, never an address."""

    scope = models.CharField(max_length=20)
    client = models.CharField(max_length=32, validators=[RegexValidator(r"^[0-9a-f]{32}$")])
    began_at = models.DateTimeField()
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["scope", "client", "began_at"], name="count_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.number}"
