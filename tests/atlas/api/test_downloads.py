"""Files: tables that no program runs as formulas, and maps that every program reads."""

import csv
import json
from io import StringIO

import pytest
from django.test import Client

from atlas.api import downloads
from cities.models import Edition
from tests import making
from tests.atlas.api.conftest import body

pytestmark = pytest.mark.django_db


def table(client: Client, address: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    response = client.get(f"/api/v1/{address}")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    return list(csv.DictReader(StringIO(body(response).decode("utf-8"), newline="")))


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"])
def test_no_cell_is_a_formula(client: Client, formula: str) -> None:
    town = making.make_city("town", endonym=formula, website=formula)
    network = making.make_network("network", name=making.text(formula), short_name=formula)
    making.make_membership(town, network, note=making.text(formula))
    making.make_practice(town, title=making.text(formula))

    for name in ("cities", "networks", "memberships", "practices"):
        cells = [cell for row in table(client, f"{name}.csv") for cell in row.values()]
        assert f"'{formula}" in cells
        assert not [cell for cell in cells if cell.lstrip(" ").startswith(downloads.FORMULA)]


def test_numbers_below_zero_stay_numbers(client: Client) -> None:
    making.make_city(latitude=-33.9, longitude=-18.4)

    row = table(client, "cities.csv")[0]

    assert (row["latitude"], row["longitude"]) == ("-33.9", "-18.4")


def test_a_table_keeps_letters_lines_and_marks(client: Client) -> None:
    town = making.make_city("town", endonym='Łódź, "die Stadt"')
    note = "First line\nsecond; Ελλάδα 🏙"
    making.make_membership(town, making.make_network(), note=making.text(note))

    row = table(client, "memberships.csv")[0]

    assert row["city_name"] == 'Łódź, "die Stadt"'
    assert row["note_en"] == note


def test_several_values_stand_in_one_cell(client: Client) -> None:
    town = making.make_city("town")
    for slug in ("b-network", "a-network"):
        making.make_membership(town, making.make_network(slug))

    assert table(client, "cities.csv")[0]["networks"] == "a-network|b-network"


def test_a_file_names_its_day(client: Client) -> None:
    Edition.renew(as_of="2026-11-21")

    response = client.get("/api/v1/cities.csv")

    assert response["Content-Disposition"] == 'attachment; filename="cities-2026-11-21.csv"'


def test_an_empty_set_is_an_empty_file(client: Client) -> None:
    assert table(client, "cities.csv") == []
    assert json.loads(body(client.get("/api/v1/cities.geojson")))["features"] == []


def test_downloads_have_no_pages(client: Client) -> None:
    for parameter in ("page=1", "page_size=10"):
        assert client.get(f"/api/v1/cities.csv?{parameter}").status_code == 400
    assert client.get("/api/v1/memberships.csv?status=left&ordering=-joined").status_code == 200


def test_long_files_are_written_in_pieces(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "CHUNK", 2)
    slugs = [making.make_city(f"place-{number}").slug for number in range(5)]

    response = client.get("/api/v1/cities.csv?ordering=slug")
    pieces = list(response.streaming_content)  # type: ignore[arg-type]
    collection = json.loads(body(client.get("/api/v1/cities.geojson?ordering=slug")))

    assert len(pieces) == 4  # the heading, then two, two and one
    assert [row["slug"] for row in csv.DictReader(b"".join(pieces).decode().splitlines())] == slugs
    assert [feature["id"] for feature in collection["features"]] == slugs


def test_geojson_is_a_collection_of_points(client: Client) -> None:
    making.make_city("town", latitude=50.5, longitude=-8.25, region="DE-NW")

    response = client.get("/api/v1/cities.geojson")
    collection = json.loads(body(response))

    assert response["Content-Type"] == "application/geo+json"
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection  # RFC 7946 knows only WGS 84
    assert collection.keys() == {"type", "as_of", "license", "features"}
    feature = collection["features"][0]
    assert feature.keys() == {"type", "id", "geometry", "properties"}
    assert feature["geometry"] == {"type": "Point", "coordinates": [-8.25, 50.5]}
    assert feature["properties"]["name_de"] == "Town"
    assert feature["properties"]["url"] == "http://testserver/api/v1/cities/town/"
    # Table programs of maps know no objects.
    assert not [value for value in feature["properties"].values() if isinstance(value, dict)]
