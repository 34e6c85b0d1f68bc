"""The product served as `make run` serves it, and how many requests it answers."""

import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from tools.bench.registers import ROOT, Register, child

ROUNDS = 5
SECONDS = 2.0
CONNECTIONS = 8
BARE = "/bench/bare/"
TICK = 100  # clock ticks a second in /proc, on every Linux


@dataclass(frozen=True)
class Site:
    """A running server."""

    port: int
    process: int

    @property
    def address(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def used(self) -> float:
        """Seconds of processor its workers have used so far."""
        ticks = 0
        for task in Path(f"/proc/{self.process}/task").iterdir():
            for worker in (task / "children").read_text().split():
                fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICK


@contextmanager
def serving(register: Register, **surroundings: str) -> Iterator[Site]:
    """Serve a register on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # As gunicorn does with a socket of its own; what it accepts inherits it.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        descriptor = listening.fileno()
        server = subprocess.Popen(
            [Path(sys.executable).with_name("gunicorn"), "--log-level", "warning", "atlas.wsgi"],
            cwd=ROOT,
            env=register.surroundings | {"BIND": f"fd://{descriptor}", **surroundings},
            pass_fds=[descriptor],
        )
        try:
            yield Site(listening.getsockname()[1], server.pid)
        finally:
            server.terminate()
            server.wait(timeout=30)


def requests(register: Register) -> dict[str, float]:
    """The snapshot's ready address against a view that does nothing, in turns.

    Twice: behind the same middleware, and against a Django that has none.
    """
    with serving(register) as site, serving(register, MIDDLEWARE="none") as naked:
        lines = {"ours": (site, _address(site)), "bare": (site, BARE), "naked": (naked, BARE)}
        rates: dict[str, list[float]] = {name: [] for name in lines}
        costs: dict[str, list[float]] = {name: [] for name in lines}
        for number in range(ROUNDS + 1):
            for name, (server, path) in lines.items():
                before = server.used()
                rate = _rate(server.port, path)
                if number:  # the first round only warms up
                    rates[name].append(rate)
                    costs[name].append(1e6 * (server.used() - before) / (rate * SECONDS))
    cost = {name: statistics.median(values) for name, values in costs.items()}

    def ratio(name: str) -> float:
        return statistics.median(ours / other for ours, other in zip(rates["ours"], rates[name], strict=True))

    return {
        "requests a second": statistics.median(rates["ours"]),
        "requests a second, bare view": statistics.median(rates["bare"]),
        "ratio to bare view": ratio("bare"),
        "ratio to bare view without middleware": ratio("naked"),
        "processor µs a request": cost["ours"],
        "processor µs a request, bare view": cost["bare"],
        "processor ratio to bare view": cost["bare"] / cost["ours"],
        "processor ratio to bare view without middleware": cost["naked"] / cost["ours"],
    }


def _rate(port: int, path: str) -> float:
    command = [sys.executable, "-m", "tools.bench.loading", str(port), path]
    command += ["--connections", str(CONNECTIONS), "--seconds", str(SECONDS)]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return float(done.stdout)


def _address(site: Site) -> str:
    """The address of the present edition, to which every other leads."""
    asking = HTTPConnection("127.0.0.1", site.port, timeout=120)
    asking.request("GET", "/api/v1/map/0/", headers={"Connection": "close"})
    return asking.getresponse().headers["Location"]


def rendering(register: Register) -> dict[str, float]:
    """Weight and cost of the snapshot."""
    return child("rendering", surroundings=register.surroundings)
