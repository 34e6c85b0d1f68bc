"""Places, topics and sources in the admin."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cities import deed_admin as _deeds  # noqa: F401  (registers itself)
from cities.bin_admin import WithBin
from cities.desk.model_admin import DeskAdmin
from cities.desk.record_filters import CheckedFilter, PointSourceFilter, RegionFilter
from cities.exports.admin import Exported
from cities.folding import index_text, words
from cities.locating_admin import LocatingAdmin
from cities.merge_admin import Mergeable
from cities.models import Chore, City, CityName, Country, Region, Source, Topic, translated
from cities.record_admin import IN_LANGUAGES, RecordAdmin
from cities.source_admin import ChoreAdmin, SourceDesk


class FoldedSearch:
    """Searching the folded text, so that ``muenchen`` finds München in the admin too."""

    search_fields: ClassVar[Any] = ("search_text",)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """Rows where every word begins some word of one of the texts."""
        for word in words(search_term):
            begins = (Q(**{f"{name}__contains": f" {word}"}) for name in self.search_fields)
            queryset = queryset.filter(reduce(or_, begins))
        return queryset, False


class CityNameInline(admin.TabularInline):
    model = CityName
    verbose_name, verbose_name_plural = _("further name"), _("further names")
    extra = 0
    classes = ("collapse",)  # there may be fifty


@admin.register(City)
class CityAdmin(Exported, Mergeable, FoldedSearch, LocatingAdmin):
    list_display = ("endonym", "kind", "country", "region", "publication", "filled", "checked_on")
    wanted = ("region", "population", "population_year", "website", "portrait", "wikidata_id", "checked_on")
    list_filter = ("publication", CheckedFilter, RegionFilter, PointSourceFilter, "kind", "country")
    list_select_related = ("country", "region")
    autocomplete_fields = ("country", "region", "portrait_sources")
    # They name the place in addresses and files; its networks do not decide where it lies.
    limited_fixed = ("slug", "country", "region")
    inlines: ClassVar[tuple[Any, ...]] = (CityNameInline,)  # the floors above add theirs
    fieldsets = (
        (
            _("Name"),
            {
                "description": _("Further names by which people look for the place stand further down."),
                "fields": ("endonym", "language", "names", "slug"),
            },
        ),
        (
            _("Where it lies"),
            {
                "description": _("The point is the town hall or the middle of the settlement."),
                "fields": (
                    "kind",
                    ("country", "region"),
                    ("latitude", "longitude"),
                    "point",
                    "coordinates_source",
                ),
            },
        ),
        (
            _("Facts"),
            {"fields": (("population", "population_year"), "website", ("geonames_id", "wikidata_id"))},
        ),
        (_("Portrait"), {"fields": ("portrait", "portrait_sources")}),
        (_("State"), {"fields": ("checked_on", "publication")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the map for those who only read: it fills the two fields."""
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if may:
            return self.fieldsets
        return [
            (name, {**options, "fields": tuple(each for each in options["fields"] if each != "point")})
            for name, options in self.fieldsets
        ]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new place's address follows its name; that of a place that is there stays."""
        return {} if obj else {"slug": ("endonym",)}


@admin.register(Source)
class SourceAdmin(Exported, Mergeable, SourceDesk, RecordAdmin):
    pass


@admin.register(Topic)
class TopicAdmin(WithBin, DeskAdmin):
    formfield_overrides = IN_LANGUAGES
    list_display = ("slug", "name", "position")
    search_fields = ("slug",)


class AreaAdmin(DeskAdmin):
    formfield_overrides = IN_LANGUAGES
    list_display: tuple[str, ...] = ("code", "__str__")
    search_fields = ("code",)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """Areas by their code or the beginning of a word of their names; they are few, and their names are no columns."""
        asked = words(search_term)
        if not asked:
            return queryset, False
        found = [
            area.pk
            for area in queryset
            if all(f" {word}" in index_text([area.code, *self.names(area)]) for word in asked)
        ]
        return queryset.filter(pk__in=found), False

    def names(self, area: Any) -> list[str]:
        """Its names in the languages of the desk."""
        return list(translated(area.name).values())


class CountryAdmin(AreaAdmin):
    def names(self, area: Any) -> list[str]:
        return [area.name_in(code) for code, _language in settings.LANGUAGES]


class RegionAdmin(AreaAdmin):
    list_display = ("code", "__str__", "country")
    list_filter = ("country",)
    list_select_related = ("country",)
    autocomplete_fields = ("country",)


admin.site.register(Country, CountryAdmin)
admin.site.register(Region, RegionAdmin)
admin.site.register(Chore, ChoreAdmin)
