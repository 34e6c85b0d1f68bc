"""People at the desk, for superusers: who they are, what they may do, how they get in."""

import smtplib
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminEmailInputWidget
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice

from cities.desk import inviting, second_factor, sessions
from cities.desk.models import SignIn
from cities.desk.proving import password_again
from cities.desk.record_filters import ValuesFilter
from cities.desk.roles import BY_NAME, ROLES

Users = QuerySet[Any]


# Words of Django's own pages that our catalogue says in another way (people have accounts), or that Django's own lacks.
WORDS = (
    *(gettext_noop("user"), gettext_noop("users"), gettext_noop("User"), gettext_noop("username")),
    gettext_noop("A user with that username already exists."),
    gettext_noop(
        "Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters."
    ),
    gettext_noop("Enter a new password for the user <strong>%(username)s</strong>."),
    gettext_noop("Set password"),
    gettext_noop("Set password: %s"),
    gettext_noop("This action will <strong>enable</strong> password-based authentication for this user."),
    gettext_noop("Enable password-based authentication for this user by setting a password."),
    gettext_noop("Enable password-based authentication"),
    gettext_noop("Disable password-based authentication"),
    gettext_noop("Password-based authentication"),
    *(
        gettext_noop("Enabled"),
        gettext_noop("Disabled"),
        gettext_noop("Reset password"),
        gettext_noop("date joined"),
    ),
    gettext_noop("Password-based authentication was disabled."),
    gettext_noop("Conflicting form data submitted. Please try again."),
)


class RolesField(forms.ModelMultipleChoiceField):
    """Roles with what each of them may do, in words."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        options.setdefault("queryset", Group.objects.filter(name__in=BY_NAME).order_by("pk"))
        options.setdefault("label", _("Roles"))
        options.setdefault("required", False)
        super().__init__(**options)

    def label_from_instance(self, obj: Any) -> str:
        role = BY_NAME[obj.name]
        return format_html("<strong>{}</strong> – {}", role.label, role.can)


class InvitationForm(forms.ModelForm):
    """A new person: no password is typed here, they set it themselves."""

    email = forms.EmailField(label=_("E-mail address"), widget=AdminEmailInputWidget)
    groups = RolesField()
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)

    class Meta:
        model = get_user_model()
        fields = ("username", "first_name", "last_name", "email", "groups")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["language"].initial = get_language()

    def save(self, commit: bool = True) -> Any:
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)


class PersonForm(forms.ModelForm):
    """Somebody's account."""

    groups = RolesField()

    class Meta:
        model = get_user_model()
        fields = (
            "username",
            "first_name",
            "last_name",
            "email",
            "groups",
            "is_active",
            "is_staff",
            "is_superuser",
        )
        labels: ClassVar = {
            "is_active": _("The account is open"),
            "is_staff": _("May enter the desk"),
            "is_superuser": _("Superuser"),
        }
        help_texts: ClassVar = {
            "is_active": _("Close an account instead of deleting it: what it changed stays with its name."),
            "is_staff": "",
            "is_superuser": _("May do everything, also invite people and give them roles."),
        }


class NewPasswordForm(AdminPasswordChangeForm):
    """Django's, whose hint is put together in English whatever language is asked for."""

    usable_password_help_text: Any = format_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        _("Whether this account can sign in with a password."),
        _("Its present password will be lost."),
    )


class RoleFilter(admin.SimpleListFilter):
    """People with one role, by its name in the reader's language."""

    title = _("roles")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(role.name, role.label) for role in ROLES]

    def queryset(self, request: HttpRequest, queryset: Users) -> Users:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class PersonAdmin(UserAdmin):
    """Accounts. Everything here changes rights, so everything asks for the password again.

    A floor above adds what it knows of a person to `inlines`.
    """

    list_display = ("username", "full_name", "email", "roles", "is_active", "has_second_factor", "last_login")
    list_filter = ("is_active", "is_superuser", RoleFilter)
    list_select_related = False
    filter_horizontal = ()
    form = PersonForm
    add_form = InvitationForm
    add_form_template = "desk/invitation.html"
    change_password_form = NewPasswordForm
    readonly_fields = ("has_password", "has_second_factor", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        (
            _("How they get in"),
            {"fields": ("has_password", "has_second_factor", "last_login", "date_joined")},
        ),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email", "language")}),
        (_("What they may do"), {"fields": ("groups",)}),
    )
    actions = ("invite_again", "remove_second_factor", "sign_out")
    inlines: ClassVar[Any] = ()

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        device = TOTPDevice.objects.filter(user_id=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).prefetch_related("groups").annotate(has_device=Exists(device))

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_inline_instances(request, obj) if obj else []

    # --- Columns ---

    @admin.display(description=_("name"), ordering="last_name")
    def full_name(self, user: Any) -> str:
        """First and last name."""
        return str(user.get_full_name())

    @admin.display(description=_("roles"))
    def roles(self, user: Any) -> str:
        """In words; who is none of them but may do everything is called so."""
        names = {group.name for group in user.groups.all()}
        found = [role.label for role in ROLES if role.name in names]
        if user.is_superuser:
            found.insert(0, gettext("Superuser"))
        return format_html_join(", ", "{}", ((label,) for label in found)) or "–"

    @admin.display(description=_("second factor"), boolean=True)
    def has_second_factor(self, user: Any) -> bool:
        """Whether one is set up."""
        return bool(getattr(user, "has_device", False))

    @admin.display(description=_("password"), boolean=True)
    def has_password(self, user: Any) -> bool:
        """Whether one is set: somebody invited has none until they follow the link."""
        return bool(user.has_usable_password())

    # --- Changing rights ---

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """An account takes its log with it, though nobody may delete from the log by itself."""
        shown, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return shown, counts, set(lacking) - {SignIn._meta.verbose_name}, protected

    @method_decorator(password_again)
    def add_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return super().add_view(request, *args, **options)

    @method_decorator(password_again)
    def change_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return super().change_view(request, *args, **options)

    @method_decorator(password_again)
    def delete_view(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return super().delete_view(request, *args, **options)

    @method_decorator(password_again)
    def user_change_password(self, request: HttpRequest, *args: Any, **options: Any) -> Any:
        return super().user_change_password(request, *args, **options)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        view = super().changelist_view
        if request.method == "POST" and "action" in request.POST:
            view = password_again(view)
        return view(request, extra_context)

    # --- Inviting ---

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            self._invite(request, obj, form.cleaned_data["language"])
        elif not obj.is_active or "is_staff" in form.changed_data:
            sessions.end_all(obj)

    def _invite(self, request: HttpRequest, user: Any, language: str) -> None:
        try:
            inviting.write("invitation", user, language)
        except (OSError, smtplib.SMTPException):
            messages.error(
                request,
                gettext("The invitation to {email} could not be sent. Please try again later.").format(
                    email=user.email
                ),
            )
        else:
            messages.success(request, gettext("An invitation was sent to {email}.").format(email=user.email))

    @admin.action(description=_("Send the invitation again"))
    def invite_again(self, request: HttpRequest, users: Users) -> None:
        """To those who have set no password yet."""
        for user in users:
            if user.has_usable_password() or not user.email or not user.is_active:
                messages.warning(
                    request,
                    gettext("{name} has a password already, or no e-mail address.").format(
                        name=user.get_username()
                    ),
                )
            else:
                self._invite(request, user, get_language() or settings.LANGUAGE_CODE)

    @admin.action(description=_("Remove the second factor (it was lost)"))
    def remove_second_factor(self, request: HttpRequest, users: Users) -> None:
        """They set up another one at their next sign-in."""
        removed = second_factor.forget(users)
        for user in users:
            sessions.end_all(user, but=request.session.session_key)
            self.log_change(request, user, "second factor removed")
        messages.success(
            request,
            ngettext("One second factor removed.", "{number} second factors removed.", removed).format(
                number=removed
            ),
        )

    @admin.action(description=_("Sign out everywhere"))
    def sign_out(self, request: HttpRequest, users: Users) -> None:
        """End their sessions."""
        ended = sum(sessions.end_all(user, but=request.session.session_key) for user in users)
        messages.success(
            request,
            ngettext("One session ended.", "{number} sessions ended.", ended).format(number=ended),
        )


class SignInAdmin(admin.ModelAdmin):
    """The log of sign-ins: for superusers, and only to read."""

    list_display = ("at", "act", "outcome", "account", "connection", "browser")
    list_filter = ("outcome", "act", ("browser", ValuesFilter))
    list_select_related = ("account",)
    search_fields = ("account__username", "connection_digest")
    date_hierarchy = "at"
    actions = None
    fields = ("at", "act", "outcome", "account", "connection", "browser")

    @admin.display(description=_("connection"), ordering="connection_digest")
    def connection(self, row: SignIn) -> str:
        """Enough of the hash to tell two connections apart."""
        return row.connection_digest[:8]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_superuser(request: HttpRequest) -> bool:
    """Rights are not given by rights: whoever could change people could make themselves a superuser."""
    return bool(request.user.is_active and request.user.is_superuser)
