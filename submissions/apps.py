from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubmissionsConfig(AppConfig):
    """Lets in: what municipalities and others send, until an editor has decided on it."""

    name = "submissions"
    verbose_name = _("Submissions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from submissions.illustrating import follow_deletions
        from submissions.undoing import follow

        follow_deletions()
        follow()
