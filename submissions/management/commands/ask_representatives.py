from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from submissions import representing


class Command(BaseCommand):
    """Ask once a year whether everything is still correct; for a timer, every day."""

    help = (
        "Ask representatives who were confirmed or asked more than a year ago whether all is still correct."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        if options["dry_run"]:
            self.stdout.write(f"{representing.due(today).count()} representatives would be asked")
            return
        self.stdout.write(f"{representing.ask_due(today)} representatives asked")
