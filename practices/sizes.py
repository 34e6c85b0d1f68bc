"""In which sizes a photo is kept."""

from typing import NamedTuple

# Longest edges in pixels: cards, pages, screens of twice the points.
EDGES = (480, 960, 1920)


class Size(NamedTuple):
    """One file of a photo; the longest edge names it."""

    width: int
    height: int

    @property
    def edge(self) -> int:
        return max(self)


def sizes_of(width: int, height: int) -> list[Size]:
    """The sizes in which a photo of so many pixels is kept, the smallest first. None is larger than the photo."""
    longest = max(width, height)
    edges = sorted({min(edge, longest) for edge in EDGES})
    return [Size(*(max(1, round(side * edge / longest)) for side in (width, height))) for edge in edges]
