"""Networks, memberships and resolutions in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cities.admin import CityAdmin, FoldedSearch
from cities.desk.people import PersonAdmin
from cities.desk.record_filters import CheckedFilter, RecordFilter, SourceFilter
from cities.exports.admin import Exported
from cities.merge_admin import Mergeable
from cities.record_admin import Linked, RecordAdmin
from networks.member_lists import admin as _member_lists  # noqa: F401  (registers itself)
from networks.models import Coordination, Membership, Network, NetworkTopic, Resolution
from networks.tallying import stating_otherwise


class StatedFilter(RecordFilter):
    """Networks that state another number of members than the register records."""

    title = _("stated members")
    parameter_name = "stated"
    options = (("differs", _("other than recorded")), ("none", _("not known")))

    def condition(self, value: str) -> Q | None:
        if value == "none":
            return Q(stated_members__isnull=True)
        return Q(pk__in=stating_otherwise()) if value == "differs" else None


class DatedFilter(RecordFilter):
    """Memberships of which it is not known since when."""

    title = _("date")
    parameter_name = "dated"
    options = (("no", _("beginning not known")), ("never", _("neither beginning nor attestation known")))

    def condition(self, value: str) -> Q | None:
        unknown = Q(joined__isnull=True)
        return {"no": unknown, "never": unknown & Q(attested__isnull=True)}.get(value)


class NetworkTopicInline(admin.TabularInline):
    model = NetworkTopic
    verbose_name, verbose_name_plural = _("topic"), _("topics")
    extra = 0
    autocomplete_fields = ("topic",)


@admin.register(Network)
class NetworkAdmin(Exported, Mergeable, FoldedSearch, RecordAdmin):
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
    list_filter = ("publication", StatedFilter, CheckedFilter, SourceFilter, "kind")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent", "sources", "stated_source")
    inlines = (NetworkTopicInline,)
    fieldsets = (
        (_("Name"), {"fields": ("name", "short_name", "label", "slug", "kind", "mark", "parent")}),
        (
            _("What it is"),
            {"fields": ("summary", "website", ("founded", "dissolved"), "initiator", "secretariat", "scope")},
        ),
        (_("How to join"), {"fields": ("joining_basis",)}),
        (
            _("Members that it states"),
            {
                "description": _("Shown beside what the register records, with date and source."),
                "fields": (("stated_members", "stated_on"), "stated_source"),
            },
        ),
        (_("Sources and state"), {"fields": ("sources", "checked_on", "publication")}),
    )


@admin.register(Membership)
class MembershipAdmin(Exported, FoldedSearch, RecordAdmin):
    list_display = ("city", "network", "status", "role", "joined", "left", "attested", "publication")
    list_filter = ("publication", "status", DatedFilter, CheckedFilter, SourceFilter, "role", "network")
    list_select_related = ("city", "network")
    autocomplete_fields = ("city", "network", "sources")
    search_fields = ("city__search_text", "network__search_text")
    limited_fixed = ("city", "network")
    fieldsets = (
        (_("Who belongs to what"), {"fields": ("city", "network", "status", "role")}),
        (
            _("When"),
            {
                "description": _("A year, a month or a day, as precise as the source; empty if not known."),
                "fields": (("joined", "left"), "attested"),
            },
        ),
        (_("What the sources say"), {"fields": ("note", "sources")}),
        (_("State"), {"fields": ("checked_on", "publication")}),
    )


class PaperFilter(SourceFilter):
    """Resolutions without a source and without an address in the council's system."""

    def condition(self, value: str) -> Q | None:
        return Q(sources__isnull=True, url="") if value == "none" else None


@admin.register(Resolution)
class ResolutionAdmin(Exported, FoldedSearch, RecordAdmin):
    list_display = ("city", "date", "title", "outcome", "network", "publication")
    list_filter = ("publication", "outcome", PaperFilter, "network")
    list_select_related = ("city", "network")
    autocomplete_fields = ("city", "network", "sources")
    search_fields = ("city__search_text", "network__search_text")
    fieldsets = (
        (_("What was decided"), {"fields": ("city", "date", "body", "title")}),
        (_("How"), {"fields": ("outcome", ("votes_for", "votes_against"), "network")}),
        (_("Sources and state"), {"fields": ("url", "sources", "publication")}),
    )


class OfPlace(Linked):
    """What belongs to a place, on the place's own form."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("city", "network")


class MembershipsOfPlace(OfPlace):
    model = Membership
    fields = readonly_fields = ("network", "status", "joined", "left", "attested", "publication")


class ResolutionsOfPlace(OfPlace):
    model = Resolution
    fields = readonly_fields = ("date", "title", "outcome", "publication")


CityAdmin.inlines += (MembershipsOfPlace, ResolutionsOfPlace)


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
