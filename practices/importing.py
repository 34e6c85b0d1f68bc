"""Importing the register's practices."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from cities.importing import found_by, ids
from cities.models import City, Source, Topic
from cities.publishing import Publication
from cities.reading import Row, Table
from cities.storing import Outcome, Wanted, store
from networks.models import Network
from practices.models import Practice, TargetGroup

PRACTICES = (
    *("slug", "place", "title", "main_topic", "topics", "summary", "body", "start_year", "end_year"),
    *("status", "target_groups", "networks", "sources"),
)
# The register tells these parts of the text; limits are written by senders and editors.
BODY = ("challenge", "approach", "outcome", "lessons", "partners", "funding")


def import_practices(path: Path, *, show: bool = False) -> Outcome:
    """Read practices.jsonl."""
    cities, networks = ids(City, "slug"), ids(Network, "slug")
    sources, topics = ids(Source, "key"), ids(Topic, "slug")
    groups = {slug: slug for slug in TargetGroup.values}
    wanted = []
    with Table(path, PRACTICES) as table:
        for row in table:
            slug = row.text("slug", required=True, longest=120)
            table.once(row, slug)
            start, end = row.whole("start_year"), row.whole("end_year")
            if start and end and end < start:
                row.flaw("end_year lies before start_year")
            columns = {
                "slug": slug,
                "city_id": row.one("place", cities),
                "title": row.languages("title", required=True),
                "summary": row.languages("summary", required=True),
                "main_topic_id": row.one("main_topic", topics),
                "target_groups": row.many("target_groups", groups),
                "status": row.choice("status", Practice.Status.values),
                "start_year": start,
                "end_year": end,
                "publication": Publication.PUBLISHED,
                **_body(row),
            }
            links = {
                "topics": row.many("topics", topics),
                "networks": row.many("networks", networks),
                "sources": row.many("sources", sources),
            }
            if not links["sources"]:
                row.flaw("no source")
            wanted.append(Wanted(slug, columns, links))
    fixed = frozenset({"publication"})
    return store(path.name, Practice, wanted, found_by(Practice, "slug"), fixed=fixed, show=show)


def _body(row: Row) -> dict[str, Any]:
    """The parts of the text, turned from one dictionary a language into one text in several languages."""
    body = row.values.get("body")
    if not isinstance(body, Mapping) or not all(isinstance(part, Mapping) for part in body.values()):
        row.flaw("body is not a dictionary of languages")
        return {}
    parts = {}
    for name in BODY:
        texts = {code: body.get(code, {}).get(name, "") for code, _name in settings.LANGUAGES}
        parts[name] = row.within({name: texts}).languages(name)
    return parts
