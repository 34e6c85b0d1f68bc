"""What the desk keeps about signing in. No network address stands here, only keyed hashes of them."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice


class Session(AbstractBaseSession):
    """A session that knows whose it is, so that somebody can be signed out everywhere."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name=_("account"),
    )

    objects = BaseSessionManager()  # type: ignore[misc]

    class Meta(AbstractBaseSession.Meta):
        # Names that stay out of the catalogue: no page shows them.
        verbose_name = "session"
        verbose_name_plural = "sessions"

    @classmethod
    def get_session_store_class(cls) -> type:
        from cities.desk.sessions import SessionStore

        return SessionStore


class SignIn(models.Model):
    """Somebody tried to enter. Counted for the lock-out, read by superusers, purged after 90 days."""

    class Act(models.TextChoices):
        PASSWORD = "password", _("Password")
        CODE = "code", _("Second factor")
        CHECK = "check", _("Password asked again")
        RESET = "reset", _("New password asked for")

    class Outcome(models.TextChoices):
        SUCCEEDED = "succeeded", _("succeeded")
        FAILED = "failed", _("failed")
        REFUSED = "refused", _("refused: too many attempts")
        ASKED = "asked", _("asked")

    at = models.DateTimeField(_("time"), db_index=True)
    act = models.CharField(_("step"), max_length=10, choices=Act.choices)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sign_ins",
        verbose_name=_("account"),
        help_text=_("Empty if nobody has the name that was typed."),
    )
    # What was typed could be a password in the wrong field, so it is never kept in clear.
    name_digest = models.CharField(max_length=32, editable=False)
    connection_digest = models.CharField(_("connection"), max_length=32)
    browser = models.CharField(_("browser"), max_length=20)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["name_digest", "at"], name="sign_in_name"),
            models.Index(fields=["connection_digest", "at"], name="sign_in_connection"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.get_outcome_display()}"


class RecoveryCode(models.Model):
    """A code that stands in once for a lost second factor; kept as a keyed hash."""

    device = models.ForeignKey(TOTPDevice, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "recovery code"
        verbose_name_plural = "recovery codes"
        constraints = [models.UniqueConstraint(fields=["device", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.used_at or 'unused'}"
