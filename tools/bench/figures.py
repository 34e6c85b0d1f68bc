"""Figures, what they should be, and how they are shown."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Figures = dict[str, float]

ALONE = 1_000  # what bigger registers are compared with
PAINTED = "painted, times that at 1,000"
YARDSTICK = "painted, times the bare map"
# What the names of figures end in that were taken under other conditions: each has a table of its own.
OTHERWISE = {"4 × slower": "With a processor 4 × slower", "4G": "Over 4G: 9 Mbit/s, 170 ms"}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that so many per cent of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


@dataclass(frozen=True)
class Target:
    """The most (or the least) that a figure should be, by number of places; 0 stands for every number."""

    limits: Mapping[int, float] = field(default_factory=dict)
    at_least: bool = False

    def limit(self, places: int) -> float | None:
        """The limit for a register of so many places, if there is one."""
        return self.limits.get(places, self.limits.get(0))

    def met(self, value: float, places: int) -> bool | None:
        """Whether the figure is as it should be; None where nothing is asked."""
        limit = self.limit(places)
        if limit is None:
            return None
        return value >= limit if self.at_least else value <= limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        of = {0: ""} | {places: f" at {places:,}" for places in self.limits if places}
        return ", ".join(f"{sign} {limit:g}{of[places]}" for places, limit in self.limits.items())


TARGETS = {
    "memberships a second": Target({100_000: 5000}, at_least=True),
    "bytes a place, first part": Target({100_000: 7}),
    "bytes a place": Target({100_000: 24}),
    "cold ms a place": Target({10_000: 0.01, 100_000: 0.01}),
    "statements of a warm request": Target({0: 1}),
    "ratio to bare view": Target({10_000: 0.6}, at_least=True),
    PAINTED: Target({10_000: 1.2, 100_000: 1.6}),
    "filter ms, p95": Target({100_000: 20}),
    "filter ms, p95, 4 × slower": Target({100_000: 40}),
    YARDSTICK: Target({1_000: 1.15}),
    "longest task, starting ms": Target({100_000: 100}),
    "longest task ms": Target({100_000: 100}),
    "pan ms, p95": Target({0: 17}),
    "zoom ms, p95": Target({0: 17}),
    "heap MB": Target({100_000: 20}),
}


def compared(measured: Mapping[int, Figures]) -> dict[int, Figures]:
    """The figures with those that compare registers of several sizes."""
    base = measured.get(ALONE, {}).get("painted ms")
    found = {}
    for places, figures in measured.items():
        found[places] = dict(figures)
        if base and places != ALONE and "painted ms" in figures:
            found[places][PAINTED] = figures["painted ms"] / base
    return found


def missed(measured: Mapping[int, Figures]) -> list[str]:
    """Figures that are not as they should be, in words."""
    return [
        f"{name} at {places:,} places: {shown(value)}, should be {TARGETS[name]}"
        for places, figures in measured.items()
        for name, value in figures.items()
        if name in TARGETS and TARGETS[name].met(value, places) is False
    ]


def tables(measured: Mapping[int, Figures]) -> str:
    """All figures as tables in Markdown: first those of the machine as it is, then those under other conditions."""
    parts = [table(_only(measured, ""))]
    for condition, title in OTHERWISE.items():
        chosen = _only(measured, condition)
        if any(chosen.values()):
            parts.append(f"### {title}\n\n{table(chosen)}")
    return "\n\n".join(parts)


def _only(measured: Mapping[int, Figures], condition: str) -> dict[int, Figures]:
    def taken(name: str) -> str:
        return next((each for each in OTHERWISE if name.endswith(f", {each}")), "")

    return {
        places: {name: value for name, value in figures.items() if taken(name) == condition}
        for places, figures in measured.items()
    }


def table(measured: Mapping[int, Figures]) -> str:
    """All figures as a table in Markdown, a column for each number of places."""
    names = dict.fromkeys(name for figures in measured.values() for name in figures)
    rows = [["", *(f"{places:,} places" for places in measured), "target"]]
    for name in names:
        cells = [_cell(name, figures.get(name), places) for places, figures in measured.items()]
        rows.append([name, *cells, str(TARGETS[name]) if name in TARGETS else ""])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    ruler = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join([lines[0], _line(ruler, widths), *lines[1:]])


def shown(value: float) -> str:
    """A number with as many digits as mean something."""
    if value >= 1000:
        return f"{value:,.0f}"
    if value == int(value):
        return str(int(value))
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"


def _cell(name: str, value: float | None, places: int) -> str:
    if value is None:
        return ""
    met = TARGETS[name].met(value, places) if name in TARGETS else None
    return shown(value) + {None: "", True: " ✓", False: " ✗"}[met]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"| {' | '.join([first, *rest])} |"
