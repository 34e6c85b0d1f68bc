"""Numbering the sources of a page, and citing the page itself."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cities.models import Source
from cities.partial_dates import PartialDate


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


@dataclass(frozen=True)
class Citation:
    """How to cite a page of the register: as text and for literature managers."""

    key: str
    title: str
    address: str
    as_of: datetime.date

    @property
    def text(self) -> str:
        """One line for a list of references."""
        return _("{title}. In: City by City, as of {date}. {address} (CC BY 4.0)").format(
            title=self.title,
            date=PartialDate(self.as_of.year, self.as_of.month, self.as_of.day).spoken(),
            address=self.address,
        )

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX."""
        title = "".join(f"\\{char}" if char in "&%$#_{}" else char for char in self.title)
        return "\n".join(
            (
                f"@online{{{self.key},",
                f"  title = {{{{{title}}}}},",
                f"  organization = {{{_('City by City')}}},",
                f"  date = {{{self.as_of.isoformat()}}},",
                f"  url = {{{self.address}}}",
                "}",
            )
        )
