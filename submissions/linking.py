"""Private links: whoever has one is the sender.

A token is 192 bits made from the secret key and a random number of the submission. The database holds only its hash, so
that a copy of it opens nothing, and mails that go out later can still make the link anew.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterator

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

BYTES = 24


def new_nonce() -> str:
    """A random number to make tokens from."""
    return secrets.token_hex(16)


def token_of(nonce: str, purpose: str, token_hash: str = "") -> str:
    """The token of this nonce; with ``token_hash``, the one whose hash this is, even if the secret key has changed since.

    ValueError if no known key makes it.
    """
    for token in _tokens(nonce, purpose):
        if not token_hash or hash_of(token) == token_hash:
            return token
    raise ValueError("no known secret key makes this token")


def is_token(given: str, nonce: str, purpose: str) -> bool:
    """Whether this is the nonce's token."""
    return any(constant_time_compare(given, token) for token in _tokens(nonce, purpose))


def hash_of(token: str) -> str:
    """What the database holds of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _tokens(nonce: str, purpose: str) -> Iterator[str]:
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac(f"submissions.linking {purpose}", nonce, secret=key, algorithm="sha256").digest()
        yield base64.urlsafe_b64encode(digest[:BYTES]).decode()
