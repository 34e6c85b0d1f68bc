"""Where the list comes from, and what would happen: the last look before it is imported."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from networks.member_lists import importing
from networks.member_lists.comparing import compare_rows
from networks.member_lists.forms import SourceForm
from networks.member_lists.models import MemberList
from networks.member_lists.outcome import Outcome, forget, outcome_of
from networks.member_lists.views.frame import (
    State,
    address,
    answer,
    found,
)
from networks.models import Membership

PREVIEW_A_PAGE = 100


def source(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Say once where the whole list was read."""
    member_list = found(request, key, State.MATCHED)
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
    return answer(site, request, "source", {"list": member_list, "form": form})


def _said_of_source(member_list: MemberList) -> dict[str, Any]:
    source = member_list.source
    if source is None:
        return {"publisher": str(member_list.network)}
    if not member_list.source_is_new:
        return {"present": source.pk, "stated_on": member_list.stated_on}
    return {
        "url": source.url,
        "title": source.title,
        "publisher": source.publisher,
        "stated_on": member_list.stated_on,
    }


PARTS = ("vanished", "left_out", "unread", "new", "changed", "unchanged")


def preview(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Show what would happen; tick who left; import."""
    member_list = found(request, key, State.MATCHED)
    if member_list.source is None:
        return redirect(address(member_list, "source"))
    if request.method == "POST":
        _tick(member_list, request)
        if request.POST.get("act") == "import":
            if _imported(request, member_list):
                return redirect(address(member_list, "done"))
        else:
            messages.success(request, _("Noted."))
        return HttpResponseRedirect(request.get_full_path())
    outcome = outcome_of(member_list)
    part = request.GET.get("part", "")
    part = part if part in PARTS else ""
    pages = {name: _cut(outcome, request, name, part) for name in ([part] if part else PARTS)}
    _compare_shown(member_list, pages)
    values = {
        "list": member_list,
        "counts": outcome.counts,
        "fingerprint": outcome.fingerprint(),
        "part": part,
        "leaving": set(member_list.leaving.values_list("pk", flat=True)) if "vanished" in pages else set(),
        **pages,
    }
    return answer(site, request, "preview", values)


def _cut(outcome: Outcome, request: HttpRequest, name: str, part: str) -> Page[Any]:
    """The first rows of a part; all of them by pages where one part is asked for."""
    rows: Any = outcome.vanished if name == "vanished" else outcome.keys(name)
    paginator = Paginator(rows, PREVIEW_A_PAGE)
    paginator.count = outcome.counts[name]
    return paginator.get_page(request.GET.get("page") if name == part else 1)


def _compare_shown(member_list: MemberList, pages: dict[str, Page[Any]]) -> None:
    """Put what would happen in the place of each row: only the outcome is kept, and words are in the reader's language."""
    of_rows = {name: page for name, page in pages.items() if name != "vanished"}
    keys = {key for page in of_rows.values() for key in page}
    result = compare_rows(member_list, member_list.rows.filter(pk__in=keys))
    for name, page in of_rows.items():
        shown = set(page)
        entries = [entry for entry in getattr(result, name) if entry.row.pk in shown]
        if name == "changed":
            entries = [
                {"entry": entry, "changes": [_spoken(change) for change in entry.changes]}
                for entry in entries
            ]
        page.object_list = entries


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


def _imported(request: HttpRequest, member_list: MemberList) -> bool:
    try:
        importing.import_list(member_list, user=request.user, seen=request.POST.get("seen", ""))
    except importing.RefusedError as refused:
        forget(member_list)
        messages.error(request, str(refused))
        return False
    messages.success(request, _("The list is imported."))
    return True
