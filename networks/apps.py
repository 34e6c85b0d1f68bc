from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """What cities belong to and what they decided."""

    name = "networks"
    verbose_name = _("Networks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cities.editions import follow
        from networks import coordinating
        from networks.models import Membership, Network, NetworkTopic, Resolution

        follow(Membership, Network, NetworkTopic, Resolution)
        coordinating.keep_rules()
