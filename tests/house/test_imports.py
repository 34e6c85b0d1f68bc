"""What import-linter cannot say: it sees a foreign package as a whole only."""

import ast
from collections.abc import Iterator
from pathlib import Path

APPS = ("atlas", "cities", "networks", "practices", "submissions")
FLOORS = ("cities", "networks", "practices", "submissions")


def imported(path: Path) -> set[str]:
    """Full names of everything that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def modules(root: Path, *apps: str) -> Iterator[Path]:
    for app in apps:
        yield from sorted((root / app).rglob("*.py"))


def offenders(paths: Iterator[Path], *forbidden: str) -> list[str]:
    return [
        f"{path}: {name}"
        for path in paths
        for name in sorted(imported(path))
        if any(name == each or name.startswith(f"{each}.") for each in forbidden)
    ]


def test_nobody_imports_geodjango(root: Path) -> None:
    assert offenders(modules(root, *APPS), "django.contrib.gis") == []


def test_models_and_acts_know_nothing_of_requests(root: Path) -> None:
    desk = root / "cities" / "desk"  # pages of its own, which the floors above stand on too
    kept = (
        path
        for path in modules(root, *FLOORS)
        if path.parent.name != "views"
        and not path.name.endswith("admin.py")
        and path.name != "overview.py"  # a floor's part of the desk's start page
        and not path.is_relative_to(desk)
    )

    assert offenders(kept, "django.http", "rest_framework", "django.shortcuts") == []


def test_only_two_modules_know_the_geocoder(root: Path) -> None:
    knowing = {root / "cities" / "geocoding.py", root / "cities" / "nominatim.py"}
    others = (path for path in modules(root, *APPS) if path not in knowing)

    assert offenders(others, "geopy") == []


def test_no_room_is_a_lumber_room(root: Path) -> None:
    lumber = {"utils", "helpers", "services", "misc", "common", "manager", "managers"}

    assert [str(path) for path in modules(root, *APPS) if {path.stem, path.parent.name} & lumber] == []
