"""The way back in for somebody who lost phone and recovery codes, where no superuser is left to help."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cities.desk import second_factor, sessions


class Command(BaseCommand):
    help = "Take the second factor from an account; it sets up another one at its next sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model()._default_manager.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['username']}”.")
        removed = second_factor.forget([user])
        sessions.end_all(user)
        self.stdout.write("Removed." if removed else "There was none.")
