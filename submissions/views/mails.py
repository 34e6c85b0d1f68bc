"""The mails of this machine's mailbox, to be read while one develops or tries the house."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from submissions import mailbox


def on_this_machine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Nothing, unless mails are kept here and nobody else can reach the site."""

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponse:
        kept_here = settings.EMAIL_BACKEND == "submissions.mailbox.Mailbox"
        if not kept_here or set(settings.ALLOWED_HOSTS) - set(settings.LOCAL_HOSTS):
            raise Http404
        return view(request, **named)

    return guarded


@on_this_machine
def mails(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    return render(request, "submissions/mails.html", {"mails": mailbox.kept()})


@on_this_machine
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One of them as plain text."""
    return render(request, "submissions/mails_one.html", {"mail": _found(name)})


@csp_update({"style-src": "'unsafe-inline'"})
@on_this_machine
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Its HTML alone. Mails bring their style along; for all else the site's content policy holds."""
    return HttpResponse(_found(name).html)


def _found(name: str) -> mailbox.Kept:
    found = mailbox.find(name)
    if found is None:
        raise Http404
    return found
