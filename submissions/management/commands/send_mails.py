from typing import Any

from django.core.management.base import BaseCommand

from submissions import posting


class Command(BaseCommand):
    """Send what the mail server did not take before; for a timer, every few minutes."""

    help = "Send the mails that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        sent = posting.post_due()
        self.stdout.write(
            f"{sent} sent, {posting.waiting().count()} waiting, {posting.given_up().count()} given up"
        )
