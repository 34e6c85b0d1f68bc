"""Merging at the desk: two records side by side, column by column; and the list of merges with the way back."""

import copy
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cities.desk.proving import password_again
from cities.differing import Piece, differences
from cities.merging import MergeError, choosable, merge, pointing, refuse_pair, table_of, undo
from cities.models import Merge
from cities.source_admin import ReadOnly
from cities.telling import Words, heading

LONGEST_REASON = 200
SIDES = ("first", "second")


def may_merge(request: HttpRequest) -> bool:
    """Whether this person may make one record of two, and two of one again."""
    return bool(request.user.has_perm("cities.add_merge"))


class Mergeable:
    """Mix into a ModelAdmin, before it: two rows of its list can be merged."""

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)  # type: ignore[misc]
        if may_merge(request) and self.has_change_permission(request):  # type: ignore[attr-defined]
            actions["merge_two"] = (merge_two, "merge_two", merge_two.short_description)  # type: ignore[attr-defined]
        return actions

    def get_urls(self) -> list[URLPattern]:
        desk: Any = self
        view = desk.admin_site.admin_view(password_again(self.merge_view))
        name = f"{desk.opts.app_label}_{desk.opts.model_name}_merge"
        return [path("merge/<int:first>/<int:second>/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def merge_view(self, request: HttpRequest, first: int, second: int) -> HttpResponse:
        """Both records side by side; after the choice and a reason they are one."""
        desk: Any = self
        if not (may_merge(request) and desk.has_change_permission(request)):
            raise PermissionDenied
        found = desk.get_queryset(request).in_bulk([first, second])
        if len(found) != len(SIDES):
            raise Http404
        records = dict(zip(SIDES, (found[first], found[second]), strict=True))
        rows, same = _rows(records, request.POST)
        stays = request.POST.get("stays", "first")
        reason = request.POST.get("reason", "").strip()[:LONGEST_REASON]
        wrong = _wrong(records, rows, stays, reason) if request.method == "POST" else []
        if request.method == "POST" and not wrong:
            kept, gone = (records[side] for side in (stays, *(each for each in SIDES if each != stays)))
            chosen: Any = {row["name"]: "kept" if row["chosen"] == stays else "gone" for row in rows}
            try:
                made = merge(kept, gone, editor=request.user, reason=reason, chosen=chosen)  # type: ignore[arg-type]
            except MergeError as error:
                wrong = [str(error)]
            else:
                return _merged(request, kept, gone, made)
        context = {
            **desk.admin_site.each_context(request),
            "opts": desk.opts,
            "title": _("Merge two records"),
            "records": [
                {"side": side, "record": record, "name": _named(record), "address": _address(record)}
                for side, record in records.items()
            ],
            "stays": stays,
            "rows": rows,
            "same": same,
            "moving": _moving(records),
            "reason": reason,
            "wrong": wrong,
            "longest_reason": LONGEST_REASON,
        }
        return TemplateResponse(request, "admin/merge.html", context)


@admin.action(description=gettext_lazy("Merge two into one"))
def merge_two(modeladmin: Any, request: HttpRequest, queryset: "QuerySet[Any]") -> HttpResponse | None:
    """Lead to the page of the two that were chosen."""
    keys = sorted(queryset.values_list("pk", flat=True)[:3])
    if len(keys) != len(SIDES):
        messages.error(request, _("Please choose exactly two records to merge."))
        return None
    opts = modeladmin.opts
    return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_merge", args=keys))


def _rows(records: dict[str, Any], sent: Any) -> tuple[list[dict[str, Any]], list[dict[str, str]]]:
    """The columns of which one may choose, and those that are equal anyway."""
    first, second = records.values()
    fields = choosable(first)
    words = Words(fields, (first, second))
    rows, same = [], []
    for field in fields:
        old, new = words.of(first, field), words.of(second, field)
        if old == new:
            same += [{"heading": heading(field), "value": new}] if new else []
            continue
        # What is known stays; where both are known, the first is as good as the other until somebody chooses.
        chosen = sent.get(f"field-{field.name}", "")
        # A value beside nothing differs as a whole; marking it would say no more.
        pieces = differences(old, new) if old and new else [Piece("same", old or new)]
        rows.append(
            {
                "name": field.name,
                "heading": heading(field),
                "chosen": chosen if chosen in SIDES else "first" if old else "second",
                "values": [
                    ("first", [each for each in pieces if each.sort != "new"] if old else []),
                    ("second", [each for each in pieces if each.sort != "gone"] if new else []),
                ],
            }
        )
    return rows, same


def _wrong(records: dict[str, Any], rows: list[dict[str, Any]], stays: str, reason: str) -> list[str]:
    """What keeps it from being done, in words."""
    if stays not in SIDES:
        return [_("Please choose the record that stays.")]
    try:
        refuse_pair(*records.values())
    except MergeError as error:
        return [str(error)]
    probe = copy.copy(records[stays])
    for row in rows:
        column = probe._meta.get_field(row["name"]).attname
        setattr(probe, column, getattr(records[row["chosen"]], column))
    try:
        probe.validate_constraints()
    except ValidationError as error:
        return list(error.messages)
    return [] if reason else [_("Please say why the two are one.")]


def _merged(request: HttpRequest, kept: Any, gone: Any, made: Merge) -> HttpResponse:
    said = format_html(
        '{} <a href="{}">{}</a>',
        _("“%(gone)s” is merged into “%(kept)s”.") % {"gone": gone, "kept": kept},
        reverse("admin:cities_merge_undo", args=[made.pk]),
        _("Undo the merge"),
    )
    messages.success(request, said)
    return HttpResponseRedirect(_address(kept))


def _moving(records: dict[str, Any]) -> list[dict[str, Any]]:
    """What points to each of the two, by kind."""
    first, second = (pointing(record) for record in records.values())
    return [
        {"kind": capfirst(kind), "first": number, "second": second[kind]}
        for kind, number in first.items()
        if number or second[kind]
    ]


def _named(record: Any) -> str:
    return getattr(record, "slug", "") or getattr(record, "key", "")


def _address(record: Any) -> str:
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


# --- The list of merges ---------------------------------------------------------------------------


class MergeList(ChangeList):
    """Merges with the records that were kept, read once for each kind of record."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        keys: dict[str, set[int]] = {}
        for made in self.result_list:
            keys.setdefault(made.table, set()).add(made.kept)
        found = {table: table_of(table)._default_manager.in_bulk(pks) for table, pks in keys.items()}
        for made in self.result_list:
            made.stayed = found[made.table].get(made.kept)


@admin.register(Merge)
class MergeAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("at", "gone_name", "stayed_as", "state", "kind", "by", "reason")
    list_select_related = ("by",)
    search_fields = ("gone_slug", "reason")
    fields = ("kind", "gone_name", "stayed_as", "reason", "by", "at", "state")
    change_form_template = "admin/cities/merge/change_form.html"

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ChangeList]:
        return MergeList

    @admin.display(description=gettext_lazy("kind of record"), ordering="table")
    def kind(self, made: Merge) -> str:
        return capfirst(str(table_of(made.table)._meta.verbose_name))

    @admin.display(description=pgettext_lazy("of two merged records", "went"))
    def gone_name(self, made: Merge) -> str:
        """The address that leads on now; of a record without one, its title."""
        removed: dict[str, Any] = next(
            (values for _label, values in made.removed[::-1] if values.get("id") == made.gone), {}
        )
        return made.gone_slug or str(removed.get("title") or made.gone)

    @admin.display(description=pgettext_lazy("of two merged records", "stayed"))
    def stayed_as(self, made: Any) -> str:
        kept = (
            made.stayed
            if hasattr(made, "stayed")
            else table_of(made.table)._default_manager.filter(pk=made.kept).first()
        )
        if kept is None:
            return _("no longer there")
        return format_html('<a href="{}">{}</a>', _address(kept), kept)

    @admin.display(description=gettext_lazy("State"))
    def state(self, made: Merge) -> str:
        if made.undone_at:
            return _("undone")
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:cities_merge_undo", args=[made.pk]), _("Undo the merge")
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(password_again(self.undo_view))
        return [path("<int:pk>/undo/", view, name="cities_merge_undo"), *super().get_urls()]

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once more, then make two of them again."""
        if not may_merge(request):
            raise PermissionDenied
        made = get_object_or_404(Merge, pk=pk)
        wrong = ""
        if request.method == "POST":
            try:
                stayed = undo(made, request.user)  # type: ignore[arg-type]
            except MergeError as error:
                wrong = str(error)
            else:
                messages.success(request, _("The merge is undone: they are two records again."))
                if stayed:
                    said = _("What was changed since the merge stays as it is: %(names)s.")
                    messages.warning(request, said % {"names": ", ".join(stayed)})
                return HttpResponseRedirect(reverse("admin:cities_merge_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Undo the merge"),
            "made": made,
            "gone": self.gone_name(made),
            "kept": self.stayed_as(made),
            "kind": self.kind(made),
            "wrong": wrong,
        }
        return TemplateResponse(request, "admin/cities/merge/undo.html", context)
