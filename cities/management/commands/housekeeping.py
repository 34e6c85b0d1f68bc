"""The command that runs scheduled work."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext

from cities.housekeeping import next_due, run_due


class Command(BaseCommand):
    help = (
        "Runs the scheduled work that is due and says in one sentence each what was done. Call it every hour, "
        "or whenever you like: what is not due, or at work elsewhere, is left alone."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        ran, failed = 0, []
        for done in run_due():
            ran += 1
            if done.failure:
                failed.append(done.label)
                self.stderr.write(f"{done.label}: {done.failure}")
            else:
                self.stdout.write(f"{done.label}: {done.sentence}")
        if failed:
            raise CommandError(gettext("Failed: {names}.").format(names=", ".join(failed)))
        if not ran:
            chore = next_due()
            when = f"{timezone.localtime(chore.next_due_at):%Y-%m-%d %H:%M}" if chore else "–"
            self.stdout.write(gettext("Nothing is due before {date}.").format(date=when))
