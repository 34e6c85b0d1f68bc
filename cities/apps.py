from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CitiesConfig(AppConfig):
    """Places, sources and topics."""

    name = "cities"
    verbose_name = _("Cities")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cities.doing import listen
        from cities.editions import follow
        from cities.models import City, CityName, Country, Region, Source, Topic

        follow(City, CityName, Country, Region, Source, Topic)
        listen()
