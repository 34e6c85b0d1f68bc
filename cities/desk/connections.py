"""Where a request comes from, as far as we want to know: never an address in clear."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

# In this order: most browsers also name those that they descend from.
BROWSERS = (
    ("Edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("Opera", re.compile(r"\bOPR/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"(?:Chrome|Chromium|CriOS)/")),
    ("Safari", re.compile(r"\bSafari/")),
)


def address(request: HttpRequest) -> str:
    """The address that the request came from; behind proxies the one that the outermost of ours saw."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if settings.PROXIES and forwarded != [""]:
        return str(forwarded[-min(settings.PROXIES, len(forwarded))].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def household(address: str) -> str:
    """The address, of IPv6 only the part that a provider gives a customer: the rest is the customer's to vary."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped or ipaddress.ip_network((parsed, 64), strict=False))


def digest(purpose: str, text: str) -> str:
    """A hash that only this installation can make: the same text, the same hash, and no way back."""
    return salted_hmac(f"desk.{purpose}", text, algorithm="sha256").hexdigest()[:32]


def browser(request: HttpRequest) -> str:
    """The family of the browser, no version and no machine."""
    agent = request.headers.get("User-Agent", "")
    return next((family for family, sign in BROWSERS if sign.search(agent)), "")
