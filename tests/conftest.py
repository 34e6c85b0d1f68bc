"""What all tests share. Records are made with the plain functions of `tests/making.py`."""

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import environ
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import translation

from cities.models import Edition

ROOT = Path(__file__).resolve().parent.parent


def pytest_report_header() -> str:
    """Say which database engine these tests really run on."""
    if "DATABASE_URL" not in os.environ:
        return f"database: SQLite {sqlite3.sqlite_version}"
    settings = environ.Env().db_url("DATABASE_URL")
    if "postgres" not in settings["ENGINE"]:
        return f"database: {settings['ENGINE']}"
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or 5432, user=settings["USER"], dbname=settings["NAME"]
    ) as server:
        version = server.execute("SHOW server_version").fetchone()
    return f"database: PostgreSQL {version[0] if version else '?'}"


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "database"}


def asks_a_database(item: pytest.Item) -> bool:
    """Whether the test may ask a database, by its mark or its fixtures."""
    return item.get_closest_marker("django_db") is not None or bool(
        DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
    )


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: it needs not be looked through for what has become useless, time and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database: the rest has run with SQLite, and would only run once more."""
    if "postgres" not in os.environ.get("DATABASE_URL", ""):
        return
    others = [item for item in items if not asks_a_database(item)]
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if asks_a_database(item)]


@pytest.fixture(autouse=True)
def english() -> None:
    """The language of the last request stays active in its thread; a test begins with the site's own."""
    translation.activate("en")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


def another_database(suffix: str) -> BaseDatabaseWrapper:
    """A connection to a copy of the tests' database."""
    present = connections["default"]
    copy = present.copy()
    if present.vendor == "sqlite":
        copy.settings_dict["NAME"] = f"file:{suffix}?mode=memory&cache=shared"
        present.ensure_connection()
        copy.ensure_connection()
        present.connection.backup(copy.connection)
    else:
        present.creation.clone_test_db(suffix, verbosity=0)
        copy.settings_dict["NAME"] = present.creation.get_test_db_clone_settings(suffix)["NAME"]
    return copy


@contextmanager
def connected_to(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Let everything that asks the database ask this one."""
    present = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = present


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a module's fixtures write after it stands for the whole module; what its tests change is undone after each."""
    with django_db_blocker.unblock(), transaction.atomic():
        translation.activate("en")
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def registered(django_db_setup: None, django_db_blocker: Any) -> Iterator[BaseDatabaseWrapper]:
    """A database that holds the real register: an import takes long, and thirty modules read it."""
    with django_db_blocker.unblock():
        database = another_database("register")
        with connected_to(database):
            call_command("import_register", ROOT / "fixtures" / "register", verbosity=0, stdout=StringIO())
        yield database
        database.close()
        if database.vendor == "postgresql":
            connections["default"].creation.destroy_test_db(suffix="register", verbosity=0)


@pytest.fixture(scope="module")
def register(registered: BaseDatabaseWrapper, django_db_blocker: Any) -> Iterator[None]:
    """The real register; what a module changes is undone after it, what its tests change after each of them."""
    with django_db_blocker.unblock(), connected_to(registered), transaction.atomic():
        Edition.renew(as_of=Edition.current().as_of)  # nothing is remembered from another module
        yield
        transaction.set_rollback(True)
