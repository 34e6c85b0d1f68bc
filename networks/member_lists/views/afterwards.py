"""What an import did, and the ways out: undoing it, putting a list away."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from networks.member_lists import importing
from networks.member_lists.views.frame import (
    State,
    address,
    answer,
    found,
    present_step,
)


def done(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """What an import did."""
    member_list = found(request, key, State.IMPORTED, State.UNDONE, State.DISCARDED)
    figures = member_list.done.get("figures", {})
    return answer(site, request, "done", {"list": member_list, "figures": figures})


def undo(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Take an import back."""
    member_list = found(request, key, State.IMPORTED)
    refused: importing.RefusedError | None = None
    if request.method == "POST":
        try:
            importing.undo(member_list, user=request.user)
        except importing.RefusedError as error:
            refused = error
        else:
            messages.success(request, _("The import is undone. Everything is as it was before."))
            return redirect(address(member_list, "done"))
    return answer(
        site,
        request,
        "undo",
        {"list": member_list, "figures": member_list.done["figures"], "refused": refused},
    )


def discard(_site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Put a list away that is not to be imported."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    member_list = found(request, key, State.READ, State.MAPPED, State.MATCHED)
    importing.discard(member_list)
    messages.success(request, _("The list is put away; nothing of it was recorded."))
    return redirect("admin:networks_memberlist_changelist")


def take_up(_site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Go on with a list that was put away."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    member_list = found(request, key, State.DISCARDED)
    importing.take_up(member_list)
    messages.success(request, _("The list is open again, with what was decided by hand."))
    return redirect(address(member_list, present_step(member_list)))
