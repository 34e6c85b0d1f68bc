"""Practices in the admin."""

from django.contrib import admin

from cities.admin import FoldedSearch, RecordAdmin
from practices.models import Practice


@admin.register(Practice)
class PracticeAdmin(FoldedSearch, RecordAdmin):
    list_display = ("title", "city", "main_topic", "status", "start_year", "publication")
    list_filter = ("publication", "status", "main_topic")
    list_select_related = ("city", "main_topic")
    autocomplete_fields = ("city", "main_topic", "topics", "networks", "sources")
