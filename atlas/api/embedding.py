"""oEmbed: what another site needs to show one of our maps where somebody pasted its address (https://oembed.com)."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import override
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from atlas.api.errors import OtherFormat
from atlas.api.parameters import whole_number
from atlas.filters import read
from atlas.picturing import THEMES
from atlas.starting import RINGS, start

WIDTH, HEIGHT = 800, 600
LARGEST = 100_000
DAY = 24 * 3600

PAGES = re.compile(rf"/({'|'.join(code for code, _name in settings.LANGUAGES)})/(?:map|embed)/")
POSITION = re.compile(r"\d+(\.\d+)?(/-?\d+(\.\d+)?){2}")
# What the two pages read beside the query.
BESIDE_THE_QUERY = ("page", "city", "overlap", "ordering", "list", "basemap", "theme", "rings")


class Embedding(APIView):
    """A frame with the map of an address; 404 for addresses that are no map of ours."""

    schema = None

    def get(self, request: Request) -> HttpResponseBase:
        """Answer the standard's questions; others that consumers add mean nothing here."""
        if request.GET.get("format", "json") != "json":
            raise OtherFormat
        address = request.GET.get("url", "")
        if not address:
            raise ValidationError({"url": [_("Give the address of a map.")]})
        width, height = self._most("maxwidth", WIDTH), self._most("maxheight", HEIGHT)
        language, source, title = self._frame(address)
        with override(language):
            provider = {"provider_name": _("City by City"), "provider_url": self._whole(reverse("front"))}
        frame = format_html(
            '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" style="border:0"></iframe>',
            *(source, width, height, title),
        )
        answer = {
            "version": "1.0",
            "type": "rich",
            "title": title,
            **provider,
            "cache_age": DAY,
            "html": frame,
            "width": width,
            "height": height,
        }
        return Response(answer, headers={"Cache-Control": f"public, max-age={DAY}"})

    def _most(self, name: str, usual: int) -> int:
        """The usual size, or less if less is asked for."""
        try:
            asked: int = whole_number(usual, LARGEST)(self.request.GET.getlist(name))
        except ValueError as error:
            raise ValidationError({name: [str(error)]}) from error
        return min(asked, usual)

    def _frame(self, address: str) -> tuple[str, str, str]:
        """Language, address of the frame and title of the map that is meant."""
        try:
            parts = urlsplit(address)
        except ValueError as error:
            raise Http404 from error
        page = PAGES.fullmatch(parts.path)
        own = parts.scheme in {"http", "https"} and parts.netloc.lower() == self.request.get_host().lower()
        if not page or not own or "\0" in unquote(parts.query):
            raise Http404
        given = QueryDict(parts.query)
        # As on the page, what cannot be read is left out.
        query, _errors = read(given, extras=BESIDE_THE_QUERY)
        pairs = QueryDict(query.serialise(), mutable=True)
        if given.get("theme") in THEMES:
            pairs["theme"] = given["theme"]
        if given.get("rings") in RINGS[1:]:
            pairs["rings"] = given["rings"]
        with override(page[1]):
            source = self._whole(reverse("embed")) + (f"?{pairs.urlencode()}" if pairs else "")
            title = start(query).title
        return page[1], source + (f"#{parts.fragment}" if POSITION.fullmatch(parts.fragment) else ""), title

    def _whole(self, path: str) -> str:
        return self.request.build_absolute_uri(path)
