"""`manage.py purge_submissions`: forget what has lain long enough."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from submissions.purging import purge


class Command(BaseCommand):
    help = (
        "Remove old drafts and unconfirmed submissions, and forget senders and representatives of long ago."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say how much it would be.")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        self.stdout.write(f"{'Would be: ' if dry_run else ''}{purge(dry_run=dry_run)}.")
