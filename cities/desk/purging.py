"""What the desk forgets by itself."""

import datetime

from django.utils import timezone

from cities.desk.models import Session, SignIn

KEPT = datetime.timedelta(days=90)


def purge(now: datetime.datetime | None = None) -> dict[str, int]:
    """Delete sign-ins older than 90 days and sessions that are over; says how many of each."""
    now = now or timezone.now()
    return {
        "sign_ins": SignIn.objects.filter(at__lt=now - KEPT).delete()[0],
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
    }
