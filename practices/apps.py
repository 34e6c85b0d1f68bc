from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    """What cities do."""

    name = "practices"
    verbose_name = _("Practices")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cities.editions import follow
        from practices.models import Photo, Practice
        from practices.photographing import follow_deletions

        follow(Practice, Photo)
        follow_deletions()
