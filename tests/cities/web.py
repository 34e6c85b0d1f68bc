"""A small web of its own for tests: one server on this machine under many names, and a clock that one sets."""

import datetime
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from cities.fetching import Fetcher
from cities.pacing import Asking, Clock

START = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
HUGE = 200 * 1024 * 1024


class SetClock(Clock):
    """Stands still until somebody sleeps."""

    def __init__(self, at: datetime.datetime = START) -> None:
        self.at = at
        self.slept: list[float] = []

    def now(self) -> datetime.datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += datetime.timedelta(seconds=seconds)


@dataclass
class Web:
    """The server, what it was asked and when, and what its robots.txt says by host."""

    server: ThreadingHTTPServer
    clock: SetClock
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, host, path
    times: dict[str, list[datetime.datetime]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    robots: dict[str, tuple[int, str]] = field(default_factory=dict)
    written: int = 0
    looked_up: list[str] = field(default_factory=list)
    numbers: dict[str, list[str]] = field(default_factory=dict)  # others than this machine's
    places: str = "[]"  # what the web's Nominatim says to every name

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def url(self, path: str, host: str = "a.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def look_up(self, host: str, port: int) -> Sequence[str]:
        self.looked_up.append(host)
        if host.startswith("nowhere"):
            raise OSError("no such name")
        return self.numbers.get(host, ["127.0.0.1"])

    def asking(self, *, loopback: bool = True, seconds: float = 15.0) -> Asking:
        """``seconds`` are real ones: few only where silence is what the test is about, for machines may be busy."""
        return Asking(Fetcher(look_up=self.look_up, loopback=loopback, seconds=seconds), self.clock)

    def pages(self) -> list[tuple[str, str, str]]:
        """What was asked besides robots.txt."""
        return [each for each in self.asked if each[2] != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: ClassVar[Web]
    over: ClassVar[threading.Event]

    def log_message(self, *_args: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        web, host = self.web, self.headers["Host"].partition(":")[0]
        web.asked.append((self.command, host, self.path))
        web.times.setdefault(host, []).append(web.clock.now())
        web.headers = dict(self.headers)
        if self.path == "/robots.txt":
            status, text = web.robots.get(host, (404, ""))
            self._say(status, text.encode())
        else:
            getattr(self, f"on_{self._first.replace('-', '_')}", self._status)()

    @property
    def _first(self) -> str:
        """The path's first part, which says what to do: /404, /moved/…, /silent."""
        return self.path.partition("?")[0].strip("/").partition("/")[0]

    def _status(self) -> None:
        self._say(int(self._first) if self._first.isdigit() else 200)

    def _say(self, status: int, body: bytes = b"hello", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def on_moved(self) -> None:
        self._say(301, Location=self.path.removeprefix("/moved"))

    def on_found(self) -> None:
        self._say(302, Location=self.path.removeprefix("/found"))

    def on_loop(self) -> None:
        self._say(302, Location="/loop-back")

    def on_loop_back(self) -> None:
        self._say(302, Location="/loop")

    def on_longer(self) -> None:
        self._say(302, Location=f"{self.path}/x")

    def on_inside(self) -> None:
        self._say(301, Location=self.path.removeprefix("/inside/"))

    def on_busy(self) -> None:
        self._say(429, Retry_After="7200")

    def on_resting(self) -> None:
        self._say(503, Retry_After="7200")

    def on_latin(self) -> None:
        self._say(200, '["Münster"]'.encode("latin-1"))

    def on_search(self) -> None:
        self._say(200, self.web.places.encode())

    def on_no_head(self) -> None:
        self._say(405 if self.command == "HEAD" else 200)

    def on_hang_up_on_head(self) -> None:
        if self.command == "HEAD":
            self.close_connection = True
        else:
            self._say(200)

    def on_silent(self) -> None:
        self.over.wait(20)
        self.close_connection = True

    def on_drip(self) -> None:
        """A line of the head now and then, for ever: no single wait is long."""
        self.send_response(200)
        self.flush_headers()
        while not self.over.wait(0.05):
            try:
                self.wfile.write(b"X-More: 1\r\n")
            except OSError:
                break
        self.close_connection = True

    def on_huge(self) -> None:
        if self.command == "HEAD":
            self._say(405)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(HUGE))
        self.end_headers()
        try:
            while self.web.written < HUGE:
                self.wfile.write(b"x" * 65536)
                self.web.written += 65536
        except OSError:
            pass
        self.close_connection = True


@contextmanager
def serving() -> Iterator[Web]:
    """The web, for as long as it is needed."""
    over = threading.Event()
    handler = type("Handler", (_Handler,), {"over": over})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    web = Web(server, SetClock())
    handler.web = web  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        over.set()
        server.shutdown()
        server.server_close()
