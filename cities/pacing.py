"""Taking turns with other people's servers: what their robots.txt asks, one request a second, and waiting when told to."""

import datetime
import time
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from django.db.models import QuerySet
from django.utils import timezone

from cities import robots
from cities.addresses import Address, ForbiddenAddressError, parse
from cities.fetching import Answer, Fetcher, InsecureError, SilentError, UnknownServerError
from cities.models import LinkHost

PAUSE = datetime.timedelta(seconds=1)
WORTH_WAITING = datetime.timedelta(seconds=30)
LONGEST_WAIT = datetime.timedelta(days=30)
ROBOTS_KEPT = datetime.timedelta(days=1)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5


class LaterError(Exception):
    """The server is not to be asked before a moment that is worth no waiting."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__(str(until))
        self.until = until


class Clock:
    """The time; tests bring their own."""

    def now(self) -> datetime.datetime:
        """This moment."""
        return timezone.now()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


@dataclass
class Asking:
    """Asks other servers politely."""

    fetcher: Fetcher = field(default_factory=Fetcher)
    clock: Clock = field(default_factory=Clock)
    worth_waiting: datetime.timedelta = WORTH_WAITING

    def parse(self, url: str) -> Address:
        """Take an address apart; see cities/addresses.py."""
        return parse(url, loopback=self.fetcher.loopback, anywhere=self.fetcher.anywhere)

    def ask(self, method: str, address: Address) -> Answer:
        """Send one request when it is our turn. Raise LaterError if that is too far off, or what Fetcher raises."""
        self._take_turn(address)
        answer = self.fetcher.fetch(method, address)
        wait = asked_to_wait(answer, self.clock.now())
        if wait:
            self._host(address).update(next_request_at=self.clock.now() + wait)
        return answer

    def open_to_us(self, address: Address) -> bool:
        """Whether the server's robots.txt lets us ask for this address; it is read once a day."""
        host = self._host(address).first()
        now = self.clock.now()
        if host is None or host.robots_read_at is None or host.robots_read_at < now - ROBOTS_KEPT:
            status, text = self._read_robots(address)
            self._host(address).update(
                robots_status=status or None, robots=text.replace("\0", ""), robots_read_at=self.clock.now()
            )
        else:
            status, text = host.robots_status or 0, host.robots
        if status >= 500 or status == 429:
            return False  # it could not say what it wants, so nothing is taken for granted
        return robots.read(text).allow(address.target)

    def _read_robots(self, address: Address) -> tuple[int, str]:
        """Status and text of robots.txt; 0 where there is no answer, which the page itself will then show."""
        url = f"{address.scheme}://{address.server}/robots.txt"
        try:
            for _redirect in range(MOST_REDIRECTS + 1):
                asked = self.parse(url)
                answer = self.ask("GET", asked)
                target = redirected(answer, url)
                if target is None:
                    text = answer.body.decode("utf-8", "replace") if answer.status == 200 else ""
                    return answer.status, text
                url = target
        except (ForbiddenAddressError, SilentError, UnknownServerError, InsecureError):
            pass
        return 0, ""

    def _take_turn(self, address: Address) -> None:
        while True:
            now = self.clock.now()
            host, _new = LinkHost.objects.get_or_create(
                name=address.server, defaults={"next_request_at": now}
            )
            pause = max(PAUSE, datetime.timedelta(seconds=robots.read(host.robots).delay))
            # Only one of two runs at the same time gets this turn.
            if self._host(address).filter(next_request_at__lte=now).update(next_request_at=now + pause):
                return
            wait = host.next_request_at - now
            if wait > self.worth_waiting:
                raise LaterError(host.next_request_at)
            self.clock.sleep(max(wait.total_seconds(), 0.01))

    @staticmethod
    def _host(address: Address) -> "QuerySet[LinkHost]":
        return LinkHost.objects.filter(name=address.server)


def redirected(answer: Answer, url: str) -> str | None:
    """Where an answer sends us; None if nowhere."""
    location = answer.headers.get("location", "")
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise ForbiddenAddressError("redirected to what is no address") from error


def asked_to_wait(answer: Answer, now: datetime.datetime) -> datetime.timedelta | None:
    """How long a server asks us to stay away: seconds or a date in Retry-After, at most a month."""
    said = answer.headers.get("retry-after", "").strip()
    if answer.status not in {429, 503} or not said:
        return None
    if said.isascii() and said.isdigit():
        wait = datetime.timedelta(seconds=min(int(said[:9]), LONGEST_WAIT.total_seconds()))
    else:
        try:
            until = parsedate_to_datetime(said)
        except ValueError:
            return None
        wait = (until if until.tzinfo else until.replace(tzinfo=datetime.UTC)) - now
    return min(max(wait, PAUSE), LONGEST_WAIT)
