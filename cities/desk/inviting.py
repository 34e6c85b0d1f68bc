"""Mails about accounts: an invitation to the desk, and a new password. Each in one language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import override

DAY = 24 * 60 * 60


def write(kind: str, user: User, language: str) -> None:
    """Send the mail `desk/mails/<kind>.txt`: its first line is the subject, then a blank line and the text."""
    arguments = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    context = {
        "user": user,
        # Not the address that the request names: that is the client's to choose.
        "address": f"{settings.SITE_URL}{reverse('admin:password_reset_confirm', kwargs=arguments)}",
        "host": urlsplit(settings.SITE_URL).netloc,
        "days": settings.PASSWORD_RESET_TIMEOUT // DAY,
        "second_factor": settings.DESK_SECOND_FACTOR,
    }
    with override(language):
        subject, _blank, body = render_to_string(f"desk/mails/{kind}.txt", context).partition("\n\n")
    send_mail(" ".join(subject.split()), body, None, [user.email])
