"""The statistics of a query: charts with their tables, and the figures of each chart as CSV."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.charting.tabling import csv_response
from atlas.context import Site
from atlas.filters import read
from atlas.sentences import say, say_date
from atlas.statistics import Subject, chart, written
from atlas.views.refusing import refused
from cities.partial_dates import PartialDate


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """All charts of the query; what could not be read is said and left out."""
    query, errors = read(request.GET)
    site = Site(request)
    subject = Subject(query, site.edition.token, site.as_of)
    count = sum(subject.figures.places.values())
    day = site.as_of
    context = {
        "site": site,
        "problems": [
            _("“{name}” was left out: {reason}").format(name=name[:40], reason=" ".join(reasons))
            for name, reasons in errors.items()
        ],
        "query": query.serialise(),
        "count": count,
        "sentence": say(query, count, subject.names),
        "as_of": say_date(query, PartialDate(day.year, day.month, day.day)),
        "memberships": subject.figures.memberships,
        "practices": subject.figures.practices,
        "networks": sum(1 for number in subject.figures.networks.values() if number),
        "countries": len(subject.figures.places),
        "charts": written(subject),
    }
    return render(request, "atlas/statistics.html", context)


@require_safe
def statistics_csv(request: HttpRequest, name: str) -> HttpResponse:
    """The figures of one chart; 400 in plain words for a query that cannot be read."""
    query, problems = read(request.GET)
    if problems:
        return refused(problems)
    site = Site(request)
    found = chart(Subject(query, site.edition.token, site.as_of), name)
    if found is None:
        raise Http404
    return csv_response(found, site.as_of)
