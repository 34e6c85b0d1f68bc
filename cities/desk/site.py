"""The desk: Django's admin with our doors, our name and our frame. `admin.site` is this site everywhere."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect

# In the session of somebody who has a second factor and has not shown it yet.
OWED = "second_factor_owed"

View = Callable[..., Any]


class DeskSite(AdminSite):
    """Nobody gets further than the doors without everything that the desk asks for."""

    site_header = _("Desk")
    site_title = _("Desk")
    index_title = _("Desk")

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, and with their second factor where it is required or was set up."""
        if not super().has_permission(request):
            return False
        owed = settings.DESK_SECOND_FACTOR or request.session.get(OWED)
        return not owed or is_verified(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """The frame's own words, for every page of the desk; beside it the tables under the start page's headings."""
        from cities.desk.grouping import grouped

        frame = super().each_context(request)
        start = f"{reverse('admin:index')}#start-tables"
        beside = [
            {
                "name": group["title"],
                "app_label": f"group-{number}",
                "app_url": start,
                "models": group["tables"],
            }
            for number, group in enumerate(grouped(frame["available_apps"]))
        ]
        return {
            **frame,
            "available_apps": beside,
            "site_url": reverse("front"),
            "desk_languages": settings.LANGUAGES,
            "here": request.get_full_path(),
        }

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The tables as their lists are called: not every list is called by the records in it."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for each in (table for app in apps for table in app["models"]):
            each["name"] = getattr(self.get_model_admin(each["model"]), "list_title", each["name"])
        return apps

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from cities.desk import overview

        return super().index(request, {**overview.of(request, self), **(extra_context or {})})

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        """What is sent at once is one deed, whatever it writes."""
        from cities.doing import doing

        def as_one(request: HttpRequest, *args: Any, **options: Any) -> Any:
            if request.method != "POST":
                return view(request, *args, **options)
            with doing():
                return view(request, *args, **options)

        return super().admin_view(update_wrapper(as_one, view), cacheable)

    def autocomplete_view(self, request: HttpRequest) -> Any:
        from cities.desk.model_admin import Suggestions

        return Suggestions.as_view(admin_site=self)(request)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from cities.desk import account, doors

        return [
            path("login/", never_cache(doors.SignInView.as_view()), name="login"),
            path("language/", csrf_protect(never_cache(doors.choose_language)), name="language"),
            path("password_reset/", never_cache(doors.ResetView.as_view()), name="password_reset"),
            path("password_reset/done/", doors.ResetDoneView.as_view(), name="password_reset_done"),
            path(
                "password_reset/<uidb64>/<token>/",
                never_cache(doors.NewPasswordView.as_view()),
                name="password_reset_confirm",
            ),
            path("password_reset/complete/", doors.CompleteView.as_view(), name="password_reset_complete"),
            path("second_factor/", self.door(doors.second_factor_code), name="second_factor"),
            path("second_factor/set_up/", self.door(doors.set_up), name="second_factor_set_up"),
            path("second_factor/set_up/code.svg", self.door(doors.picture), name="second_factor_picture"),
            path("leave/", self.door(doors.leave), name="leave"),
            path("password_change/", self.admin_view(account.password_change), name="password_change"),
            path("account/", self.admin_view(account.account), name="account"),
            path("account/codes/", self.admin_view(account.renew_codes), name="account_codes"),
            path(
                "account/sign_out_everywhere/",
                self.admin_view(account.sign_out_everywhere),
                name="account_sign_out_everywhere",
            ),
            *super().get_urls(),
        ]

    def door(self, view: View) -> View:
        """A view for staff who gave their password, with or without their second factor."""

        def inner(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if not super(DeskSite, self).has_permission(request):
                return redirect_to_login(
                    request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index")), reverse("admin:login")
                )
            answer: HttpResponse = view(request, *args, **options)
            return answer

        return update_wrapper(csrf_protect(never_cache(inner)), view)


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has shown a second factor."""
    # Set by django-otp's middleware; somebody who signed in within this request has shown none yet.
    return getattr(request.user, "otp_device", None) is not None
