"""What Django's own deployment checks do not know about this house."""

import os
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice

from cities.addresses import ForbiddenAddressError, parse


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
    if set(settings.ALLOWED_HOSTS) - set(settings.LOCAL_HOSTS) and "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS does not name the site.",
            hint="Set ALLOWED_HOSTS to its host names, e.g. ALLOWED_HOSTS=atlas.example.org.",
            id="atlas.E002",
        )
    ]


@register(Tags.security, deploy=True)
def mail_server(**kwargs: Any) -> list[CheckMessage]:
    """A public site sends mails: without the one that confirms an address, no submission reaches an editor."""
    if settings.EMAIL_BACKEND.endswith(".smtp.EmailBackend") and settings.CONTACT_EMAIL:
        return []
    return [
        Error(
            "No mail goes out: MAIL_URL or CONTACT_EMAIL is missing.",
            hint="Set MAIL_URL, e.g. smtp+tls://user:password@mail.example.org:587, and CONTACT_EMAIL, the sender.",
            id="atlas.E003",
        )
    ]


@register(Tags.security, deploy=True)
def own_address(**kwargs: Any) -> list[CheckMessage]:
    """Links in mails lead to the site, by https if it has that."""
    site = urlsplit(settings.SITE_URL)
    scheme = "https" if settings.HTTPS else "http"
    local = {host.strip("[]") for host in settings.LOCAL_HOSTS}
    if site.scheme == scheme and site.hostname and site.hostname not in local:
        return []
    return [
        Error(
            "SITE_URL does not name the site.",
            hint=f"Set SITE_URL to its address, e.g. SITE_URL={scheme}://atlas.example.org.",
            id="atlas.E004",
        )
    ]


@register(Tags.security, deploy=True)
def second_factor(**kwargs: Any) -> list[CheckMessage]:
    """A password alone is soon stolen, and the desk can delete everything."""
    if settings.DESK_SECOND_FACTOR:
        return []
    return [
        Advice(
            "Editors need no second factor to sign in.",
            hint="Set DESK_SECOND_FACTOR=1; it is the default with HTTPS=1.",
            id="atlas.W001",
        )
    ]


@register()
def nominatim_address(**kwargs: Any) -> list[CheckMessage]:
    """The one setting that holds an address to be asked: better refused at the start than before an editor."""
    if not settings.NOMINATIM_URL:
        return []
    try:
        parse(settings.NOMINATIM_URL, anywhere=True)
        reason = "it carries a question" if set("?#") & set(settings.NOMINATIM_URL) else ""
    except ForbiddenAddressError as error:
        reason = str(error)
    if not reason:
        return []
    return [
        Error(
            f"NOMINATIM_URL is no address to ask: {reason}.",
            hint="Set it to e.g. https://nominatim.example.org, or leave it empty.",
            id="atlas.E005",
        )
    ]
