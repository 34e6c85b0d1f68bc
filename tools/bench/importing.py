"""Import a register into an empty database and print how fast it went: python -m tools.bench.importing FOLDER"""

import json
import re
import sys
import time
from io import StringIO
from pathlib import Path

import django


class Clock(StringIO):
    """Takes what the command says after each file, and the time of it."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[str, float, float]] = []

    def write(self, text: str) -> int:
        self.said += [(text, time.perf_counter(), time.process_time())]
        return len(text)


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    clock = Clock()
    begun = before = time.perf_counter()
    used_before = time.process_time()
    call_command("import_register", Path(sys.argv[1]), stdout=clock, verbosity=0)
    figures = {"import seconds": time.perf_counter() - begun}
    for text, now, used in clock.said:
        if match := re.match(r"memberships\.csv: (\d+) new", text):
            figures["memberships"] = int(match.group(1))
            figures["memberships a second"] = figures["memberships"] / (now - before)
            figures["memberships a second of processor"] = figures["memberships"] / (used - used_before)
        before, used_before = now, used
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
