"""Networks, memberships and resolutions in the admin."""

from django.contrib import admin

from cities.admin import FoldedSearch, RecordAdmin
from networks.models import Membership, Network, NetworkTopic, Resolution


class NetworkTopicInline(admin.TabularInline):
    model = NetworkTopic
    extra = 0


@admin.register(Network)
class NetworkAdmin(FoldedSearch, RecordAdmin):
    list_display = (
        "slug",
        "short_name",
        "kind",
        "mark",
        "parent",
        "stated_members",
        "stated_on",
        "publication",
    )
    list_filter = ("publication", "kind")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent", "sources", "stated_source")
    inlines = (NetworkTopicInline,)


@admin.register(Membership)
class MembershipAdmin(RecordAdmin):
    list_display = ("city", "network", "status", "role", "joined", "left", "attested", "publication")
    list_filter = ("publication", "status", "role", "network")
    list_select_related = ("city", "network")
    autocomplete_fields = ("city", "network", "sources")
    search_fields = ("city__search_text", "network__search_text")


@admin.register(Resolution)
class ResolutionAdmin(RecordAdmin):
    list_display = ("city", "date", "title", "outcome", "network", "publication")
    list_filter = ("publication", "outcome", "network")
    list_select_related = ("city", "network")
    autocomplete_fields = ("city", "network", "sources")
    search_fields = ("city__search_text",)
