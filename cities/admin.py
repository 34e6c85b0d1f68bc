"""Places, topics and sources in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cities.desk.model_admin import DeskAdmin
from cities.exports.admin import Exported
from cities.folding import words
from cities.models import Chore, City, CityName, Country, Region, Source, Topic
from cities.record_admin import IN_LANGUAGES, RecordAdmin
from cities.source_admin import ChoreAdmin, SourceDesk


class FoldedSearch:
    """Searching the folded text, so that ``muenchen`` finds München in the admin too."""

    search_fields: Any = ("search_text",)

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> tuple["QuerySet[Any]", bool]:
        """Rows in whose search text every word begins some word."""
        for word in words(search_term):
            queryset = queryset.filter(search_text__contains=f" {word}")
        return queryset, False


class CityNameInline(admin.TabularInline):
    model = CityName
    extra = 0


@admin.register(City)
class CityAdmin(Exported, FoldedSearch, RecordAdmin):
    list_display = ("endonym", "kind", "country", "region", "publication", "filled", "checked_on")
    wanted = ("region", "population", "population_year", "website", "portrait", "wikidata_id", "checked_on")
    list_filter = ("publication", "kind", "country")
    list_select_related = ("country", "region")
    autocomplete_fields = ("portrait_sources",)
    prepopulated_fields = {"slug": ("endonym",)}
    inlines = (CityNameInline,)


@admin.register(Source)
class SourceAdmin(Exported, SourceDesk, RecordAdmin):
    pass


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    formfield_overrides = IN_LANGUAGES
    list_display = ("slug", "name", "position")
    search_fields = ("slug",)


class AreaAdmin(DeskAdmin):
    formfield_overrides = IN_LANGUAGES
    list_display = ("code", "__str__")
    search_fields = ("code",)


admin.site.register(Country, AreaAdmin)
admin.site.register(Region, AreaAdmin)
admin.site.register(Chore, ChoreAdmin)
