"""Each attempt to enter is written down before it is judged, so that many at once count too.

Too many failures within a quarter of an hour lock a door for as long as it takes until they are fewer. Locks are counted from
the log: nothing to reset, and an attempt while the door is locked does not keep it locked.
"""

import datetime
import math
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from cities.desk import connections
from cities.desk.models import SignIn

WINDOW = datetime.timedelta(minutes=15)
Act, Outcome = SignIn.Act, SignIn.Outcome
PAIR = ("name_digest", "connection_digest")
# What fails or is asked together is counted together: at most so many within the window.
LIMITS: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {
    # The last one slows down many machines that guess at one account. It is so wide because whoever only
    # wants to keep an editor out could use it.
    Act.PASSWORD: ((PAIR, 5), (("connection_digest",), 20), (("name_digest",), 100)),
    # Whoever gets here knows the password, so the account alone may count.
    Act.CODE: ((("name_digest",), 5),),
    Act.CHECK: ((("name_digest",), 5),),
    Act.RESET: ((("name_digest",), 3), (("connection_digest",), 10)),
}


class TooManyAttemptsError(Exception):
    """The door is locked for some seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def attempt(request: HttpRequest, act: str, name: str, account: User | None = None) -> SignIn:
    """Write an attempt down as failed; `succeeded` says otherwise. Raises TooManyAttemptsError."""
    made = SignIn.objects.create(
        at=timezone.now(),
        act=act,
        outcome=Outcome.ASKED if act == Act.RESET else Outcome.FAILED,
        account=account or get_user_model()._default_manager.filter(username=name).first(),
        name_digest=connections.digest("name", name.casefold()),
        connection_digest=connections.connection(request),
        browser=connections.browser(request),
    )
    wait = max(_wait(made, keys, most) for keys, most in LIMITS[act])
    if wait > datetime.timedelta():
        made.outcome = Outcome.REFUSED
        made.save(update_fields=["outcome"])
        raise TooManyAttemptsError(math.ceil(wait.total_seconds()))
    return made


def succeeded(made: SignIn, account: User) -> None:
    """The attempt was right."""
    made.outcome = Outcome.SUCCEEDED
    made.account = account
    made.save(update_fields=["outcome", "account"])


def _wait(made: SignIn, keys: tuple[str, ...], most: int) -> datetime.timedelta:
    """How long until another attempt like this one may be made."""
    alike: dict[str, Any] = {key: getattr(made, key) for key in keys}
    since = made.at - WINDOW
    rows = SignIn.objects.filter(act=made.act, **alike)
    if keys == PAIR:  # one who got in has forgotten nothing: what failed before was a slip
        entered = rows.filter(outcome=Outcome.SUCCEEDED, at__gt=since).order_by("-at").first()
        since = entered.at if entered else since
    failed = rows.filter(outcome__in=[Outcome.FAILED, Outcome.ASKED], at__gt=since)
    times = list(failed.order_by("-at", "-id").values_list("at", flat=True)[: most + 1])
    if len(times) <= most:
        return datetime.timedelta()
    return max(times[most] + WINDOW - made.at, datetime.timedelta(seconds=1))
