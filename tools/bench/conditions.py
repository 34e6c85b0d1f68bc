"""Under which conditions a reader's browser is measured: as it is, with a slower processor, over a slower line."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import CDPSession


@dataclass(frozen=True)
class Line:
    """What a line to the network lets through, both ways, and how long anything takes on it."""

    bits_a_second: int
    latency: int  # ms


@dataclass(frozen=True)
class Condition:
    """A way to measure; `name` stands behind the figures, the usual one has none."""

    name: str = ""
    slower: int = 1
    line: Line | None = None

    @property
    def usual(self) -> bool:
        """Whether the machine is left as it is."""
        return not self.name

    def put(self, devtools: CDPSession) -> None:
        """Make a page feel it."""
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": self.slower})
        if self.line:
            devtools.send("Network.enable")
            devtools.send(
                "Network.emulateNetworkConditions",
                {
                    "offline": False,
                    "latency": self.line.latency,
                    "downloadThroughput": self.line.bits_a_second / 8,
                    "uploadThroughput": self.line.bits_a_second / 8,
                },
            )

    def named(self, figures: Mapping[str, float]) -> dict[str, float]:
        """The figures under names that tell how they were measured."""
        return {f"{name}, {self.name}" if self.name else name: value for name, value in figures.items()}


CONDITIONS = (
    Condition(),
    Condition("4 × slower", slower=4),
    Condition("4G", line=Line(9_000_000, 170)),
)
