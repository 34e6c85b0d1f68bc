"""Feeds: what is new and changed, for readers and programs that come back."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.changes import changes
from atlas.context import Site
from atlas.filters import Query, read
from atlas.sentences import labels, say
from atlas.views.refusing import refused


@require_safe
def changes_feed(request: HttpRequest) -> HttpResponse:
    """The latest changes of what the query means, as Atom; 400 in plain words for a query that cannot be read."""
    query, problems = read(request.GET)
    if problems:
        return refused(problems)
    address = query.serialise()
    feed = Atom1Feed(
        title=_title(query),
        link=request.build_absolute_uri(f"{reverse('map')}?{address}" if address else reverse("front")),
        description="",
        subtitle=_("New and changed records, each with its sources on the page behind it."),
        language=get_language(),
        feed_url=request.build_absolute_uri(),
        author_name=_("City by City"),
        feed_copyright="CC BY 4.0 https://creativecommons.org/licenses/by/4.0/",
    )
    for change in changes(query, Site(request).edition.token):
        page = request.build_absolute_uri(change.path)
        feed.add_item(
            title=f"{change.sort}: {change.title}",
            link=page,
            description=change.said,
            unique_id=request.build_absolute_uri(f"/#{change.key}"),
            pubdate=change.since,
            updateddate=change.at,
            categories=[change.sort],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _title(query: Query) -> str:
    """Name of the feed: the query in words, without a figure that would change."""
    name = _("City by City: new and changed")
    if not query:
        return name
    said = say(query, 2, labels())
    return f"{name} – {said.noun} {said.text}"
