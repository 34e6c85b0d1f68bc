"""A walk through the site as a search engine takes it: from the front door along every link, without asking a query."""

import json
import sys
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.translation import deactivate
from lxml import etree, html

HOST = "http://testserver"
STYLES_AND_SCRIPTS = "/static/"
# Nodes that lead somewhere or load something, and how they say what.
LEADING = ("a", "area", "link", "img", "script", "source", "form")
ATTRIBUTES = ("href", "src", "action")


@dataclass(frozen=True)
class Read:
    """What a machine reads on a page."""

    language: str
    title: str
    description: str
    robots: str
    canonical: str
    alternates: dict[str, str]  # paths, by language
    feeds: tuple[str, ...]
    headings: int  # of the first level
    names: frozenset[str]  # that a fragment can point to
    repeated: frozenset[str]  # names that stand twice, though they may not
    links: frozenset[str]  # of this site, with query and fragment
    forms: frozenset[str]  # of those, the ones that search engines are asked not to follow
    linked_data: tuple[dict[str, Any], ...]
    crumbs: tuple[tuple[str, str], ...]  # the way to the page as people see it: name and path
    statements: tuple[str, ...] = ()  # that it asked the database

    def described(self, kind: str) -> list[dict[str, Any]]:
        """What JSON-LD says of things of this type."""
        return [thing for data in self.linked_data for thing in data["@graph"] if thing["@type"] == kind]


@dataclass(frozen=True)
class Walk:
    """What was met on the way."""

    pages: dict[str, Read]
    files: dict[str, str]  # what is no page, not asked, with a page that leads there
    asking: dict[str, str]  # what asks a query, not followed, with a page that leads there
    dead: dict[str, str]  # what did not answer, with a page that leads there


class Visitor:
    """Asks without the test client, which copies each template's context: three thousand pages would take minutes."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()
        self._requests = RequestFactory(headers={"Accept-Language": "en"})
        self.statements: list[str] = []  # of the last page

    def get(self, address: str) -> HttpResponse:
        self.statements = []
        try:
            with connection.execute_wrapper(self._noted):
                return self._handler.get_response(self._requests.get(address))
        finally:
            deactivate()  # the page's language, which would stay with the tests to come

    def _noted(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.statements.append(sys.intern(sql))
        return execute(sql, *rest)


def walk(visitor: Visitor, follows: Callable[[str], bool], start: str = "/") -> Walk:
    """Follow every link from ``start`` that asks no query and is to be followed. Files are noted and left for samples."""
    met = Walk({}, {}, {}, {})
    waiting, known = deque([start]), {start: "nowhere"}
    while waiting:
        address = waiting.popleft()
        response = visitor.get(address)
        if response.status_code == 302:
            links = frozenset({path_of(urljoin(f"{HOST}{address}", response["Location"]))})
            forms: frozenset[str] = frozenset()
        elif response.status_code == 200:
            page = replace(read(address, response.content), statements=tuple(visitor.statements))
            met.pages[address] = page
            links, forms = page.links, page.forms
        else:
            met.dead[address] = known[address]
            continue
        for link in links:
            bare, _fragment = urldefrag(link)
            if urlsplit(bare).query:
                met.asking.setdefault(bare, address)
            elif not bare.endswith("/") or bare.startswith((STYLES_AND_SCRIPTS, "/api/v1/")) or link in forms:
                met.files.setdefault(bare, address)
            elif bare not in known and follows(bare):
                known[bare] = address
                waiting.append(bare)
    return met


def read(address: str, content: bytes) -> Read:
    """Read a page."""
    tree = html.document_fromstring(content, parser=html.HTMLParser(encoding="utf-8"))
    names = Counter(node.get("id") for node in tree.iter(etree.Element) if "id" in node.attrib)
    led = {
        path_of(urljoin(f"{HOST}{address}", node.attrib[attribute].strip()))
        for node in tree.iter(*LEADING)
        for attribute in ATTRIBUTES
        if attribute in node.attrib
    }
    return Read(
        language=tree.get("lang", ""),
        title=_only(tree.xpath("head/title/text()")),
        description=_only(tree.xpath("head/meta[@name='description']/@content")),
        robots=_only(tree.xpath("head/meta[@name='robots']/@content")),
        canonical=path_of(_only(tree.xpath("head/link[@rel='canonical']/@href"))),
        alternates={
            node.get("hreflang"): path_of(node.get("href"))
            for node in tree.xpath("head/link[@rel='alternate'][@hreflang]")
        },
        feeds=tuple(tree.xpath("head/link[@type='application/atom+xml']/@href")),
        headings=len(tree.xpath("//h1")),
        names=frozenset(names),
        repeated=frozenset(name for name, count in names.items() if count > 1),
        links=frozenset(link for link in led if link.startswith("/")),
        forms=frozenset(
            path_of(urljoin(f"{HOST}{address}", link)) for link in tree.xpath("//a[@rel='nofollow']/@href")
        ),
        linked_data=tuple(map(json.loads, tree.xpath("//script[@type='application/ld+json']/text()"))),
        crumbs=tuple(
            (" ".join(node.text_content().split()), node.get("href"))
            for node in tree.xpath("//nav[@class='crumbs']//a")
        ),
    )


def path_of(address: str) -> str:
    """An address of this site without its host."""
    return address.removeprefix(HOST)


def _only(found: list[str]) -> str:
    """The one text that was found; none and several are both wrong and leave nothing."""
    return found[0].strip() if len(found) == 1 else ""
