"""The snapshot's addresses: the present one, and one for each edition that never changes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from atlas.snapshotting import File, current

CONTENT_TYPES = {"map": "application/octet-stream", "search": "application/json"}
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


# Nothing is written here; without this a POST would get an HTML page instead of the API's error.
@csrf_exempt
def present(request: HttpRequest) -> HttpResponse:
    """The snapshot of the present edition; browsers ask again each time and get 304 if it is the same."""
    return _answer(request, "map", current("map"), ASK_AGAIN)


@csrf_exempt
def of_edition(request: HttpRequest, token: str, name: str = "map") -> HttpResponse:
    """A file of one edition. Editions that have passed lead to the present one."""
    file = current(name)
    if token == file.token:
        return _answer(request, name, file, FOR_EVER)
    address = "snapshot" if name == "map" else "snapshot-search"
    answer = HttpResponseRedirect(reverse(address, args=[file.token]))
    answer["Cache-Control"] = ASK_AGAIN
    return _open(answer)


def _answer(request: HttpRequest, name: str, file: File, caching: str) -> HttpResponse:
    if request.method not in {"GET", "HEAD"}:
        error = {"code": "method_not_allowed", "message": _("Only GET is possible here."), "fields": {}}
        return JsonResponse({"error": error}, status=405, headers={"Allow": "GET, HEAD"})
    coding = _coding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
    body = file.bodies[coding]
    tag = f'"{file.token}-{coding}"' if coding else f'"{file.token}"'
    if tag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(body, content_type=CONTENT_TYPES[name])
        answer["Content-Length"] = str(len(body))
        if coding:
            answer["Content-Encoding"] = coding
    answer["ETag"] = tag
    answer["Cache-Control"] = caching
    answer["Vary"] = "Accept-Encoding"
    return _open(answer)


def _coding(accepted: str) -> str:
    """The best coding that the browser takes; one refused with q=0 is not taken."""
    offers = {}
    for offer in accepted.lower().split(","):
        coding, _semicolon, quality = offer.partition(";")
        offers[coding.strip()] = quality.replace(" ", "") not in {"q=0", "q=0.0"}
    return next((coding for coding in ("br", "gzip") if offers.get(coding)), "")


def _open(answer: HttpResponse) -> HttpResponse:
    """Anybody's page may read it: it is open data."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
