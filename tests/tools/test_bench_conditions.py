"""The conditions under which `make bench` measures a browser."""

from typing import Any

from tools.bench.conditions import CONDITIONS
from tools.bench.figures import OTHERWISE


class Devtools:
    """Notes what the browser is told."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def send(self, method: str, values: dict[str, Any] | None = None) -> None:
        self.told[method] = values


def test_figures_tell_how_they_were_measured() -> None:
    assert [condition.named({"painted ms": 1.0}) for condition in CONDITIONS] == [
        {"painted ms": 1.0},
        {"painted ms, 4 × slower": 1.0},
        {"painted ms, 4G": 1.0},
    ]


def test_every_condition_but_the_usual_has_a_table() -> None:
    assert [condition.name for condition in CONDITIONS if not condition.usual] == [*OTHERWISE]


def test_the_browser_is_told_of_processor_and_line() -> None:
    seen = []
    for condition in CONDITIONS:
        devtools = Devtools()
        condition.put(devtools)  # type: ignore[arg-type]
        seen.append(devtools.told)

    assert [told["Emulation.setCPUThrottlingRate"]["rate"] for told in seen] == [1, 4, 1]
    assert ["Network.emulateNetworkConditions" in told for told in seen] == [False, False, True]
    line = seen[2]["Network.emulateNetworkConditions"]
    assert (line["downloadThroughput"] * 8, line["latency"]) == (9_000_000, 170)
