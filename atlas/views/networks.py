"""Networks: their families, and one of them with its members."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from atlas.charting.chart import Chart
from atlas.charting.tabling import csv_response
from atlas.citations import of_page
from atlas.citing import Sources
from atlas.context import Site
from atlas.figures import Figures, figures
from atlas.filters import Query
from atlas.linked_data import LinkedData, Step, graph
from atlas.members import ORDERINGS, Roll, roll
from atlas.statistics import growth_chart, source_line
from atlas.views.leading_on import leading_on
from cities.folding import fold
from cities.models import Edition, Topic
from cities.publishing import Publication
from networks.models import Network
from networks.tallying import places_by_network
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
@leading_on(Network)
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """One network: what it is, its family, what it states and what is recorded here, its members and what they share."""
    network = published_network(slug)
    site = Site(request)
    about = LinkedData(request)
    everything = Query()
    networks = list(Network.objects.published())
    family = everything.published_families[network.pk]
    called = roll(network, family, networks)
    known = figures(everything, site.edition.token)
    tree = next(
        (tree for tree in trees(networks, known.networks, here=network) if contains(tree, network)), None
    )
    sources = Sources()
    count = len(called.members)
    # Cited in the order of the page, so that its numbers rise from top to bottom.
    cited = sources.cite(network.sources.all())
    stated_cited = sources.cite([network.stated_source] if network.stated_source else [])
    asked = _asked(request, called)
    above = [network.parent] if network.parent else []
    trail = [
        Step(_("Networks"), reverse("networks")),
        *(Step(each.display_label, reverse("network", args=[each.slug])) for each in (*above, network)),
    ]
    context = {
        "site": site,
        "network": network,
        "cited": cited,
        "stated_cited": stated_cited,
        "sources": sources,
        "count": count,
        "stated": stated(network, count),
        "crowd": [member.mark for member in called.members] if count <= LARGEST_CROWD else [],
        "crowd_size": crowd_size(count),
        "growth": growth_of(called, site.edition),
        "countries": called.groups(asked["ordering"], asked["country"], MOST_MEMBERS),
        "country_count": len(called.countries),
        "country_options": [
            {"country": country, "count": called.countries[country.pk]}
            for country in sorted(
                {member.city.country for member in called.members}, key=lambda each: fold(each.name)
            )
        ],
        "orderings": ORDERINGS,
        **asked,
        "not_shown": max(0, count - MOST_MEMBERS),
        "undated": sum(1 for member in called.members if not member.joined),
        "coordinating": with_sources(called, sources),
        "founding": called.founding,
        "family": tree if tree and tree.children else None,
        "has_below": len(family) > 1,
        "apart": [{"status": status, "cities": cities} for status, cities in called.apart.items()],
        "apart_count": sum(map(len, called.apart.values())),
        "overlaps": overlaps(network, networks, known),
        "topics": network.topics.order_by("networktopic__position"),
        "citation": of_page(network.display_label, site),
        "practices": Practice.objects.published()
        .filter(networks=network)
        .select_related("city")
        .order_by("slug")[:6],
        "trail": trail,
        "linked_data": graph(
            about.network(network, [member.city for member in called.members[:MOST_MEMBERS]]),
            about.trail(trail),
        ),
    }
    return render(request, "networks/network_page.html", context)


@require_safe
def growth_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of the network's growth."""
    network = published_network(slug)
    edition = Edition.current()
    chart = growth_of(roll(network, network.descendants(), Network.objects.published()), edition)
    if chart is None:
        raise Http404
    return csv_response(chart, edition.as_of)


def published_network(slug: str) -> Network:
    """The published network of this address, or 404; an umbrella that is not public is none."""
    networks = Network.objects.published().select_related("parent", "stated_source")
    network: Network = get_object_or_404(networks.prefetch_related("sources"), slug=slug)
    if network.parent and network.parent.publication != Publication.PUBLISHED:
        network.parent = None
    return network


def _asked(request: HttpRequest, called: Roll) -> dict[str, Any]:
    """How the list of members was asked for; what nobody can read is said and left out."""
    asked = {"ordering": next(iter(ORDERINGS)), "country": ""}
    allowed = {"ordering": set(ORDERINGS), "country": {*called.countries, ""}}
    problems = []
    for name in request.GET:
        value = request.GET[name]
        if name not in allowed:
            reason = _("There is no filter of this name.")
        elif value not in allowed[name]:
            reason = _("Not known here: %(values)s.") % {"values": value[:50]}
        else:
            asked[name] = value
            continue
        problems.append(_("“{name}” was left out: {reason}").format(name=name[:40], reason=reason))
    return {**asked, "problems": problems}


def growth_of(called: Roll, edition: Edition) -> Chart | None:
    """Dated joinings of the members, added up year by year."""
    return growth_chart(
        "growth",
        called.joined,
        len(called.members),
        edition.as_of,
        source=source_line(edition.as_of),
        csv_url=reverse("network-growth", args=[called.network.slug]),
        mark=called.network.mark,
    )


def with_sources(called: Roll, sources: Sources) -> list[dict[str, Any]]:
    """Who coordinates, with the sources that say so."""
    prefetch_related_objects(called.coordinating, "sources")
    return [{"membership": each, "cited": sources.cite(each.sources.all())} for each in called.coordinating]


def overlaps(network: Network, networks: list[Network], known: Figures) -> list[dict[str, Any]]:
    """Other networks that members are in too, with how many, by name; without its own family, which shares by nature."""
    parents = {each.pk: each.parent_id for each in networks}

    def above(each: int) -> set[int]:
        found: set[int] = set()
        while (parent := parents.get(each)) and parent not in found:
            found.add(parent)
            each = parent
        return found

    shared = []
    for other in sorted(networks, key=lambda each: fold(each.display_label)):
        count = known.overlaps.get((min(network.pk, other.pk), max(network.pk, other.pk)), 0)
        if count and other.pk not in above(network.pk) and network.pk not in above(other.pk):
            shared.append({"network": other, "count": count})
    return shared


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


def contains(branch: Branch, network: Network) -> bool:
    """Whether the network is part of this family."""
    return branch.network == network or any(contains(child, network) for child in branch.children)


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


def crowd_size(count: int) -> str:
    """How large the marks of the crowd are: they always fill about the same field."""
    if count <= 12:
        return "crowd-few"
    return "" if count <= 100 else "crowd-many"
