"""What all tests share. Records are made with the plain functions of `tests/making.py`."""

import os
import sqlite3
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import environ
import psycopg
import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import translation

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


@pytest.fixture(autouse=True)
def english() -> None:
    """The language of the last request stays active in its thread; a test begins with the site's own."""
    translation.activate("en")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The real register, imported once for a module; what its tests change is undone after each of them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("import_register", ROOT / "fixtures" / "register", verbosity=0, stdout=StringIO())
        yield
        transaction.set_rollback(True)
