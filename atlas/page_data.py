"""What pages with a map tell their scripts, in one JSON block."""

from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from atlas.context import DEFAULT_LANGUAGE
from atlas.filters import Query
from atlas.messages import messages
from atlas.naming import LANGUAGES
from atlas.sentences import phrases
from atlas.snapshotting import SEARCH_FORMAT
from atlas.starting import RINGS, Start, first_clusters, start
from atlas.templatetags.signs import topic_sign
from cities.models import Edition
from networks.models import Membership


def rings_asked(given: QueryDict, errors: dict[str, list[str]]) -> str:
    """What the rings shall show; says in ``errors`` what is no such thing."""
    rings = given.get("rings", RINGS[0])
    if rings in RINGS:
        return rings
    errors["rings"] = [_("Give one of these: %(values)s.") % {"values": ", ".join(RINGS)}]
    return RINGS[0]


def atlas_data(query: Query, begun: Start, rings: str = RINGS[0]) -> dict[str, Any]:
    """Everything that the page tells its scripts."""
    edition = Edition.current()
    names = begun.names
    return {
        "lang": get_language(),
        "languages": sorted(LANGUAGES, key=lambda code: code != DEFAULT_LANGUAGE),
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
        "topics": [
            {"slug": slug, "label": label, "sign": topic_sign(slug)} for slug, label in names.topic.items()
        ],
        "rings": rings,
        "labels": {
            "country": names.country,
            "region": names.region,
            "kind": names.kind,
            "topic": names.topic,
            "population": names.population,
            "has": names.has,
            "within": names.within,
            "role": {role.value: str(role.label) for role in Membership.Role},
        },
        "phrases": phrases(),
        "messages": messages(),
        "clusters": first_clusters(query, rings),
    }


def front_data() -> dict[str, Any]:
    """The same for the front page's map of everything."""
    return atlas_data(Query(), start(Query()))
