"""Importing a register that is flawed, or has changed."""

import csv
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cities.models import City, Edition
from networks.models import Membership, Network

pytestmark = pytest.mark.django_db
FILES = [
    "sources.csv",
    "places.csv",
    "place_names.csv",
    "networks.csv",
    "memberships.csv",
    "resolutions.csv",
    "practices.jsonl",
    "portraits.jsonl",
]


def imported(folder: Path, **options: object) -> str:
    out = StringIO()
    call_command("import_register", folder, stdout=out, stderr=out, verbosity=0, **options)
    return out.getvalue()


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    """A register of one place that can be changed."""
    real = root / "fixtures" / "register"
    keep = {
        "sources.csv": lambda row: True,
        "places.csv": lambda row: row["place"] == "aachen",
        "place_names.csv": lambda row: row["place"] == "aachen",
        "networks.csv": lambda row: True,
        "memberships.csv": lambda row: row["place"] == "aachen",
        "resolutions.csv": lambda row: row["place"] == "aachen",
    }
    for name, kept in keep.items():
        with (real / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        write(tmp_path / name, [row for row in rows if kept(row)], list(rows[0]))
    for name in ("practices.jsonl", "portraits.jsonl"):
        (tmp_path / name).write_text("")
    return tmp_path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]], header: list[str] | None = None) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header or list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def test_file_order_and_columns_are_those_of_the_register(root: Path) -> None:
    from cities import importing as cities
    from networks import importing as networks
    from practices import importing as practices

    folder = root / "fixtures" / "register"
    expected = {
        "sources.csv": cities.SOURCES,
        "places.csv": cities.PLACES,
        "place_names.csv": cities.NAMES,
        "networks.csv": networks.NETWORKS,
        "memberships.csv": networks.MEMBERSHIPS,
        "resolutions.csv": networks.RESOLUTIONS,
    }
    for name, columns in expected.items():
        assert set(read(folder / name)[0]) == set(columns), name
    for name, columns in (("practices.jsonl", practices.PRACTICES), ("portraits.jsonl", cities.PORTRAITS)):
        with (folder / name).open(encoding="utf-8") as file:
            assert set(json.loads(file.readline())) == set(columns), name
    data = {path.name for path in folder.iterdir() if path.suffix in {".csv", ".jsonl"}}
    assert data == set(FILES)


def test_three_bad_rows_are_all_reported_and_nothing_is_written(folder: Path) -> None:
    rows = read(folder / "memberships.csv")
    bad = [
        rows[0] | {"place": "atlantis", "network": "iash"},
        rows[0] | {"joined": "2019-13", "network": "icorn"},
        rows[0] | {"status": "maybe", "network": "esn", "sources": ""},
    ]
    write(folder / "memberships.csv", [*rows, *bad])
    out = StringIO()
    with pytest.raises(CommandError, match=r"memberships\.csv: 4 flaws; nothing of this file"):
        call_command("import_register", folder, stdout=out, stderr=out, verbosity=0)
    first = len(rows) + 2
    said = out.getvalue()
    assert f"memberships.csv:{first}: place 'atlantis' is not known" in said
    assert (
        f"memberships.csv:{first + 1}: joined: no such date" in said
        or f"memberships.csv:{first + 1}: joined:" in said
    )
    assert f"memberships.csv:{first + 2}: status is 'maybe', not one of" in said
    assert f"memberships.csv:{first + 2}: no source" in said
    assert Membership.objects.count() == 0
    assert City.objects.count() == 1, "the files before the flawed one are in"


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("places.csv", {"latitude": "91"}, "latitude is 91, outside −90 to 90"),
        ("places.csv", {"longitude": "east"}, "longitude is 'east', not a number"),
        ("places.csv", {"country": "Germany"}, "not a code of two letters"),
        ("places.csv", {"region": "AT-9"}, "region AT-9 is not in DE"),
        ("places.csv", {"place": "Aachen"}, "characters other than a–z"),
        ("places.csv", {"population": "-1"}, "population is '-1', not a whole number"),
        ("sources.csv", {"url": "javascript:alert(1)"}, "not a web address"),
        ("networks.csv", {"parent": "nobody"}, "parent 'nobody' is not known"),
        ("memberships.csv", {"left": "2020"}, "left has a date, but the status is not left"),
        ("resolutions.csv", {"votes_for": "many"}, "votes_for is 'many', not a whole number"),
    ],
)
def test_flaws_are_named(folder: Path, name: str, change: dict[str, str], reason: str) -> None:
    rows = read(folder / name)
    rows[0] |= change
    write(folder / name, rows)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_register", folder, stdout=out, stderr=out, verbosity=0)
    assert reason in out.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("network,place\n", "columns missing"),
        ("", "columns missing"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ],
)
def test_broken_files_are_refused(folder: Path, content: str | bytes, reason: str) -> None:
    path = folder / "memberships.csv"
    path.write_bytes(content) if isinstance(content, bytes) else path.write_text(content)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_register", folder, stdout=out, stderr=out, verbosity=0)
    assert reason in out.getvalue()


def test_missing_file_and_repeated_key_are_flaws(folder: Path) -> None:
    write(folder / "places.csv", read(folder / "places.csv") * 2)
    (folder / "sources.csv").rename(folder / "elsewhere.csv")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_register", folder, stdout=out, stderr=out, verbosity=0)
    assert "sources.csv:0: the file is missing" in out.getvalue()
    shutil.move(folder / "elsewhere.csv", folder / "sources.csv")
    with pytest.raises(CommandError):
        call_command("import_register", folder, stdout=out, stderr=out, verbosity=0)
    assert "places.csv:3: the same key as in line 2: aachen" in out.getvalue()


def test_lines_that_are_not_json_are_flaws(folder: Path) -> None:
    (folder / "practices.jsonl").write_text('{"slug": \n[]\n{}\n')
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("import_register", folder, stdout=out, stderr=out, verbosity=0)
    said = out.getvalue()
    assert "practices.jsonl:1: not JSON" in said
    assert "practices.jsonl:2: not a JSON object" in said
    assert "practices.jsonl:3: missing: body" in said


def test_changed_rows_change_records_and_are_remembered(folder: Path) -> None:
    imported(folder)
    rows = read(folder / "memberships.csv")
    rows[0] |= {"joined": "2001-05"}
    write(folder / "memberships.csv", rows)
    dry = imported(folder, dry_run=True)
    assert "joined: None → 20010500" in dry or "→ 20010500" in dry
    assert "0 records would be added, 1 would be changed." in dry
    assert not Membership.objects.filter(joined=20010500).exists()
    token = Edition.current().token
    assert "0 records were added, 1 were changed." in imported(folder)
    changed = Membership.objects.get(joined=20010500)
    assert Edition.current().token != token
    assert [row.history_type for row in changed.history.all()] == ["~", "+"]


def test_sources_of_a_row_follow_the_file(folder: Path) -> None:
    imported(folder)
    rows = read(folder / "memberships.csv")
    other = next(
        row["source"] for row in read(folder / "sources.csv") if row["source"] not in rows[0]["sources"]
    )
    rows[0] |= {"sources": other}
    write(folder / "memberships.csv", rows)
    assert "memberships.csv: 0 new, 1 changed" in imported(folder)
    changed = Membership.objects.get(city__slug=rows[0]["place"], network__slug=rows[0]["network"])
    assert [source.key for source in changed.sources.all()] == [other]


def test_what_editors_decided_stays(folder: Path) -> None:
    imported(folder)
    City.objects.update(publication="withdrawn")
    Network.objects.filter(slug="iash").update(mark="other")
    imported(folder)
    assert City.objects.get().publication == "withdrawn"
    assert Network.objects.get(slug="iash").mark == "other"


def test_batches_take_a_constant_number_of_statements(
    folder: Path, django_assert_max_num_queries: object
) -> None:
    """Thirty places more must not cost thirty statements more."""
    template = read(folder / "places.csv")[0]
    rows = [
        template | {"place": f"place-{number}", "name": f"Place {number}", "geonameid": ""}
        for number in range(300)
    ]
    write(folder / "places.csv", rows)
    for name in ("place_names.csv", "memberships.csv", "resolutions.csv"):
        header = list(read(folder / name)[0])
        write(folder / name, [], header)
    from cities.importing import import_places

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        outcome = import_places(folder / "places.csv")
    assert outcome.new == 300
