"""The release of the program, for everything that is kept beyond one answer."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

# What decides how a page looks: code, templates, texts, styles and scripts.
PARTS = (
    ("atlas", "*.py"),
    ("cities", "*.py"),
    ("networks", "*.py"),
    ("practices", "*.py"),
    ("templates", "*.html"),
    ("locale", "*.po"),
    ("static", "*.*"),
)


@cache
def release() -> str:
    """A short name for the program's files; another one as soon as any of them differs. Read once a process."""
    content = hashlib.sha256()
    for path in _files():
        content.update(path.read_bytes())
    return content.hexdigest()[:8]


def _files() -> Iterator[Path]:
    for folder, pattern in PARTS:
        yield from sorted(settings.BASE_DIR.joinpath(folder).rglob(pattern))
    yield settings.BASE_DIR / "build" / "shapes.json"
