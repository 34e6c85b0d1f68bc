"""Member lists in the admin: the stock list of imports, and own pages for the steps of each."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from cities.deed_admin import WAYS_BACK
from cities.deeds import Deed
from cities.desk.model_admin import DeskAdmin
from cities.desk.proving import password_again
from networks.member_lists.models import MemberList
from networks.member_lists.views import afterwards, columns, frame, places, preview

STEPS: dict[str, Callable[..., HttpResponse]] = {
    "columns": columns.name_columns,
    "matching": columns.match,
    "places": places.places,
    "source": preview.source,
    "preview": preview.preview,
    "done": afterwards.done,
    "undo": afterwards.undo,
    "discard": afterwards.discard,
    "take_up": afterwards.take_up,
}
# Takes back what may be thousands of records at once, so the password is asked for again.
DANGEROUS = {"undo"}


WAYS_BACK[Deed.Kind.LIST] = ("admin:networks_memberlist_undo", "networks.import_members")


@admin.register(MemberList)
class MemberListAdmin(DeskAdmin):
    list_display = ("file_name", "network", "state", "made_by", "made_at", "imported_at")
    list_filter = ("state", "network")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[MemberList]":
        return frame.lists_of(request).select_related("made_by").defer("cells", "done")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return frame.may_import(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return frame.may_import(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return frame.may_import(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return frame.may_import(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # who imported what stays known; a list that was not imported is put away

    def get_urls(self) -> list[URLPattern]:
        def address(route: str, name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:
                return view(self.admin_site, request, **arguments)

            guarded = password_again(answer) if name in DANGEROUS else answer
            return path(route, self.admin_site.admin_view(guarded), name=f"networks_memberlist_{name}")

        steps = [address(f"<int:key>/{name}/", name, view) for name, view in STEPS.items()]
        return [address("choices/", "choices", places.choices), *steps, *super().get_urls()]

    def add_view(self, request: HttpRequest, *_args: Any, **_options: Any) -> HttpResponse:
        return columns.upload(self.admin_site, request)

    def change_view(self, request: HttpRequest, object_id: str, *_args: Any, **_options: Any) -> HttpResponse:
        member_list = self.get_object(request, object_id)
        if member_list is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        return redirect(frame.address(member_list, frame.present_step(member_list)))
