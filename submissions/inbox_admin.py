"""Filters of the inbox. Their parameters are stable: the start page links to them."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions import representing
from submissions.models import Event, Submission
from submissions.states import Act, State


class StateFilter(admin.SimpleListFilter):
    """Without a choice, the inbox: what waits for an editor, the oldest first."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("All")), *State.choices]

    def choices(self, changelist: Any) -> Any:
        everything, *others = super().choices(changelist)
        yield {**everything, "display": _("Waiting for us")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        if self.value() == "all":
            return queryset
        if self.value():
            return queryset.filter(state=self.value())
        return queryset.filter(state__in=(State.WAITING, State.REVIEW)).order_by("sent_at", "pk")


class AgeFilter(admin.SimpleListFilter):
    """How long ago it was sent, in whole days."""

    title = _("age")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("week", _("less than a week")),
            ("month", _("one to four weeks")),
            ("older", _("more than four weeks")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        week, month = today - datetime.timedelta(weeks=1), today - datetime.timedelta(weeks=4)
        spans = {
            "week": Q(sent_at__gte=week),
            "month": Q(sent_at__lt=week, sent_at__gte=month),
            "older": Q(sent_at__lt=month),
        }
        asked = spans.get(self.value() or "")
        return queryset.filter(asked) if asked else queryset


class AnsweredFilter(admin.SimpleListFilter):
    """Those whose sender we had asked: back in the inbox, they have answered."""

    title = _("question")
    parameter_name = "asked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("asked back before"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(Exists(Event.objects.filter(submission=OuterRef("pk"), act=Act.ASK)))


class SuggestedFilter(admin.SimpleListFilter):
    """Those whose sender seems to speak for the municipality, which nobody has made sure yet."""

    title = _("representative")
    parameter_name = "representative"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("suggested", _("to confirm"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Submission]) -> QuerySet[Submission]:
        if self.value() != "suggested":
            return queryset
        return queryset.filter(pk__in=representing.suggested())
