"""Style sheets say start and end, not left and right, so that a page turned round is turned as a whole."""

import re
from pathlib import Path

PHYSICAL = re.compile(
    r"^\s*(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[\w-]*|left|right)\s*:"
    r"|^\s*(?:float|clear|text-align):\s*(?:left|right)"
)
FOUR_SIDES = re.compile(r"^\s*(?:margin|padding|inset|border-width):\s*(.+);")
# What lies over the map or along the years, which run the same way in every script.
SAME_EVERYWHERE = {"map/hint.css", "map/point.css", "map/time.css"}


def sides(value: str) -> list[str]:
    """Split at spaces outside of brackets."""
    while (plain := re.sub(r"\([^()]*\)", lambda found: "_" * len(found.group()), value)) != value:
        value = plain
    return value.split()


def test_start_and_end_instead_of_left_and_right(root: Path) -> None:
    styles = root / "static" / "styles"
    found = []
    for sheet in sorted(styles.rglob("*.css")):
        name = str(sheet.relative_to(styles))
        if name in SAME_EVERYWHERE:
            continue
        for number, line in enumerate(sheet.read_text().splitlines(), 1):
            four = FOUR_SIDES.match(line)
            values = sides(four.group(1)) if four else []
            if PHYSICAL.match(line) or (len(values) == 4 and values[1] != values[3]):
                found.append(f"{name}:{number}: {line.strip()}")

    assert found == []
