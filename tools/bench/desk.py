"""Measure the desk's lists and forms: make bench-desk

A synthetic register of 20,000 places, filled up to 60,000 memberships and 5,000 submissions, one worker, one request after
the other, signed in as an editor, both languages in turns. docs/performance.md says what the figures mean.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from http.client import HTTPConnection
from itertools import cycle

from tools.bench.figures import percentile, shown
from tools.bench.pages import used, used_below
from tools.bench.registers import KEPT, ROOT, Register, child, register
from tools.bench.serving import Site, serving

PLACES, MEMBERSHIPS, SUBMISSIONS = 20_000, 60_000, 5_000
TURNS, WARMING = 40, 4
# Of pages with many addresses each is asked once, and the slowest of these so often as a page of one address.
CANDIDATES, TRIES = 3, 5
KINDS = (
    *("list", "searched", "filtered", "filtered twice", "sorted", "filtered, sorted", "last page"),
    *("form", "history"),
)
MOST, MOST_REVIEW = 300.0, 200.0  # ms, at the 95th percentile
SLOWEST = 12
FURTHER = "others"  # what belongs to no table


@dataclass(frozen=True)
class Figure:
    """What a page takes at the 95th percentile."""

    name: str
    address: str
    processor: float
    clock: float

    def __str__(self) -> str:
        most = MOST_REVIEW if self.name == "review" else MOST
        return f"{shown(self.processor)} / {shown(self.clock)}{'' if self.clock <= most else ' ✗'}"


class Elsewhere(Register):
    """A register in the database that the environment names."""

    @property
    def surroundings(self) -> dict[str, str]:
        return super().surroundings | {"DATABASE_URL": os.environ["DATABASE_URL"]}


class Asking:
    """Somebody who is signed in, at a running site."""

    def __init__(self, site: Site, key: str, database: int | None) -> None:
        self._site, self._key, self._database = site, key, database
        self._line = HTTPConnection("127.0.0.1", site.port, timeout=60)
        self._languages = cycle(("en", "de"))

    def once(self, address: str) -> tuple[float, float]:
        """Milliseconds of processor and by the clock."""
        headers = {
            "Cookie": f"session={self._key}",
            "Accept-Language": next(self._languages),
            "Accept-Encoding": "gzip",
        }
        before, begun = self._used(), time.perf_counter()
        self._line.request("GET", address, headers=headers)
        answer = self._line.getresponse()
        answer.read()
        taken = time.perf_counter() - begun
        if answer.status != 200:
            raise SystemExit(f"{address}: {answer.status}")
        return (self._used() - before) / 1e6, 1000 * taken

    def _used(self) -> int:
        """By the worker and, where it is a program of its own, by the database."""
        return used(self._site) + (used_below(self._database) if self._database else 0)

    def _taken(self, address: str) -> float:
        return self.once(address)[0]

    def close(self) -> None:
        """Leave, so that the worker need not wait for more."""
        self._line.close()

    def figure(self, name: str, addresses: Sequence[str]) -> Figure:
        """The slowest of the addresses."""
        if len(addresses) > 1:
            first = sorted(addresses, key=self._taken, reverse=True)[:CANDIDATES]
            address = max(first, key=lambda each: min(self._taken(each) for _try in range(TRIES)))
        else:
            address = addresses[0]
        for _turn in range(WARMING):
            self.once(address)
        times = [self.once(address) for _turn in range(TURNS)]
        return Figure(name, address, *(percentile(each, 95) for each in zip(*times, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="tools.bench.desk", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "only", nargs="*", metavar="TABLE", help=f"tables whose names begin so, or “{FURTHER}”"
    )
    parser.add_argument("--kept", action="store_true", help="take the database of the last run")
    parser.add_argument(
        "--postgres", action="store_true", help="in the empty database of DATABASE_URL, not in SQLite"
    )
    options = parser.parse_args()
    filled = _filled(options)
    found = json.loads(_child("addressing", filled))
    figures: list[Figure] = []
    print(f"\n{'PostgreSQL' if options.postgres else 'SQLite'}\n", flush=True)
    with serving(filled, WEB_CONCURRENCY="1") as site:
        print(f"| | rows | {' | '.join(KINDS)} |\n| --- {'| --: ' * (len(KINDS) + 1)}|", flush=True)
        for name, table in found["tables"].items():
            if not options.only or name.startswith(tuple(options.only)):
                row = measured(Asking(site, table["key"], found["database"]), name, table["pages"])
                cells = [str(row.get(kind, "")) for kind in KINDS]
                print(f"| {name} | {table['rows']:,} | {' | '.join(cells)} |", flush=True)
                figures += row.values()
        if not options.only or FURTHER in options.only:
            print("\n| page | ms, p95: processor / clock |\n| --- | --: |", flush=True)
            asking = Asking(site, found["further"]["key"], found["database"])
            row = measured(asking, "", found["further"]["pages"])
            for kind, figure in row.items():
                print(f"| {kind} | {figure} |", flush=True)
            figures += row.values()
    print("\nThe slowest:\n")
    for figure in sorted(figures, key=lambda each: each.processor, reverse=True)[:SLOWEST]:
        print(f"- {figure.name}: {figure} `{figure.address}`")
    print(f"\nload {os.getloadavg()[0]:.1f}")


def measured(asking: Asking, name: str, pages: dict[str, list[str]]) -> dict[str, Figure]:
    """A figure for each kind of page that there is."""
    found = {
        kind: asking.figure(f"{name}, {kind}" if name else kind, addresses)
        for kind, addresses in pages.items()
        if addresses
    }
    asking.close()
    return found


def _filled(options: argparse.Namespace) -> Register:
    """The register in a database of its own: what the desk adds is no part of the public measurements."""
    kept = Register(PLACES, KEPT / "desk" / "atlas.sqlite3", {})
    filled = Elsewhere(*astuple(kept)) if options.postgres else kept
    if options.kept:
        return filled
    made = register(PLACES)
    if options.postgres:
        child("importing", str(made.database.parent), surroundings=filled.surroundings)
    else:
        kept.database.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made.database, kept.database)
    _child("filling", filled, str(MEMBERSHIPS), str(SUBMISSIONS))
    return filled


def _child(name: str, filled: Register, *arguments: str) -> str:
    command = [sys.executable, "-m", f"tools.bench.{name}", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=filled.surroundings, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


if __name__ == "__main__":
    main()
