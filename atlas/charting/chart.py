"""A chart and the figures it is drawn from. Nothing stands in the picture that the table doesn't hold."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Column:
    """A column of the figures: its name in CSV and how it is headed on the page; without a label only CSV has it."""

    name: str
    label: str = ""
    number: bool = False  # set at the end of the line, in tabular figures


@dataclass(frozen=True)
class Cell:
    """A figure with more to show on the page than itself; CSV holds ``value`` only."""

    value: Any
    text: str = ""  # how the page writes it, where that is not the value itself
    url: str = ""
    mark: str = ""  # sign of a network, before the text
    cited: Sequence[Any] = ()  # numbered sources, after the text


@dataclass(frozen=True)
class Figure:
    """A cell under its column, ready to be shown."""

    column: Column
    cell: Cell


@dataclass(frozen=True)
class Chart:
    """One chart. ``plot`` is drawn in per cent across and in pixels down, so that its text stays as large as the page's.

    Without a plot the table is the chart and stands open.
    """

    name: str  # in ids of the page and in the address of the CSV
    title: str  # what is shown; read first by screen readers
    description: str  # what one sees in it, for those who don't
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]  # cells, or values that need no more than being written
    plot: SafeString = field(default_factory=SafeString)
    height: int = 0  # of the plot, in pixels
    caption: str = ""  # what the picture leaves out, in the reader's words
    template: str = "charts/_table.html"  # how the table is laid out
    source: str = ""  # where the figures come from and of when they are
    csv_url: str = ""
    open: bool = False  # whether the table stands open beside the picture

    @property
    def key(self) -> str:
        """Id of the chart on its page."""
        return f"chart-{self.name}"

    @property
    def shown_columns(self) -> list[Column]:
        """The columns that the page shows."""
        return [column for column in self.columns if column.label]

    @property
    def shown_rows(self) -> list[list[Figure]]:
        """The rows as figures under their columns."""
        return [
            [
                Figure(column, value if isinstance(value, Cell) else Cell(value))
                for column, value in zip(self.columns, row, strict=True)
                if column.label
            ]
            for row in self.rows
        ]


def hatching(name: str) -> str:
    """Value of a ``fill`` attribute in the plot of the chart of this name: stated only, or not newly attested."""
    return f"url(#chart-{name}-hatching)"
