"""Measure how long each kind of page takes: make bench-pages

The real register with one worker, one request after the other, both languages in turns. The largest page of each kind.
docs/performance.md says what the figures mean.
"""

import argparse
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path

from tools.bench.figures import percentile, shown
from tools.bench.registers import real
from tools.bench.serving import Site, serving

LANGUAGES = ("en", "de")
TURNS = 100
WARMING = 6
HEADS = ("page", "kB", "ms", "ms, p95", "processor ms", "processor ms, p95", "ms, 304")
MOST = 60.0  # ms, at the 95th percentile
COUNTRIES = ("DE", "ES", "FR", "IT", "JP", "GB", "US", "BE", "CH", "GR", "NL", "PL", "PT", "SE")
SIZES = ("small", "medium", "large", "metropolis")

# What a reader sees, and the addresses asked for in turns.
PAGES: dict[str, Sequence[str]] = {
    "front": [""],
    "map": ["map/"],
    "map, a country": ["map/?country=DE"],
    # More than a process remembers, so that each is made anew.
    "map, never asked before": [
        f"map/?country={country}&population={size}&has={has}"
        for country in COUNTRIES
        for size in SIZES
        for has in ("practice", "resolution")
    ],
    "embedded map": ["embed/"],
    "search": ["search/?q=berlin"],
    "search, misspelled": ["search/?q=m%C3%BCnhcen"],
    "places": ["cities/"],
    "place: Berlin": ["cities/berlin/"],
    "place: München": ["cities/muenchen/"],
    "country: Germany": ["countries/DE/"],
    "region: North Rhine-Westphalia": ["countries/DE/DE-NW/"],
    "networks": ["networks/"],
    "network: Safe Harbours": ["networks/sichere-haefen/"],
    "network: ICCAR": ["networks/iccar/"],
    "network: Mayors for Peace": ["networks/mayors-for-peace/"],
    "practices": ["practices/"],
    "practices, many filters": ["practices/?topic=housing&country=DE&country=ES&population=large&q=wohn"],
    "topic: housing": ["topics/housing/"],
    "comparison of four": ["compare/?city=berlin&city=muenchen&city=potsdam&city=barcelona"],
    "statistics": ["statistics/"],
    "statistics, never asked before": [
        f"statistics/?country={country}&population={size}" for country in COUNTRIES for size in SIZES
    ],
    "data": ["data/"],
    "method": ["method/"],
    "about": ["about/"],
    "feed": ["feeds/changes.atom"],
}


@dataclass(frozen=True)
class Answer:
    """What one answer cost."""

    ms: float
    processor_ms: float
    size: int  # bytes as sent
    tag: str  # its validator


def ask(site: Site, line: HTTPConnection, path: str, tag: str = "") -> Answer:
    """Ask once; with a validator, whether it is still the same."""
    headers = {"Accept-Encoding": "gzip", **({"If-None-Match": tag} if tag else {})}
    before, begun = used(site), time.perf_counter()
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    size = len(answer.read())
    taken = time.perf_counter() - begun
    if answer.status != (304 if tag else 200):
        raise SystemExit(f"{path}: {answer.status}")
    return Answer(1000 * taken, (used(site) - before) / 1e6, size, answer.headers.get("ETag", ""))


def used(site: Site) -> int:
    """Nanoseconds of processor that the workers' threads have used so far."""
    return used_below(site.process)


def used_below(process: int) -> int:
    """The same of all children of a process. One that ends meanwhile takes its time along."""
    taken = 0
    for child in Path(f"/proc/{process}/task/{process}/children").read_text().split():
        with suppress(FileNotFoundError, ProcessLookupError):
            for thread in Path(f"/proc/{child}/task").iterdir():
                taken += int((thread / "schedstat").read_text().split()[0])
    return taken


def measured(site: Site, pages: Sequence[str], turns: int) -> list[str]:
    """The cells of one kind of page."""
    line = HTTPConnection("127.0.0.1", site.port, timeout=60)
    addresses = cycle(f"/{language}/{page}" for page in pages for language in LANGUAGES)
    for address in islice(addresses, WARMING):
        ask(site, line, address)
    answers = [ask(site, line, address) for address in islice(addresses, turns)]
    address = f"/{LANGUAGES[0]}/{pages[0]}"
    tag = ask(site, line, address).tag
    unchanged = [ask(site, line, address, tag).ms for _turn in range(turns)] if tag else []

    def target(values: Sequence[float]) -> str:
        slow = percentile(values, 95)
        return f"{shown(slow)} {'✓' if slow <= MOST else '✗'}"

    times, processor = [each.ms for each in answers], [each.processor_ms for each in answers]
    return [
        f"{max(each.size for each in answers) / 1000:.0f}",
        shown(percentile(times, 50)),
        target(times),
        shown(percentile(processor, 50)),
        target(processor),
        shown(percentile(unchanged, 50)) if unchanged else "",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="tools.bench.pages", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=TURNS, help="requests of each kind")
    parser.add_argument("only", nargs="*", metavar="NAME", help="kinds whose names begin so")
    options = parser.parse_args()
    with serving(real(), WEB_CONCURRENCY="1") as site:
        print(f"| {' | '.join(HEADS)} |\n| --- {'| --: ' * (len(HEADS) - 1)}|", flush=True)
        for name, pages in PAGES.items():
            if not options.only or name.startswith(tuple(options.only)):
                cells = measured(site, pages, options.turns)
                print(f"| {' | '.join([name, *cells])} |", flush=True)
    print(f"\nload {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
