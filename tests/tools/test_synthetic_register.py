"""The registers that `make bench` measures with, from a small gazetteer."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from atlas.snapshotting import render
from cities.models import City, Edition
from networks.models import Membership
from tools import synthetic_register

SIZE = 60


@pytest.fixture(autouse=True)
def gazetteer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Places as the gazetteer gives them, in countries of the register and elsewhere."""
    places = [
        {
            "geonameid": number,
            "name": f"Ort {'ä' * (number % 3)} {number // 2}",
            "countrycode": ("DE", "FR", "NZ")[number % 3],
            "admin1code": "07" if number % 2 else "",
            "latitude": -40 + number * 0.7,
            "longitude": 170 - number * 2.1,
            "population": number * 1000,
        }
        for number in range(1, 101)
    ]
    monkeypatch.setattr(synthetic_register, "gazetteer", lambda: places)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_size_gives_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        synthetic_register.make(SIZE, tmp_path / name)

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


@pytest.mark.django_db
def test_it_passes_the_importer_and_gives_a_snapshot_of_its_size(tmp_path: Path) -> None:
    synthetic_register.make(SIZE, tmp_path, 150)
    call_command("import_register", tmp_path, stdout=StringIO(), verbosity=0)

    assert City.objects.published().count() == SIZE
    assert Membership.objects.count() == 150
    body = render(Edition.current())
    header = json.loads(body[8 : 8 + int.from_bytes(body[4:8], "little")])
    assert header["count"] == SIZE
