"""The panel of the map page: its filters with their values and counts, and the chips of those chosen."""

from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from atlas.filters import Query
from atlas.sentences import Labels, say, say_date
from atlas.starting import Start
from cities.folding import fold
from cities.partial_dates import PartialDate
from networks.models import Network

NETWORKS_SHOWN = 9
OPTIONS_SHOWN = 8
EMPTY_SHOWN = 3  # from here on values without a place wait behind "more"


def written_facets(query: Query, begun: Start) -> SafeString:
    """The filters as they stand in the page. Hundreds of values take a template longer than all the rest of the page."""
    if "facets" not in begun.written:
        parts = (
            (render_to_string("atlas/_map_facet.html", {"facet": facet}),) for facet in facets(query, begun)
        )
        begun.written["facets"] = format_html_join("", "{}", parts)
    return begun.written["facets"]


def facets(query: Query, begun: Start) -> list[dict[str, Any]]:
    """The filters with their values, in the order of the panel."""
    titles = {
        "network": _("Networks"),
        "country": _("Country"),
        "region": _("Region"),
        "topic": _("Topic"),
        "kind": _("Kind"),
        "population": _("Inhabitants"),
        "has": _("On record"),
    }
    return [
        {
            "name": name,
            "title": title,
            # Translators: {facet} is the title of a filter, such as Networks or Country
            "search_label": _("Search in: {facet}").format(facet=title),
            "chosen": _chosen(query, name),
            "options": _options(query, begun, name),
        }
        for name, title in titles.items()
    ]


def _chosen(query: Query, name: str) -> int:
    names = ("network", "network_all", "network_not") if name == "network" else (name,)
    return sum(len(getattr(query, each)) for each in names)


def _options(query: Query, begun: Start, name: str) -> list[dict[str, Any]]:
    if name == "network":
        return _network_options(query, begun)
    found = begun.counts[name]
    names: dict[str, str] = getattr(begun.names, name)
    values = list(names)
    if name in {"country", "region", "topic"}:
        values.sort(key=lambda value: (-found.get(value, 0), fold(names[value])))
    elif name in {"kind", "has"}:  # in an order of their own, but what gives nothing comes last
        values.sort(key=lambda value: value not in found)
    chosen = getattr(query, name)
    few = name in {"has", "population", "kind"}
    return [
        {
            "value": value,
            "label": names[value],
            "count": found.get(value, 0),
            "checked": value in chosen,
            "more": not few
            and value not in chosen
            and place >= (OPTIONS_SHOWN if value in found else EMPTY_SHOWN),
        }
        for place, value in enumerate(values)
    ]


def _network_options(query: Query, begun: Start) -> list[dict[str, Any]]:
    """Networks as a tree: the biggest first, below each those that belong to it."""
    found, names = begun.counts["network"], begun.names.network
    public = {network.pk for network in begun.networks}

    def branch(parent: int | None, level: int) -> list[tuple[Network, int]]:
        here = [
            network
            for network in begun.networks
            if (network.parent_id if network.parent_id in public else None) == parent
        ]
        here.sort(key=lambda network: (-found.get(network.slug, 0), fold(names[network.slug])))
        return [pair for network in here for pair in [(network, level), *branch(network.pk, level + 1)]]

    slugs = {network.pk: network.slug for network in begun.networks}
    tree = branch(None, 0)
    asked = {*query.network, *query.network_all, *query.network_not}
    # The biggest are shown with those above them; small children of a big one wait with the other small ones.
    shown: set[int] = set()
    for network, _level in sorted(tree, key=lambda pair: -found.get(pair[0].slug, 0))[:NETWORKS_SHOWN]:
        if len(shown) < NETWORKS_SHOWN:
            shown |= {network.pk, network.parent_id or network.pk}
    return [
        {
            "value": network.slug,
            "label": names[network.slug],
            "mark": network.mark,
            "count": found.get(network.slug, 0),
            "level": level,
            "parent": slugs.get(network.parent_id or 0, ""),
            "checked": network.slug in query.network,
            "all_checked": network.slug in query.network_all,
            "not_checked": network.slug in query.network_not,
            "more": network.pk not in shown and network.slug not in asked,
        }
        for network, level in tree
    ]


def chips(query: Query, begun: Start, kept: dict[str, str]) -> list[dict[str, Any]]:
    """One chip for each value of each filter, with the address of the query without it and with what is kept."""
    marks = {network.slug: network.mark for network in begun.networks}
    found = []
    pairs = query.pairs()
    for place, (name, value) in enumerate(pairs):
        rest = [*(pair for number, pair in enumerate(pairs) if number != place), *kept.items()]
        found.append(
            {
                "label": chip_label(query, begun.names, name, value),
                "mark": marks.get(value) if name.startswith("network") else None,
                "negative": name == "network_not",
                "remove_url": f"{reverse('map')}?{urlencode(rest)}" if rest else reverse("map"),
            }
        )
    return found


def chip_label(query: Query, names: Labels, name: str, value: str) -> str:
    """What a chip says; the scripts say the same with `messages()["chips"]`."""
    facet = "network" if name.startswith("network") else name
    if facet in {"network", "country", "region", "topic", "kind", "population", "has"}:
        label = getattr(names, facet).get(value, value)
        return _("without {label}").format(label=label) if name == "network_not" else label
    # Whatever has no name of its own is said as in the sentence.
    alone = Query(**{name: getattr(query, name)})
    return say_date(alone, PartialDate(1900)) if name == "on" else say(alone, 0, names).text
