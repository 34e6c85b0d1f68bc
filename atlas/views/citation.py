"""The page that says how to cite a result. The map shows the same part of it in a dialog."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from atlas.citations import LICENCE, LICENCE_URL, Citation
from atlas.filters import read
from atlas.starting import start
from atlas.views.map_page import BESIDE_THE_QUERY
from cities.models import Edition


@require_safe
def citation(request: HttpRequest) -> HttpResponse:
    """Cite the query as the map shows it: what cannot be read is left out."""
    query, _errors = read(request.GET, extras=BESIDE_THE_QUERY)
    path, address = reverse("map"), query.serialise()
    map_url = request.build_absolute_uri(f"{path}?{address}" if address else path)
    title = start(query).title
    citation = Citation(title, map_url, as_of=Edition.current().as_of, accessed=timezone.localdate())
    context = {
        "title": title,
        "citation": citation,
        "map_url": map_url,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
    }
    return render(request, "atlas/citation.html", context)
