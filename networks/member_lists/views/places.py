"""The places that were found, to be confirmed or corrected by hand."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.matching import Verdict
from networks.member_lists import choosing
from networks.member_lists.models import MemberList
from networks.member_lists.views.frame import (
    State,
    address,
    answer,
    found,
    may_import,
    present_step,
    undecided,
)

# A page of rows with its radio buttons stays far below the number of fields that a form may have.
ROWS_A_PAGE = 50
# The rows that somebody asks to see.
CONDITIONS = {
    "open": Q(city=None, left_out=False),
    "certain": Q(verdict=Verdict.CERTAIN),
    "likely": Q(verdict=Verdict.LIKELY),
    "unknown": Q(verdict=Verdict.UNKNOWN),
    "out": Q(left_out=True),
    "all": Q(),
}


def _shown(member_list: MemberList, show: str) -> Any:
    return member_list.rows.filter(CONDITIONS[show]).order_by("line")


def places(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Look at the places that were found, and decide where it is not certain."""
    member_list = found(request, key, State.MATCHED)
    show = request.GET.get("show", "open")
    show = show if show in CONDITIONS else "open"
    wrong: dict[int, str] = {}
    typed: dict[int, str] = {}
    if request.method == "POST":
        keys = [int(each) for each in request.POST.getlist("row")[:ROWS_A_PAGE] if each.isdigit()]
        typed = {each: request.POST.get(f"other-{each}", "").strip() for each in keys}
        choices = {each: (request.POST.get(f"place-{each}", ""), typed[each]) for each in keys}
        wrong = choosing.decide(member_list, choices)
        if not wrong:
            left = undecided(member_list).count()
            if not left and show == "open":
                messages.success(request, _("Every row is decided."))
                return redirect(address(member_list, present_step(member_list)))
            messages.success(
                request,
                ngettext("Saved. %(left)s row is undecided.", "Saved. %(left)s rows are undecided.", left)
                % {"left": left},
            )
            # What was undecided is no longer in that list, so its next rows stand on the first page.
            further = "" if show == "open" else f"&page={request.GET.get('page', '1')}"
            return HttpResponseRedirect(f"{address(member_list, 'places')}?show={show}{further}")
    rows = member_list.rows
    counts = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in CONDITIONS.items()})
    tabs = [
        (name, label, counts[name])
        for name, label in (
            ("open", _("Undecided")),
            ("likely", Verdict.LIKELY.label),
            ("unknown", Verdict.UNKNOWN.label),
            ("certain", Verdict.CERTAIN.label),
            ("out", _("Left out")),
            ("all", _("All")),
        )
    ]
    selection = rows.filter(pk__in=typed) if wrong else _shown(member_list, show)
    page = Paginator(selection.order_by("line"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    entries = [
        {
            "row": row,
            "candidates": [(city.pk, choosing.spoken(city)) for city in candidates],
            "chosen": _chosen(row, candidates),
            "wrong": wrong.get(row.pk, ""),
            "typed": typed.get(row.pk, "") if row.pk in wrong else "",
        }
        for row, candidates in choosing.with_candidates(page.object_list)
    ]
    values = {
        "list": member_list,
        "tabs": tabs,
        "show": show,
        "page": page,
        "entries": entries,
        "wrong": wrong,
        "choices_address": reverse("admin:networks_memberlist_choices"),
    }
    return answer(site, request, "places", values)


def _chosen(row: Any, candidates: list[Any]) -> str:
    """What is ticked at first: what was decided, else the likely candidate. Only saving the page decides."""
    if row.left_out:
        return choosing.OUT
    if row.city_id:
        return str(row.city_id)
    return str(candidates[0].pk) if row.verdict == Verdict.LIKELY and candidates else ""


def choices(_site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Places for what is being typed."""
    if not may_import(request):
        raise PermissionDenied
    cities = choosing.offered(request.GET.get("q", "")[:100])
    return JsonResponse({"places": [choosing.spoken(city) for city in cities]})
