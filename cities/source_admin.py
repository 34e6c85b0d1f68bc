"""Sources at the desk: what the link checker found, who cites them, another address for all."""

import datetime
import hashlib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget, AdminURLFieldWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from cities.addresses import ForbiddenAddressError, parse
from cities.desk.model_admin import DeskAdmin
from cities.desk.proving import password_again
from cities.desk.reach import within
from cities.desk.record_filters import ValuesFilter
from cities.housekeeping import chores
from cities.models import Chore, Source
from cities.replacing import cite_instead, follow_moves, namesake, replace_address, times_cited, uses

SHOWN = 50  # records of a kind


class ReadOnly:
    """What the machine writes and people only read."""

    def has_add_permission(self, *_args: Any, **_options: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any, **_options: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_options: Any) -> bool:
        return False


class AddressForm(forms.Form):
    """The new address of a source."""

    url = forms.URLField(
        label=_("New address"), max_length=1000, assume_scheme="https", widget=AdminURLFieldWidget
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=100,
        required=False,
        help_text=_("Stands in the history."),
        widget=AdminTextInputWidget,
    )

    def __init__(self, *args: Any, source: Source, **options: Any) -> None:
        super().__init__(*args, **options)
        self._source = source

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            parse(url)
        except ForbiddenAddressError as error:
            raise forms.ValidationError(_("This is no address of the public web.")) from error
        if url == self._source.url:
            raise forms.ValidationError(_("This is the present address."))
        return url


class SourceDesk(DeskAdmin):
    """What the admin of sources can do with links."""

    model: type[Source]
    admin_site: admin.AdminSite
    list_display = ("title", "used", "link_status", "checked_on", "failures")
    list_filter = ("link_status", ("language", ValuesFilter))
    search_fields = ("title", "publisher", "url", "key")
    actions = ("check_soon", "follow_moves")
    change_form_template = "admin/cities/source/change_form.html"
    readonly_fields = ("link_status", "checked_at", "moved_to", "failures", "next_check_at")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "key",
                    "url",
                    "title",
                    "publisher",
                    "language",
                    "published_on",
                    "accessed_on",
                    "archived_url",
                )
            },
        ),
        (_("Link"), {"fields": ("link_status", "checked_at", "moved_to", "failures", "next_check_at")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Source | None = None) -> Any:
        """Of a new source nothing is known yet."""
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Source]":
        return super().get_queryset(request).annotate(used=times_cited())

    @admin.display(description=_("Cited"), ordering="used")
    def used(self, source: Any) -> int:
        """How often records cite it."""
        return int(source.used)

    @admin.display(description=_("Checked"), ordering="checked_at")
    def checked_on(self, source: Source) -> datetime.date | None:
        """The day is enough in a list."""
        return timezone.localdate(source.checked_at) if source.checked_at else None

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Source | None = None,
        **options: Any,
    ) -> HttpResponse:
        """Beside the form: the records that cite the source, as far as one may see them."""
        if obj:
            context["kinds"] = _kinds(obj, request.user)
        rendered: HttpResponse = super().render_change_form(  # type: ignore[misc]
            request, context, *args, obj=obj, **options
        )
        return rendered

    @admin.action(description=_("Check the links of the selected sources soon"), permissions=["change"])
    def check_soon(self, request: HttpRequest, sources: "QuerySet[Source]") -> None:
        """Let them be due; the request itself asks nobody."""
        number = Source.objects.filter(pk__in=sources.values("pk")).update(next_check_at=timezone.now())
        # Not only in an hour.
        Chore.objects.filter(name="link-checks").update(next_due_at=timezone.now())
        said = ngettext(
            "{number} link is checked with the next housekeeping.",
            "{number} links are checked with the next housekeeping.",
            number,
        )
        messages.success(request, said.format(number=number))

    @admin.action(description=_("Take the new addresses of moved sources"), permissions=["change"])
    def follow_moves(self, request: HttpRequest, sources: "QuerySet[Source]") -> HttpResponse | None:
        """Show which addresses would change, then change them, all or none."""
        moved = list(sources.exclude(moved_to="").order_by("pk"))
        if not moved:
            messages.warning(request, gettext("None of the selected sources has moved."))
            return None
        agreed = hashlib.sha256(" ".join(f"{each.pk} {each.moved_to}" for each in moved).encode()).hexdigest()
        if request.POST.get("confirmed") == agreed:
            number = follow_moves(moved, reason=gettext("moved, as the server says"), user=request.user)
            said = ngettext("{number} address replaced.", "{number} addresses replaced.", number)
            messages.success(request, said.format(number=number))
            return None
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": gettext("Take the new addresses of moved sources"),
            "moved": moved,
            "agreed": agreed,
        }
        return TemplateResponse(request, "admin/cities/source/follow_moves.html", context)

    def get_urls(self) -> list[URLPattern]:
        def guarded(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("<int:pk>/check/", guarded(require_POST(self.check_view)), name="cities_source_check"),
            path(
                "<int:pk>/replace/", guarded(password_again(self.replace_view)), name="cities_source_replace"
            ),
            *super().get_urls(),
        ]

    def check_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let one source be due."""
        source = self._source(request, pk)
        self.check_soon(request, Source.objects.filter(pk=source.pk))
        return HttpResponseRedirect(reverse("admin:cities_source_change", args=[pk]))

    def replace_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for the new address, show what would change, change it."""
        source = self._source(request, pk)
        form = AddressForm(
            request.POST or None, source=source, initial={"url": source.moved_to or source.url}
        )
        other, asked = None, False
        if request.method == "POST" and form.is_valid():
            asked = True
            other = namesake(source, form.cleaned_data["url"])
            # What was confirmed must be what is done: another may have taken the address in between.
            if request.POST.get("confirmed") == _confirmation(form.cleaned_data["url"], other):
                return self._replace(request, source, form.cleaned_data, other)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": gettext("Replace the address everywhere"),
            "original": source,
            "form": form,
            "asked": asked,
            "other": other,
            "confirmation": _confirmation(form.cleaned_data["url"], other) if asked else "",
            "kinds": _kinds(source, request.user),
        }
        return TemplateResponse(request, "admin/cities/source/replace.html", context)

    def _replace(
        self, request: HttpRequest, source: Source, data: dict[str, str], other: Source | None
    ) -> HttpResponse:
        url = data["url"]
        reason = data["reason"] or gettext("address replaced")
        if other:
            number = cite_instead(source, other, reason=reason, user=request.user)
            said = ngettext(
                "{number} record cites the other source now.",
                "{number} records cite the other source now.",
                number,
            ).format(number=number)
        else:
            replace_address(source, url, reason=reason, user=request.user)
            said = gettext("The address was replaced; it is checked with the next housekeeping.")
        messages.success(request, said)
        return HttpResponseRedirect(
            reverse("admin:cities_source_change", args=[other.pk if other else source.pk])
        )

    def _source(self, request: HttpRequest, pk: int) -> Source:
        source = Source.objects.filter(pk=pk).first()
        if source is None:
            raise Http404
        if not self.has_change_permission(request, source):
            raise PermissionDenied
        return source


def _confirmation(url: str, other: Source | None) -> str:
    return f"{other.pk if other else 0} {url}"


def _kinds(source: Source, user: Any) -> list[dict[str, Any]]:
    """The records that cite a source and that somebody may see, by kind: for each the first ones and their number."""
    kinds = []
    for use in uses():
        if not user.has_perm(f"{use.table._meta.app_label}.view_{use.table._meta.model_name}"):
            continue
        records = within(user, use.records(source))
        number = records.count()
        shown = [(record, _address(record)) for record in records[:SHOWN]] if number else []
        if number:
            kinds.append(
                {
                    "name": capfirst(str(use.table._meta.verbose_name_plural)),
                    "number": number,
                    "records": shown,
                    "more": number - len(shown),
                }
            )
    return kinds


def _address(record: Any) -> str:
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


class ChoreAdmin(ReadOnly, admin.ModelAdmin):
    """Scheduled work: what ran when, and what came of it."""

    list_display = ("label", "last_run_at", "next_due_at", "last_sentence", "failure")
    list_display_links = None
    ordering = ("next_due_at",)

    @admin.display(description=_("chore"), ordering="name")
    def label(self, chore: Chore) -> str:
        """Its name in words, if an app still has it."""
        known = chores().get(chore.name)
        return str(known.label) if known else chore.name

    @admin.display(description=_("What was done"))
    def last_sentence(self, chore: Chore) -> str:
        """The last run in one sentence."""
        known = chores().get(chore.name)
        return known.says(chore.counts) if known and chore.counts else ""
