"""A language that nobody wrote for: the recipe in docs/adding-a-language.md, walked with two pseudo-languages."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import ROOT, copy_database, patient, served
from tests.browser.map_page import ready
from tests.pseudo.writing import LETTERS, add_language

# Every kind of page, and what its scripts add.
PAGES = [
    "",
    "map/",
    "map/?network=eccar&network_not=icorn&country=DE&joined_from=2010",
    "map/?country=DE&city=muenchen",
    "map/?q=ξξξ&ψψψ=1",
    "map/cite/?network=eccar",
    "embed/?network=eccar",
    "cities/",
    "cities/muenchen/",
    "countries/DE/",
    "countries/DE/DE-NW/",
    "networks/",
    "networks/eccar/",
    "practices/?topic=housing",
    "practices/zurich-city-card/",
    "topics/housing/",
    "statistics/",
    "compare/?city=muenchen&city=bonn",
    "search/?q=b",
    "about/",
    "method/",
    "data/",
    "privacy/",
    "imprint/",
    "accessibility/",
    "easy-language/",
    "nowhere/",
    "map/?q=%00",
]
# Pieces in Latin letters that are the same in all languages.
NEUTRAL = r"\b(?:km|CC.BY|www|https?://\S+|[\w-]+(?:\.[\w-]+)+|\S+/|CSV|GeoJSON|BibTeX|Leaflet|Natural Earth|GeoNames|el-xa|ar-xb)\b"
# Texts and attributes of the page in Latin letters; not the names of fields and files, nor what says that it is in another language.
LATIN = """
({ neutral, language }) => {
  const found = new Set();
  const look = (text, where) => {
    const rest = (text ?? "").replace(new RegExp(neutral, "g"), "");
    if (/[A-Za-z]{2}/.test(rest)) found.add(`${where}: ${text.trim().slice(0, 80)}`);
  };
  const ours = (node) => {
    const element = node.nodeType === 1 ? node : node.parentElement;
    return !element?.closest("script, noscript, style, code, pre, textarea, .languages")
      && (element?.closest("[lang]") ?? document.documentElement).lang === language;
  };
  const walk = (root) => {
    const nodes = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node.localName === "template") walk(node.content);
      if (!ours(node)) continue;
      if (node.nodeType === 3) look(node.data, node.parentElement?.localName);
      else for (const name of ["aria-label", "title", "alt", "placeholder", "data-label", "aria-valuetext"])
        look(node.getAttribute(name), `${node.localName}[${name}]`);
    }
  };
  walk(document.body);
  look(document.title, "title");
  for (const meta of document.querySelectorAll("meta[property='og:title']")) look(meta.content, "meta");
  return [...found];
}
"""
OVERFLOW = """document.fonts.ready.then(
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth
)"""


@pytest.fixture(scope="module")
def site_of_all(
    imported: Path, surroundings: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The product with both pseudo-languages and the real register, its names written in them."""
    folder = tmp_path_factory.mktemp("pseudo")
    for language in LETTERS:
        add_language(language, folder / "locale")
    database = folder / "pseudo.sqlite3"
    copy_database(imported, database)
    environment = surroundings | {
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "tests.pseudo.settings",
        "PSEUDO_LOCALES": str(folder / "locale"),
    }
    subprocess.run([sys.executable, "-m", "tests.pseudo.content"], cwd=ROOT, env=environment, check=True)
    with served(environment) as address:
        yield address


def opened(browser: Browser, site: str, width: int) -> Page:
    page = browser.new_page(base_url=site, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    patient(page.context)
    return page


def visit(page: Page, language: str, address: str) -> None:
    page.goto(f"/{language}/{address}")
    if page.locator("#map").count():
        ready(page)
    if page.locator("#card:not([hidden])").count():
        page.locator(".card-practices-rows a").first.wait_for()


@pytest.mark.parametrize(
    ("language", "direction", "width"),
    [("el-xa", "ltr", 1280), ("el-xa", "ltr", 360), ("ar-xb", "rtl", 1280), ("ar-xb", "rtl", 360)],
)
def test_no_text_is_hard_coded_and_longer_words_fit(
    browser: Browser, site_of_all: str, language: str, direction: str, width: int
) -> None:
    page = opened(browser, site_of_all, width)
    latin: dict[str, Any] = {}
    wide: dict[str, int] = {}
    for address in PAGES:
        visit(page, language, address)
        html = page.locator("html")
        assert (html.get_attribute("lang"), html.get_attribute("dir")) == (language, direction), address
        wide[address] = page.evaluate(OVERFLOW)
        if width == 1280:  # the texts are the same on a phone
            latin[address] = page.evaluate(LATIN, {"neutral": NEUTRAL, "language": language})
    page.close()

    assert {address: texts for address, texts in latin.items() if texts} == {}
    assert {address: pixels for address, pixels in wide.items() if pixels} == {}


def test_a_right_to_left_language_mirrors_the_page(browser: Browser, site_of_all: str) -> None:
    page = opened(browser, site_of_all, 1280)
    edges = {}
    for language, side in (("en", "left"), ("ar-xb", "right")):
        visit(page, language, "map/?city=muenchen")
        edges[language] = page.evaluate(
            """(side) => [".brand", "#panel", ".results", ".card-close"].map((selector) => {
              const box = document.querySelector(selector).getBoundingClientRect();
              return Math.round(side === "left" ? box.left : innerWidth - box.right);
            })""",
            side,
        )
    page.close()

    assert edges["ar-xb"][:3] == pytest.approx(edges["en"][:3], abs=2)


def test_texts_that_nobody_translated_yet_say_their_language(browser: Browser, site_of_all: str) -> None:
    page = opened(browser, site_of_all, 1280)
    visit(page, "el-xa", "practices/zurich-city-card/")
    lead = page.locator(".lead").first

    assert lead.locator("[lang=en]").count() == 1
    assert "Αγγλικά" in lead.locator(".in-language").inner_text()
    page.close()
