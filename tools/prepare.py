"""Make a local copy ready to serve: tables, the register, one editor. Part of `make run` and `make dev`.

All in one process, because most of the time of a second start would go into starting Django.
"""

import os
import secrets
import sys
from pathlib import Path

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "fixtures" / "register"
PASSWORD = ROOT / "local" / "editor-password"


def prepare() -> None:
    """Bring the database to today's form and fill it if it holds no city yet."""
    from django.core.management import call_command

    from cities.models import City

    call_command("migrate", verbosity=0)
    if not City.objects.exists():
        print("Importing the register …")
        call_command("import_register", str(REGISTER))


def editor_sign_in() -> str:
    """The local editor's sign-in in words. Makes the account in a database that has none."""
    from django.contrib.auth import get_user_model

    users = get_user_model().objects
    if not users.filter(username="editor").exists():
        users.create_superuser("editor", password=_password())
    elif not PASSWORD.exists():
        return "editor, with the password you know (manage.py changepassword editor sets a new one)"
    return f"editor, password {PASSWORD.read_text().strip()}"


def _password() -> str:
    """The password kept on this machine, for its owner's eyes only; made at the first start."""
    if not PASSWORD.exists():
        PASSWORD.touch(mode=0o600)
        PASSWORD.write_text(secrets.token_urlsafe(12) + "\n")
    return PASSWORD.read_text().strip()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas.settings")
    django.setup()
    prepare()
    port = os.environ.get("PORT", "8000")
    site = f"http://127.0.0.1:{port}/"
    print(f"\n  {site}\n  {site}admin/  {editor_sign_in()}", flush=True)
    if settings.EMAIL_BACKEND == "submissions.mailbox.Mailbox":
        print(f"  {site}mails/  mails are kept here instead of being sent")
    print(flush=True)
