"""Measure the desk's lists and forms: make bench-desk

A synthetic register of 20,000 places, filled up to 60,000 memberships and 5,000 submissions, one worker, one request after
the other, signed in as an editor, both languages in turns. docs/performance.md says what the figures mean.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from itertools import cycle, islice

from tools.bench.figures import percentile, shown
from tools.bench.pages import used
from tools.bench.registers import KEPT, ROOT, Register, register
from tools.bench.serving import Site, serving

PLACES, MEMBERSHIPS, SUBMISSIONS = 20_000, 60_000, 5_000
TURNS, WARMING = 40, 4
HEADS = ("page", "kB", "ms", "ms, p95", "processor ms", "processor ms, p95")
MOST, MOST_REVIEW = 300.0, 200.0  # ms, at the 95th percentile
TABLES = (
    "cities/city",
    "networks/network",
    "networks/membership",
    "networks/resolution",
    "practices/practice",
    "cities/source",
    "submissions/submission",
)


def main() -> None:
    filled = _filled()
    key, review, *records = _child("filling", filled).split()
    pages = {"start page": [""], "review": [f"submissions/submission/{review}/change/"]}
    for table, record in zip(TABLES, records, strict=True):
        name = table.rpartition("/")[2]
        pages[f"list: {name}"] = [f"{table}/"]
        pages[f"list: {name}, searched"] = [f"{table}/?q=ber"]
        if name != "submission":
            pages[f"form: {name}"] = [f"{table}/{record}/change/"]
    with serving(filled, WEB_CONCURRENCY="1") as site:
        print(f"| {' | '.join(HEADS)} |\n| --- {'| --: ' * (len(HEADS) - 1)}|", flush=True)
        for name, addresses in pages.items():
            print(f"| {' | '.join([name, *_measured(site, addresses, key, name == 'review')])} |", flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f}")


def _filled() -> Register:
    """The register in a database of its own: what the desk adds is no part of the public measurements."""
    made = register(PLACES)
    database = KEPT / "desk" / "atlas.sqlite3"
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made.database, database)
    return Register(PLACES, database, {})


def _child(name: str, filled: Register) -> str:
    command = [sys.executable, "-m", f"tools.bench.{name}", str(MEMBERSHIPS), str(SUBMISSIONS), *TABLES]
    return subprocess.run(
        command, cwd=ROOT, env=filled.surroundings, check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def _measured(site: Site, addresses: Sequence[str], key: str, is_review: bool) -> list[str]:
    line = HTTPConnection("127.0.0.1", site.port, timeout=60)
    asked = cycle((address, language) for address in addresses for language in ("en", "de"))
    times: list[float] = []
    processor: list[float] = []
    size = 0
    for number, (address, language) in enumerate(islice(asked, WARMING + TURNS)):
        before, begun = used(site), time.perf_counter()
        headers = {"Cookie": f"session={key}", "Accept-Language": language, "Accept-Encoding": "gzip"}
        line.request("GET", f"/admin/{address}", headers=headers)
        answer = line.getresponse()
        size = max(size, len(answer.read()))
        if answer.status != 200:
            raise SystemExit(f"{address}: {answer.status}")
        if number >= WARMING:
            times.append(1000 * (time.perf_counter() - begun))
            processor.append((used(site) - before) / 1e6)
    most = MOST_REVIEW if is_review else MOST

    def target(values: Sequence[float]) -> str:
        slow = percentile(values, 95)
        return f"{shown(slow)} {'✓' if slow <= most else '✗'}"

    middle = [shown(percentile(values, 50)) for values in (times, processor)]
    return [f"{size / 1000:.0f}", middle[0], target(times), middle[1], target(processor)]


if __name__ == "__main__":
    main()
