"""Places, topics and sources in the admin."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from i18nfield.fields import I18nCharField, I18nTextField
from i18nfield.forms import I18nTextarea, I18nTextInput
from simple_history.admin import SimpleHistoryAdmin

from cities.desk.model_admin import DeskAdmin
from cities.exports.admin import Exported
from cities.folding import words
from cities.models import Chore, City, CityName, Country, Region, Source, Topic
from cities.source_admin import ChoreAdmin, SourceDesk

# The admin gives every text a plain text area; texts in several languages bring their own widgets.
IN_LANGUAGES: dict[Any, Any] = {
    I18nCharField: {"widget": I18nTextInput},
    I18nTextField: {"widget": I18nTextarea},
}


class RecordAdmin(DeskAdmin, SimpleHistoryAdmin):
    """A record with texts in several languages and a history."""

    formfield_overrides = IN_LANGUAGES
    limited_read_only = ("publication",)


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
    list_display = ("endonym", "kind", "country", "region", "publication", "checked_on")
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
