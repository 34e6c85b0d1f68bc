"""What Django's own deployment checks do not know about this house."""

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}


@register(Tags.security, deploy=True)
def own_secret_key(**kwargs: Any) -> list[CheckMessage]:
    """A public site names its secret key itself: it must survive a new machine and be in no image."""
    if os.environ.get("SECRET_KEY"):
        return []
    return [
        Error(
            "SECRET_KEY comes from a file of this machine.",
            hint="Set the environment variable SECRET_KEY to a long random value and keep it.",
            id="atlas.E001",
        )
    ]


@register(Tags.security, deploy=True)
def named_hosts(**kwargs: Any) -> list[CheckMessage]:
    """A public site knows its own name: links in feeds and mails are built from it."""
    if set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS does not name the site.",
            hint="Set ALLOWED_HOSTS to its host names, e.g. ALLOWED_HOSTS=atlas.example.org.",
            id="atlas.E002",
        )
    ]
