"""The desk's way of a member list, page by page, as a browser without scripts goes it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from networks.member_lists.models import MemberList
from networks.member_lists.views import columns
from networks.member_lists.views.frame import address as address_of
from networks.models import Membership, Network
from tests.making import make_city, make_membership, make_network

pytestmark = pytest.mark.django_db
LIST = b"Kommune;Eintritt\nStadt Aue;2024\nBerg;12.2019\nAltenua;\nNirgendwo;\nBad Dorn;\n"
START = "/admin/networks/memberlist/"


@pytest.fixture
def network() -> Network:
    network = make_network("safe-towns")
    for slug in ("aue", "altenau", "doernberg"):
        make_city(slug)
    make_membership(make_city("berg"), network, joined="2019")
    make_membership(make_city("celle"), network)
    return network


@pytest.fixture
def desk(network: Network, client: Client, django_user_model: Any) -> Client:
    """An editor who may import, and nothing more than that."""
    editor = django_user_model.objects.create_user("ed", is_staff=True)
    editor.user_permissions.set(
        Permission.objects.filter(codename__in=["import_members", "change_membership", "view_membership"])
    )
    client.force_login(editor)
    return client


def upload(desk: Client, network: Network, content: bytes = LIST, name: str = "list.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    return desk.post(f"{START}add/", {"network": network.pk, "file": file}, follow=True)


def mapped(desk: Client, network: Network, content: bytes = LIST) -> MemberList:
    upload(desk, network, content)
    member_list = MemberList.objects.latest("pk")
    desk.post(
        address_of(member_list, "columns"),
        {"headings": "0", "column-0": "name", "column-1": "joined", "country": "DE", "language": "de"},
    )
    desk.post(address_of(member_list, "matching"))
    member_list.refresh_from_db()
    assert member_list.state == "matched"
    return member_list


def hidden(page: Any, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="(\w+)"', page.content.decode())


def test_the_whole_way_and_back(desk: Client, network: Network) -> None:
    page = upload(desk, network)
    assert [column["field"] for column in page.context["columns"]] == ["name", "joined"]
    assert "5 rows were read." in page.content.decode()
    address = page.redirect_chain[-1][0]
    page = desk.post(
        address,
        {"headings": "0", "column-0": "name", "column-1": "joined", "country": "DE", "language": "de"},
        follow=True,
    )
    assert "0 of 5 rows" in page.content.decode()
    page = desk.post(page.redirect_chain[-1][0], follow=True)

    # Places: a likely one is proposed, an unknown one is typed, one is left out.
    rows = {entry["row"].name: entry for entry in page.context["entries"]}
    assert set(rows) == {"Altenua", "Nirgendwo", "Bad Dorn"}
    assert rows["Altenua"]["chosen"] == str(rows["Altenua"]["row"].candidates[0])
    keys = {name: entry["row"].pk for name, entry in rows.items()}
    choices: dict[str, Any] = {
        "row": list(keys.values()),
        f"place-{keys['Altenua']}": rows["Altenua"]["chosen"],
        f"place-{keys['Nirgendwo']}": "out",
        f"place-{keys['Bad Dorn']}": "other",
        f"other-{keys['Bad Dorn']}": "Xyzzyx",
    }
    address = page.redirect_chain[-1][0]
    page = desk.post(address, choices)
    assert list(page.context["wrong"]) == [keys["Bad Dorn"]]
    assert "No place of the register is called “Xyzzyx”" in page.content.decode()
    choices[f"other-{keys['Bad Dorn']}"] = "Doernberg · Town · Germany [doernberg]"
    page = desk.post(address, choices, follow=True)
    assert "Every row is decided." in page.content.decode()

    # Source: needed once for all.
    address = page.redirect_chain[-1][0]
    assert address.endswith("/source/")
    page = desk.post(address, {})
    assert list(page.context["form"].errors) == ["url", "title"]
    page = desk.post(
        address,
        {"url": "https://towns.example/list", "title": "Members", "stated_on": "2026-10"},
        follow=True,
    )

    # Preview: one is ticked as left, then everything is written.
    assert [
        page.context[name].paginator.count for name in ("new", "changed", "unchanged", "vanished", "left_out")
    ] == [
        3,
        1,
        0,
        1,
        1,
    ]
    assert page.context["changed"][0]["changes"] == [("since", "2019", "December 2019")]
    celle = hidden(page, "vanished")
    assert Membership.objects.count() == 2
    address = page.redirect_chain[-1][0]
    page = desk.post(
        address,
        {"seen": hidden(page, "seen"), "vanished": celle, "leaving": celle, "act": "import"},
        follow=True,
    )
    assert "The list is imported." in page.content.decode()
    assert page.context["figures"]["left"] == 1
    assert Membership.objects.get(city__slug="celle").status == "left"
    assert set(Membership.objects.values_list("city__slug", flat=True)) == {
        "aue",
        "altenau",
        "berg",
        "celle",
        "doernberg",
    }

    member_list = MemberList.objects.get()
    page = desk.get(address_of(member_list, "undo"))
    page = desk.post(address_of(member_list, "undo"), follow=True)
    assert "Everything is as it was before." in page.content.decode()
    assert sorted(Membership.objects.values_list("city__slug", "status")) == [
        ("berg", "member"),
        ("celle", "member"),
    ]


def test_undoing_after_a_change_names_what_stands_in_the_way(desk: Client, network: Network) -> None:
    member_list = mapped(desk, network)
    desk.post(address_of(member_list, "source"), {"url": "https://towns.example/list", "title": "Members"})
    page = desk.get(address_of(member_list, "preview"))
    desk.post(address_of(member_list, "preview"), {"seen": hidden(page, "seen"), "act": "import"})
    Membership.objects.filter(city__slug="aue").update(role="founder")

    page = desk.post(address_of(member_list, "undo"))

    assert "Aue – Safe Towns" in page.content.decode()
    assert Membership.objects.get(city__slug="berg").joined.month == 12


def test_a_change_in_between_is_shown_again(desk: Client, network: Network) -> None:
    member_list = mapped(desk, network)
    desk.post(address_of(member_list, "source"), {"url": "https://towns.example/list", "title": "Members"})
    page = desk.get(address_of(member_list, "preview"))
    Membership.objects.filter(city__slug="celle").update(status="left")

    page = desk.post(
        address_of(member_list, "preview"), {"seen": hidden(page, "seen"), "act": "import"}, follow=True
    )

    assert "has changed since you looked" in page.content.decode()
    assert page.context["vanished"].paginator.count == 0
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "list.csv", "The submitted file is empty."),
        (b"\n\n", "list.csv", "There is nothing in the file."),
        (b"%PDF-1.7 ...", "list.pdf", "old or protected spreadsheet"),
    ],
)
def test_files_that_are_no_list_are_refused_kindly(
    desk: Client, network: Network, content: bytes, name: str, why: str
) -> None:
    page = upload(desk, network, content, name)

    assert why in page.content.decode()
    assert not MemberList.objects.exists()


def test_headings_in_another_line(desk: Client, network: Network) -> None:
    page = upload(desk, network, b"Members;2026\nName;Land\nAue;DE\n")
    member_list = MemberList.objects.get()
    assert member_list.columns["headings"] == 1
    page = desk.post(address_of(member_list, "columns"), {"headings": ""}, follow=True)

    assert "Another line holds the headings now." in page.content.decode()
    assert page.context["rows"] == 3


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"column-0": "joined"}, "Say which column holds the name of the place."),
        ({"column-0": "name", "column-1": "name"}, "Two columns can’t both be"),
        ({"column-0": "name", "column-1": "name"}, "Name of the place"),
    ],
)
def test_columns_must_make_sense(desk: Client, network: Network, said: dict[str, str], why: str) -> None:
    upload(desk, network)
    page = desk.post(address_of(MemberList.objects.get(), "columns"), {"headings": "0"} | said)

    assert why.replace("’", "&#x27;") in page.content.decode()


def test_long_lists_come_by_pages_and_none_of_them_is_too_large(desk: Client, network: Network) -> None:
    content = b"Kommune\n" + b"".join(b"Nirgendwo %d\n" % number for number in range(120))
    upload(desk, network, content)
    member_list = MemberList.objects.get()
    desk.post(address_of(member_list, "columns"), {"headings": "0", "column-0": "name", "country": "DE"})
    desk.post(address_of(member_list, "matching"))

    page = desk.get(address_of(member_list, "places"))

    assert page.context["page"].paginator.num_pages == 3
    fields = re.findall(r'<(?:input|select)[^>]* name="', page.content.decode())
    assert len(fields) < 300


def test_matching_shows_how_far_it_has_come(
    desk: Client, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "SECONDS", 0.0)
    monkeypatch.setattr("networks.member_lists.taking_in.BATCH", 2)
    upload(desk, network)
    member_list = MemberList.objects.get()
    desk.post(address_of(member_list, "columns"), {"headings": "0", "column-0": "name", "country": "DE"})
    address, shown = address_of(member_list, "matching"), []
    for _each in range(3):
        page = desk.post(address, follow=True)
        shown.append(page.context.get("matched"))

    assert shown == [2, 4, None]
    member_list.refresh_from_db()
    assert member_list.state == "matched"


def test_places_are_offered_while_typing(desk: Client) -> None:
    found = desk.get(reverse("admin:networks_memberlist_choices"), {"q": "Doern"}).json()

    assert found == {"places": ["Doernberg · Town · Germany [doernberg]"]}
    assert desk.get(reverse("admin:networks_memberlist_choices"), {"q": "!"}).json() == {"places": []}


def test_a_list_is_put_away(desk: Client, network: Network) -> None:
    member_list = mapped(desk, network)

    page = desk.post(address_of(member_list, "discard"), follow=True)

    assert "nothing of it was recorded" in page.content.decode()
    assert desk.get(address_of(member_list, "preview")).status_code == 404
    assert desk.get(f"{START}{member_list.pk}/change/", follow=True).status_code == 200


@pytest.mark.parametrize("state", ["read", "mapped", "matched"])
def test_a_list_that_was_put_away_is_taken_up_where_it_was(
    desk: Client, network: Network, state: str
) -> None:
    if state == "matched":
        member_list = mapped(desk, network)
        row = member_list.rows.get(line=5)
        desk.post(address_of(member_list, "places"), {"row": row.pk, f"place-{row.pk}": "out"})
    else:
        upload(desk, network)
        member_list = MemberList.objects.get()
    if state == "mapped":
        desk.post(address_of(member_list, "columns"), {"headings": "0", "column-0": "name"})
    desk.post(address_of(member_list, "discard"))
    page = desk.get(address_of(member_list, "done"))
    assert address_of(member_list, "take_up") in page.content.decode()

    page = desk.post(address_of(member_list, "take_up"), follow=True)

    assert "The list is open again" in page.content.decode()
    member_list.refresh_from_db()
    assert member_list.state == state
    assert member_list.rows.filter(left_out=True).count() == (state == "matched")
    assert desk.post(address_of(member_list, "take_up")).status_code == 404


@pytest.mark.parametrize("language", ["de", "en"])
def test_each_step_opens_where_the_list_stands(desk: Client, network: Network, language: str) -> None:
    member_list = mapped(desk, network)
    for step in ("columns", "places", "source"):
        page = desk.get(address_of(member_list, step), headers={"Accept-Language": language})
        assert page.status_code == 200
    page = desk.get(f"{START}{member_list.pk}/change/")
    assert page["Location"] == address_of(member_list, "places")
    for step in ("done", "undo"):
        assert desk.get(address_of(member_list, step)).status_code == 404
    assert desk.get(f"{START}{member_list.pk + 1}/places/").status_code == 404
    assert desk.get(f"{START}{member_list.pk + 1}/change/").status_code == 302


@pytest.mark.parametrize("permissions", [[], ["import_members"], ["change_membership", "view_memberlist"]])
def test_only_for_those_who_may(
    network: Network, client: Client, django_user_model: Any, permissions: list[str]
) -> None:
    clerk = django_user_model.objects.create_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(clerk)
    member_list = MemberList.objects.create(network=network, file_name="x", cells=[[1, ["Aue"]]])

    addresses = [START, f"{START}add/", f"{START}choices/"]
    addresses += [
        address_of(member_list, step) for step in ("columns", "places", "source", "preview", "undo")
    ]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, 403
    )
    assert client.post(address_of(member_list, "discard")).status_code == 403
    assert Membership.objects.count() == 2


def test_reasons_are_said_in_the_language_of_each_look(desk: Client, network: Network) -> None:
    member_list = mapped(desk, network)
    desk.post(address_of(member_list, "source"), {"url": "https://towns.example/list", "title": "Members"})

    def look(language: str, part: str = "") -> str:
        headers = {"Accept-Language": language}
        return desk.get(address_of(member_list, "preview"), {"part": part}, headers=headers).content.decode()

    page = look("en")
    linked = set(re.findall(r'/preview/#([\w-]+)"', page))
    assert linked == {"part-new", "part-changed", "part-vanished", "part-left-out"}
    assert all(f'id="{each}"' in page for each in linked)
    for part in ("", "left_out"):
        assert "No place of the register has such a name." in look("en", part)
        assert "Kein Ort des Registers heißt so." in look("de", part)
    assert "<h2" not in look("en", "changed").partition('id="part-changed"')[2]  # no other part beside


def test_what_was_changed_without_a_sign_is_compared_anew_after_a_refusal(
    desk: Client, network: Network
) -> None:
    member_list = mapped(desk, network)
    desk.post(address_of(member_list, "source"), {"url": "https://towns.example/list", "title": "Members"})
    address = address_of(member_list, "preview")
    page = desk.get(address)
    assert page.context["changed"].paginator.count == 1
    Membership.objects.filter(city__slug="berg").update(joined="2019-12")  # renews no edition

    page = desk.post(address, {"seen": hidden(page, "seen"), "act": "import"}, follow=True)
    assert "has changed since you looked" in page.content.decode()
    assert page.context["changed"].paginator.count == 0
    page = desk.post(address, {"seen": hidden(page, "seen"), "act": "import"}, follow=True)
    assert "The list is imported." in page.content.decode()


def test_pages_cost_few_statements(
    desk: Client, network: Network, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    member_list = mapped(desk, network)
    desk.post(address_of(member_list, "source"), {"url": "https://towns.example/list", "title": "Members"})
    desk.get(address_of(member_list, "preview"))  # the first look compares
    for step in ("columns", "places", "source", "preview"):
        with django_assert_max_num_queries(20):
            desk.get(address_of(member_list, step))
