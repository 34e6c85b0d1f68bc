"""What README.md promises is what the code reads."""

import re
from pathlib import Path

import pytest

from atlas import filters

LIST_PARAMETERS = {"ordering", "page", "page_size"}


def table_under(root: Path, heading: str) -> set[str]:
    """First column of the table under a heading; one cell may name several things."""
    section = (root / "README.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return {
        name for row in re.findall(r"^\| (`.*?) \|", section, re.M) for name in re.findall(r"`(\w+)`", row)
    }


def test_settings_are_documented(root: Path) -> None:
    reads = re.compile(r"""\benv(?:\.\w+)?\(\s*"([A-Z_]+)"|os\.environ\.get\(\s*"([A-Z_]+)\"""")
    read = {
        name
        for file in ("atlas/settings.py", "gunicorn.conf.py")
        for match in reads.findall((root / file).read_text())
        for name in match
        if name
    }

    assert table_under(root, "Settings") == read


def test_query_parameters_are_documented(root: Path) -> None:
    assert table_under(root, "The query") == set(filters.PARAMETERS) | LIST_PARAMETERS


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/data-licences.md"])
def test_links_and_pictures_are_there(root: Path, name: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", (root / name).read_text())

    assert [target for target in targets if not (root / name).parent.joinpath(target).exists()] == []
