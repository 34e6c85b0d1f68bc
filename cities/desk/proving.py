"""Asking for the password again before what cannot be taken back: an open desk must not be enough for that.

`password_again` wraps a view. Whoever proved themselves within the last ten minutes notices nothing; everybody else
finds one page in between, which then goes on with exactly what was sent.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from cities.desk import signing_in
from cities.desk.locking import locked
from cities.desk.sessions import PROVED

FRESH = 10 * 60
PASSWORD = "_password_again"  # noqa: S105  (the name of a field)
GOING_ON = "_going_on"  # what was interrupted: get or post

View = Callable[..., Any]


class PasswordForm(forms.Form):
    """The password of whoever is signed in."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def add_prefix(self, field_name: str) -> str:
        """A name that no interrupted form has."""
        return PASSWORD


def is_fresh(request: HttpRequest) -> bool:
    """Whether the password was given within the last ten minutes."""
    return bool(time.time() - request.session.get(PROVED, 0) < FRESH)


def password_again(view: View) -> View:
    """Ask for the password before this view if it was last given more than ten minutes ago.

    For views inside `admin_site.admin_view`. For a method: `@method_decorator(password_again)`.
    """

    @wraps(view)
    def asking(request: HttpRequest, *args: Any, **options: Any) -> Any:
        if PASSWORD not in request.POST:
            return view(request, *args, **options) if is_fresh(request) else _ask(request, PasswordForm())
        user = request.user
        assert user.is_authenticated  # noqa: S101  (admin_view has seen to it)
        try:
            attempt = signing_in.attempt(request, signing_in.Act.CHECK, user.get_username(), account=user)
        except signing_in.TooManyAttemptsError as error:
            return locked(request, error.seconds)
        form = PasswordForm(request.POST)
        if not form.is_valid() or not authenticate(
            request, username=user.get_username(), password=form.cleaned_data["password"]
        ):
            form.add_error("password", gettext("This is not your password."))
            return _ask(request, form)
        signing_in.succeeded(attempt, user)
        request.session[PROVED] = int(time.time())
        if request.POST.get(GOING_ON) == "get":
            return HttpResponseRedirect(request.get_full_path())
        request.POST = _interrupted(request)  # type: ignore[assignment]
        return view(request, *args, **options)

    return sensitive_post_parameters(PASSWORD)(asking)


def _interrupted(request: HttpRequest) -> QueryDict:
    """What was sent before we asked."""
    sent = request.POST.copy()
    for name in (PASSWORD, GOING_ON):
        sent.pop(name, None)
    sent._mutable = False
    return sent


def _ask(request: HttpRequest, form: PasswordForm) -> HttpResponse:
    if request.FILES:  # a file cannot be sent along; the page with its form asks first
        messages.warning(request, gettext("Please confirm your password, then choose the file again."))
        return HttpResponseRedirect(request.get_full_path())
    going_on = request.POST.get(GOING_ON) or (request.method or "get").lower()
    sent = _interrupted(request)
    sent_fields = [
        (name, value) for name, values in sent.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    context = {
        **admin.site.each_context(request),
        "title": gettext("Your password, please"),
        "form": form,
        "going_on": going_on,
        "sent_fields": sent_fields if going_on == "post" else [],
        "minutes": FRESH // 60,
    }
    return TemplateResponse(request, "desk/password_again.html", context)
