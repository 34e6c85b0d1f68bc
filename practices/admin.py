"""Practices in the admin."""

from django.contrib import admin

from cities.admin import FoldedSearch
from cities.exports.admin import Exported
from practices.models import Practice
from practices.photo_desk import WithPhotos


@admin.register(Practice)
class PracticeAdmin(Exported, FoldedSearch, WithPhotos):
    list_display = ("title", "city", "main_topic", "status", "start_year", "publication", "filled")
    wanted = (
        "challenge",
        "approach",
        "outcome",
        "limits",
        "start_year",
        "cost_class",
        "contact_office",
        "checked_on",
    )
    list_filter = ("publication", "status", "main_topic")
    list_select_related = ("city", "main_topic")
    autocomplete_fields = ("city", "main_topic", "topics", "networks", "sources")
