"""The house starts where little is installed, and says what production still lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PRODUCTION = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": "atlas.example.org",
    "SITE_URL": "https://atlas.example.org",
    "MAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "CONTACT_EMAIL": "atlas@example.org",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJKLM",
    "NOMINATIM_URL": "https://nominatim.example.org",
}
WITHOUT_GDAL = """
import ctypes.util, sys
known = ctypes.util.find_library
ctypes.util.find_library = lambda name: None if name.lower().startswith(("gdal", "geos")) else known(name)
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "check"])
from django.contrib import admin
from django.contrib.auth.models import User
assert admin.site.is_registered(User), "the admin did not start"
assert "django.contrib.gis.gdal" not in sys.modules or sys.modules["leaflet.admin"].__file__ is None
"""


def run(root: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "DATABASE_URL"}
    } | {"DJANGO_SETTINGS_MODULE": "atlas.settings"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_starts_without_gdal(root: Path) -> None:
    done = run(root, "-c", WITHOUT_GDAL)

    assert done.returncode == 0, done.stderr


def test_production_settings_pass_the_deployment_check(root: Path) -> None:
    done = run(root, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_deployment_check_asks_for_an_own_secret_key(root: Path) -> None:
    done = run(root, "manage.py", "check", "--deploy", **(PRODUCTION | {"SECRET_KEY": ""}))

    assert done.returncode == 1
    assert "atlas.E001" in done.stderr


def test_deployment_check_asks_for_the_sites_name(root: Path) -> None:
    done = run(root, "manage.py", "check", "--deploy", **(PRODUCTION | {"ALLOWED_HOSTS": "localhost"}))

    assert done.returncode == 1
    assert "atlas.E002" in done.stderr


@pytest.mark.parametrize(
    "lack", [{"MAIL_URL": ""}, {"MAIL_URL": "filemail:////mails"}, {"CONTACT_EMAIL": ""}]
)
def test_deployment_check_asks_for_a_mail_server_and_a_sender(root: Path, lack: dict[str, str]) -> None:
    done = run(root, "manage.py", "check", "--deploy", **(PRODUCTION | lack))

    assert done.returncode == 1
    assert "atlas.E003" in done.stderr


@pytest.mark.parametrize("address", ["", "http://atlas.example.org", "https://127.0.0.1"])
def test_deployment_check_asks_for_the_sites_address(root: Path, address: str) -> None:
    variables = {**PRODUCTION, "SITE_URL": address} if address else PRODUCTION.copy()
    if not address:
        del variables["SITE_URL"]

    done = run(root, "manage.py", "check", "--deploy", **variables)

    assert done.returncode == 1
    assert "atlas.E004" in done.stderr


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://nominatim:8088/", 0),
        ("nominatim.example.org", 1),
        ("https://nominatim.example.org/?key=1", 1),
    ],
)
def test_a_nominatim_is_named_by_its_address(root: Path, address: str, status: int) -> None:
    done = run(root, "manage.py", "check", NOMINATIM_URL=address)

    assert done.returncode == status
    assert ("atlas.E005" in done.stderr) == bool(status)


def test_deployment_check_asks_for_a_second_factor(root: Path) -> None:
    done = run(
        root,
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **PRODUCTION,
        DESK_SECOND_FACTOR="0",
    )

    assert done.returncode == 1
    assert "atlas.W001" in done.stderr


def test_the_desk_asks_for_a_second_factor_where_it_is_reached_by_https(root: Path) -> None:
    ask = "from django.conf import settings; print(settings.DESK_SECOND_FACTOR, settings.LANGUAGE_COOKIE_SECURE)"
    command = ("manage.py", "shell", "-v", "0", "-c", ask)

    assert run(root, *command, **PRODUCTION).stdout.split() == ["True", "True"]
    assert run(root, *command).stdout.split() == ["False", "False"]
    assert run(root, *command, DESK_SECOND_FACTOR="1").stdout.split() == ["True", "False"]
