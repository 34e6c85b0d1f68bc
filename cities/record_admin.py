"""Records at the desk: their texts in several languages, their history, and the one door to the public."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from i18nfield.fields import I18nCharField, I18nTextField
from simple_history.admin import SimpleHistoryAdmin

from cities.bin_admin import WithBin
from cities.binning import BinError, put_into_bin
from cities.desk.languages import LinePerLanguage, TextPerLanguage
from cities.desk.model_admin import DeskAdmin, DeskInline
from cities.history_admin import WithHistory
from cities.models import translated
from cities.publishing import NotReadyError, Publication, Publishable

# The admin gives every text a plain text area; texts in several languages bring their own widgets.
IN_LANGUAGES: dict[Any, Any] = {
    I18nCharField: {"widget": LinePerLanguage},
    I18nTextField: {"widget": TextPerLanguage},
}
REASON = "_reason"  # the field that asks why, on every form of a record
LONGEST_REASON = 100


class RecordAdmin(WithBin, WithHistory, DeskAdmin, SimpleHistoryAdmin):
    """A record with texts in several languages and a history; where it has a publication, its door."""

    formfield_overrides = IN_LANGUAGES
    limited_read_only = ("publication",)
    change_form_template = "admin/record_form.html"
    list_select_related: ClassVar[Any] = ()
    # Columns of which an editor wants to know whether they are filled.
    wanted: tuple[str, ...] = ()

    @property
    def is_publishable(self) -> bool:
        return issubclass(self.model, Publishable)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what their names and columns need, on every page that shows one."""
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    # --- the form ---

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = tuple(super().get_readonly_fields(request, obj))
        return (*fields, "publication") if self.is_publishable and "publication" not in fields else fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._change_reason = request.POST.get(REASON, "")[:LONGEST_REASON] or None
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        self._through_the_door(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self._through_the_door(request, obj)
        return super().response_change(request, obj)

    def _through_the_door(self, request: HttpRequest, obj: Any) -> None:
        """Publish or withdraw after everything is saved, sources and all, if that button was pressed."""
        if not self.is_publishable or not self.may_publish(request):
            return
        reason = request.POST.get(REASON, "")
        if "_publish" in request.POST:
            try:
                obj.publish(reason)
            except NotReadyError as error:
                text = _("Saved, but not published: %(reasons)s")
                messages.error(request, text % {"reasons": " ".join(map(str, error.reasons))})
        elif "_withdraw" in request.POST:
            obj.withdraw(reason)

    def may_publish(self, request: HttpRequest) -> bool:
        """Whoever may change the publication; limited people only prepare."""
        return self.has_change_permission(request) and "publication" not in super().get_readonly_fields(
            request
        )

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        record = obj
        context |= {
            "publishable": self.is_publishable and self.may_publish(request),
            "is_public": getattr(record, "publication", "") == Publication.PUBLISHED,
            "lacking": record.lacking() if self.is_publishable and record is not None and record.pk else [],
            "longest_reason": LONGEST_REASON,
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- lists ---

    @admin.display(description=_("filled"))
    def filled(self, record: Any) -> str:
        """How many of the columns that one would like to know are known. For editors, never for a comparison of places."""
        known = sum(_is_filled(getattr(record, name)) for name in self.wanted)
        return f"{known}/{len(self.wanted)}"

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        if not self.has_change_permission(request):
            return actions
        own: list[Any] = [set_checked] if _has_column(self.model, "checked_on") else []
        if self.is_publishable and self.may_publish(request):
            own += [publish, withdraw]
        if self.has_delete_permission(request):
            actions.pop("delete_selected", None)
            own.append(to_bin)
        for act in own:
            actions[act.__name__] = (act, act.__name__, act.short_description)
        return actions


def _is_filled(value: Any) -> bool:
    return bool(translated(value)) if hasattr(value, "data") else value not in (None, "", [])


def _has_column(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


class Linked(DeskInline, admin.TabularInline):
    """Records that belong to the one of the form: a row each, with a link to its own form. The number of queries is fixed."""

    template = "admin/linked.html"
    extra = 0
    can_delete = False
    show_change_link = True
    # Where one is added, as far as somebody may: set for each page.
    add_address = ""

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **options)
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        if obj and request.user.has_perm(f"{self.opts.app_label}.add_{self.opts.model_name}"):
            self.add_address = f"{reverse(f'admin:{name}_add')}?{formset.fk.name}={obj.pk}"
        return formset

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# --- many at once ---------------------------------------------------------------------------------


@admin.action(description=_("Publish"))
def publish(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Publish the chosen records; those that lack something stay, and it is said why."""
    return in_bulk(modeladmin, request, queryset, "publish", Publishable.publish)


@admin.action(description=_("Withdraw"))
def withdraw(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Take the chosen records back from the public."""
    return in_bulk(modeladmin, request, queryset, "withdraw", Publishable.withdraw)


@admin.action(description=_("Note as checked today"))
def set_checked(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Note that somebody has checked the chosen records today."""

    def check(record: Any, reason: str) -> None:
        record.checked_on = timezone.localdate()
        record._change_reason = reason or None
        record.save(update_fields=["checked_on"])

    return in_bulk(modeladmin, request, queryset, "set_checked", check)


@admin.action(description=_("Move to the recycle bin"))
def to_bin(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
    """Put the chosen records into the recycle bin."""
    if not modeladmin.has_delete_permission(request):
        raise PermissionDenied

    def put(record: Any, reason: str) -> None:
        put_into_bin(record, editor=request.user, reason=reason)

    return in_bulk(modeladmin, request, queryset, "to_bin", put)


def in_bulk(
    modeladmin: Any,
    request: HttpRequest,
    queryset: QuerySet[Any],
    name: str,
    act: Any,
    question: forms.Form | None = None,
) -> HttpResponse | None:
    """Ask once more, then do it record by record in one transaction. ``question`` is asked on the same page."""
    if not modeladmin.has_change_permission(request):
        raise PermissionDenied
    records = list(queryset)
    # All rows of the list: sent back as such, a form takes no thousand numbers. They must be as many as were shown.
    whole = request.POST.get("select_across") == "1"
    confirmed = "_confirmed" in request.POST and (
        not whole or request.POST.get("_number") == str(len(records))
    )
    if not confirmed or (question and not question.is_valid()):
        context = {
            **modeladmin.admin_site.each_context(request),
            "title": modeladmin.get_actions(request)[name][2],
            "opts": modeladmin.opts,
            "records": records,
            "whole": whole,
            "refused": {record.pk: record.lacking() for record in records} if name == "publish" else {},
            "act": name,
            "checkbox": ACTION_CHECKBOX_NAME,
            "longest_reason": LONGEST_REASON,
            "question": question,
        }
        return TemplateResponse(request, "admin/in_bulk.html", context)
    done, refused = 0, []
    with transaction.atomic():
        for record in records:
            try:
                act(record, request.POST.get(REASON, "")[:LONGEST_REASON])
                done += 1
            except (NotReadyError, BinError) as error:
                refused.append(f"{record}: {error}")
    text = ngettext("%(number)d record is done.", "%(number)d records are done.", done)
    messages.success(request, text % {"number": done})
    for line in refused[:20]:
        messages.warning(request, line)
    return None
