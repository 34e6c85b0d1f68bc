"""Limits, so that one busy program does not drown the editors or other people's mailboxes.

Counted by two names at once: a narrow one for one browser in one network, and a wide one for the network. So a second
officer in the same town hall still passes when the first has run into a limit, and whoever varies the browser's name runs
into the wide one. Mails are counted by the address they go to, wherever they are asked for. The table holds keyed
hashes that change every day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cities.clients import pseudonym
from submissions.models import Count

MINUTE, HOUR, DAY = 60, 3600, 86_400


@dataclass(frozen=True)
class Limit:
    """So many times in a span of seconds."""

    scope: str
    most: int
    seconds: int


BEGIN = Limit("begin", 10, 10 * MINUTE)
BEGIN_NETWORK = Limit("begin-network", 60, HOUR)
PAGE = Limit("page", 30, MINUTE)  # of one submission; it saves itself every few seconds
PAGE_NETWORK = Limit("page-network", 600, 10 * MINUTE)
UPLOAD = Limit("upload", 20, HOUR)  # of one submission
UPLOAD_NETWORK = Limit("upload-network", 60, HOUR)
MAIL = Limit("mail", 4, HOUR)  # to one address
MAIL_NETWORK = Limit("mail-network", 30, HOUR)
PREVIEW = Limit("preview", 20, MINUTE)  # of one submission; each writes a record and takes it back
PREVIEW_NETWORK = Limit("preview-network", 120, 10 * MINUTE)
SUGGEST_NETWORK = Limit("suggest-network", 120, MINUTE)  # while somebody types
ALIKE_NETWORK = Limit("alike-network", 120, MINUTE)
ANSWER = Limit("answer", 10, HOUR)  # of one representative


def spend(limit: Limit, client: str) -> int:
    """Count one more for this client; return the seconds to wait if that is too many, else 0."""
    if not settings.SUBMISSION_LIMITS:
        return 0
    now = timezone.now()
    began = datetime.fromtimestamp(now.timestamp() // limit.seconds * limit.seconds, tz=now.tzinfo)
    name = pseudonym(client, limit.scope)
    with transaction.atomic():
        count, _new = Count.objects.get_or_create(scope=limit.scope, client=name, began_at=began)
        Count.objects.filter(pk=count.pk).update(number=F("number") + 1)
        count.refresh_from_db(fields=["number"])
    if count.number <= limit.most * settings.SUBMISSION_LIMITS:
        return 0
    return max(1, int((began + timedelta(seconds=limit.seconds) - now).total_seconds()))


def forget(now: datetime) -> int:
    """Remove counts of spans that have passed; return how many."""
    return Count.objects.filter(began_at__lt=now - timedelta(seconds=DAY)).delete()[0]
