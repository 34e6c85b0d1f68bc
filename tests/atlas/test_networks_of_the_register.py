"""Network pages with the real register: German texts, sources without a name, figures against the files."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cities.models import Source, translated
from networks.models import Membership, Network

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def table(root: Path, name: str) -> list[dict[str, Any]]:
    """Rows of a file of the register."""
    with (root / "fixtures" / "register" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_text_of_a_network_is_there_in_german(root: Path) -> None:
    for row in table(root, "networks.csv"):
        network = Network.objects.get(slug=row["slug"])
        for name in ("initiator", "secretariat", "scope"):
            languages = {"en", "de"} if row[name] else set()
            assert set(translated(getattr(network, name))) == languages, (row["slug"], name)


def test_german_page_speaks_german_about_the_secretariat(client: Client) -> None:
    page = client.get("/de/networks/eccar/").text

    assert "UNESCO und die Stadt Nürnberg" in page
    assert "UNESCO and the City of Nuremberg" not in page
    assert "UNESCO and the City of Nuremberg" in client.get("/en/networks/eccar/").text


def test_sources_under_a_bare_number_are_named_but_not_linked(client: Client) -> None:
    source = Source.objects.get(url__startswith="http://40.74.122.252/")
    membership = Membership.objects.filter(sources=source).select_related("city")[0]

    page = client.get(f"/en/cities/{membership.city.slug}/").text

    assert "Wikipedia (de), version of 23 October 2009 (via mirror): Eurocities" in page
    assert "40.74.122.252" not in page
