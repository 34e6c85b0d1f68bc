"""What the start page of the desk says of places, sources and chores."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cities.deed_admin import line, visible, way_back
from cities.desk.overview import GAPS, NEVER, OLD, add, part
from cities.housekeeping import chores
from cities.models import Chore

LATEST = 10

add(NEVER, _("Places"), "cities.City", checked="never")
add(OLD, _("Places"), "cities.City", checked="old")
add(GAPS, _("Places without a region"), "cities.City", region="none")
add(GAPS, _("Sources that are not reachable"), "cities.Source", link_status__exact="dead")


@part("desk/_chores.html")
def last_runs(request: HttpRequest) -> dict[str, Any] | None:
    """When each chore ran last, and what came of it."""
    user = request.user
    if not isinstance(user, User) or not user.has_perm("cities.view_chore"):
        return None
    known = chores()
    return {
        "chores": [
            {
                "label": known[row.name].label,
                "at": row.last_run_at,
                "said": row.failure or (known[row.name].says(row.counts) if row.counts else ""),
                "failed": bool(row.failure),
            }
            for row in Chore.objects.filter(name__in=known).order_by("-last_run_at", "name")
        ]
    }


@part("desk/_lately.html")
def last_deeds(request: HttpRequest) -> dict[str, Any] | None:
    """What was done last to records that somebody sees."""
    return {
        "lines": [(line(deed), way_back(deed, request.user)) for deed in visible(request)[:LATEST]],
        "all": reverse("admin:cities_deed_changelist"),
    }
