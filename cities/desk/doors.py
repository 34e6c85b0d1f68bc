"""The pages before the desk: signing in, the second factor, a forgotten password, the language."""

import logging
import smtplib
from typing import Any

import django_otp
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME, get_user_model, logout
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import PasswordResetForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import check_for_language, get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from cities.desk import inviting, second_factor, sessions, signing_in
from cities.desk.locking import locked
from cities.desk.proving import is_fresh, password_again
from cities.desk.site import OWED, is_verified

logger = logging.getLogger(__name__)


def _next(request: HttpRequest) -> str:
    """Where somebody wanted to go; the desk's start page for addresses that are not ours."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else reverse("admin:index")


def _with_next(request: HttpRequest, name: str) -> str:
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: _next(request)})}"


class SignInForm(AdminAuthenticationForm):
    """Says the same of a wrong name, a wrong password and an account that is none of the desk's."""

    error_messages = dict.fromkeys(
        AdminAuthenticationForm.error_messages,
        _("Name or password are not right. Capital and small letters make a difference."),
    )


class SignInView(auth_views.LoginView):
    """Name and password. Who is signed in and lacks only the second factor is led on to it."""

    template_name = "desk/sign_in.html"
    authentication_form = SignInForm
    request: HttpRequest

    def get(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        if admin.site.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        if request.user.is_authenticated and request.user.is_active and request.user.is_staff:
            return HttpResponseRedirect(_with_next(request, "admin:second_factor"))
        return super().get(request, *args, **options)

    def post(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        name = request.POST.get("username", "")
        if name and request.POST.get("password"):  # an empty field is no attempt
            try:
                self.attempt = signing_in.attempt(request, signing_in.Act.PASSWORD, name)
            except signing_in.TooManyAttemptsError as error:
                return locked(request, error.seconds)
        return super().post(request, *args, **options)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        signing_in.succeeded(self.attempt, user)
        super().form_valid(form)
        if second_factor.device_of(user):
            self.request.session[OWED] = True
        if admin.site.has_permission(self.request):
            return HttpResponseRedirect(_next(self.request))
        return HttpResponseRedirect(_with_next(self.request, "admin:second_factor"))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                **admin.site.each_context(self.request),
                "title": gettext("Sign in"),
                REDIRECT_FIELD_NAME: _next(self.request),
                "is_foreign": self.request.user.is_authenticated,  # an account that is none of the desk's
                **context,
            }
        )


class CodeForm(forms.Form):
    """A code: of the app, or a recovery code."""

    code = forms.CharField(
        label=pgettext_lazy("second factor", "Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


def second_factor_code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in; setting up for those who have no second factor yet."""
    user: Any = request.user
    device = second_factor.device_of(user)
    if is_verified(request):
        return HttpResponseRedirect(_next(request))
    if device is None:
        return HttpResponseRedirect(_with_next(request, "admin:second_factor_set_up"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = signing_in.attempt(request, signing_in.Act.CODE, user.get_username(), account=user)
        except signing_in.TooManyAttemptsError as error:
            return locked(request, error.seconds)
        if second_factor.verify(device, form.cleaned_data["code"]):
            signing_in.succeeded(attempt, user)
            _verified(request, device)
            return HttpResponseRedirect(_next(request))
        form.add_error(
            "code", gettext("This code is not right, or was used already. A new one comes every 30 seconds.")
        )
    return _page(request, "desk/second_factor.html", gettext("Second factor"), form=form)


def set_up(request: HttpRequest) -> HttpResponse:
    """Set up a second factor, or another one in place of it."""
    if second_factor.device_of(request.user):  # type: ignore[arg-type]
        if not is_verified(request):  # a password alone must not replace the second factor
            return HttpResponseRedirect(_with_next(request, "admin:second_factor"))
        if not is_fresh(request):
            return password_again(_set_up)(request)
    return _set_up(request)


def _set_up(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    device = second_factor.prepared(user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = signing_in.attempt(request, signing_in.Act.CODE, user.get_username(), account=user)
        except signing_in.TooManyAttemptsError as error:
            return locked(request, error.seconds)
        if codes := second_factor.confirm(device, form.cleaned_data["code"]):
            signing_in.succeeded(attempt, user)
            _verified(request, device)
            sessions.end_all(user, but=request.session.session_key)
            return recovery_codes(request, codes)
        form.add_error("code", gettext("This code is not right. Please check that your phone's clock is."))
    return _page(
        request,
        "desk/second_factor_set_up.html",
        gettext("Set up your second factor"),
        form=form,
        key=second_factor.key(device),
        required=settings.DESK_SECOND_FACTOR,
    )


def picture(request: HttpRequest) -> HttpResponse:
    """The key of the device that is being set up, to be scanned. Never that of one in use."""
    user: Any = request.user
    if second_factor.device_of(user) and not is_verified(request):
        return HttpResponseRedirect(reverse("admin:second_factor"))
    return HttpResponse(second_factor.picture(second_factor.prepared(user)), content_type="image/svg+xml")


def recovery_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """The only page that ever shows them."""
    return _page(
        request,
        "desk/recovery_codes.html",
        gettext("Your recovery codes"),
        codes=codes,
        onward=_next(request),
        username=request.user.get_username(),
    )


def _verified(request: HttpRequest, device: Any) -> None:
    django_otp.login(request, device)
    request.session.pop(OWED, None)
    request.session.cycle_key()


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out before the second factor was shown: Django's own page is for those who are in."""
    logout(request)
    return HttpResponseRedirect(reverse("admin:login"))


def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the desk's language in a cookie that only the desk gets."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    response = HttpResponseRedirect(_next(request))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


class _InTheFrame:
    """A page of Django's within the desk's frame."""

    request: HttpRequest
    title: Any

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        frame = {**admin.site.each_context(self.request), **context}
        found: dict[str, Any] = super().get_context_data(**frame)  # type: ignore[misc]
        return found


class MailedResetForm(PasswordResetForm):
    """Sends our own mail, in the language of the page."""

    def send_links(self) -> None:
        """One mail to each account with this address; nothing for an address that nobody has."""
        for user in self.get_users(self.cleaned_data["email"]):
            try:
                inviting.write("new_password", user, get_language() or settings.LANGUAGE_CODE)
            except (OSError, smtplib.SMTPException):
                # The page must not say it: it would say that there is such an account.
                logger.exception("The mail with the link to a new password could not be sent.")


@method_decorator(csrf_protect, name="dispatch")
class ResetView(_InTheFrame, FormView):
    """Ask for a link to a new password. The answer is the same for every address."""

    template_name = "desk/password_reset.html"
    form_class = MailedResetForm
    success_url = reverse_lazy("admin:password_reset_done")
    extra_context = {"title": _("New password")}

    def form_valid(self, form: MailedResetForm) -> HttpResponse:
        email = form.cleaned_data["email"]
        account = get_user_model()._default_manager.filter(email__iexact=email).first()
        try:
            signing_in.attempt(self.request, signing_in.Act.RESET, email, account=account)
        except signing_in.TooManyAttemptsError as error:
            return locked(self.request, error.seconds)
        form.send_links()
        return super().form_valid(form)


class ResetDoneView(_InTheFrame, auth_views.PasswordResetDoneView):
    """The link is under way."""

    template_name = "desk/password_reset_done.html"
    title = _("New password")


class NewPasswordView(_InTheFrame, auth_views.PasswordResetConfirmView):
    """Set a password by a link from a mail: a new one, or the first one of somebody invited."""

    template_name = "desk/password_new.html"
    success_url = reverse_lazy("admin:password_reset_complete")
    title = _("Set your password")


class CompleteView(_InTheFrame, auth_views.PasswordResetCompleteView):
    """The password is set."""

    template_name = "desk/password_set.html"
    title = _("Your password is set")


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return TemplateResponse(
        request,
        template,
        {**admin.site.each_context(request), "title": title, REDIRECT_FIELD_NAME: _next(request), **context},
    )
