import sys
import types

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from leaflet.apps import LeafletConfig


class LeafletWithoutGdal(LeafletConfig):
    """django-leaflet for its script and style files, on machines without GDAL.

    The admin's discovery imports `leaflet.admin`, which imports django.contrib.gis and stops the
    start where that library is missing. An empty module in its place lets the discovery pass by.
    Must stand before `django.contrib.admin` in INSTALLED_APPS.
    """

    default = False

    def ready(self) -> None:
        super().ready()
        try:
            import leaflet.forms.widgets  # noqa: F401  (only to see whether GDAL is there)
        except ImproperlyConfigured:
            sys.modules.setdefault("leaflet.admin", types.ModuleType("leaflet.admin"))


class AtlasConfig(AppConfig):
    """Shows: map, pages, API."""

    default = True  # this module holds more than one
    name = "atlas"
    verbose_name = _("Atlas")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from atlas import checks  # noqa: F401  (registers itself)
