"""What a page costs the database: at most twelve statements, whatever its size, on the real register.

So it is in a process that remembers nothing yet, but for the few pages that show what each process makes once an edition: the
first view of a query, the latest changes, the words that a typing error is measured by.
"""

import sys
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atlas import starting

pytestmark = pytest.mark.django_db

MOST = 12
MOST_AT_FIRST = 40
FILTERED = "country=DE&network=sichere-haefen&topic=housing&population=large&joined_from=2015"
# Each kind of page with the largest that the register has of it, and with as much asked as visitors may ask.
PAGES: tuple[str, ...] = (
    "",
    "map/",
    f"map/?{FILTERED}",
    "map/?near=48.137,11.575,200&ordering=distance",
    "map/?ordering=-networks&rings=topic",
    "map/?q=münchen",
    f"map/cite/?{FILTERED}",
    "embed/",
    f"embed/?{FILTERED}",
    "search/",
    "search/?q=berlin",
    "search/?q=solidarity",
    "search/?q=münhcen",
    "cities/",
    "cities/?page=2",
    "cities/?q=bad&country=DE",
    "cities/berlin/",
    "cities/muenchen/",
    "cities/potsdam/",
    "cities/barcelona/",
    "compare/",
    "compare/?city=berlin&city=muenchen&city=potsdam&city=barcelona",
    "countries/DE/",
    "countries/DE/DE-NW/",
    "countries/DE/DE-BE/",
    "networks/",
    "networks/sichere-haefen/",
    "networks/iccar/",
    "networks/mayors-for-peace/",
    "networks/mayors-for-peace/?ordering=joined&country=DE",
    "networks/mayors-for-peace/growth.csv",
    "practices/",
    "practices/?topic=housing&country=DE&status=running&q=haus&ordering=title",
    "topics/housing/",
    "feeds/changes.atom",
    "feeds/changes.atom?network=sichere-haefen",
    "statistics/",
    f"statistics/?{FILTERED}",
    "statistics/growth.csv",
    "statistics/growth.csv?network=sichere-haefen&country=DE",
    "about/",
    "method/",
    "data/",
    "privacy/",
    "imprint/",
    "accessibility/",
    "easy-language/",
)
# Those with a part that each process makes once an edition.
AT_FIRST = [
    page
    for page in PAGES
    if page.startswith(("map/", "embed/", "data/", "feeds/")) or page in {"", "search/?q=münhcen"}
]
WITHOUT_LANGUAGE = ("/", "/sitemap.xml", "/sitemap-cities.xml", "/robots.txt")


def addresses(pages: Iterable[str]) -> list[str]:
    return [f"/{language}/{page}" for language, _name in settings.LANGUAGES for page in pages]


def _remembering() -> Iterator[Any]:
    """Everything of the house that keeps answers beyond a request."""
    for name, module in list(sys.modules.items()):
        if isinstance(module, ModuleType) and name.partition(".")[0] in {"atlas", "cities", "networks"}:
            yield from (each for each in vars(module).values() if hasattr(each, "cache_clear"))


@pytest.fixture
def cold() -> None:
    """A process that has just begun to serve."""
    starting._remembered.clear()
    for kept in _remembering():
        kept.cache_clear()


def statements(address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        response = Client().get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
    assert response.status_code in {200, 302}, response.content[:500]
    assert body or response.status_code == 302
    return [each["sql"][:300] for each in asked]


@pytest.mark.parametrize("address", [*addresses(PAGES), *WITHOUT_LANGUAGE])
def test_a_page_asks_the_database_twelve_times_at_most(register: None, cold: None, address: str) -> None:
    first, again = statements(address), statements(address)

    assert len(first) <= (MOST_AT_FIRST if address in addresses(AT_FIRST) else MOST), "\n".join(first)
    assert len(again) <= MOST, "\n".join(again)
