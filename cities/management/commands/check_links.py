"""The command that checks the addresses of sources."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from cities.link_checking import check_due, due, said


class Command(BaseCommand):
    help = (
        "Checks the addresses of sources that are due, the longest due first, one request a second to a server. "
        "May be ended at any time and run beside another."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--limit", type=int, help="check so many at most")
        parser.add_argument("--dry-run", action="store_true", help="say what is due, and ask nobody")

    def handle(self, *_args: Any, limit: int | None, dry_run: bool, **_options: Any) -> None:
        if not dry_run:
            self.stdout.write(said(check_due(limit=limit).counts))
            return
        rows = list(due(timezone.now()))[:limit]
        for _pk, url, _due_at in rows:
            self.stdout.write(f"  {url}")
        self.stdout.write(
            ngettext("{number} link would be checked.", "{number} links would be checked.", len(rows)).format(
                number=len(rows)
            )
        )
