"""Every address that the public may ask, found by itself: a new one is held to the same rules.

One register, half of which is not published. Every hidden text holds one secret word.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from cities.models import CityName, Edition
from practices.photographing import take
from submissions import drafting, illustrating, representing
from submissions.models import Representative
from tests import making, photos
from tests.photos import make_photo

pytestmark = pytest.mark.django_db

SECRET = "hushhush"
# The editors' desk, and the mails that only one's own machine shows (tests/submissions/test_mails_mailbox.py).
NOT_PUBLIC = ("admin/", "mails/")
# Addresses that insist on a question.
QUESTIONS = {"/api/v1/search/": "?q=town", "/api/oembed": "?url=http://testserver/en/map/"}


def addresses() -> Iterator[str]:
    """All patterns of addresses, in every language, without those that are not public."""

    def walk(patterns: list[URLPattern | URLResolver], start: str) -> Iterator[str]:
        for pattern in patterns:
            address = start + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, address)
            elif not address.startswith(NOT_PUBLIC):
                yield address

    for language, _name in settings.LANGUAGES:
        with override(language):
            yield from walk(get_resolver().url_patterns, "")


ADDRESSES = sorted(set(addresses()))


@pytest.fixture(scope="module")
def register(standing: None) -> dict[str, dict[str, dict[str, Any]]]:
    """Arguments of addresses, by collection: of records that are shown and of such that are hidden."""
    secret = making.text(SECRET)
    draft: dict[str, Any] = {"publication": "draft"}
    withdrawn: dict[str, Any] = {"publication": "withdrawn"}

    town = making.make_city("open-town", region="DE-NW", portrait=making.text("An open town."))
    town.portrait_sources.add(making.make_source("s-open"))
    network = making.make_network("open-network")
    membership = making.make_membership(town, network, joined="2019-12")
    practice = making.make_practice(town, "open-practice")
    resolution = making.make_resolution(town)

    gone = making.make_city(f"{SECRET}-town", region="DE-NW", endonym=SECRET, portrait=secret, **withdrawn)
    CityName.objects.create(city=gone, name=f"{SECRET} exonym", kind=CityName.Kind.EXONYM)
    CityName.objects.create(city=town, name="Offenstadt", kind=CityName.Kind.EXONYM)
    planned = making.make_network(
        f"{SECRET}-network", name=secret, short_name=SECRET, summary=secret, **draft
    )

    hidden_memberships = [
        making.make_membership(town, planned, note=secret),
        making.make_membership(gone, network, note=secret),
        making.make_membership(town, making.make_network("other-network"), note=secret, **draft),
    ]
    hidden_resolutions = [
        making.make_resolution(gone, title=secret),
        making.make_resolution(town, title=secret, body=secret, **draft),
    ]
    hidden_practices = [
        making.make_practice(gone, f"{SECRET}-practice-of-the-gone", title=secret, summary=secret),
        making.make_practice(town, f"{SECRET}-practice", title=secret, summary=secret, **draft),
    ]
    practice.networks.add(planned)
    for record in [*hidden_memberships, *hidden_resolutions, *hidden_practices, planned]:
        record.sources.add(making.make_source(f"{SECRET}-{record._meta.model_name}-{record.pk}"))
    gone.portrait_sources.add(making.make_source(f"{SECRET}-portrait"))

    submission = drafting.begin("practice", {"place": ["open-town"]}, language="en", form_key="key")
    drafting.introduce(submission, email="sender@town.example")
    upload = illustrating.add(submission, take(photos.upload()), {}, key="key")
    shown_photo = make_photo(practice)
    hidden_photo = make_photo(hidden_practices[0], alt=secret, credit=SECRET)
    make_photo(hidden_practices[1], alt=secret, credit=SECRET)

    speaker = Representative.objects.create(
        city=town, email="mayor@town.example", language="en", how=Representative.How.PHONE
    )

    place = {"code": "DE", "region_code": "DE-NW"}
    token = {"token": Edition.current().token}
    return {
        "shown": {
            "cities": {"slug": town.slug},
            "networks": {"slug": network.slug},
            "practices": {"slug": practice.slug},
            "photos": {"key": shown_photo.key, "edge": 480},
            "topics": {"slug": practice.main_topic.slug},
            "memberships": {"id": membership.pk},
            "resolutions": {"id": resolution.pk},
            "countries": place,
            "regions": {"code": "DE-NW"},
            "map": token,
            "sitemap-": {"section": "cities"},
            "statistics": {"name": "growth"},
            "submit": {"kind": "practice", "slug": practice.slug},
            "correction": {"kind": "city", "slug": town.slug},
            "representing": {"token": representing.token(speaker)},
            "submissions": {
                "token": drafting.token(submission),
                "confirming": drafting.confirming_token(submission),
                "page_name": "what",
                "key": upload.key,
                "edge": 480,
            },
        },
        "hidden": {
            "cities": {"slug": gone.slug},
            "networks": {"slug": planned.slug},
            "practices": {"slug": hidden_practices[0].slug},
            "photos": {"key": hidden_photo.key, "edge": 480},
            "memberships": {"id": hidden_memberships[0].pk},
            "resolutions": {"id": hidden_resolutions[0].pk},
            "submit": {"kind": "practice", "slug": hidden_practices[0].slug},
            "correction": {"kind": "city", "slug": gone.slug},
        },
    }


def collection(pattern: str) -> str:
    """The part before the first gap: en/cities/<slug:slug>/ belongs to cities."""
    return pattern.split("<", maxsplit=1)[0].rstrip("/").rpartition("/")[2]


def filled(pattern: str, arguments: dict[str, Any]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda gap: str(arguments[gap.group(1)]), pattern)


def content(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address, headers={"Accept-Encoding": "identity"})
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body.decode("utf-8", "replace")


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_nothing_hidden_shows_through(client: Client, register: dict[str, Any], pattern: str) -> None:
    address = filled(pattern, register["shown"].get(collection(pattern), {}))

    status, text = content(client, address + QUESTIONS.get(address, ""))

    assert status in {200, 302} or address == "/.well-known/security.txt"
    assert SECRET not in text.lower()


@pytest.mark.parametrize("pattern", [each for each in ADDRESSES if "<" in each])
def test_hidden_records_have_no_page(client: Client, register: dict[str, Any], pattern: str) -> None:
    arguments = register["hidden"].get(collection(pattern))
    if arguments is None or any(f":{name}>" not in pattern for name in arguments):
        assert collection(pattern) in register["shown"], f"say in `register` how to fill {pattern}"
        return

    status, _text = content(client, filled(pattern, arguments))

    assert status == 404


@pytest.mark.parametrize("pattern", ["/en/cities/", "/en/map/", "/api/v1/cities/", "/api/v1/search/"])
def test_nobody_finds_the_hidden_by_searching(client: Client, register: dict[str, Any], pattern: str) -> None:
    _status, text = content(client, f"{pattern}?q={SECRET}")

    # The page repeats what was asked, so names are counted beyond that.
    assert f"{SECRET}-" not in text.lower()
    assert f"{SECRET} exonym" not in text.lower()


@pytest.mark.parametrize("pattern", ADDRESSES)
def test_visitors_get_no_cookie(client: Client, register: dict[str, Any], pattern: str) -> None:
    response = client.get(filled(pattern, register["shown"].get(collection(pattern), {})))

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
