"""Commands of manage.py without the second that each takes to load Django: python -m tests.browser.commanding

Reads lines of JSON, each the arguments of a command, and runs it in a copy of itself, so that none leaves anything to the
next. Answers each with a line of JSON: how it ended, and what it printed.
"""

import json
import os
import sys
import tempfile
import traceback

import django
from django.core.management import execute_from_command_line
from django.db import connections


def run(arguments: list[str]) -> int:
    """Run a command as manage.py would; gives its exit status."""
    try:
        execute_from_command_line(["manage.py", *arguments])
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def main() -> None:
    django.setup()
    for line in sys.stdin:
        connections.close_all()  # a copy must not write on what another one reads
        with tempfile.TemporaryFile("w+") as printed:
            if (copy := os.fork()) == 0:
                os.dup2(printed.fileno(), sys.stdout.fileno())
                status = run(json.loads(line))
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)
            status = os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])
            printed.seek(0)
            sys.stdout.write(f"{json.dumps([status, printed.read()])}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
