"""Names become addresses as the register spells them."""

import csv
from pathlib import Path

import pytest

from cities.addressing import GERMAN_LANDS, spelled

REGISTER = Path(__file__).parents[2] / "fixtures" / "register" / "places.csv"


@pytest.mark.parametrize(
    ("name", "country", "address"),
    [
        ("Kümmerer", "DE", "kuemmerer"),
        ("Nußdorf am Attersee", "AT", "nussdorf-am-attersee"),
        ("Zürich", "CH", "zuerich"),
        ("Genève", "CH", "geneve"),
        ("Göteborg", "SE", "goteborg"),
        ("Łódź", "PL", "lodz"),
        ("Færder", "NO", "faerder"),
        ("Kadıköy", "TR", "kadikoy"),
        ("MU\u0308NCHEN", "DE", "muenchen"),
        ("Αθήνα", "GR", ""),
        ("A" * 81, "DE", "a" * 80),
    ],
)
def test_a_name(name: str, country: str, address: str) -> None:
    assert spelled(name, german=country in GERMAN_LANDS, longest=80) == address


def test_new_places_are_spelled_as_those_of_the_register() -> None:
    with REGISTER.open() as file:
        rows = [row for row in csv.DictReader(file) if not row["name"].isascii()]

    others = [
        row["place"]
        for row in rows
        if spelled(row["name"], german=row["country"] in GERMAN_LANDS, longest=100) != row["place"]
    ]

    assert len(rows) > 150
    assert others == []
