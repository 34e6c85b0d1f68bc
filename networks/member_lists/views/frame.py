"""What the pages of a member list have in common: who may see them, their frame, their steps."""

from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.desk import reach
from networks.member_lists.models import MemberList
from networks.models import Network

State = MemberList.State
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


def found(request: HttpRequest, key: int, *states: str) -> MemberList:
    """The list, for those who may import it and in one of the states; else 403 or 404."""
    if not may_import(request):
        raise PermissionDenied
    # The whole file and all that was written are large, and few steps need them.
    member_list = get_object_or_404(lists_of(request).defer("cells", "done"), pk=key)
    if states and member_list.state not in states:
        raise Http404
    return member_list


def answer(site: AdminSite, request: HttpRequest, step: str, values: dict[str, Any]) -> HttpResponse:
    """A page of the desk in the frame of the steps."""
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
        if undecided(member_list).exists() or not member_list.source_id:
            return "places" if undecided(member_list).exists() else "source"
        return "preview"
    return "done"


def undecided(member_list: MemberList) -> Any:
    """Rows that have no place yet and are not left out."""
    return member_list.rows.filter(city=None, left_out=False)
