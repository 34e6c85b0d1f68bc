"""Pages for what went wrong: in the reader's language, as JSON under /api/."""

import logging
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language_from_request, gettext, override
from django.views.decorators.csrf import requires_csrf_token

from atlas.filters import LONGEST_TEXT
from atlas.snapshotting import current_token
from atlas.views.search import finding
from cities.folding import words

logger = logging.getLogger(__name__)

MINUTE = 60


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form's content cannot be read."""
    return _answer(request, 400, "bad_request", "400.html")


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _answer(request, 403, "forbidden", "403.html")


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its safety mark: cookies refused, or the page lay open too long."""
    return forbidden(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing (published) under this address; the page searches for what its last part names."""
    last = request.path_info.strip("/").rpartition("/")[2]
    return _answer(request, 404, "not_found", "404.html", q=" ".join(words(last))[:LONGEST_TEXT])


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault. The page needs no database."""
    return _answer(request, 500, "server_error", "500.html")


def database_away(request: HttpRequest) -> HttpResponse:
    """503: the database cannot be reached; come back in a minute."""
    response = _answer(request, 503, "unavailable", "503.html")
    response["Retry-After"] = str(MINUTE)
    return response


def _answer(request: HttpRequest, status: int, code: str, template: str, q: str = "") -> HttpResponse:
    # Some errors happen before the language middleware ran, hence the language is found here.
    language = get_language_from_request(request, check_path=True)
    with override(language):
        message = _message(status)
        response: HttpResponse
        if request.path_info.startswith("/api/"):
            error = {"code": code, "message": message, "fields": {}}
            response = JsonResponse({"error": error}, status=status)
        else:
            response = _page(request, status, template, {"message": message, "q": q})
    response["Content-Language"] = language
    add_never_cache_headers(response)
    return response


def _page(request: HttpRequest, status: int, template: str, context: dict[str, Any]) -> HttpResponse:
    try:
        return HttpResponse(
            render_to_string(template, {**context, **_guesses(context["q"])}, request), status=status
        )
    except Exception:
        # A page that cannot be drawn (a host that is not ours, a missing file) must not hide the
        # error that it should tell of.
        logger.exception("No page for error %s", status)
        return HttpResponse(
            f"{context['message']}\n", status=status, content_type="text/plain; charset=utf-8"
        )


def _guesses(text: str) -> dict[str, Any]:
    """What a missing page may offer instead; nothing while the database is away."""
    try:
        return finding(text, current_token())
    except DatabaseError:
        return {}


def _message(status: int) -> str:
    return {
        400: gettext("This address cannot be read."),
        403: gettext("This is not open to you."),
        404: gettext("There is nothing at this address."),
        500: gettext("Something went wrong on our side."),
        503: gettext("The register is being looked after. Please try again in a minute."),
    }[status]
