"""Sessions of the desk: they end after eight idle hours, and after seven days whatever happens.

A visitor has none. An open one is written again at most every five minutes, not at each click.
"""

import datetime
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.utils import timezone

LONGEST = datetime.timedelta(days=7)
RENEWED_EVERY = datetime.timedelta(minutes=5)
BEGUN = "begun"
PROVED = "proved"  # when the password was last asked for


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with an owner and an end."""

    @classmethod
    def get_model_class(cls) -> Any:
        from cities.desk.models import Session

        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        session: Any = super().create_model_instance(data)
        session.user_id = data.get(SESSION_KEY)
        if begun := data.get(BEGUN):
            end = datetime.datetime.fromtimestamp(begun, datetime.UTC) + LONGEST
            session.expire_date = min(session.expire_date, end)
        return session

    def _get_session_from_db(self) -> Any:
        session = super()._get_session_from_db()  # type: ignore[misc]  # its stubs lack it
        if session:
            idle = datetime.timedelta(seconds=settings.SESSION_COOKIE_AGE)
            # The middleware saves what was modified, and with it the new end.
            self.modified |= session.expire_date < timezone.now() + idle - RENEWED_EVERY
        return session


def begin(request: Any, **signal: Any) -> None:
    """Note when somebody signed in (receiver of `user_logged_in`)."""
    request.session[BEGUN] = request.session[PROVED] = int(time.time())


def end_all(user: User, but: str | None = None) -> int:
    """Sign somebody out everywhere, but for one session if its key is given; says how many ended."""
    from cities.desk.models import Session

    sessions = Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now()).exclude(
        session_key=but or ""
    )
    return sessions.delete()[0]
