"""Tests that change the register: they have a product of their own, so that all others read the register as it is."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Manage, copy_database, database_of, managing, served, surroundings_in
from tests.cities.web import serving

PLACE = {
    "osm_type": "relation",
    "osm_id": 62407,
    "lat": "48.3668041",
    "lon": "10.8986971",
    "addresstype": "city",
    "name": "Augsburg",
    "display_name": "Augsburg, Bayern, Deutschland",
    "address": {"ISO3166-2-lvl4": "DE-BY", "country_code": "de"},
}

LAY = "from tests.browser.writing.full_desk import lay; print(lay())"


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The environment of the product that may be written to; with a Nominatim on this machine, which knows one place."""
    with serving() as web:
        web.places = json.dumps([PLACE])
        yield surroundings_in(tmp_path_factory.mktemp("written")) | {
            "NOMINATIM_URL": web.url("", "127.0.0.1")
        }


@pytest.fixture(scope="session")
def manage(surroundings: dict[str, str], imported: Path) -> Iterator[Manage]:
    """Run a command of manage.py on its database; gives what it printed."""
    copy_database(imported, database_of(surroundings))
    with managing(surroundings) as manage:
        yield manage


@pytest.fixture(scope="session")
def site(manage: Manage, surroundings: dict[str, str]) -> Iterator[str]:
    """Its address, without a slash at the end."""
    with served(surroundings) as address:
        yield address


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """Where `page.goto("/en/")` leads."""
    return site


@pytest.fixture(scope="module")
def laid(manage: Manage, surroundings: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What lies on the desk; afterwards the register is as it was."""
    path = surroundings["DATABASE_URL"].removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as served, closing(sqlite3.connect(":memory:")) as kept:
        served.backup(kept)
        yield json.loads(manage("shell", "--verbosity", "0", "-c", LAY).splitlines()[-1])
        kept.backup(served)
