"""What every request passes, whatever it asks for."""

import logging
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from atlas.views import errors

logger = logging.getLogger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]

# Django has decoded the path before anybody sees it, and has written bytes that are no UTF-8 back
# as they came: %FF. No address of ours holds a percent sign.
MENDED = re.compile("%[89A-F][0-9A-F]")

FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
FORBIDDEN = ", ".join(f"{feature}=()" for feature in FEATURES)
# "Near me" asks where one is, on a click only; the answer stays in the browser.
LOCATING = FORBIDDEN.replace("geolocation=()", "geolocation=(self)")


class SecurityHeaders:
    """Headers that Django's own security middleware does not know."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # By the address and not by the view, which a 304 never asks.
        match = request.resolver_match
        near_me = match is not None and match.url_name == "map"
        response.headers.setdefault("Permissions-Policy", LOCATING if near_me else FORBIDDEN)
        # The API is for everybody's pages, everything else for our own.
        reach = "cross-origin" if request.path_info.startswith("/api/") else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", reach)
        return response


class ContentPolicy(CSPMiddleware):
    """django-csp's header, put together once and not for each answer: all but a few have the same."""

    def __init__(self, get_response: Answer) -> None:
        super().__init__(get_response)
        self.usual = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        # A view that wants another policy leaves a word on its answer; Django's debug pages need none.
        if settings.DEBUG or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.usual)
        return response


class ReadableAddress:
    """Refuse addresses with NUL or broken UTF-8: databases refuse the one, Django mends the other."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            query = unquote_to_bytes(request.META.get("QUERY_STRING", "")).decode()
        except UnicodeDecodeError as error:
            raise BadRequest("The query is not UTF-8.") from error
        if "\0" in query + request.path_info or MENDED.search(request.path_info):
            raise BadRequest("The address contains unreadable bytes.")
        return self.get_response(request)


class DatabaseAway:
    """Say "come back soon" when the database cannot be reached, instead of "we are broken"."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("Database away: %s", exception, exc_info=exception)
        return errors.database_away(request)
