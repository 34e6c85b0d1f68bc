"""Where a request comes from, as far as we want to know: never an address in clear."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cities import clients

# In this order: most browsers also name those that they descend from.
BROWSERS = (
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"(?:Chrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"\bSafari/")),
)


def connection(request: HttpRequest) -> str:
    """A hash of where the request came from: the same household, the same hash, for as long as the log is kept."""
    address = clients.address_of(request.META, settings.PROXIES)
    return digest("connection", clients.household(address))


def digest(purpose: str, text: str) -> str:
    """A hash that only this installation can make: the same text, the same hash, and no way back."""
    return salted_hmac(f"desk.{purpose}", text, algorithm="sha256").hexdigest()[:32]


def browser(request: HttpRequest) -> str:
    """The family of the browser, no version and no machine."""
    agent = request.headers.get("User-Agent", "")
    return next((family for family, sign in BROWSERS if sign.search(agent)), "")
