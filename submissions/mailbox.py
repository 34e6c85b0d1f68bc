"""A mailbox on this machine: while there is no mail server, mails are files in a folder, one each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage as Message
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class Mailbox(BaseEmailBackend):
    """Django's way to it: setting EMAIL_BACKEND."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put them into the folder, for this machine's owner only."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for each in email_messages:
            path = folder / f"{timezone.now():%Y%m%d-%H%M%S-%f}-{token_hex(4)}.eml"
            writing = path.with_suffix(".part")  # whoever looks meanwhile sees no half mail
            writing.touch(mode=0o600)
            writing.write_bytes(each.message().as_bytes())
            writing.rename(path)
        return len(email_messages)


@dataclass(frozen=True)
class Kept:
    """A mail in the folder."""

    name: str
    message: Message

    @property
    def subject(self) -> str:
        """Its subject line."""
        return str(self.message["Subject"])

    @property
    def to(self) -> str:
        """Whom it goes to."""
        return str(self.message["To"])

    @property
    def date(self) -> str:
        """When it was made, as its head says it."""
        return str(self.message["Date"])

    @property
    def plain(self) -> str:
        """The plain text."""
        return self._body("plain")

    @property
    def html(self) -> str:
        """The HTML text."""
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""


def kept() -> Iterator[Kept]:
    """All mails, the newest first."""
    for path in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.eml"), reverse=True):
        yield _read(path)


def find(name: str) -> Kept | None:
    """One mail."""
    path = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    return _read(path) if path.is_file() else None


def _read(path: Path) -> Kept:
    message: Any = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Kept(path.stem, message)
