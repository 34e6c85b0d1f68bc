"""Pages that are text: what this is, how it counts, and who answers for it."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.api import tables
from atlas.changes import changes
from atlas.context import Site
from atlas.easy_language import SECTIONS
from atlas.filters import Query
from atlas.linked_data import LinkedData, Step, graph
from cities.models import City, Source
from networks.models import Membership, Network, Resolution
from networks.tallying import counted_memberships
from practices.models import Practice

EXAMINED = date(2026, 11, 22)  # when somebody last went through the pages for the accessibility statement
SHOWN = 12  # changes on the data page; the feed has more


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the register is for, and what it refuses to be."""
    return render(request, "atlas/about.html")


@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """What counts as a membership, and how facts come in."""
    context = {
        "counted": counted_memberships().count(),
        "undated": counted_memberships().filter(joined__isnull=True).count(),
        "listed": Membership.objects.published().filter(status=Membership.Status.LISTED).count(),
        "sources": Source.objects.count(),
    }
    return render(request, "atlas/method.html", context)


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What can be fetched, in which form and under which licence."""
    described = LinkedData(request)
    context = {
        "places": City.objects.published().count(),
        "networks": Network.objects.published().count(),
        "memberships": Membership.objects.published().count(),
        "resolutions": Resolution.objects.published().count(),
        "practices": Practice.objects.published().count(),
        "codebook": [
            {"name": name, "title": title, "columns": table}
            for name, title, table in (
                ("cities", _("Places"), tables.CITIES),
                ("memberships", _("Memberships"), tables.MEMBERSHIPS),
                ("networks", _("Networks"), tables.NETWORKS),
                ("practices", _("Practices"), tables.PRACTICES),
            )
        ],
        "changes": changes(Query(), Site(request).edition.token, SHOWN),
        "linked_data": graph(
            described.dataset(), described.trail([Step(_("Data and downloads"), request.path)])
        ),
    }
    return render(request, "atlas/data.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What the site learns about its visitors: next to nothing."""
    days = {
        "drafts": settings.SUBMISSION_DRAFT_DAYS,
        "unconfirmed": settings.SUBMISSION_UNCONFIRMED_DAYS,
    }
    return render(request, "atlas/privacy.html", {**_operator(), "days": days})


@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who runs this register."""
    return render(request, "atlas/imprint.html", _operator())


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the site is built for everybody, and whom to tell where it is not."""
    return render(request, "atlas/accessibility.html", {"examined": EXAMINED, **_operator()})


@require_safe
def easy_language(request: HttpRequest) -> HttpResponse:
    """What this is and how one uses it, in easy words; in German in Leichte Sprache."""
    return render(request, "atlas/easy_language.html", {"sections": SECTIONS, **_operator()})


def _operator() -> dict[str, str]:
    return {
        "operator": settings.OPERATOR_NAME,
        "address": settings.OPERATOR_ADDRESS,
        "email": settings.CONTACT_EMAIL,
    }
