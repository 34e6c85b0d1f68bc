"""Importing the register's networks, memberships and resolutions."""

from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

from django.db import models
from i18nfield.strings import LazyI18nString

from cities.doing import remember
from cities.importing import found_by, ids, in_languages, reference
from cities.models import City, Source, Topic
from cities.publishing import Publication
from cities.reading import Row, Table
from cities.storing import IMPORTED, Outcome, Wanted, store
from networks.models import Mark, Membership, Network, NetworkTopic, Resolution

NETWORKS = (
    *("slug", "name_en", "name_de", "short_name", "parent", "kind", "topics", "founded", "dissolved"),
    *("initiator", "secretariat", "website", "scope", "joining_basis_en", "joining_basis_de"),
    *("summary_en", "summary_de", "stated_members", "stated_on", "source"),
)
MEMBERSHIPS = (
    *("network", "place", "joined", "left", "status", "role", "note_en", "note_de", "sources", "attested"),
)
RESOLUTIONS = (
    *("place", "date", "body_en", "body_de", "title_en", "title_de", "outcome"),
    *("votes_for", "votes_against", "network", "sources"),
)


def import_networks(path: Path, *, show: bool = False) -> Outcome:
    """Read networks.csv: first the networks, then who stands under whom, then their topics."""
    sources, topics = ids(Source, "key"), ids(Topic, "slug")
    labels = {row["network"]: row for row in reference("network_labels.csv")}
    texts = {row["network"]: row for row in reference("network_texts.csv")}
    taken = set(Network.objects.exclude(mark=Mark.OTHER).values_list("mark", flat=True))
    wanted, parents, topics_of = [], {}, {}
    with Table(path, NETWORKS) as table:
        rows = list(table)
        slugs = {row.text("slug"): row.text("slug") for row in rows}
        for row in rows:
            columns, links = _network(row, sources, texts)
            slug = columns["slug"]
            table.once(row, slug)
            label = labels.get(slug, {})
            columns["label"] = in_languages(label, "label")
            mark = label.get("mark") or Mark.OTHER
            columns["mark"] = Mark.OTHER if mark in taken else mark
            parents[slug] = row.one("parent", slugs, required=False)
            topics_of[slug] = row.many("topics", topics)
            wanted.append(Wanted(slug, columns, links))
        for row in rows:
            if _circular(row.text("slug"), parents):
                row.flaw("parent: the networks stand under each other in a circle")
    fixed = frozenset({"publication", "label", "mark"})
    outcome = store(path.name, Network, wanted, found_by(Network, "slug"), fixed=fixed, show=show)
    moved = {*_set_parents(parents), *_set_topics(topics_of)}
    remember(Network, "~", Network.objects.filter(pk__in=moved), IMPORTED)
    return outcome


def _network(
    row: Row, sources: dict[str, Any], texts: dict[str, dict[str, str]]
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    slug = row.text("slug", required=True, longest=100)
    read_in = row.many("source", sources)
    if not read_in:
        row.flaw("no source")
    stated = row.whole("stated_members")
    columns = {
        "slug": slug,
        "kind": row.choice("kind", Network.Kind.values),
        "name": row.languages("name", required=True),
        "short_name": row.text("short_name", longest=60),
        "founded": row.date("founded"),
        "dissolved": row.date("dissolved"),
        "initiator": _with_further(row, "initiator", texts.get(slug, {})),
        "secretariat": _with_further(row, "secretariat", texts.get(slug, {})),
        "scope": _with_further(row, "scope", texts.get(slug, {})),
        "website": row.text("website", longest=500),
        "joining_basis": row.languages("joining_basis"),
        "summary": row.languages("summary"),
        "stated_members": stated,
        "stated_on": row.date("stated_on"),
        "stated_source_id": read_in[0] if read_in and stated is not None else None,
        "publication": Publication.PUBLISHED,
    }
    return columns, {"sources": read_in}


def _with_further(row: Row, name: str, texts: dict[str, str]) -> LazyI18nString | str:
    """A column that the register has in English only, with what the reference says in other languages."""
    english = row.text(name)
    return in_languages({**texts, f"{name}_en": english}, name) if english else ""


def _circular(slug: str, parents: dict[str, str | None]) -> bool:
    seen = set()
    above: str | None = slug
    while above:
        if above in seen:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def _set_parents(parents: dict[str, str | None]) -> list[int]:
    """Say who stands under whom; the ids of those that stood elsewhere."""
    networks = {network.slug: network for network in Network.objects.filter(slug__in=parents)}
    changed = []
    for slug, parent in parents.items():
        wanted = networks[parent].pk if parent else None
        if networks[slug].parent_id != wanted:
            networks[slug].parent_id = wanted
            changed.append(networks[slug])
    Network.objects.bulk_update(changed, ["parent"])
    return [network.pk for network in changed]


def _set_topics(topics_of: dict[str, list[Any]]) -> list[int]:
    """Give the networks their topics; the ids of those that had others."""
    changed = []
    networks = ids(Network, "slug")
    present: dict[int, list[Any]] = {}
    for network, topic in NetworkTopic.objects.values_list("network", "topic"):
        present.setdefault(network, []).append(topic)
    for slug, topics in topics_of.items():
        network = networks[slug]
        if present.get(network, []) != topics:
            changed.append(network)
            NetworkTopic.objects.filter(network=network).delete()
            NetworkTopic.objects.bulk_create(
                NetworkTopic(network_id=network, topic_id=topic, position=position)
                for position, topic in enumerate(topics)
            )
    return changed


def import_memberships(path: Path, *, show: bool = False) -> Outcome:
    """Read memberships.csv; a network and a place together are the key."""
    cities, networks, sources = ids(City, "slug"), ids(Network, "slug"), ids(Source, "key")
    statuses, roles = set(Membership.Status.values), set(Membership.Role.values)
    wanted = []
    with Table(path, MEMBERSHIPS) as table:
        for row in table:
            city, network = row.one("place", cities), row.one("network", networks)
            status = row.choice("status", statuses)
            joined, left = row.date("joined"), row.date("left")
            if left and status != Membership.Status.LEFT:
                row.flaw("left has a date, but the status is not left")
            if left and joined and left.last_day() < joined.first_day():
                row.flaw("left lies before joined")
            read_in = row.many("sources", sources)
            if not read_in:
                row.flaw("no source")
            table.once(row, (city, network))
            columns = {
                "city_id": city,
                "network_id": network,
                "status": status,
                "role": row.choice("role", roles),
                "joined": joined,
                "left": left,
                "attested": row.date("attested"),
                "note": row.languages("note"),
                "publication": Publication.PUBLISHED,
            }
            wanted.append(Wanted((city, network), columns, {"sources": read_in}))

    def find(keys: Sequence[Any]) -> dict[Hashable, models.Model]:
        rows = Membership.objects.filter(
            city__in={city for city, _network in keys}, network__in={network for _city, network in keys}
        ).order_by("joined")
        # A place that left and came back has two rows; the register means the later one.
        return {(row.city_id, row.network_id): row for row in rows}

    return store(path.name, Membership, wanted, find, fixed=frozenset({"publication"}), show=show)


def import_resolutions(path: Path, *, show: bool = False) -> Outcome:
    """Read resolutions.csv; place, date, network and English title together are the key."""
    cities, networks, sources = ids(City, "slug"), ids(Network, "slug"), ids(Source, "key")
    wanted = []
    with Table(path, RESOLUTIONS) as table:
        for row in table:
            city, date = row.one("place", cities), row.date("date")
            network = row.one("network", networks, required=False)
            title = row.languages("title", required=True)
            key = (city, int(date) if date else None, network, _in_english(title))
            table.once(row, key)
            read_in = row.many("sources", sources)
            if not read_in:
                row.flaw("no source")
            columns = {
                "city_id": city,
                "date": date,
                "body": row.languages("body", required=True),
                "title": title,
                "outcome": row.choice("outcome", Resolution.Outcome.values),
                "votes_for": row.whole("votes_for"),
                "votes_against": row.whole("votes_against"),
                "network_id": network,
                "publication": Publication.PUBLISHED,
            }
            wanted.append(Wanted(key, columns, {"sources": read_in}))

    def find(keys: Sequence[Any]) -> dict[Hashable, models.Model]:
        rows = Resolution.objects.filter(city__in={key[0] for key in keys})
        return {
            (row.city_id, int(row.date) if row.date else None, row.network_id, _in_english(row.title)): row
            for row in rows
        }

    return store(path.name, Resolution, wanted, find, fixed=frozenset({"publication"}), show=show)


def _in_english(text: LazyI18nString | str) -> str:
    return text.localize("en") if isinstance(text, LazyI18nString) else text
