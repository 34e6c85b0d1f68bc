"""Keys of forms: each page that asks for something carries one, signed. Without it nothing is stored.

It takes the place of a cookie: nobody is signed in here, and whoever knows a private link may use it, so there is no
session that another site could misuse. The key says for which form it was made and when, and what it causes happens once.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.utils import timezone

from submissions.linking import new_nonce

SALT = "submissions.keys"
FIELD = "form_key"
TRAP = "url"  # the field that only programs fill


class NoKeyError(Exception):
    """The form came without a key of ours, or with that of another form."""


@dataclass(frozen=True)
class Key:
    """A key that is good."""

    name: str  # random: names what it causes
    age: float  # seconds since the form was shown

    @property
    def hasty(self) -> bool:
        """Whether the form came back faster than anybody can fill it."""
        return self.age < settings.SUBMISSION_SECONDS


def make(subject: str) -> str:
    """A new key for the form ``subject``."""
    return signing.dumps([subject, new_nonce(), timezone.now().timestamp()], salt=SALT)


def read(given: str, subject: str) -> Key:
    """The key that came with a form; NoKeyError unless it was made for ``subject``."""
    try:
        wanted, name, shown = signing.loads(given, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NoKeyError(subject) from error
    if wanted != subject:
        raise NoKeyError(subject)
    return Key(name, timezone.now().timestamp() - shown)
