"""Asking other servers: one request, only to the public web, never for long, never much.

The name is looked up once, the answer is held against the rules (cities/addresses.py), and the
connection goes to that very number: a name that points elsewhere a moment later gains nothing.
Redirects are the caller's to follow, one request each, so that the rules hold for each.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import httpcore
from django.conf import settings

from cities.addresses import Address, ForbiddenAddressError, is_public

AT_MOST = 64 * 1024  # bytes of a body
SECONDS = 20.0  # for the whole request
TRIED = 3  # numbers of one name


class SilentError(Exception):
    """The server gave no answer that one could read; ``dropped``: it took the question and hung up."""

    def __init__(self, reason: str, *, dropped: bool = False) -> None:
        super().__init__(reason)
        self.dropped = dropped


class UnknownServerError(Exception):
    """The name leads to no server."""


class InsecureError(Exception):
    """The server cannot show that it is who it says."""


@dataclass(frozen=True)
class Answer:
    """What a server said; ``body`` may be only its beginning."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def look_up(host: str, port: int) -> Sequence[str]:
    """The numbers behind a name, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def agent(program: str = "LinkCheck") -> str:
    """How a program of ours introduces itself: the site's name, its own, where the site is and whom to write to."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    public = "." in host and host.rpartition(".")[2].isalpha()
    about = filter(None, [f"+{settings.SITE_URL}/" if public else "", settings.CONTACT_EMAIL])
    name, said = f"CityByCity-{program}/1.0", "; ".join(about)
    return f"{name} ({said})" if said else name


@dataclass(frozen=True)
class Fetcher:
    """Asks one address at a time.

    ``anywhere`` lets it talk to every network (see cities/addresses.py), ``loopback``, for tests, to this machine.
    """

    look_up: Callable[[str, int], Sequence[str]] = look_up
    loopback: bool = False
    anywhere: bool = False
    seconds: float = SECONDS
    program: str = "LinkCheck"
    tls: ssl.SSLContext | None = None

    def fetch(self, method: str, address: Address) -> Answer:
        """Send one request and read the beginning of the answer.

        Raises ForbiddenAddressError, UnknownServerError, SilentError or InsecureError.
        """
        headers: dict[bytes | str, bytes | str] = {
            "Host": address.server,
            "User-Agent": agent(self.program),
            "Accept": "*/*",
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        line = _Line(self, time.monotonic() + self.seconds)
        url = httpcore.URL(scheme=address.scheme, host=address.host, port=address.port, target=address.target)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self.tls or _trusted(), network_backend=line) as pool,
                pool.stream(method, url, headers=headers) as response,
            ):
                body = b"" if method == "HEAD" else _beginning(response.iter_stream())
                named = {_text(key).lower(): _text(value) for key, value in response.headers}
                return Answer(response.status, named, body)
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            if _about_safety(error):
                raise InsecureError(str(error)) from error
            dropped = isinstance(error, httpcore.ReadError | httpcore.ProtocolError)
            raise SilentError(str(error), dropped=dropped) from error

    def numbers(self, host: str, port: int) -> Sequence[str]:
        """Where a name leads, if all of it is public: a name that also leads inside is not to be trusted."""
        try:
            found = self.look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise UnknownServerError(host) from error
        if not found:
            raise UnknownServerError(host)
        if not self.anywhere and not all(is_public(number, loopback=self.loopback) for number in found):
            raise ForbiddenAddressError("the name leads to a network that is not public")
        return found[:TRIED]


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates we believe; reading them takes longer than most requests."""
    return httpcore.default_ssl_context()


def _text(header: bytes) -> str:
    return header.decode("utf-8", "replace")


def _beginning(chunks: Iterable[bytes]) -> bytes:
    body = b""
    for chunk in chunks:
        body += chunk
        if len(body) >= AT_MOST:
            break
    return body[:AT_MOST]


def _about_safety(error: BaseException | None) -> bool:
    while error:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Line(httpcore.NetworkBackend):
    """Connects to the numbers that were looked up and allowed, and ends everything at one moment."""

    def __init__(self, fetcher: Fetcher, end: float) -> None:
        self._fetcher, self._end = fetcher, end
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        numbers = self._fetcher.numbers(host, port)
        for number in numbers[:-1]:
            try:
                return self._connect(number, port)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(numbers[-1], port)

    def _connect(self, number: str, port: int) -> httpcore.NetworkStream:
        stream = self._network.connect_tcp(number, port, timeout=_left(self._end))
        return _TimedStream(stream, self._end)


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at a given moment, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._end))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _left(self._end)), self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("out of time")
    return left
