"""What every view of a form does before and after it: who may send, and what nobody may keep."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cities.clients import address_of, household
from submissions import keys
from submissions.drafting import by_token
from submissions.limiting import Limit, spend
from submissions.models import Submission
from submissions.moving import NotAllowedError

View = Callable[..., HttpResponse]

# What a form sends at most, all together: Django's own limits count texts alone, and only while it reads them.
MOST_BYTES = 5 * 2**20
MOST_BYTES_WITH_FILE = 16 * 2**20
# A browser shows an answer only once it has sent everything; so far what is too much is read, and thrown away at once.
PATIENCE = 128 * 2**20


def private(view: View) -> View:
    """A page with a form, or one behind a private link: kept by no cache, found by no search engine, named to no other site.

    Django's own protection against forged requests needs a cookie; visitors get none. A signed key in each form
    (submissions/keys.py) does its work, together with what the browser says of where the request comes from.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        try:
            limit_body(request, getattr(view, "most_bytes", MOST_BYTES))
            request.POST  # noqa: B018  (reading it is what may fail)
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
            response = render(request, "submissions/too_big.html", status=413)
        else:
            response = view(request, *arguments, **named)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return guarded


def takes_file(view: View) -> View:
    """A form that may bring a file along."""
    view.most_bytes = MOST_BYTES_WITH_FILE  # type: ignore[attr-defined]
    return view


def limit_body(request: HttpRequest, most: int) -> None:
    """RequestDataTooBig if the request brings more than that. Of such a body nothing is kept, not for a moment."""
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length <= most:
        return
    if length <= PATIENCE:
        while request.read(2**16):
            pass
    raise RequestDataTooBig


def of_submission(view: View) -> View:
    """A private page: the token becomes its submission. Nothing under an unknown one."""

    @wraps(view)
    def opened(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        submission = by_token(token)
        if submission is None:
            raise Http404
        try:
            return view(request, submission, **named)
        except NotAllowedError:  # the editors were faster, or the sender in another window
            submission.refresh_from_db()
            return render(
                request, "submissions/too_late.html", {"submission": submission, "token": token}, status=409
            )

    return private(opened)


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the request was made on a page of ours, as far as the browser says; old ones say nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return not origin or urlsplit(origin).netloc == request.get_host()


@dataclass(frozen=True)
class Passed:
    """What the check of a form's key gave: the key's name, or why the form is not taken although it may be filled well."""

    key: str
    refusal: str = ""
    status: int = 403
    wait: int = 0  # seconds until it is worth another try

    def mark(self, response: HttpResponse) -> HttpResponse:
        """The answer, with when to come back if that is the matter."""
        if self.wait:
            response["Retry-After"] = str(self.wait)
        return response


FINE = Passed("")


def passed(request: HttpRequest, subject: str, *limits: tuple[Limit, str], button: bool = False) -> Passed:
    """Check that the form was made here for ``subject``, filled by a person, and not too often.

    ``limits`` are counted each for its client, or for the asking network where none is named. What was typed stays on
    the page, whatever is the matter. A form that is a ``button`` alone may come back at once.
    """
    try:
        if not comes_from_here(request):
            raise keys.NoKeyError(subject)
        key = keys.read(request.POST.get(keys.FIELD, ""), subject)
    except keys.NoKeyError:
        return Passed(
            "",
            _(
                "This page was not sent from here, or lay open too long. Nothing is lost: please send it once more."
            ),
        )
    if request.POST.get(keys.TRAP):
        return Passed(key.name, _("The last, hidden field must stay empty. Please send it once more."))
    if key.hasty and not button:
        return Passed(key.name, _("That was faster than anybody can type. Please send it once more."))
    wait = wait_of(request, *limits)
    if wait:
        minutes = -(-wait // 60)
        refusal = ngettext(
            "That was very often in a short time. Nothing is lost: please wait %(minutes)d minute and send it once more.",
            "That was very often in a short time. Nothing is lost: please wait %(minutes)d minutes and send it once more.",
            minutes,
        ) % {"minutes": minutes}
        return Passed(key.name, refusal, 429, wait)
    return Passed(key.name)


def wait_of(request: HttpRequest, *limits: tuple[Limit, str]) -> int:
    """Count the request for each limit; the seconds to wait if it is too many, else 0."""
    return max((spend(limit, client or network_of(request)) for limit, client in limits), default=0)


def network_of(request: HttpRequest) -> str:
    """The network that the request came from."""
    return household(address_of(request.META, settings.PROXIES))


def browser_of(request: HttpRequest) -> str:
    """The browser within its network, as far as it can be told without a mark on it."""
    return f"{network_of(request)} {request.headers.get('User-Agent', '')}"


def subject_of(submission: Submission, page: str) -> str:
    """What a key of this page is made for."""
    return f"{submission.pk} {page}"
