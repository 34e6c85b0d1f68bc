"""Only the public web is asked, however an address is written."""

import pytest

from cities.addresses import ForbiddenAddressError, is_public, parse


@pytest.mark.parametrize(
    "url",
    [
        "ftp://city.example/",
        "file:///etc/hostname",
        "gopher://city.example/",
        "javascript:alert(1)",
        "//city.example/",
        "http://",
        "http:///path",
        "not an address",
        "http://city.example/a b",
        "http://city.example\\@inside.example/",
        "http://city.example/\r\nX-More: 1",
        "http://user@city.example/",
        "http://user:secret@city.example/",
        "http://city.example:22/",
        "http://city.example:5432/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://127.0.0.1./",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://１２７.0.0.1/",
        f"http://city.example/{'x' * 2000}",
    ],
)
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        parse(url)


@pytest.mark.parametrize(
    ("url", "server", "target"),
    [
        ("https://www.city.example/council?id=1&x=ä", "www.city.example", "/council?id=1&x=%C3%A4"),
        ("http://city.example", "city.example", "/"),
        ("HTTPS://City.Example:8443/a%20b", "city.example:8443", "/a%20b"),
        ("https://münchen.example/", "xn--mnchen-3ya.example", "/"),
        ("http://93.184.215.14/", "93.184.215.14", "/"),
        ("http://[2606:2800:220:1:248:1893:25c8:1946]/", "[2606:2800:220:1:248:1893:25c8:1946]", "/"),
        ("http://[64:ff9b::5db8:d70e]/", "[64:ff9b::5db8:d70e]", "/"),
        ("http://7.city.example/", "7.city.example", "/"),
    ],
)
def test_addresses_that_are_asked(url: str, server: str, target: str) -> None:
    address = parse(url)

    assert (address.server, address.target) == (server, target)


@pytest.mark.parametrize(
    "number",
    [
        *("0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),  # noqa: S104
        *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.1.1"),
        *("192.88.99.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250"),
        *("240.0.0.1", "255.255.255.255", "168.63.129.16"),
        *("::", "::1", "::7f00:1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "fe80::1", "fe80::1%eth0"),
        *("fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::"),
        *("64:ff9b::10.0.0.1", "64:ff9b::192.168.1.1", "64:ff9b:1::1", "100::1", "3fff::1", "5f00::1"),
    ],
)
def test_numbers_that_are_not_public(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize(
    "number", ["93.184.215.14", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::8.8.8.8"]
)
def test_numbers_that_are_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "url",
    ["http://nominatim:8088/of/ours", "http://10.0.0.5", "http://[fd00::5]:81/", "http://127.0.0.1:22/"],
)
def test_an_address_from_the_settings_may_lie_in_every_network(url: str) -> None:
    assert parse(url, anywhere=True).url == url


@pytest.mark.parametrize(
    "url", ["ftp://inside.example/", "http://me:secret@10.0.0.5/", "inside.example", "http://"]
)
def test_an_address_from_the_settings_is_one(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        parse(url, anywhere=True)


def test_only_an_argument_opens_this_machine_and_nothing_beside_it() -> None:
    assert is_public("127.0.0.1", loopback=True)
    assert is_public("::ffff:127.0.0.1", loopback=True)
    assert not is_public("10.0.0.1", loopback=True)
    assert not is_public("169.254.169.254", loopback=True)
