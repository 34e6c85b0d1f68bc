"""The first steps: a file is read, its columns are named, its places are found."""

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cities.models import Country
from networks.member_lists import columns, taking_in
from networks.member_lists.columns import Field
from networks.member_lists.forms import UploadForm, columns_of
from networks.member_lists.sheets import UnreadableError
from networks.member_lists.views.frame import (
    State,
    address,
    answer,
    found,
    may_import,
    networks_of,
    present_step,
)

# How long one answer matches before it shows how far it has come.
SECONDS = 3.0


def upload(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Take in a file."""
    if not may_import(request):
        raise PermissionDenied
    networks = networks_of(request)
    if request.method != "POST":
        form = UploadForm(networks=networks, initial={"network": request.GET.get("network")})
        return answer(site, request, "upload", {"form": form})
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
    return answer(site, request, "upload", {"form": form})


def name_columns(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Say what the columns mean."""
    member_list = found(request, key, State.READ, State.MAPPED, State.MATCHED)
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
    return answer(site, request, "columns", values)


def match(site: AdminSite, request: HttpRequest, key: int) -> HttpResponse:
    """Match rows for some seconds; the page says how far it has come and goes on by itself, or with a button."""
    member_list = found(request, key, State.MAPPED, State.MATCHED)
    if member_list.state == State.MAPPED and request.method == "POST":
        taking_in.match_rows(member_list, seconds=SECONDS)
        return redirect(address(member_list, "matching"))
    if member_list.state == State.MATCHED:
        return redirect(address(member_list, present_step(member_list)))
    total = member_list.rows.count()
    done = total - member_list.rows.filter(verdict="").count()
    return answer(site, request, "matching", {"list": member_list, "total": total, "matched": done})
