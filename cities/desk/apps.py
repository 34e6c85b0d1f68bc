"""The desk as two apps of Django: its own tables, and the admin with our site in place of the stock one."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class DeskAdminConfig(admin_apps.AdminConfig):
    """Django's admin; `admin.site` is the desk."""

    default = False
    default_site = "cities.desk.site.DeskSite"


class DeskConfig(AppConfig):
    """Sessions, the log of sign-ins, second factors."""

    default = True  # this module holds more than one
    name = "cities.desk"
    label = "desk"
    verbose_name = _("Sign-in")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from cities.desk import sessions

        # Django's accounts under a name that people understand.
        apps.get_app_config("auth").verbose_name = _("People and rights")
        post_migrate.connect(_keep_roles, dispatch_uid="desk.roles")
        user_logged_in.connect(sessions.begin, dispatch_uid="desk.sessions")


def _keep_roles(app_config: AppConfig, using: str, **options: Any) -> None:
    # After Django has made the app's permissions: its own receiver was connected earlier.
    from cities.desk.roles import keep

    keep(app_config.label, using)
