"""What the start page of the desk says of submissions."""

import datetime
from collections import Counter
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.desk.overview import Group, add, part
from submissions.models import Kind, Submission
from submissions.states import State

AGE = Group("age", _("By age"), waits=True)
KIND = Group("kind", _("By kind"), waits=True)
BESIDE = Group("beside", _("Among these"), waits=True)
OLDEST = 5
WEEKS = 12

for age, age_label in (
    ("older", _("More than four weeks")),
    ("month", _("One to four weeks")),
    ("week", _("Less than a week")),
):
    add(AGE, age_label, "submissions.Submission", age=age)
for kind in Kind:
    add(KIND, kind.label, "submissions.Submission", kind__exact=kind.value)
add(BESIDE, _("Questions that were answered"), "submissions.Submission", asked="yes")
add(BESIDE, _("Representatives to confirm"), "submissions.Submission", representative="suggested")


def _may_see(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and request.user.has_perm("submissions.view_submission")


@part("desk/_inbox.html")
def oldest(request: HttpRequest) -> dict[str, Any] | None:
    """What waits longest and nobody looks at."""
    if not _may_see(request):
        return None
    rows = Submission.objects.before_editors().filter(state=State.WAITING, confirmed_at__isnull=False)
    return {
        "oldest": rows.select_related("city").defer("payload", "draft", "edited", "base")[:OLDEST],
        "inbox": reverse("admin:submissions_submission_changelist"),
    }


@part("desk/_weeks.html")
def weeks(request: HttpRequest) -> dict[str, Any] | None:
    """How many came in, and how many were decided, week by week."""
    if not _may_see(request):
        return None
    today = timezone.localdate()
    monday = today - datetime.timedelta(days=today.weekday())
    days = [monday - datetime.timedelta(weeks=back) for back in reversed(range(WEEKS))]
    came, decided = _by_week("confirmed_at", days[0]), _by_week("decided_at", days[0])
    most = max([1, *came.values(), *decided.values()])
    step = 100 / WEEKS
    return {
        "most": most,
        "weeks": [
            {
                "day": day,
                "came": came[day],
                "decided": decided[day],
                "came_bar": _bar(place * step + step * 0.12, step * 0.36, came[day] / most),
                "decided_bar": _bar(place * step + step * 0.52, step * 0.36, decided[day] / most),
            }
            for place, day in enumerate(days)
        ],
        "came": sum(came.values()),
        "decided": sum(decided.values()),
    }


def _by_week(column: str, since: datetime.date) -> Counter[datetime.date]:
    rows: QuerySet[Any] = Submission.objects.filter(
        confirmed_at__isnull=False, **{f"{column}__date__gte": since}
    )
    counted = rows.order_by().annotate(week=TruncWeek(column)).values_list("week").annotate(n=Count("pk"))
    return Counter({timezone.localtime(week).date(): number for week, number in counted})


def _bar(left: float, width: float, height: float) -> dict[str, str]:
    """Across and up in per cent of the picture."""
    return {
        "x": f"{left:.2f}%",
        "y": f"{100 * (1 - height):.1f}%",
        "width": f"{width:.2f}%",
        "height": f"{100 * height:.1f}%",
    }
