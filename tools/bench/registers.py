"""Registers to measure in databases of their own, kept under build/bench/ and made again when the code that fills them changes."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools import synthetic_register

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "build" / "bench"
REAL = ROOT / "fixtures" / "register"
# What decides how a database looks and how fast it was filled.
MADE_FROM = (
    "tools/synthetic_register.py",
    "requirements/bench.txt",
    "fixtures/register/*",
    "fixtures/reference/*",
    "cities/**/*.py",
    "networks/**/*.py",
    "practices/**/*.py",
    "atlas/models.py",
    "atlas/migrations/*.py",
    "atlas/management/commands/import_register.py",
)


@dataclass(frozen=True)
class Register:
    """An imported register of so many places."""

    size: int
    database: Path
    imported: dict[str, float]

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment in which the product serves this register."""
        return os.environ | {
            "DATABASE_URL": f"sqlite:///{self.database}",
            "DJANGO_SETTINGS_MODULE": "tools.bench.settings",
            "LOG_LEVEL": "WARNING",
            "SECRET_KEY": "only for measuring",
        }


def register(size: int) -> Register:
    """The register of so many places; made and imported if it is not there yet."""
    return _kept(size, str(size), lambda folder: synthetic_register.make(size, folder))


def real() -> Register:
    """The register that the house brings along."""
    return _kept(0, "real", lambda folder: shutil.copytree(REAL, folder, dirs_exist_ok=True))


def _kept(size: int, name: str, make: Callable[[Path], object]) -> Register:
    folder = KEPT / name
    database, outcome = folder / "atlas.sqlite3", folder / "imported.json"
    state = _state()
    if not outcome.exists() or json.loads(outcome.read_text())["state"] != state:
        for old in folder.glob("*"):
            old.unlink()
        print(f"Making and importing the register {name} …", file=sys.stderr)
        make(folder)
        wanted = Register(size, database, {})
        figures = child("importing", str(folder), surroundings=wanted.surroundings)
        outcome.write_text(json.dumps({"state": state, "figures": figures}))
    return Register(size, database, json.loads(outcome.read_text())["figures"])


def child(name: str, *arguments: str, surroundings: dict[str, str]) -> dict[str, float]:
    """Run a module of this package as a program of its own; it prints its figures as JSON."""
    command = [sys.executable, "-m", f"tools.bench.{name}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _state() -> str:
    found = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()
