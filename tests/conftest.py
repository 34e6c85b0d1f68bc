"""What all tests share. Records are made with the plain functions of `tests/making.py`."""

import os
import sqlite3
from pathlib import Path

import environ
import psycopg
import pytest

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


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT
