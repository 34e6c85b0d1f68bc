"""What robots.txt asks is understood as RFC 9309 says."""

import pytest

from cities.robots import read

EVERYBODY = """
User-agent: *
Disallow: /private/
Allow: /private/open/
Disallow: /*.pdf$
Disallow: /search?*q=
Crawl-delay: 5 # seconds
"""


@pytest.mark.parametrize(
    ("target", "is_open"),
    [
        ("/", True),
        ("/private/x", False),
        ("/private/open/x", True),
        ("/privat", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?page=2", True),
        ("/search?lang=de&q=x", False),
        ("/search?lang=de", True),
        ("/%70rivate/x", False),
    ],
)
def test_the_longest_rule_wins(target: str, is_open: bool) -> None:
    assert read(EVERYBODY).allow(target) is is_open


def test_rules_for_us_replace_those_for_everybody() -> None:
    rules = read(f"{EVERYBODY}\nUser-agent: Other\nUser-agent: CityByCity-LinkCheck\nDisallow: /ours/\n")

    assert rules.allow("/private/x")
    assert not rules.allow("/ours/x")
    assert rules.delay == 0


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("", True),
        ("User-agent: *\nDisallow:\n", True),
        ("User-agent: *\nDisallow: /\n", False),
        ("User-agent: Other\nDisallow: /\n", True),
        ("<html>what is this?</html>", True),
        ("user-AGENT : *\r\ndisallow :/page\r\n", False),
        ("Disallow: /\n", True),
        ("User-agent: *\nDisallow: /pa*$\n", False),
        ("User-agent: *\nDisallow: /page$\n", False),
        ("User-agent: *\nDisallow: /pag$\n", True),
    ],
)
def test_odd_files(text: str, is_open: bool) -> None:
    assert read(text).allow("/page") is is_open


def test_delays_are_kept_within_reason() -> None:
    assert read(EVERYBODY).delay == 5
    assert read("User-agent: *\nCrawl-delay: 86400").delay == 30
    assert read("User-agent: *\nCrawl-delay: soon").delay == 0


def test_a_rule_made_to_take_for_ever_does_not() -> None:
    assert read(f"User-agent: *\nDisallow: /{'*a' * 20000}b").allow("/" + "a" * 2000)
