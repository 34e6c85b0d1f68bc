"""Chromium before the whole product: served as in production, with the real register.

Every context watches itself. A request to a foreign host, an error in the console and a breach of
the content policy fail the test that caused it.
"""

import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Request, expect

ROOT = Path(__file__).resolve().parents[2]
# A busy machine takes its time, and a longer wait costs nothing where all is well.
PATIENCE = 30_000  # ms for what a page does, and for what is expected of it
ARRIVAL = 60_000  # ms for a page to come
expect.set_options(timeout=PATIENCE)
# Beside each page Chromium runs two of its own for the suggestions below its address bar, which nobody sees here: a third of
# all the work. It heeds the last list only, so what Playwright turns off stands in it too.
FEATURES_OFF = [
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
]
FLAGS = [
    *("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
    f"--disable-features={','.join(FEATURES_OFF)}",
]

Manage = Callable[..., str]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder is a browser test; nobody needs to remember the mark."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


def surroundings_in(folder: Path) -> dict[str, str]:
    """The environment of a served product that keeps everything in this folder."""
    return os.environ | {
        "API_REQUESTS_PER_MINUTE": "0",  # all tests come from one address
        "SUBMISSION_LIMITS": "0",
        "SUBMISSION_SECONDS": "0",  # nobody types as fast as a test
        "DATABASE_URL": f"sqlite:///{folder / 'browser.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "atlas.settings",
        "LOG_LEVEL": "WARNING",
        "MAIL_URL": f"filemail:///{folder / 'mails'}",
        "PHOTOS_DIR": str(folder / "photos"),
    }


@pytest.fixture(scope="session")
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the served product: a database of its own."""
    return surroundings_in(tmp_path_factory.mktemp("site"))


def database_of(surroundings: dict[str, str]) -> Path:
    """The product's database file."""
    return Path(surroundings["DATABASE_URL"].removeprefix("sqlite:///"))


def copy_database(known: Path, target: Path) -> None:
    """Copy a database that others may be reading."""
    with closing(sqlite3.connect(known)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


@contextmanager
def managing(surroundings: dict[str, str]) -> Iterator[Manage]:
    """What runs a command of manage.py on the product's database and gives what it printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.commanding"],
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as commanding:

        def run(*arguments: str) -> str:
            assert commanding.stdin
            assert commanding.stdout
            commanding.stdin.write(f"{json.dumps(arguments)}\n")
            commanding.stdin.flush()
            status, printed = json.loads(commanding.stdout.readline())
            if status:
                raise subprocess.CalledProcessError(status, arguments, printed)
            return str(printed)

        yield run


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the register: made once, whoever of the workers comes first, to be copied."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of the whole run
    with (folder / "imported.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        database = folder / "imported.sqlite3"
        if not database.exists():
            making = folder / "importing"
            making.mkdir()
            surroundings = surroundings_in(making)
            with managing(surroundings) as manage:
                manage("migrate", "--verbosity", "0")
                manage("import_register", "fixtures/register")
            copy_database(database_of(surroundings), making / "whole.sqlite3")
            (making / "whole.sqlite3").rename(database)
    return database


@pytest.fixture(scope="session")
def manage(surroundings: dict[str, str], imported: Path) -> Iterator[Manage]:
    """Run a command of manage.py on the served product's database; gives what it printed."""
    copy_database(imported, database_of(surroundings))
    with managing(surroundings) as manage:
        yield manage


@contextmanager
def served(surroundings: dict[str, str]) -> Iterator[str]:
    """Serve the product in these surroundings; gives its address, without a slash at the end."""
    assert (ROOT / "build" / "collected" / "staticfiles.json").exists(), "not built: make test-browser"
    # The socket listens before the server starts: the first request waits in line, nobody polls.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = subprocess.Popen(
            [
                Path(sys.executable).with_name("gunicorn"),
                "--bind",
                f"fd://{listening.fileno()}",
                "atlas.wsgi",
            ],
            cwd=ROOT,
            env=surroundings
            | {"GUNICORN_CMD_ARGS": "--log-level=warning --graceful-timeout=5", "SITE_URL": address},
            pass_fds=[listening.fileno()],
        )
        try:
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)


@pytest.fixture(scope="session")
def site(manage: Manage, surroundings: dict[str, str]) -> Iterator[str]:
    """The product's address, without a slash at the end."""
    with served(surroundings) as address:
        yield address


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """Where `page.goto("/en/")` leads."""
    return site


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """The machine's Chromium where there is one, else Playwright's own."""
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    return browser_type_launch_args | {"executable_path": shutil.which("chromium"), "args": flags}


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object], base_url: str) -> dict[str, object]:
    """At the address of the product that the test is about, whichever was asked for first."""
    return browser_context_args | {"base_url": base_url}


def patient(context: BrowserContext) -> BrowserContext:
    """Let all that is waited for in it have the time that a busy machine needs."""
    context.set_default_timeout(PATIENCE)
    context.set_default_navigation_timeout(ARRIVAL)
    return context


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What the browser complained of. A test that provokes a complaint takes it out of the list."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def new_context(
    new_context: Callable[..., BrowserContext], complaints: list[str], site: str
) -> Callable[..., BrowserContext]:
    """Make further contexts, e.g. new_context(viewport={"width": 360, "height": 740}); all are watched."""

    def watch_request(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:", "about:")):
            complaints.append(f"request to a foreign host: {request.url}")

    def watch_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"console: {message.text}")

    def make(**options: object) -> BrowserContext:
        context = patient(new_context(**options))
        context.on("request", watch_request)
        context.on("console", watch_console)
        context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
        return context

    return make
