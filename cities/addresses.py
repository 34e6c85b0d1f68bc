"""Which addresses a program of ours may ask: those of the public web, and no others.

Addresses of sources come from outside. Whoever can make us ask one must not reach what only this
machine reaches: the database's port, the neighbours' printers, a cloud's metadata.

An address from the settings is another matter: who writes these reaches all of that anyway, and may well run the
server in question next door. ``anywhere`` is for these, and only for these.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple

import httpx

PORTS = frozenset({None, 80, 443, 8080, 8443})
LONGEST = 2000
# What `ipaddress` takes for public: a former relay of IPv6, and the inner service of a cloud.
# Releases of Python do not agree on the first of these.
_NOT_PUBLIC_V4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
_PUBLIC_V6 = IPv6Network("2000::/3")
# Tunnels that carry an IPv4 address within, documentation, and identifiers that nobody routes.
_NOT_PUBLIC_V6 = tuple(
    map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16"))
)
_TRANSLATED = IPv6Network("64:ff9b::/96")


class ForbiddenAddressError(ValueError):
    """An address that we do not ask."""


class Address(NamedTuple):
    """An address in its parts, as they are sent."""

    url: str
    scheme: str
    host: str
    port: int
    target: str  # path and query

    @property
    def server(self) -> str:
        """Host and, if not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in {80, 443} else f"{host}:{self.port}"


def parse(url: str, *, loopback: bool = False, anywhere: bool = False) -> Address:
    """Take an address apart. Raise ForbiddenAddressError if its wording alone forbids it.

    ``anywhere`` allows any server and port; ``loopback``, for tests, any port.
    """
    if len(url) > LONGEST or re.search(r"[\x00-\x20\x7f\\]", url):
        raise ForbiddenAddressError("not a web address")
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii").strip("[]").rstrip(".").lower()
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise ForbiddenAddressError("not a web address") from error
    if parsed.scheme not in {"http", "https"} or not host:
        raise ForbiddenAddressError("not a web address")
    if parsed.userinfo:
        raise ForbiddenAddressError("it carries a password")
    if parsed.port not in PORTS and not loopback and not anywhere:
        raise ForbiddenAddressError("an unusual port")
    # What ends in a number is an IPv4 address; of its many spellings only the plain one passes.
    if not anywhere and (":" in host or re.fullmatch(r"\d+|0x[0-9a-f]*", host.rpartition(".")[2])):
        _must_be_public(host, loopback=loopback)
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    return Address(url, parsed.scheme, host, port, parsed.raw_path.decode("ascii"))


def _must_be_public(host: str, *, loopback: bool) -> None:
    try:
        public = is_public(host, loopback=loopback)
    except ValueError as error:
        raise ForbiddenAddressError("a number that is no plain IP address") from error
    if not public:
        raise ForbiddenAddressError("not of the public web")


def is_public(number: str, *, loopback: bool = False) -> bool:
    """Whether an IP address belongs to the public web; ValueError if it is none."""
    address = ip_address(number)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address in _TRANSLATED:
            address = IPv4Address(int(address) & 0xFFFFFFFF)
    if loopback and address.is_loopback:
        return True
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv6Address):
        return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)
    return not any(address in network for network in _NOT_PUBLIC_V4)
