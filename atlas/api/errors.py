"""What the API answers when it cannot answer: always ``{"error": {"code", "message", "fields"}}``."""

import math
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework import exceptions


class OtherFormat(exceptions.APIException):
    """A format is asked for that this address does not have; oEmbed wants 501 then."""

    status_code = 501


def answer(exception: Exception, _context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler. What it does not know is Django's to answer (atlas/views/errors.py), in the same shape."""
    if isinstance(exception, Http404):
        exception = exceptions.NotFound()
    elif isinstance(exception, PermissionDenied):
        exception = exceptions.PermissionDenied()
    if not isinstance(exception, exceptions.APIException):
        return None
    fields: dict[str, list[str]] = {}
    if isinstance(exception, exceptions.ValidationError) and isinstance(exception.detail, dict):
        fields = {name: [str(message) for message in texts] for name, texts in exception.detail.items()}
    code, message = _code_and_message(exception)
    error = {"code": code, "message": message, "fields": fields}
    response = JsonResponse({"error": error}, status=exception.status_code)
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language", "Accept-Encoding"])
    wait = getattr(exception, "wait", None)
    if wait is not None:
        response["Retry-After"] = str(math.ceil(wait))
    return response


def _code_and_message(exception: exceptions.APIException) -> tuple[str, str]:
    match exception:
        case exceptions.ValidationError():
            return "invalid_parameters", _("Some parameters cannot be used.")
        case exceptions.NotFound():
            return "not_found", _("There is nothing at this address.")
        case exceptions.MethodNotAllowed():
            return "method_not_allowed", _("This interface only reads: GET, HEAD or OPTIONS.")
        case exceptions.NotAcceptable():
            return "not_acceptable", _("This address does not speak the format asked for.")
        case OtherFormat():
            return "not_implemented", _("Only JSON can be had here.")
        case exceptions.Throttled():
            return "throttled", _("Too many requests in a short time. Please wait a moment.")
        case exceptions.PermissionDenied():
            return "forbidden", _("This is not open to you.")
    return "bad_request", _("This request cannot be read.")
