"""Export of a list of the admin: the same filters, the same search, the same order."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils import timezone

from cities.exports import tables


class Exported:
    """Mix into a ModelAdmin, before it: its list gets links to its rows as files."""

    export_forms = tuple(tables.FORMS)

    def get_urls(self) -> list[URLPattern]:
        admin: Any = self
        view = admin.admin_site.admin_view(self.export_view)
        name = f"{admin.opts.app_label}_{admin.opts.model_name}_export"
        return [path("export/<str:form>/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """All rows of the list as a file."""
        admin: Any = self
        if not admin.has_view_permission(request):
            raise PermissionDenied
        if form not in tables.FORMS:
            raise Http404
        try:
            records = admin.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return HttpResponseRedirect("../../?e=1")
        content_type, pieces = tables.written(records, form)
        name = tables.file_name(admin.model, form, timezone.localdate())
        return StreamingHttpResponse(
            pieces,
            content_type=content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"},
        )
