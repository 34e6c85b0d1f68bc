"""Everybody's own page at the desk: what they may do, their second factor, where they are signed in."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from cities.desk import doors, second_factor, sessions, signing_in
from cities.desk.locking import locked
from cities.desk.models import Session
from cities.desk.proving import password_again
from cities.desk.roles import roles_of


def account(request: HttpRequest) -> HttpResponse:
    """My account."""
    user: Any = request.user
    device = second_factor.device_of(user)
    context = {
        **admin.site.each_context(request),
        "title": gettext("Your account"),
        "roles": roles_of(user),
        "device": device,
        "codes_left": device.recovery_codes.filter(used_at=None).count() if device else 0,
        "open_sessions": Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).count(),
    }
    return TemplateResponse(request, "desk/account.html", context)


def password_change(request: HttpRequest) -> HttpResponseBase:
    """Django's page. The old password is asked for, so trying it out has an end here too."""
    view = auth_views.PasswordChangeView.as_view(
        template_name="desk/password_change.html",
        success_url=reverse("admin:password_change_done"),
        extra_context=admin.site.each_context(request),
    )
    if request.method != "POST" or not request.POST.get("old_password"):
        return view(request)
    user: Any = request.user
    try:
        attempt = signing_in.attempt(request, signing_in.Act.CHECK, user.get_username(), account=user)
    except signing_in.TooManyAttemptsError as error:
        return locked(request, error.seconds)
    if user.check_password(request.POST["old_password"]):
        signing_in.succeeded(attempt, user)
    return view(request)


@require_POST
@password_again
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes; the old ones end."""
    device = second_factor.device_of(request.user)  # type: ignore[arg-type]
    if device is None:
        return HttpResponseRedirect(reverse("admin:second_factor_set_up"))
    return doors.recovery_codes(request, second_factor.renew_codes(device))


@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    ended = sessions.end_all(request.user, but=request.session.session_key)  # type: ignore[arg-type]
    messages.success(
        request,
        ngettext("One other session ended.", "{number} other sessions ended.", ended).format(number=ended),
    )
    return HttpResponseRedirect(reverse("admin:account"))
