"""How to cite a result: the same facts as text and as BibTeX, in both languages."""

import datetime
import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from atlas.citations import Citation
from cities.models import Edition
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places(monkeypatch: pytest.MonkeyPatch) -> None:
    making.make_city("essen")
    making.make_city("wien", country="AT")
    Edition.renew(as_of="2022-05-01")
    monkeypatch.setattr(timezone, "localdate", lambda: datetime.date(2022, 6, 3))


def part(text: str, name: str) -> str:
    found = re.search(rf'id="citation-{name}"[^>]*>(.*?)</p(?:re)?>', text, re.S)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "/en/map/cite/?country=DE",
            "City by City: 1 place in Germany, as of 1 May 2022. Open register of solidarity cities. "
            "http://testserver/en/map/?country=DE (accessed on 3 June 2022). "
            "Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "/de/map/cite/?country=DE",
            "Stadt für Stadt: 1 Ort in Deutschland, Stand 1. Mai 2022. Offenes Register solidarischer "
            "Kommunen. http://testserver/de/map/?country=DE (abgerufen am 3. Juni 2022). "
            "Lizenz: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "/en/map/cite/?country=Mars&city=essen&page=2",
            "City by City: 2 places, as of 1 May 2022. Open register of solidarity cities. "
            "http://testserver/en/map/ (accessed on 3 June 2022). "
            "Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/",
        ),
    ],
)
def test_text(client: Client, address: str, said: str) -> None:
    assert part(client.get(address).text, "text") == said


def test_bibtex(client: Client) -> None:
    entry = part(client.get("/de/map/cite/?country=DE&country=AT&on=2021").text, "bibtex")

    assert re.sub(r"-[0-9a-f]{6},", "-…,", entry) == "\n".join(
        [
            "@misc{city-by-city-2022-05-01-…,",
            "  author = {{Stadt für Stadt}},",
            "  title = {{0 Orte in Österreich oder in Deutschland, Stand 2021}},",
            "  howpublished = {Offenes Register solidarischer Kommunen},",
            "  year = {2022},",
            "  url = {http://testserver/de/map/?country=AT&country=DE&on=2021},",
            "  urldate = {2022-06-03},",
            "  note = {Datenstand 1. Mai 2022. Lizenz: CC BY 4.0},",
            "  language = {ngerman},",
            "}",
        ]
    )


def test_what_latex_takes_for_commands_is_spelt_out() -> None:
    day = datetime.date(2022, 5, 1)
    title = r"2 places matching “50 % & {#_\~^}|<$>”"

    with override("en"):
        entry = Citation(title, "http://testserver/en/map/?q=%25%7B", as_of=day, accessed=day).bibtex

    assert (
        r"title = {{2 places matching “50 \% \& \textbraceleft{}\#\_\textbackslash{}\textasciitilde{}"
        r"\textasciicircum{}\textbraceright{}\textbar{}\textless{}\$\textgreater{}”}}" in entry
    )
    assert "url = {http://testserver/en/map/?q=%25%7B}," in entry
    assert entry.count("{") == entry.count("}")


def test_every_result_has_a_key_of_its_own(client: Client) -> None:
    keys = {
        part(client.get(f"/en/map/cite/?{query}").text, "bibtex").split(",")[0]
        for query in ("", "country=DE", "country=AT")
    }

    assert len(keys) == 3


def test_the_map_links_to_it_without_scripts(client: Client) -> None:
    text = client.get("/en/map/?has=practice&country=DE").text

    assert 'data-share="cite" href="/en/map/cite/?country=DE&amp;has=practice"' in text
    page = client.get("/en/map/cite/?country=DE&has=practice").text
    assert '<a href="http://testserver/en/map/?country=DE&amp;has=practice">' in page
    assert '<meta name="robots" content="noindex">' in page
