"""The recycle bin at the desk: deleting means putting into it; its list restores, or removes for good."""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.binning import KEPT, BinError, put_into_bin, record_of, remove, restore
from cities.desk.proving import password_again
from cities.merging import pointing, table_of
from cities.models import Binned, Source
from cities.publishing import Publication, Publishable
from cities.replacing import uses
from cities.source_admin import ReadOnly


class WithBin:
    """Mix into the admin of a table, before it: its records are not deleted at once."""

    def get_actions(self, request: HttpRequest) -> Any:
        """Not many for good with one click."""
        actions = super().get_actions(request)  # type: ignore[misc]
        actions.pop("delete_selected", None)
        return actions

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        desk: Any = self
        rows: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        if not issubclass(desk.model, Publishable):
            return rows
        return rows.exclude(pk__in=Binned.objects.filter(table=desk.opts.model_name).values("record"))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None, **options: Any
    ) -> Any:
        """Who asks for the history of what lies in the bin, finds it there."""
        desk: Any = self
        try:
            return super().history_view(request, object_id, extra_context, **options)  # type: ignore[misc]
        except Http404:
            lying = Binned.objects.filter(table=desk.opts.model_name)
            binned = lying.filter(record=object_id).first() if object_id.isdecimal() else None
            if binned is None or not request.user.has_perm("cities.view_binned"):
                raise
            return HttpResponseRedirect(reverse("admin:cities_binned_change", args=[binned.pk]))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Ask for the reason, then put it into the bin. It can be undone, so no password is asked for."""
        desk: Any = self
        record = desk.get_object(request, object_id)
        if not desk.has_delete_permission(request, record):
            raise PermissionDenied
        if record is None:
            raise Http404
        reason = request.POST.get("reason", "").strip()
        wrong = "" if reason or request.method != "POST" else _("Please say why.")
        if reason:
            try:
                put_into_bin(record, editor=request.user, reason=reason)
            except BinError as error:
                wrong = str(error)
        if reason and not wrong:
            said = format_html(
                '{} <a href="{}">{}</a>',
                _("“%(record)s” is in the recycle bin.") % {"record": record},
                reverse("admin:cities_binned_changelist"),
                _("To the recycle bin"),
            )
            messages.success(request, said)
            return HttpResponseRedirect(
                reverse(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")
            )
        context = {
            **desk.admin_site.each_context(request),
            "opts": desk.opts,
            "original": record,
            "title": _("Move to the recycle bin"),
            "wrong": wrong,
            "publishable": issubclass(desk.model, Publishable),
            "cited": _pointing(record) if not issubclass(desk.model, Publishable) else {},
            "bare": _bare_without(record) if isinstance(record, Source) else [],
            "days": KEPT.days,
        }
        return TemplateResponse(request, "admin/to_bin.html", context)


def _pointing(record: Any) -> dict[str, int]:
    """How much points to a record, by the name of its kind."""
    return {capfirst(kind): number for kind, number in pointing(record).items() if number}


def _bare_without(source: Source) -> list[str]:
    """Public records that would have no source any more."""
    found: list[str] = []
    for use in uses():
        if use.relation.many_to_many and issubclass(use.table, Publishable):
            rows = use.records(source).filter(publication=Publication.PUBLISHED)
            cites, own = use.relation.field.m2m_reverse_field_name(), use.relation.field.m2m_field_name()
            others = use.relation.through._default_manager.exclude(**{cites: source})
            found += [str(record) for record in rows.exclude(pk__in=others.values(own))]
    return found


@admin.register(Binned)
class BinAdmin(ReadOnly, admin.ModelAdmin):
    list_title = gettext_lazy("Recycle bin")
    list_display = ("title", "ways", "kind", "by", "at", "reason", "gone_on")
    list_select_related = ("by",)
    search_fields = ("title", "reason")
    fields = ("title", "kind", "by", "at", "reason", "was_public", "gone_on", "ways")

    @admin.display(description=gettext_lazy("kind of record"), ordering="table")
    def kind(self, binned: Binned) -> str:
        return capfirst(str(table_of(binned.table)._meta.verbose_name))

    @admin.display(description=gettext_lazy("removed for good on"), ordering="at")
    def gone_on(self, binned: Binned) -> datetime.date:
        return timezone.localdate(binned.at + KEPT)

    @admin.display(description=gettext_lazy("What to do"))
    def ways(self, binned: Binned) -> str:
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("admin:cities_binned_restore", args=[binned.pk]),
            _("Restore"),
            reverse("admin:cities_binned_remove", args=[binned.pk]),
            _("Delete for good"),
        )

    def get_urls(self) -> list[URLPattern]:
        def guarded(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/restore/", guarded(self.restore_view), name="cities_binned_restore"),
            path("<int:pk>/remove/", guarded(password_again(self.remove_view)), name="cities_binned_remove"),
            *super().get_urls(),
        ]

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once more, then take it out."""
        if not request.user.has_perm("cities.change_binned"):
            raise PermissionDenied
        binned = get_object_or_404(Binned, pk=pk)
        if request.method != "POST":
            return self._asked(request, binned, _("Restore"), {})
        try:
            reasons = restore(binned)
        except BinError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(reverse("admin:cities_binned_changelist"))
        messages.success(request, _("“%(record)s” is back.") % {"record": binned})
        if reasons:
            said = _("It is not public again: %(reasons)s") if binned.was_public else "%(reasons)s"
            messages.warning(request, said % {"reasons": " ".join(map(str, reasons))})
        return HttpResponseRedirect(reverse("admin:cities_binned_changelist"))

    def remove_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what goes with it, then delete it for good."""
        if not request.user.has_perm("cities.delete_binned"):
            raise PermissionDenied
        binned = get_object_or_404(Binned, pk=pk)
        if request.method != "POST":
            record = record_of(binned)
            return self._asked(
                request, binned, _("Delete for good"), _pointing(record) if record is not None else {}
            )
        try:
            remove(binned)
        except BinError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(record)s” is deleted for good.") % {"record": binned})
        return HttpResponseRedirect(reverse("admin:cities_binned_changelist"))

    def _asked(
        self, request: HttpRequest, binned: Binned, title: str, with_it: dict[str, int]
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "binned": binned,
            "kind": self.kind(binned),
            "with_it": with_it,
            "for_good": request.resolver_match is not None
            and request.resolver_match.url_name == "cities_binned_remove",
        }
        return TemplateResponse(request, "admin/cities/binned/asked.html", context)
