"""Networks: their families, and one of them with its members."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from atlas.citing import Sources
from atlas.tallying import counted_memberships, places_by_network
from cities.folding import fold
from cities.models import City, Country, Topic
from networks.models import Membership, Network
from practices.models import Practice

MOST_MEMBERS = 1000  # more stand on the map and in the downloads
LARGEST_CROWD = 400  # one mark a member is a picture up to here


@dataclass
class Branch:
    """A network with the number of its places and the networks below it."""

    network: Network
    count: int
    here: bool = False
    children: list["Branch"] = field(default_factory=list)


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """All networks as families, with their distinct counted places."""
    counts = places_by_network()
    published = Network.objects.published().order_by("slug")
    rows = list(
        published.prefetch_related(Prefetch("topics", Topic.objects.order_by("networktopic__position")))
    )
    families = trees(rows, counts)
    context = {"families": families, "count": len(rows)}
    return render(request, "networks/network_list.html", context)


@require_safe
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """One network: what it is, its family, what it states and what is recorded here, its members by country."""
    network = get_object_or_404(
        Network.objects.published().select_related("parent", "stated_source").prefetch_related("sources"),
        slug=slug,
    )
    family = network.descendants()
    sources = Sources()
    stated_cited = sources.cite([network.stated_source] if network.stated_source else [])
    cited = sources.cite(network.sources.all())
    members = members_of(network, family)
    count = len(members)
    tree = next((tree for tree in trees_around(network) if contains(tree, network)), None)
    context = {
        "network": network,
        "cited": cited,
        "stated_cited": stated_cited,
        "sources": sources,
        "count": count,
        "stated": stated(network, count),
        "crowd": [member["mark"] for member in members] if count <= LARGEST_CROWD else [],
        "crowd_size": crowd_size(count),
        "countries": by_country(members[:MOST_MEMBERS]),
        "country_count": len({member["city"].country_id for member in members}),
        "not_shown": max(0, count - MOST_MEMBERS),
        "undated": sum(1 for member in members if not member["joined"]),
        "family": tree if tree and tree.children else None,
        "has_below": len(family) > 1,
        "apart": apart(network, family),
        "topics": network.topics.order_by("networktopic__position"),
        "practices": Practice.objects.published()
        .filter(networks=network)
        .select_related("city")
        .order_by("slug")[:6],
    }
    return render(request, "networks/network_page.html", context)


def trees(networks: list[Network], counts: dict[int, int], here: Network | None = None) -> list[Branch]:
    """The networks as families, by name; one whose parent is not among them stands on its own."""
    branches = {each.pk: Branch(each, counts.get(each.pk, 0), each == here) for each in networks}
    roots: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.network.parent_id or 0)
        (parent.children if parent else roots).append(branch)
    for branch in branches.values():
        branch.children.sort(key=lambda child: fold(child.network.display_label))
    return sorted(roots, key=lambda branch: fold(branch.network.display_label))


def trees_around(network: Network) -> list[Branch]:
    """All families, the given network marked as the one that the reader is at."""
    return trees(list(Network.objects.published()), places_by_network(), here=network)


def contains(branch: Branch, network: Network) -> bool:
    """Whether the network is part of this family."""
    return branch.network == network or any(contains(child, network) for child in branch.children)


def members_of(network: Network, family: set[int]) -> list[dict[str, Any]]:
    """Each counted place once, by name, with its date of joining and the sign of the network that brings it in.

    A place in the network itself and in one below it stands with the network's own date.
    """
    memberships = (
        counted_memberships()
        .filter(network__in=family)
        .select_related("city", "network")
        .order_by("city__sort_key", "city__slug")
    )
    chosen: dict[int, Membership] = {}
    for membership in memberships:
        known = chosen.get(membership.city_id)
        if known is None or (membership.network_id == network.pk and known.network_id != network.pk):
            chosen[membership.city_id] = membership
    return [
        {
            "city": each.city,
            "joined": each.joined,
            "mark": each.network.mark,
            "through": each.network if each.network_id != network.pk else None,
        }
        for each in chosen.values()
    ]


def by_country(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The members under their countries, both by name."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for member in members:
        groups[member["city"].country_id].append(member)
    countries = sorted(Country.objects.filter(pk__in=groups), key=lambda country: fold(country.name))
    return [
        {
            "country": country,
            "members": sorted(groups[country.pk], key=lambda member: fold(member["city"].name)),
        }
        for country in countries
    ]


def stated(network: Network, count: int) -> dict[str, Any] | None:
    """What the network states beside what is recorded: the numbers and the bar's widths; None if it states nothing."""
    if not network.stated_members:
        return None
    more = max(0, network.stated_members - count)
    recorded_width = 100 * count / max(1, count + more)
    return {
        "more": more,
        "recorded_width": f"{recorded_width:.2f}%",
        "more_width": f"{100 - recorded_width:.2f}%",
    }


def apart(network: Network, family: set[int]) -> list[dict[str, Any]]:
    """Places that are named with the network but do not count, by what they are instead."""
    rows = (
        Membership.objects.published()
        .filter(network__in=family)
        .exclude(status__in=Membership.COUNTED)
        .select_related("city")
        .order_by("city__sort_key")
    )
    groups: dict[str, dict[int, City]] = {}
    for row in rows:
        groups.setdefault(row.status, {})[row.city_id] = row.city
    order = [
        Membership.Status.LISTED,
        Membership.Status.APPLIED,
        Membership.Status.LEFT,
        Membership.Status.SUSPENDED,
    ]
    return [
        {"status": status.value, "cities": sorted(groups[status].values(), key=lambda city: fold(city.name))}
        for status in order
        if status in groups
    ]


def crowd_size(count: int) -> str:
    """How large the marks of the crowd are: they always fill about the same field."""
    if count <= 12:
        return "crowd-few"
    return "" if count <= 100 else "crowd-many"
