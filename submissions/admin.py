"""Submissions at the desk: an inbox, and for each a page on which it is decided."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cities.admin import FoldedSearch
from cities.bin_admin import WithBin
from cities.desk.model_admin import DeskAdmin
from cities.record_admin import IN_LANGUAGES
from practices.views.photos import photo_answer
from submissions.inbox_admin import AgeFilter, AnsweredFilter, StateFilter, SuggestedFilter
from submissions.models import Reason, Representative, Submission
from submissions.views.person import person
from submissions.views.reviewing import review


@admin.register(Submission)
class SubmissionAdmin(FoldedSearch, DeskAdmin):
    """Nothing is added or deleted here: senders begin submissions, and time or `purge_submissions` ends them."""

    list_display = ("subject_or_kind", "kind", "city", "state", "by_municipality", "sent_at", "assigned_to")
    list_filter = (
        StateFilter,
        AgeFilter,
        AnsweredFilter,
        SuggestedFilter,
        "kind",
        "language",
        "by_municipality",
        ("assigned_to", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("city", "assigned_to")
    actions = None
    # Draws the public page of a submission; given by the floor that has the pages.
    drawn_by: Callable[[HttpRequest, Submission, str], HttpResponse] | None = None

    @admin.display(description=_("subject"), ordering="subject")
    def subject_or_kind(self, submission: Submission) -> str:
        return submission.subject or str(submission)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        """Without what no sender has confirmed: until then nothing reaches an editor."""
        return (
            super()
            .get_queryset(request)
            .filter(confirmed_at__isnull=False)
            .defer("draft", "payload", "edited")
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        mine = self.admin_site.admin_view
        return [
            path("person/", mine(self.person_view), name="submissions_person"),
            path("<int:pk>/preview/<str:language>/", mine(self.preview_view), name="submissions_preview"),
            path(
                "<int:pk>/photos/<str:key>-<int:edge>.webp",
                mine(self.photo_view),
                name="submissions_photo_file",
            ),
            *super().get_urls(),
        ]

    def photo_view(self, request: HttpRequest, pk: int, key: str, edge: int) -> HttpResponse:
        """A photo that is not published, for those who may see the submission it came with."""
        return photo_answer(get_object_or_404(self._opened(request, str(pk)).uploads, key=key).kept, edge)

    @method_decorator(require_safe)
    def preview_view(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        """The page that would be published, for those who may see the submission."""
        submission = self._opened(request, str(pk))
        if self.drawn_by is None or language not in dict(settings.LANGUAGES):
            raise Http404
        return self.drawn_by(request, submission, language)

    def person_view(self, request: HttpRequest) -> HttpResponse:
        """What is held of a person, for those who answer such requests."""
        if not request.user.has_perm("submissions.answer_requests"):
            raise PermissionDenied
        return person(request, self.admin_site.each_context(request))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may = request.user.has_perm("submissions.answer_requests")
        return super().changelist_view(request, {"may_answer_requests": may, **(extra_context or {})})

    def _opened(self, request: HttpRequest, object_id: str) -> Submission:
        submission: Submission | None = self.get_object(request, object_id)
        if submission is None:
            raise Http404
        if not self.has_view_or_change_permission(request, submission):
            raise PermissionDenied
        return submission

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The review instead of a form of columns."""
        submission = self._opened(request, object_id)
        may_change = self.has_change_permission(request, submission)
        return review(request, submission, self.admin_site.each_context(request), may_change=may_change)


@admin.register(Reason)
class ReasonAdmin(WithBin, DeskAdmin):
    formfield_overrides = IN_LANGUAGES
    list_display = ("name", "use")
    list_filter = ("use",)


@admin.register(Representative)
class RepresentativeAdmin(DeskAdmin):
    list_display = ("city", "email", "how", "confirmed_on", "answered_on", "ended_on")
    list_filter = ("how", "ended_on")
    list_select_related = ("city",)
    autocomplete_fields = ("city",)
    readonly_fields = ("confirmed_by", "confirmed_on", "asked_on", "answered_on")
    search_fields = ("city__search_text", "email")
