"""What a page costs: counted by the processor, of whichever process does the work."""

import os
import subprocess
import sys

from tools.bench.pages import used_below

BUSY = "print(sum(range(100_000)), flush=True); input()"


def test_the_processor_of_other_processes_is_counted() -> None:
    before = used_below(os.getpid())

    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        child.stdout.readline()
        taken = used_below(os.getpid()) - before
        child.communicate(b"\n")

    assert taken > 1_000_000  # a thousandth of a second; starting Python alone takes more
