"""What happened, at the desk: who did what to which records, when and why, and for each the way to take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.deeds import Deed
from cities.desk import reach
from cities.desk.model_admin import DeskAdmin
from cities.desk.proving import password_again
from cities.links import links
from cities.merging import MergeError, table_of
from cities.source_admin import ReadOnly
from cities.telling import heading, why
from cities.undoing import Step, UndoError, is_step_by_step, steps, tables_of, undo

# Kinds that have a page of their own for taking them back, and who may. The floors above add theirs.
WAYS_BACK: dict[str, tuple[str, str]] = {Deed.Kind.MERGED: ("admin:cities_merge_undo", "cities.add_merge")}
# With these, records may have come: they go into the bin.
COMING = frozenset({Deed.Kind.ADDED, Deed.Kind.ACCEPTED, Deed.Kind.UNDONE})
LONGEST_REASON = 100
SHOWN = 50  # records on the page before it is taken back
SEVERAL = "several"


def visible(request: HttpRequest) -> "QuerySet[Deed]":
    """The deeds that somebody may know of: those on records that they see."""
    user: Any = request.user
    seen = Q(pk__in=[])
    whole, registered = [], admin.site._registry
    for model, model_admin in registered.items():
        if not _may_view(user, model):
            continue
        if reach.is_ruled(user, model):
            rows = reach.within(user, model._default_manager.all())
            seen |= Q(table=model._meta.model_name, record__in=rows.values("pk"))
        elif model_admin is not None:
            whole.append(model._meta.model_name)
    seen |= Q(table__in=whole)
    historic = [model for model in registered if hasattr(model, "history")]
    if all(_may_view(user, model) and not reach.is_ruled(user, model) for model in historic):
        seen |= Q(table="")
    return Deed.objects.filter(seen).select_related("by")


def _may_view(user: Any, model: Any) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"))


@dataclass(frozen=True)
class Line:
    """A deed in words."""

    deed: Deed
    act: str
    what: str
    kind: str  # of record
    changed: str  # which columns and links
    by: str
    why: str
    address: str  # of the record's history
    undone: str


def line(deed: Deed) -> Line:
    """A deed in words. Asks the database nothing, if ``by`` is there."""
    table = _table(deed)
    by = deed.by
    return Line(
        deed=deed,
        act=deed.get_kind_display(),
        what=_what(deed, table),
        kind=str(table._meta.verbose_name) if table and deed.number == 1 else "",
        changed=", ".join(_headings(table, deed.fields)),
        by=(by.get_full_name() or by.get_username()) if by else _("without an editor"),
        why=why(deed.reason),
        address=_address(deed, table),
        undone=_("undone on %(when)s") % {"when": date_format(localtime(deed.undone_at), "DATETIME_FORMAT")}
        if deed.undone_at
        else "",
    )


def way_back(deed: Deed, user: Any) -> str:
    """Where somebody may take a deed back; empty if nowhere."""
    if deed.undone_at:
        return ""
    if deed.kind in WAYS_BACK:
        address, permission = WAYS_BACK[deed.kind]
        return reverse(address, args=[deed.target]) if deed.target and user.has_perm(permission) else ""
    possible = is_step_by_step(deed) and _may_take_back(user, deed)
    return reverse("admin:cities_deed_undo", args=[deed.pk]) if possible else ""


def _may_take_back(user: Any, deed: Deed) -> bool:
    """Whether somebody may do with all records of these kinds what taking it back may do with some."""
    acts = ["change", "delete"] if deed.kind in COMING else ["change"]
    tables = tables_of(deed) or [table for table in [_table(deed)] if table]
    return bool(tables) and all(
        user.has_perm(f"{table._meta.app_label}.{act}_{table._meta.model_name}")
        and not reach.is_ruled(user, table, act)
        for table in tables
        for act in acts
    )


def _table(deed: Deed) -> Any | None:
    try:
        return table_of(deed.table) if deed.table else None
    except MergeError:
        return None


def _what(deed: Deed, table: Any) -> str:
    if deed.number == 1 and str(deed.title):
        return str(deed.title)
    if table:
        return _("%(kind)s: %(number)d") % {
            "kind": capfirst(str(table._meta.verbose_name_plural)),
            "number": deed.number,
        }
    return ngettext("%(number)d record", "%(number)d records", deed.number) % {"number": deed.number}


def _headings(table: Any, names: list[str]) -> list[str]:
    if table is None or not names:
        return []
    known: Mapping[str, str] = {field.name: heading(field) for field in table._meta.fields}
    known = {**known, **{link.name: link.heading for link in links(table)}}
    return [known[name] for name in names if name in known]


def _address(deed: Deed, table: Any) -> str:
    if table is None or deed.record is None or deed.kind == Deed.Kind.DELETED:
        return ""
    name = "history" if hasattr(table, "history") else "change"
    try:
        return reverse(f"admin:{table._meta.app_label}_{table._meta.model_name}_{name}", args=[deed.record])
    except NoReverseMatch:
        return ""


def _shown(deed: Deed) -> tuple[list[Step], int, bool]:
    """The first records with what would happen to them, what stands in the way before all else; how many more there are."""
    stuck: list[Step] = []
    free: list[Step] = []
    number = 0
    for step in steps(deed):
        number += 1
        same = stuck if step.wrong else free
        if len(same) < SHOWN:
            same.append(step)
    shown = [*stuck, *free][:SHOWN]
    return shown, number - len(shown), bool(stuck)


class TableFilter(admin.SimpleListFilter):
    """Which kind of record."""

    title = gettext_lazy("kind of record")
    parameter_name = "table"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        shown = [model for model in admin.site._registry if _may_view(request.user, model)]
        tables = [
            (model._meta.model_name or "", capfirst(str(model._meta.verbose_name)))
            for model in shown
            if hasattr(model, "history") or model._meta.model_name in {"memberlist", "topic", "reason"}
        ]
        return [*sorted(tables, key=lambda each: each[1]), (SEVERAL, _("several kinds"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any] | None":
        if not self.value():
            return None
        return queryset.filter(table="" if self.value() == SEVERAL else self.value())


class ManyFilter(admin.SimpleListFilter):
    """Whether it was done to many records at once."""

    title = gettext_lazy("records")
    parameter_name = "many"

    def lookups(self, request: HttpRequest, model_admin: Any) -> tuple[tuple[str, Any], ...]:
        return (("no", _("one")), ("yes", _("several at once")))

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any] | None":
        several = {"no": Q(number=1), "yes": Q(number__gt=1)}.get(self.value() or "")
        return None if several is None else queryset.filter(several)


class ByFilter(admin.SimpleListFilter):
    """Who did it: only those who did something that one may know of."""

    title = gettext_lazy("editor")
    parameter_name = "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        from django.contrib.auth.models import User

        people = User.objects.filter(pk__in=visible(request).order_by().values("by").distinct())
        named = [(str(each.pk), each.get_full_name() or each.get_username()) for each in people]
        return [*sorted(named, key=lambda each: each[1].casefold()), ("none", _("without an editor"))]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any] | None":
        value = self.value() or ""
        if value == "none":
            return queryset.filter(by__isnull=True)
        return queryset.filter(by=value) if value.isdecimal() else None


@admin.register(Deed)
class DeedAdmin(ReadOnly, DeskAdmin):
    """The list; each line leads to the record and to the way back."""

    list_title = gettext_lazy("What happened")
    list_display = ("when", "done", "what_to", "who", "reason_given")
    list_display_links = None
    list_filter = ("kind", TableFilter, ByFilter, ManyFilter)
    search_fields = ("title", "reason")
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not any(
            hasattr(model, "history") and _may_view(request.user, model) for model in admin.site._registry
        ):
            return False
        return obj is None or visible(request).filter(pk=obj.pk).exists()

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Deed]":
        return visible(request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """A deed; 403 for one that somebody must not know of, and not "perhaps it was deleted"."""
        found = super().get_object(request, object_id, from_field)
        if found is None and object_id.isdecimal() and Deed.objects.filter(pk=object_id).exists():
            raise PermissionDenied
        return found

    def get_list_display(self, request: HttpRequest) -> Any:
        """The way back depends on who looks."""

        def take_back(deed: Deed) -> str:
            said, address = line(deed), way_back(deed, request.user)
            if said.undone or not address:
                return said.undone or "–"
            label = _("Take back")
            # No hidden text: in a table that moves sideways it would widen the page.
            link = '<a href="{}" aria-label="{}: {} – {}">{}</a>'
            return format_html(link, address, label, said.act, said.what, label)

        take_back.short_description = _("Take back")  # type: ignore[attr-defined]
        return (*self.list_display, take_back)

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def when(self, deed: Deed) -> str:
        return date_format(localtime(deed.at), "SHORT_DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("act"), ordering="kind")
    def done(self, deed: Deed) -> str:
        return deed.get_kind_display()

    @admin.display(description=gettext_lazy("what"))
    def what_to(self, deed: Deed) -> str:
        said = line(deed)
        what = format_html('<a href="{}">{}</a>', said.address, said.what) if said.address else said.what
        kind = f" ({said.kind})" if said.kind else ""
        changed = f": {said.changed}" if said.changed else ""
        return format_html('{}<span class="quiet">{}{}</span>', what, kind, changed)

    @admin.display(description=gettext_lazy("editor"), ordering="by")
    def who(self, deed: Deed) -> str:
        return line(deed).by

    @admin.display(description=gettext_lazy("reason"))
    def reason_given(self, deed: Deed) -> str:
        return line(deed).why or "–"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(password_again(self.undo_view))
        return [path("<int:pk>/undo/", view, name="cities_deed_undo"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_options: Any) -> HttpResponse:
        """A deed is looked at where it can be taken back."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return HttpResponseRedirect(way_back(found, request.user) or reverse("admin:cities_deed_changelist"))

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What would be taken back, record by record; after a reason it is."""
        deed = self.get_object(request, str(pk))
        if deed is None:
            raise Http404
        possible = is_step_by_step(deed) and not deed.undone_at
        if possible and not _may_take_back(request.user, deed):
            raise PermissionDenied
        reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
        wrong: list[str] = []
        if request.method == "POST":
            wrong = [] if reason else [_("Please say why.")]
            if reason:
                try:
                    undo(deed, editor=request.user, reason=reason)
                except UndoError as error:
                    wrong = [_("It is not taken back."), *error.reasons]
                else:
                    messages.success(request, _("It is taken back."))
                    return HttpResponseRedirect(reverse("admin:cities_deed_changelist"))
        shown, further, stuck = _shown(deed) if possible else ([], 0, False)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Take back"),
            "line": line(deed),
            "steps": shown,
            "further": further,
            "stuck": stuck,
            "reason": reason,
            "wrong": wrong,
        }
        return TemplateResponse(request, "admin/cities/deed/undo.html", context)
