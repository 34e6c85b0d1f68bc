"""What pages with a map tell their scripts, in one JSON block."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from atlas.filters import Query
from atlas.messages import messages
from atlas.sentences import phrases
from atlas.snapshotting import SEARCH_FORMAT
from atlas.starting import Start, start
from cities.models import Edition


def atlas_data(query: Query, begun: Start) -> dict[str, Any]:
    """Everything that the page tells its scripts."""
    edition = Edition.current()
    names = begun.names
    return {
        "lang": get_language(),
        "edition": {"token": edition.token, "as_of": edition.as_of.isoformat()},
        "snapshot": reverse("snapshot", args=[edition.token]),
        # Browsers keep the file for ever: a new format needs another address.
        "search": f"{reverse('snapshot-search', args=[edition.token])}?format={SEARCH_FORMAT}",
        "basemap": reverse("basemap"),
        "query": query.serialise(),
        "count": begun.count,
        "bounds": begun.bounds,
        "networks": [
            {"slug": network.slug, "label": names.network[network.slug], "mark": network.mark}
            for network in begun.networks
        ],
        "labels": {
            "country": names.country,
            "region": names.region,
            "kind": names.kind,
            "topic": names.topic,
            "population": names.population,
            "has": names.has,
            "within": names.within,
        },
        "phrases": phrases(),
        "messages": messages(),
        "clusters": begun.clusters,
    }


def front_data() -> dict[str, Any]:
    """The same for the front page's map of everything."""
    return atlas_data(Query(), start(Query()))
