"""Networks, memberships and resolutions in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cities.admin import FoldedSearch
from cities.desk.people import PersonAdmin
from cities.exports.admin import Exported
from cities.record_admin import RecordAdmin
from networks.member_lists import admin as _member_lists  # noqa: F401  (registers itself)
from networks.models import Coordination, Membership, Network, NetworkTopic, Resolution


class NetworkTopicInline(admin.TabularInline):
    model = NetworkTopic
    extra = 0


@admin.register(Network)
class NetworkAdmin(Exported, FoldedSearch, RecordAdmin):
    list_display = (
        "slug",
        "short_name",
        "kind",
        "mark",
        "parent",
        "stated_members",
        "stated_on",
        "publication",
        "filled",
    )
    wanted = ("summary", "website", "founded", "joining_basis", "secretariat", "stated_members", "checked_on")
    list_filter = ("publication", "kind")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent", "sources", "stated_source")
    inlines = (NetworkTopicInline,)


@admin.register(Membership)
class MembershipAdmin(Exported, RecordAdmin):
    list_display = ("city", "network", "status", "role", "joined", "left", "attested", "publication")
    list_filter = ("publication", "status", "role", "network")
    list_select_related = ("city", "network")
    autocomplete_fields = ("city", "network", "sources")
    search_fields = ("city__search_text", "network__search_text")
    limited_fixed = ("city", "network")


@admin.register(Resolution)
class ResolutionAdmin(Exported, RecordAdmin):
    list_display = ("city", "date", "title", "outcome", "network", "publication")
    list_filter = ("publication", "outcome", "network")
    list_select_related = ("city", "network")
    autocomplete_fields = ("city", "network", "sources")
    search_fields = ("city__search_text",)


class CoordinationInline(admin.TabularInline):
    """The networks of somebody who coordinates some."""

    model = Coordination
    extra = 0
    autocomplete_fields = ("network",)
    verbose_name_plural = _("Networks that they coordinate")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_view_permission = has_change_permission = has_delete_permission = has_add_permission


PersonAdmin.inlines += (CoordinationInline,)
