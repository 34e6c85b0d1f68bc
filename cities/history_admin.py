"""The history of a record at the desk: who changed what, when and why; and the way back to a version."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cities.desk.reach import is_ruled
from cities.links import links
from cities.versions import AT_THE_DOOR, MisfitError, go_back, lost, versions, way_back

A_PAGE = 25


class WithHistory:
    """Mix into the admin of a record, before simple-history's, whose pages it replaces."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None, **_options: Any
    ) -> HttpResponse:
        """All versions, the latest first."""
        admin: Any = self
        record = self._record(request, object_id)
        rows = record.history.select_related("history_user").order_by("-history_date", "-history_id")
        page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
        # One more than the page shows: its last version differs from that one.
        shown = list(rows[page.start_index() - 1 : page.end_index() + 1]) if page.paginator.count else []
        before = shown.pop() if len(shown) > A_PAGE else None
        found = versions(admin.model, shown, before)
        context = {
            **self._frame(request, record),
            "title": _("History: %(record)s") % {"record": record},
            "page": page,
            "versions": found,
            "latest": page.number == 1 and found[0].row.pk if found else None,
            "may_go_back": admin.has_change_permission(request, record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/history.html", context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, **_options: Any
    ) -> HttpResponse:
        """One version beside the record of today: what would change, and after a reason it does."""
        admin: Any = self
        record = self._record(request, object_id)
        may_go_back = admin.has_change_permission(request, record)
        if request.method == "POST" and not may_go_back:
            raise PermissionDenied
        row = record.history.select_related("history_user").filter(pk=version_id).first()
        if row is None:
            raise Http404
        # What somebody only reads in the form, they don't change by this way either.
        found = way_back(record, row, without=admin.get_readonly_fields(request, record))
        reason = request.POST.get("reason", "").strip()
        wrong: list[str] = []
        if request.method == "POST" and found:
            wrong = [] if reason else [_("Please say why.")]
            if reason:
                try:
                    go_back(record, row, [each.name for each in found], reason[:100])
                except MisfitError as error:
                    wrong = [_("This version does not fit today's register."), *error.reasons]
                else:
                    return self._gone_back(request, record, row)
        context = {
            **self._frame(request, record),
            "title": _("Restore: %(record)s") % {"record": record},
            "row": row,
            "changes": found,
            "lost": lost(record, row),
            "links_kept": row.links is not None or not links(admin.model),
            "reason": reason,
            "wrong": wrong,
            "untold": self._untold(),
            "may_go_back": may_go_back,
            "door": hasattr(record, AT_THE_DOOR),
        }
        return TemplateResponse(request, "admin/restore.html", context)

    def _gone_back(self, request: HttpRequest, record: Any, row: Any) -> HttpResponse:
        when = date_format(timezone.localtime(row.history_date), "DATETIME_FORMAT")
        messages.success(
            request, _("%(record)s is as it was on %(when)s.") % {"record": record, "when": when}
        )
        return HttpResponseRedirect(
            reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_history", args=[record.pk])
        )

    def _record(self, request: HttpRequest, object_id: str) -> Any:
        admin: Any = self
        record = admin.get_object(request, object_id)
        # Of what is gone nobody can say any more whether a limited person reached it.
        hidden = record is None and is_ruled(request.user, admin.model)  # type: ignore[arg-type]
        if hidden or not admin.has_view_permission(request, record):
            raise PermissionDenied
        if record is None:
            raise Http404
        return record

    def _frame(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        admin: Any = self
        return {**admin.admin_site.each_context(request), "opts": admin.opts, "original": record}

    def _untold(self) -> list[str]:
        """What belongs to the record and is told here, but does not come back with a version: it has one of its own."""
        admin: Any = self
        parts = [each.model for each in admin.inlines if hasattr(each.model, "PART_OF")]
        return [capfirst(str(part._meta.verbose_name_plural)) for part in parts]
