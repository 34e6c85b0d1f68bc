"""A limit of requests a client and minute, so that one busy program does not take the register from everybody else.

Counted in one small file of plain numbers that all workers of a machine share in memory. A database table would cost a
write a request, and on SQLite every reader would wait whenever an import writes. The file holds no address and
nothing that leads back to one: a client is a place in the row of numbers, found by a keyed hash that changes
every minute. Two clients in the same place share a limit; with 65,536 places that is rare, and harmless.
"""

import mmap
import os
import time
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from cities.clients import address_of, household

MINUTE = 60
PLACES = 1 << 16
SIZE = 4 * (1 + PLACES)  # the present minute, then the counts, 32 bits each


class Counters:
    """Requests of the present minute, by place."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.ftruncate(descriptor, SIZE)
                self._memory = mmap.mmap(descriptor, SIZE)
            finally:
                os.close(descriptor)
        except OSError:  # nowhere to write: then each worker counts for itself
            self._memory = mmap.mmap(-1, SIZE)
        self._numbers = memoryview(self._memory).cast("I")

    def add(self, address: str, minute: int) -> int:
        """Count one request and return how many that makes. A count lost between two workers is a gift."""
        if self._numbers[0] != minute:
            self._memory[:] = bytes(SIZE)
            self._numbers[0] = minute
        digest = salted_hmac("atlas.api.throttling", f"{minute} {address}", algorithm="sha256").digest()
        place = 1 + int.from_bytes(digest[:8]) % PLACES
        self._numbers[place] += 1
        return self._numbers[place]


@cache
def counters(path: Path) -> Counters:
    """This process's view of the shared counters, opened once."""
    return Counters(path)


class PerAddress(BaseThrottle):
    """At most ``API_REQUESTS_PER_MINUTE`` requests a minute from one address; 0 sets no limit."""

    def __init__(self) -> None:
        self._now = time.time()

    def allow_request(self, request: Request, view: Any) -> bool:
        limit: int = settings.API_REQUESTS_PER_MINUTE
        if not limit:
            return True
        address = household(address_of(request.META, settings.PROXIES))
        return counters(settings.API_COUNTERS).add(address, int(self._now // MINUTE)) <= limit

    def wait(self) -> float:
        return MINUTE - self._now % MINUTE
