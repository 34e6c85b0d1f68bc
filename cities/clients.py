"""Who asks: the network address of a request, as far as it is to be believed, and a name for it that leads nowhere."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.crypto import salted_hmac


def address_of(meta: Mapping[str, Any], proxies: int) -> str:
    """The address a request came from. Of ``X-Forwarded-For`` only what our own ``proxies`` wrote counts."""
    forwarded = [
        part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()
    ]
    if proxies and forwarded:
        return forwarded[-min(proxies, len(forwarded))]
    return str(meta.get("REMOTE_ADDR", ""))


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


def pseudonym(value: str, purpose: str) -> str:
    """A name for the value that nobody can turn back, and that is another one tomorrow."""
    digest = salted_hmac(f"cities.clients {purpose}", f"{timezone.localdate()} {value}", algorithm="sha256")
    return digest.hexdigest()[:32]
