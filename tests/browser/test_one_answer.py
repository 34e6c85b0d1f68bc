"""One query, one answer: what the browser works out from the snapshot equals what the API says.

200 seeded queries over all parameters go through one open map page by its address, as the back button would bring them.
"""

import json
import random
from typing import Any
from urllib.parse import urlencode, urljoin
from urllib.request import urlopen

import pytest
from lxml import html
from playwright.sync_api import Page

from tests.browser.map_page import open_map

SEED = 20261121
QUERIES = 200

# Asks the page for a query by its address and gives what it shows: slugs, count, sentence.
ASK = """
async (search) => {
  const map = document.getElementById("map");
  const answered = new Promise((resolve) => map.addEventListener("map:filtered", resolve, { once: true }));
  history.pushState(null, "", search ? `?${search}` : location.pathname);
  dispatchEvent(new PopStateEvent("popstate"));
  const { detail } = await answered;
  return {
    slugs: detail.slugs(),
    count: Number(document.getElementById("result-count").dataset.count),
    sentence: document.getElementById("sentence").textContent.replace(/\\s+/g, " ").trim(),
  };
}
"""


class Drawing:
    """Draws queries from what the register holds, so that most of them have an answer."""

    def __init__(self, seed: int, register: dict[str, list[dict[str, Any]]]) -> None:
        self._random = random.Random(seed)
        self._networks = [each["slug"] for each in register["networks"]]
        self._countries = [each["code"] for each in register["countries"]]
        self._topics = [each["slug"] for each in register["topics"]]
        self._cities = register["cities"]

    def query(self) -> str:
        """Return the address of a query with one to four parameters."""
        names = self._random.sample(sorted(self._drawers), k=self._random.choice([1, 1, 2, 2, 3, 4]))
        return urlencode([pair for name in names for pair in self._drawers[name](self)])

    def _some(self, name: str, values: list[str], most: int = 3) -> list[tuple[str, str]]:
        return [
            (name, value)
            for value in self._random.sample(values, k=self._random.randint(1, min(most, len(values))))
        ]

    def _city(self) -> dict[str, Any]:
        return self._random.choice(self._cities)

    def _date(self) -> str:
        year = self._random.randint(1985, 2026)
        forms = ["{y}", "{y}-{m:02}", "{y}-{m:02}-{d:02}"]
        return self._random.choice(forms).format(
            y=year, m=self._random.randint(1, 12), d=self._random.randint(1, 28)
        )

    def _span(self) -> list[tuple[str, str]]:
        first, last = sorted([self._date(), self._date()])
        chosen = self._random.choice(["from", "to", "both"])
        pairs = [("joined_from", first), ("joined_to", last)]
        return {"from": pairs[:1], "to": pairs[1:], "both": pairs}[chosen]

    def _box(self) -> list[tuple[str, str]]:
        if self._random.random() < 0.15:  # across longitude 180
            return [("bbox", f"{self._random.randint(60, 179)},-60,{self._random.randint(-179, -60)},70")]
        city = self._city()
        latitude, longitude = round(city["latitude"], 2), round(city["longitude"], 2)
        reach = self._random.choice([0.5, 2, 8])
        west, east = max(-180, longitude - reach), min(180, longitude + reach)
        return [("bbox", f"{west:.2f},{latitude - reach:.2f},{east:.2f},{latitude + reach:.2f}")]

    def _near(self) -> list[tuple[str, str]]:
        city = self._city()
        return [
            (
                "near",
                f"{city['latitude']:.3f},{city['longitude']:.3f},{self._random.choice([10, 75, 400, 2500])}",
            )
        ]

    def _text(self) -> list[tuple[str, str]]:
        words = [
            self._city()["endonym"],
            self._city()["endonym"][:3],
            self._random.choice(["muenchen", "MÜNCHEN", "Breslau", "Monaco di Baviera", "Мюнхен"]),
            self._random.choice(
                ["hafen", "mayors peace", "rainbow", "icorn", "zzzz", "a", "2019", "st. gallen"]
            ),
        ]
        return [("q", self._random.choice(words))]

    def _region(self) -> list[tuple[str, str]]:
        regions = sorted({city["region"]["code"] for city in self._cities if city["region"]})
        return self._some("region", regions)

    _drawers = {
        "q": _text,
        "network": lambda self: self._some("network", self._networks),
        "network_all": lambda self: self._some("network_all", self._networks, most=2),
        "network_not": lambda self: self._some("network_not", self._networks),
        "country": lambda self: self._some("country", self._countries),
        "region": _region,
        "topic": lambda self: self._some("topic", self._topics),
        "kind": lambda self: self._some(
            "kind", ["city", "town", "municipality", "district", "county", "region"]
        ),
        "population": lambda self: self._some("population", ["small", "medium", "large", "metropolis"]),
        "has": lambda self: self._some("has", ["practice", "portrait", "resolution"]),
        "joined": _span,
        "on": lambda self: [("on", self._date())],
        "bbox": _box,
        "near": _near,
        "include": lambda self: [("include", "listed")],
    }


def said(site: str, address: str) -> Any:
    """What the API says."""
    with urlopen(urljoin(site, address), timeout=60) as answer:  # noqa: S310  (our own address)
        return json.load(answer)


def everything(site: str, address: str) -> list[dict[str, Any]]:
    """All records of a list, page by page."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        body = said(site, following)
        found += body["results"]
        following = body["next"]
    return found


@pytest.fixture(scope="module")
def register(site: str) -> dict[str, list[dict[str, Any]]]:
    """What the register holds, by the API."""
    names = ("networks", "countries", "topics", "cities")
    return {name: everything(site, f"/api/v1/{name}/?page_size=500") for name in names}


def test_browser_and_api_answer_200_random_queries_alike(
    page: Page, site: str, register: dict[str, list[dict[str, Any]]]
) -> None:
    open_map(page)
    drawing = Drawing(SEED, register)
    answers = []
    for _number in range(QUERIES):
        query = drawing.query()
        shown = page.evaluate(ASK, query)
        asked = [city["slug"] for city in everything(site, f"/api/v1/cities/?{query}&page_size=500")]
        if "near=" in query:
            assert shown["slugs"] == asked, query
        assert sorted(shown["slugs"]) == sorted(asked), query
        assert shown["count"] == len(asked), query
        answers.append(len(asked))
    # Queries that all found nothing would prove little.
    assert sum(1 for number in answers if number) > QUERIES / 3


def written(site: str, address: str) -> html.HtmlElement:
    """The page as the server writes it; to browsers without scripts it says so too (test_map_without_scripts.py)."""
    with urlopen(urljoin(site, address), timeout=60) as answer:  # noqa: S310  (our own address)
        return html.document_fromstring(answer.read(), parser=html.HTMLParser(encoding="utf-8"))


def texts(nodes: list[html.HtmlElement]) -> list[str]:
    """What stands in these nodes, without how it is broken into lines."""
    return [" ".join(node.text_content().split()) for node in nodes]


@pytest.mark.parametrize("language", ["de", "en"])
def test_browser_and_server_say_the_same_sentence_and_chips(
    page: Page, site: str, register: dict[str, list[dict[str, Any]]], language: str
) -> None:
    open_map(page, language=language)
    drawing = Drawing(SEED + 1, register)
    for query in (drawing.query() for _number in range(40)):
        sentence = page.evaluate(ASK, query)["sentence"]
        plain = written(site, f"/{language}/map/?{query}")
        assert texts(plain.xpath("//*[@id='sentence']")) == [sentence], query
        chips = texts(plain.find_class("chips")[0].find_class("chip-label"))
        assert sorted(page.locator(".chip-label").all_inner_texts()) == sorted(chips), query


COUNTS = """
() => Object.fromEntries(Array.from(document.querySelectorAll("[data-option]"), (row) => [
  row.closest("[data-facet]").dataset.facet + " " + row.dataset.option,
  row.querySelector(".option-count").textContent,
]))
"""
# Counts out of sight follow in a task after the frame.
SETTLED = """
() => new Promise((settled) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(settled))))
"""


def counted(page: html.HtmlElement) -> dict[str, str]:
    """The same of a page as the server writes it."""
    return {
        f"{facet.get('data-facet')} {row.get('data-option')}": row.find_class("option-count")[
            0
        ].text_content()
        for facet in page.xpath("//*[@data-facet]")
        for row in facet.xpath(".//*[@data-option]")
    }


def test_browser_and_server_count_the_same_beside_every_filter(
    page: Page, site: str, register: dict[str, list[dict[str, Any]]]
) -> None:
    open_map(page)
    drawing = Drawing(SEED + 2, register)
    for query in (drawing.query() for _number in range(25)):
        page.evaluate(ASK, query)
        page.evaluate(SETTLED)
        shown, said = page.evaluate(COUNTS), counted(written(site, f"/en/map/?{query}"))
        assert len(said) > 100
        assert {key: (shown[key], said[key]) for key in said if shown[key] != said[key]} == {}, query


def test_browser_and_api_count_100_random_queries_alike(
    page: Page, site: str, register: dict[str, list[dict[str, Any]]]
) -> None:
    open_map(page)
    drawing = Drawing(SEED + 3, register)
    counted = 0
    for query in (drawing.query() for _number in range(100)):
        page.evaluate(ASK, query)
        page.evaluate(SETTLED)
        answer = said(site, f"/api/v1/cities/facets/?{query}")
        counts = {
            f"{facet} {value}": number
            for facet, values in answer["facets"].items()
            for value, number in values.items()
        }
        shown = {name: int(text.replace(",", "") or 0) for name, text in page.evaluate(COUNTS).items()}
        assert {name: number for name, number in shown.items() if number} == counts, query
        counted += len(counts)
    assert counted > 1000  # counting nothing would prove little
