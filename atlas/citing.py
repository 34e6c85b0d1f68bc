"""Numbering the sources of a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cities.models import Source


@dataclass(frozen=True)
class Cited:
    """A source with its number on the page."""

    number: int
    source: Source


class Sources:
    """The sources of one page, numbered in the order in which the page cites them."""

    def __init__(self) -> None:
        self._cited: dict[int, Cited] = {}

    def cite(self, sources: Iterable[Source]) -> list[Cited]:
        """Return ``sources`` with their numbers; a source that was cited before keeps its own."""
        cited = [self._cited.setdefault(source.pk, Cited(len(self._cited) + 1, source)) for source in sources]
        return sorted(cited, key=lambda entry: entry.number)

    def __iter__(self) -> Iterator[Cited]:
        return iter(self._cited.values())

    def __len__(self) -> int:
        return len(self._cited)
