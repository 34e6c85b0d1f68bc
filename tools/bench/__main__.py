"""Measure the house with synthetic registers.

    make bench N=10000              one size
    make bench N="1000 10000 100000"    several, and how they compare (also: make bench-all)
    make bench N=10000 JSON=1       the figures as JSON on standard output

docs/performance.md says what each figure means.
"""

import argparse
import datetime
import json
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack

from tools.bench import browsing, serving
from tools.bench.figures import Figures, compared, missed, tables
from tools.bench.registers import Register, register

PARTS = ("register", "snapshot", "requests", "browser")


def say(text: str) -> None:
    """Tell whoever waits what is going on; standard output is for the figures."""
    print(text, file=sys.stderr, flush=True)


def measured(sizes: list[int], parts: list[str]) -> dict[int, Figures]:
    """All figures, by number of places."""
    registers = {size: register(size) for size in sizes}
    found: dict[int, Figures] = {size: {} for size in sizes}
    steps: dict[str, tuple[str, Callable[[Register], Figures]]] = {
        "register": ("Import", lambda each: each.imported),
        "snapshot": ("Snapshot", serving.rendering),
        "requests": ("Requests", serving.requests),
    }
    for part, (title, act) in steps.items():
        if part in parts:
            for size, each in registers.items():
                say(f"{title}, {size:,} places …")
                found[size] |= act(each)
    if "browser" in parts:
        say("Browser …")
        with ExitStack() as running:
            sites = {size: running.enter_context(serving.serving(each)) for size, each in registers.items()}
            for size, figures in browsing.browsing(sites).items():
                found[size] |= figures
    return compared(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="tools.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000], metavar="N", help="number of places")
    parser.add_argument("--json", action="store_true", help="figures as JSON")
    parser.add_argument("--only", choices=PARTS, action="append", help="leave the rest out")
    options = parser.parse_args()
    figures = measured(sorted(set(options.sizes)), options.only or list(PARTS))
    machine = {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "processors": len(os.sched_getaffinity(0)),
        "chromium": browsing.version(),
        "load": round(os.getloadavg()[0], 1),
    }
    if options.json:
        answer = {"machine": machine, "figures": figures, "missed": missed(figures)}
        print(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    print(", ".join(f"{name} {value}" for name, value in machine.items()))
    print(f"\n{tables(figures)}\n")
    print("\n".join(missed(figures)) or "Every figure is as it should be.")


if __name__ == "__main__":
    main()
