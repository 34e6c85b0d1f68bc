"""Opening the API to scripts of any page, whatever its origin: it gives everybody the same and knows nobody."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

SHARED = ("/api/v1/", "/api/oembed")
METHODS = "GET, HEAD, OPTIONS"


class OpenToAll:
    """Middleware: the headers that let a browser hand an answer to another origin's script, errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(SHARED):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response: HttpResponseBase = HttpResponse(status=204)
            del response.headers["Content-Type"]  # there is no content
            response.headers["Access-Control-Allow-Methods"] = METHODS
            response.headers["Access-Control-Allow-Headers"] = "Accept-Language, If-None-Match"
            response.headers["Access-Control-Max-Age"] = "86400"
        else:
            response = self.get_response(request)
            response.headers["Access-Control-Expose-Headers"] = (
                "Content-Disposition, ETag, Last-Modified, Link, Retry-After"
            )
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response
