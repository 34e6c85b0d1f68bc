"""Pages and interface say which source is not reachable any more, beside its link and its archived copy."""

import datetime

import pytest
from django.test import Client

from cities.models import Edition, Source
from tests import making

pytestmark = pytest.mark.django_db


def make_cited_source(**values: object) -> Source:
    city = making.make_city("abdera")
    source = making.make_source(
        archived_url="https://archive.example/old",
        checked_at=datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC),
        **values,
    )
    city.portrait_sources.add(source)
    Edition.renew()
    return source


def test_a_dead_link_is_named_with_the_day(client: Client) -> None:
    make_cited_source(link_status="dead")

    assert ", not reachable on 2 March 2026 (<a" in client.get("/en/cities/abdera/").content.decode()
    assert ", nicht erreichbar am 2. März 2026 (<a" in client.get("/de/cities/abdera/").content.decode()


@pytest.mark.parametrize("status", ["unchecked", "alive", "moved", "blocked", "unclear"])
def test_no_other_link_is(client: Client, status: str) -> None:
    make_cited_source(link_status=status)

    assert "reachable" not in client.get("/en/cities/abdera/").content.decode()
    record = client.get("/api/v1/cities/abdera/").json()
    assert [source["link_status"] for source in record["portrait_sources"]] == [status]
