"""The command that brings the register's files into the database."""

import datetime
import gc
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from cities.deeds import Deed
from cities.doing import doing
from cities.importing import import_names, import_places, import_portraits, import_sources
from cities.models import Edition
from cities.reading import Flaw, FlawedFileError
from networks.importing import import_memberships, import_networks, import_resolutions
from practices.importing import import_practices

# Each file stands on those before it.
FILES = (
    ("sources.csv", import_sources),
    ("places.csv", import_places),
    ("place_names.csv", import_names),
    ("networks.csv", import_networks),
    ("memberships.csv", import_memberships),
    ("resolutions.csv", import_resolutions),
    ("practices.jsonl", import_practices),
    ("portraits.jsonl", import_portraits),
)


class Command(BaseCommand):
    help = (
        "Reads the register (see fixtures/register/README.md). Adds what is new, changes what differs, removes nothing. "
        "A file with a flaw is refused as a whole: every flaw is named with its line, and nothing of it is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="folder with the CSV and JSONL files")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *_args: Any, folder: Path, dry_run: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        # Millions of objects come to be and stay until their file is done; searching them for
        # circles again and again would take a quarter of the time and find nothing.
        gc.disable()
        try:
            self._bring_in(folder, dry_run=dry_run, show=options["verbosity"] > 0)
        finally:
            gc.enable()

    def _bring_in(self, folder: Path, *, dry_run: bool, show: bool) -> None:
        """Read every file of the folder, as far as the first flawed one."""
        with transaction.atomic():
            with doing(Deed.Kind.REGISTER):
                new, changed, flaws = self._read(folder, differences=dry_run, show=show)
            if new or changed:
                Edition.renew(as_of=_as_of(folder))
                with connection.cursor() as cursor:
                    # Without fresh statistics PostgreSQL takes minutes for questions of milliseconds.
                    cursor.execute("ANALYZE")
            if dry_run:
                transaction.set_rollback(True)
        if flaws:
            for flaw in flaws:
                self.stderr.write(str(flaw))
            raise CommandError(
                f"{flaws[0].file}: {len(flaws)} flaws; nothing of this file and those after it was written."
            )
        verb = "would be" if dry_run else "were"
        self.stdout.write(self.style.SUCCESS(f"{new} records {verb} added, {changed} {verb} changed."))

    def _read(self, folder: Path, *, differences: bool, show: bool) -> tuple[int, int, list[Flaw]]:
        """How many records are new and changed, and the flaws of the first flawed file."""
        new = changed = 0
        for name, act in FILES:
            try:
                # Each file for itself: what came before a flawed one stays.
                with transaction.atomic(), doing():
                    outcome = act(folder / name, show=show)
            except FlawedFileError as refused:
                return new, changed, refused.flaws
            if differences:
                for difference in outcome.differences:
                    self.stdout.write(f"  {difference}")
            self.stdout.write(str(outcome))
            new, changed = new + outcome.new, changed + outcome.changed
        return new, changed, []


def _as_of(folder: Path) -> datetime.date | None:
    """The day to which the register refers, if its folder says so."""
    try:
        return datetime.date.fromisoformat((folder / "AS_OF").read_text().strip())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise CommandError(f"AS_OF: {error}") from error
