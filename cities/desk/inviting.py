"""Mails about accounts: an invitation to the desk, and a new password. Each in one language."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import override

DAY = 24 * 60 * 60


def token_of(user: User) -> dict[str, str]:
    """The arguments of the address under which somebody sets their password."""
    return {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }


def write(kind: str, user: Any, address: str, host: str, language: str) -> None:
    """Send the mail `desk/mails/<kind>.txt`: its first line is the subject, then a blank line and the text."""
    context = {
        "user": user,
        "address": address,
        "host": host,
        "days": settings.PASSWORD_RESET_TIMEOUT // DAY,
        "second_factor": settings.DESK_SECOND_FACTOR,
    }
    with override(language):
        subject, _blank, body = render_to_string(f"desk/mails/{kind}.txt", context).partition("\n\n")
    send_mail(" ".join(subject.split()), body, None, [user.email])
