"""The desk's pages of a member list: from the file to the register, and back."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cities.desk import reach
from cities.matching import Verdict
from cities.models import Country
from networks.member_lists import choosing, columns, importing, taking_in
from networks.member_lists.columns import Field
from networks.member_lists.comparing import compare
from networks.member_lists.forms import SourceForm, UploadForm, columns_of
from networks.member_lists.models import MemberList
from networks.member_lists.sheets import UnreadableError
from networks.models import Membership, Network

State = MemberList.State
# A page of rows with its radio buttons stays far below the number of fields that a form may have.
ROWS_A_PAGE = 50
PREVIEW_A_PAGE = 100
# How long one answer matches before it shows how far it has come.
SECONDS = 3.0

STEPS = (
    ("upload", gettext_lazy("File")),
    ("columns", gettext_lazy("Columns")),
    ("places", gettext_lazy("Places")),
    ("source", gettext_lazy("Source")),
    ("preview", gettext_lazy("Preview")),
)


def may_import(request: HttpRequest) -> bool:
    """Whether this person may take lists into the register."""
    user: Any = request.user
    return user.has_perm("networks.import_members") and user.has_perm("networks.change_membership")


def networks_of(request: HttpRequest) -> QuerySet[Network]:
    """The networks whose lists this person may import."""
    user: Any = request.user
    return reach.within(user, Network.objects.all()) if may_import(request) else Network.objects.none()


def lists_of(request: HttpRequest) -> QuerySet[MemberList]:
    """The lists that this person may see."""
    return MemberList.objects.filter(network__in=networks_of(request)).select_related("network", "source")


def _found(request: HttpRequest, key: int, *states: str) -> MemberList:
    if not may_import(request):
        raise PermissionDenied
    member_list = get_object_or_404(lists_of(request), pk=key)
    if states and member_list.state not in states:
        raise Http404
    return member_list


def _page(site: AdminSite, request: HttpRequest, step: str, values: dict[str, Any]) -> HttpResponse:
    member_list = values.get("list")
    context = {
        **site.each_context(request),
        "opts": MemberList._meta,
        "steps": _steps(member_list, step),
        "step": step,
        "title": _("Member list: %(network)s") % {"network": member_list.network}
        if member_list
        else _("Import a member list"),
        **values,
    }
    return render(request, f"admin/networks/memberlist/{step}.html", context)


def _steps(member_list: MemberList | None, now: str) -> list[dict[str, Any]]:
    """The steps with the addresses of those that can be gone to."""
    open_to: set[str] = set()
    if member_list and member_list.state in {State.READ, State.MAPPED, State.MATCHED}:
        open_to.add("columns")
    if member_list and member_list.state == State.MATCHED:
        open_to |= {"places", "source"} | ({"preview"} if member_list.source_id else set())
    return [
        {
            "name": label,
            "now": name == now,
            "address": address(member_list, name) if member_list and name in open_to else "",
        }
        for name, label in STEPS
    ]


def address(member_list: MemberList, step: str) -> str:
    """The address of a step of a list."""
    return reverse(f"admin:networks_memberlist_{step}", args=[member_list.pk])


def present_step(member_list: MemberList) -> str:
    """Where to go on with a list."""
    if member_list.state == State.READ:
        return "columns"
    if member_list.state == State.MAPPED:
        return "matching"
    if member_list.state == State.MATCHED:
        if _undecided(member_list).exists() or not member_list.source_id:
            return "places" if _undecided(member_list).exists() else "source"
        return "preview"
    return "done"


def _undecided(member_list: MemberList) -> Any:
    return member_list.rows.filter(city=None, left_out=False)


# --- File and columns -----------------------------------------------------------------------------


def upload(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Take in a file."""
    if not may_import(request):
        raise PermissionDenied
    networks = networks_of(request)
    if request.method != "POST":
        form = UploadForm(networks=networks, initial={"network": request.GET.get("network")})
        return _page(site, request, "upload", {"form": form})
    form = UploadForm(request.POST, request.FILES, networks=networks)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            member_list = taking_in.take_in(
                form.cleaned_data["network"],
                file,
                file.name,
                sheet=form.cleaned_data["sheet"].strip(),
                user=request.user,
            )
        except UnreadableError as error:
            form.add_error("file", str(error))
        else:
            return redirect(address(member_list, "columns"))
    return _page(site, request, "upload", {"form": form})


def name_columns(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Say what the columns mean."""
    member_list = _found(request, key, State.READ, State.MAPPED, State.MATCHED)
    wrong: list[str] = []
    if request.method == "POST":
        headings = request.POST.get("headings", "")
        row = int(headings) if headings.isdigit() and int(headings) < len(member_list.cells) else None
        if row != member_list.columns.get("headings"):
            member_list.columns["headings"] = row
            remembered = getattr(member_list.network, "list_columns", None)
            member_list.columns["fields"] = columns.guessed(
                member_list.headings, remembered.headings if remembered else {}
            )
            member_list.save(update_fields=["columns"])
            messages.info(request, _("Another line holds the headings now. Look at the columns again."))
            return redirect(address(member_list, "columns"))
        fields, wrong = columns_of(request.POST, len(member_list.headings))
        member_list.columns |= {
            "fields": fields,
            "country": request.POST.get("country", "")[:2],
            "language": request.POST.get("language", "")[:12],
        }
        if not wrong:
            taking_in.name_columns(
                member_list,
                headings=row,
                fields=fields,
                country=member_list.columns["country"],
                language=member_list.columns["language"],
            )
            return redirect(address(member_list, "matching"))
    row = member_list.columns.get("headings")
    body = member_list.cells[0 if row is None else row + 1 :]
    fields_by_column = {column: field for field, column in member_list.columns["fields"].items()}
    shown = [
        {
            "number": number,
            "heading": heading,
            "field": fields_by_column.get(number, ""),
            "examples": [cells[number] for _line, cells in body if number < len(cells) and cells[number]][:3],
        }
        for number, heading in enumerate(member_list.headings)
    ]
    values = {
        "list": member_list,
        "wrong": wrong,
        "columns": shown,
        "fields": Field.choices,
        "rows": len(body),
        "headings": [
            (number, line, " · ".join(cell for cell in cells if cell)[:80])
            for number, (line, cells) in enumerate(member_list.cells[:10])
        ],
        "countries": sorted(Country.objects.all(), key=str),
    }
    return _page(site, request, "columns", values)


def match(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Match rows for some seconds; the page says how far it has come and goes on by itself, or with a button."""
    member_list = _found(request, key, State.MAPPED, State.MATCHED)
    if member_list.state == State.MAPPED and request.method == "POST":
        taking_in.match_rows(member_list, seconds=SECONDS)
        return redirect(address(member_list, "matching"))
    if member_list.state == State.MATCHED:
        return redirect(address(member_list, present_step(member_list)))
    total = member_list.rows.count()
    done = total - member_list.rows.filter(verdict="").count()
    return _page(site, request, "matching", {"list": member_list, "total": total, "matched": done})


# --- Places ---------------------------------------------------------------------------------------


SHOWN = ("open", "likely", "unknown", "certain", "out", "all")


def _shown(member_list: MemberList, show: str) -> Any:
    undecided = Q(city=None, left_out=False)
    conditions = {
        "open": undecided,
        "certain": Q(verdict=Verdict.CERTAIN),
        "likely": Q(verdict=Verdict.LIKELY),
        "unknown": Q(verdict=Verdict.UNKNOWN),
        "out": Q(left_out=True),
        "all": Q(),
    }
    return member_list.rows.filter(conditions[show]).order_by("line")


def places(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Look at the places that were found, and decide where it is not certain."""
    member_list = _found(request, key, State.MATCHED)
    show = request.GET.get("show", "open")
    show = show if show in SHOWN else "open"
    wrong: dict[int, str] = {}
    typed: dict[int, str] = {}
    if request.method == "POST":
        keys = [int(each) for each in request.POST.getlist("row")[:ROWS_A_PAGE] if each.isdigit()]
        typed = {each: request.POST.get(f"other-{each}", "").strip() for each in keys}
        choices = {each: (request.POST.get(f"place-{each}", ""), typed[each]) for each in keys}
        wrong = choosing.decide(member_list, choices)
        if not wrong:
            left = _undecided(member_list).count()
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
    tabs = [
        (name, label, _shown(member_list, name).count())
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
    return _page(site, request, "places", values)


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
    found = choosing.offered(request.GET.get("q", "")[:100])
    return JsonResponse({"places": [choosing.spoken(city) for city in found]})


# --- Source and preview ---------------------------------------------------------------------------


def source(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Say once where the whole list was read."""
    member_list = _found(request, key, State.MATCHED)
    if request.method == "POST":
        form = SourceForm(request.POST, member_list=member_list)
        if form.is_valid():
            said = form.cleaned_data
            importing.give_source(
                member_list,
                source=said["present"],
                url=said["url"],
                title=said["title"],
                publisher=said["publisher"],
                stated_on=said["stated_on"],
            )
            return redirect(address(member_list, "preview"))
    else:
        form = SourceForm(member_list=member_list, initial=_said_of_source(member_list))
    return _page(site, request, "source", {"list": member_list, "form": form})


def _said_of_source(member_list: MemberList) -> dict[str, Any]:
    found = member_list.source
    if found is None:
        return {"publisher": str(member_list.network)}
    if not member_list.source_is_new:
        return {"present": found.pk, "stated_on": member_list.stated_on}
    return {
        "url": found.url,
        "title": found.title,
        "publisher": found.publisher,
        "stated_on": member_list.stated_on,
    }


PARTS = ("vanished", "left_out", "unread", "new", "changed", "unchanged")


def preview(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Show what would happen; tick who left; import."""
    member_list = _found(request, key, State.MATCHED)
    if member_list.source is None:
        return redirect(address(member_list, "source"))
    if request.method == "POST":
        _tick(member_list, request)
        if request.POST.get("act") == "import":
            answer = _import(site, request, member_list)
            if answer:
                return answer
        else:
            messages.success(request, _("Noted."))
        return HttpResponseRedirect(request.get_full_path())
    result = compare(member_list)
    leaving = set(member_list.leaving.values_list("pk", flat=True))
    part = request.GET.get("part", "")
    values = {
        "list": member_list,
        "result": result,
        "fingerprint": result.fingerprint(),
        "part": part if part in PARTS else "",
        "leaving": leaving,
        "ticked": sum(membership.pk in leaving for membership in result.vanished),
        **{name: _cut(getattr(result, name), request, name, part) for name in PARTS},
    }
    changed: Any = values["changed"]
    changed.object_list = [
        {"entry": entry, "changes": [_spoken(change) for change in entry.changes]} for entry in changed
    ]
    return _page(site, request, "preview", values)


def _cut(entries: list[Any], request: HttpRequest, name: str, part: str) -> Page[Any]:
    """The first rows of a part; all of them by pages where one part is asked for."""
    return Paginator(entries, PREVIEW_A_PAGE).get_page(request.GET.get("page") if name == part else 1)


def _spoken(change: Any) -> tuple[str, str, str]:
    """A change in words: the field, before, after."""
    column: Any = Membership._meta.get_field(change.field)

    def say(value: Any) -> str:
        if not str(value or ""):
            return _("unknown") if change.field in {"joined", "left"} else _("nothing")
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        return value.spoken() if hasattr(value, "spoken") else str(value)

    return str(column.verbose_name), say(change.before), say(change.after)


def _tick(member_list: MemberList, request: HttpRequest) -> None:
    """Keep which of the vanished on this page are to be recorded as left."""
    shown = {int(key) for key in request.POST.getlist("vanished") if key.isdigit()}
    ticked = {int(key) for key in request.POST.getlist("leaving") if key.isdigit()} & shown
    memberships = Membership.objects.filter(network=member_list.network)
    member_list.leaving.remove(*memberships.filter(pk__in=shown - ticked).values_list("pk", flat=True))
    member_list.leaving.add(*memberships.filter(pk__in=ticked).values_list("pk", flat=True))


def _import(site: AdminSite, request: HttpRequest, member_list: MemberList) -> HttpResponse | None:
    try:
        importing.import_list(member_list, user=request.user, seen=request.POST.get("seen", ""))
    except importing.RefusedError as refused:
        messages.error(request, str(refused))
        return None
    messages.success(request, _("The list is imported."))
    return redirect(address(member_list, "done"))


# --- Afterwards -----------------------------------------------------------------------------------


def done(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """What an import did."""
    member_list = _found(request, key, State.IMPORTED, State.UNDONE, State.DISCARDED)
    figures = member_list.done.get("figures", {})
    return _page(site, request, "done", {"list": member_list, "figures": figures})


def undo(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Take an import back."""
    member_list = _found(request, key, State.IMPORTED)
    refused: importing.RefusedError | None = None
    if request.method == "POST":
        try:
            importing.undo(member_list, user=request.user)
        except importing.RefusedError as error:
            refused = error
        else:
            messages.success(request, _("The import is undone. Everything is as it was before."))
            return redirect(address(member_list, "done"))
    return _page(
        site,
        request,
        "undo",
        {"list": member_list, "figures": member_list.done["figures"], "refused": refused},
    )


def discard(_site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Put a list away that is not to be imported."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    member_list = _found(request, key, State.READ, State.MAPPED, State.MATCHED)
    importing.discard(member_list)
    messages.success(request, _("The list is put away; nothing of it was recorded."))
    return redirect("admin:networks_memberlist_changelist")
