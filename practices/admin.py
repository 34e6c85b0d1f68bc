"""Practices in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cities.admin import CityAdmin, FoldedSearch
from cities.desk.record_filters import CheckedFilter, SourceFilter
from cities.exports.admin import Exported
from cities.models import Topic
from cities.publishing import NotReadyError
from cities.record_admin import Linked, in_bulk
from practices.models import Practice, TargetGroup
from practices.photo_desk import WithPhotos

MOST_TOPICS = 2  # beside the main one


class TopicForm(forms.Form):
    """Which topic is added."""

    topic = forms.ModelChoiceField(label=_("Topic"), queryset=Topic.objects.all())


class PracticeForm(forms.ModelForm):
    """A practice, with its target groups as boxes."""

    target_groups = forms.MultipleChoiceField(
        label=capfirst(_("target groups")),
        choices=TargetGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Practice
        fields = ("topics", "target_groups")

    def clean_topics(self) -> Any:
        """No more than pages show."""
        topics = self.cleaned_data["topics"]
        if len(topics) > MOST_TOPICS:
            raise forms.ValidationError(_("Choose at most two further topics."))
        return topics


@admin.action(description=_("Add a topic"))
def add_topic(modeladmin: Any, request: HttpRequest, queryset: QuerySet[Practice]) -> HttpResponse | None:
    """Give the chosen practices one more topic; those that have two further ones already stay, and it is said."""
    question = TopicForm(request.POST if "_confirmed" in request.POST else None)

    def add(practice: Practice, reason: str) -> None:
        topic = question.cleaned_data["topic"]
        held = {each.pk for each in practice.topics.all()}
        if topic.pk == practice.main_topic_id or topic.pk in held:
            raise NotReadyError([_("It has this topic already.")])
        if len(held) >= MOST_TOPICS:
            raise NotReadyError([_("It has two further topics already.")])
        practice.topics.add(topic)
        practice._change_reason = reason or None  # type: ignore[attr-defined]
        practice.save()  # for the history, which says why

    return in_bulk(modeladmin, request, queryset, "add_topic", add, question)


@admin.register(Practice)
class PracticeAdmin(Exported, FoldedSearch, WithPhotos):
    form = PracticeForm
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
    list_filter = ("publication", CheckedFilter, SourceFilter, "status", "main_topic")
    list_select_related = ("city", "main_topic")
    autocomplete_fields = ("city", "main_topic", "topics", "adapted_from", "networks", "sources")
    fieldsets = (
        (_("What it is"), {"fields": ("city", "title", "summary", "slug", "main_topic", "topics")}),
        (
            _("How it works"),
            {
                "description": _("Everything here is optional; what is not known stays empty."),
                "fields": ("challenge", "approach", "outcome", "limits", "lessons"),
            },
        ),
        (
            _("Who and for whom"),
            {"fields": ("target_groups", "municipal_role", "partners", "contact_office", "adapted_from")},
        ),
        (
            _("Time and money"),
            {"fields": ("status", ("start_year", "end_year"), "funding", "cost_class")},
        ),
        (_("Networks and sources"), {"fields": ("networks", "sources")}),
        (_("State"), {"fields": ("checked_on", "publication")}),
    )

    def get_actions(self, request: HttpRequest) -> Any:
        actions = super().get_actions(request)
        if self.has_change_permission(request):
            actions["add_topic"] = (add_topic, "add_topic", _("Add a topic"))
        return actions


class PracticesOfPlace(Linked):
    model = Practice
    fields = readonly_fields = ("title", "main_topic", "status", "publication")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("city", "main_topic")


CityAdmin.inlines += (PracticesOfPlace,)
