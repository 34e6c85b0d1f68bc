"""`manage.py import_members` does what the desk does, and says so line by line."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from networks.member_lists.models import MemberList
from networks.models import Membership
from tests.making import make_city, make_membership, make_network

pytestmark = pytest.mark.django_db
SOURCE = "--source-url=https://towns.example/list"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_city("aue")
    make_city("altenau")
    network = make_network("safe-towns")
    make_membership(make_city("berg"), network, joined="2019")
    make_membership(make_city("celle"), network)
    path = tmp_path / "list.csv"
    path.write_text("Kommune;Eintritt\nStadt Aue;2024\nBerg;12.2019\nAltenua;\nNirgendwo;\n")
    return path


def run(*arguments: object) -> str:
    out = StringIO()
    call_command("import_members", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_dry_run_says_everything_and_does_nothing(file: Path) -> None:
    said = run("safe-towns", file, SOURCE, "--country=DE", "--dry-run")

    assert said.splitlines() == [
        "Columns: name = 'Kommune', joined = 'Eintritt'.",
        "4 rows: 2 places are certain, 1 likely, 1 unknown.",
        "  line 2: Stadt Aue: new: aue",
        "  line 3: Berg: joined: 2019 → 2019-12",
        "  line 4: Altenua: left out: Nobody has confirmed the place. The name is similar.",
        "  line 5: Nirgendwo: left out: No place was chosen. No place of the register has such a name.",
        "  not in the list: celle",
        "1 members are not in the list; they stay as they are until an editor decides.",
        "1 memberships would be added, 1 would be changed, 0 would be confirmed, 2 rows would be left out.",
    ]
    assert (MemberList.objects.count(), Membership.objects.count()) == (0, 2)


def test_it_imports_and_can_take_likely_places(file: Path) -> None:
    said = run(
        "safe-towns",
        file,
        SOURCE,
        "--country=DE",
        "--accept-likely",
        "--source-date=2026-10",
        "--column=name=kommune",
    )

    assert "1 likely places were taken." in said
    assert said.splitlines()[-2].startswith("2 memberships were added, 1 were changed")
    assert sorted(Membership.objects.values_list("city__slug", "status")) == [
        ("altenau", "member"),
        ("aue", "member"),
        ("berg", "member"),
        ("celle", "member"),
    ]
    assert MemberList.objects.get().state == "imported"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere", "FILE", SOURCE], "There is no network 'nowhere'"),
        (["safe-towns", "missing.csv", SOURCE], "missing.csv: No such file"),
        (["safe-towns", "FILE", "--source-url=towns"], "'towns' is not a web address"),
        (["safe-towns", "FILE", SOURCE, "--source-date=soon"], "--source-date: not a date"),
        (["safe-towns", "FILE", SOURCE, "--country=XX"], "No place of the register lies in 'XX'"),
        (["safe-towns", "FILE", SOURCE, "--column=mayor=Kommune"], "'mayor' is not one of"),
        (["safe-towns", "FILE", SOURCE, "--column=name=Stadt"], "There is no column 'Stadt'"),
    ],
)
def test_it_refuses_in_words_and_leaves_nothing(file: Path, arguments: list[str], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        run(*[file if each == "FILE" else each for each in arguments])

    assert MemberList.objects.count() == 0
