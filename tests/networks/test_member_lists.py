"""A member list goes into the register as a whole, and comes out of it as a whole."""

from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from cities.models import Edition, Source
from cities.publishing import Publication
from networks.member_lists import taking_in
from networks.member_lists.comparing import Comparison, compare
from networks.member_lists.importing import RefusedError, discard, give_source, import_list, undo
from networks.member_lists.models import ListColumns, MemberList
from networks.models import Membership, Network
from tests.making import date, make_city, make_membership, make_network, make_source, text

pytestmark = pytest.mark.django_db
State = MemberList.State


@pytest.fixture
def network() -> Network:
    return make_network("safe-towns")


def matched(network: Network, content: str, **options: Any) -> MemberList:
    """A list with its source, matched and with every likely place confirmed."""
    member_list = taking_in.take_in(network, BytesIO(content.encode()), "list.csv")
    said = {"country": "DE", "language": "de"} | options
    taking_in.name_columns(
        member_list,
        headings=member_list.columns["headings"],
        fields=member_list.columns["fields"],
        country=said["country"],
        language=said["language"],
    )
    assert taking_in.match_rows(member_list) == 0
    taking_in.accept_likely(member_list)
    give_source(member_list, url="https://towns.example/members", title="Members", stated_on=date("2026-10"))
    return member_list


def state() -> list[tuple[Any, ...]]:
    """All memberships as they are, with their sources."""
    return [
        (
            each.city.slug,
            each.status,
            each.role,
            str(each.joined),
            str(each.left),
            str(each.attested),
            str(each.note),
            each.publication,
            sorted(each.sources.values_list("key", flat=True)),
        )
        for each in Membership.objects.order_by("city__slug", "joined").select_related("city")
    ]


def lines(comparison: Comparison) -> dict[str, list[int]]:
    return {
        name: [entry.row.line for entry in getattr(comparison, name)]
        for name in ("new", "changed", "unchanged", "left_out", "unread")
    } | {"vanished": [each.city.slug for each in comparison.vanished]}  # type: ignore[dict-item]


def test_everything_at_once_and_back_again(network: Network) -> None:
    old = make_source("s-old")
    cities = {slug: make_city(slug) for slug in ("aue", "berg", "celle", "dorn", "elze", "forst", "gera")}
    for slug in ("aue", "berg", "celle", "forst"):
        make_membership(
            cities[slug], network, joined="2019" if slug != "berg" else None, attested="2020"
        ).sources.add(old)
    make_membership(cities["dorn"], network, status="listed", note=text("seen"))
    make_membership(cities["gera"], make_network("other"), joined="2001")
    before, edition = state(), Edition.current().token
    editor = get_user_model().objects.create_user("ed")

    member_list = matched(
        network,
        "Stadt;Mitglied seit;Rolle;Bemerkung\n"
        "Aue;2019;Mitglied;\n"  # as recorded
        "Stadt Berg;18.12.2019;Gründungsmitglied;\n"  # a date and a role
        "Dorn;;;Beschluss des Rates\n"  # only others said so until now
        "Elze;2024;;\n"  # new
        "Nirgendwo;2024;;\n"
        "Elze;2023;;\n",
    )
    member_list.leaving.add(Membership.objects.get(city=cities["forst"]))
    comparison = compare(member_list)
    assert lines(comparison) == {
        "new": [5],
        "changed": [3, 4],
        "unchanged": [2],
        "left_out": [6, 7],
        "unread": [],
        "vanished": ["celle", "forst"],
    }
    assert [entry.why for entry in comparison.left_out] == [
        "No place was chosen. No place of the register has such a name.",
        "The same place as in line 5.",
    ]
    assert state() == before  # looking changes nothing

    import_list(member_list, user=editor, seen=comparison.fingerprint())

    key = Source.objects.get(url="https://towns.example/members").key
    assert state() == [
        ("aue", "member", "member", "2019", "None", "2026-10", "", "published", sorted([key, "s-old"])),
        (
            "berg",
            "member",
            "founder",
            "2019-12-18",
            "None",
            "2026-10",
            "",
            "published",
            sorted([key, "s-old"]),
        ),
        ("celle", "member", "member", "2019", "None", "2020", "", "published", ["s-old"]),
        ("dorn", "member", "member", "None", "None", "2026-10", "seen", "published", [key]),
        ("elze", "member", "member", "2024", "None", "2026-10", "", "published", [key]),
        ("forst", "left", "member", "2019", "None", "2020", "", "published", sorted([key, "s-old"])),
        ("gera", "member", "member", "2001", "None", "None", "", "published", []),
    ]
    assert Membership.objects.get(city=cities["dorn"]).note.data == {
        "en": "seen",
        "de": "Beschluss des Rates",
    }
    latest = Membership.objects.get(city=cities["elze"]).history.get()
    assert (latest.history_type, latest.history_user) == ("+", editor)
    assert latest.history_change_reason == f"member list {member_list.pk} imported: list.csv"
    assert Edition.current().token != edition
    member_list.refresh_from_db()
    assert (member_list.state, member_list.imported_by) == (State.IMPORTED, editor)
    assert member_list.done["figures"] == {
        "new": 1,
        "drafts": 0,
        "changed": 2,
        "unchanged": 1,
        "left": 1,
        "stayed": 1,
        "left_out": 2,
    }

    undo(member_list, user=editor)

    assert state() == before
    assert not Source.objects.filter(key=key).exists()
    assert Membership.history.filter(history_type="-").count() == 1
    assert Membership.objects.get(city=cities["berg"]).history.first().history_change_reason == (
        f"member list {member_list.pk} undone: list.csv"
    )
    member_list.refresh_from_db()
    assert member_list.state == State.UNDONE


def test_undoing_is_refused_if_something_was_changed_since(network: Network) -> None:
    aue, berg = make_city("aue"), make_city("berg")
    make_membership(aue, network, status="applied")
    member_list = matched(network, "Stadt\nAue\nBerg\n")
    import_list(member_list)
    Membership.objects.filter(city=berg).update(role="founder")
    after = state()

    with pytest.raises(RefusedError) as refused:
        undo(member_list)

    assert refused.value.records == ["Berg – Safe Towns"]
    assert state() == after
    Membership.objects.filter(city=berg).update(role="member")
    Membership.objects.get(city=berg).sources.add(make_source("s-later"))
    with pytest.raises(RefusedError):
        undo(member_list)
    Membership.objects.get(city=aue).delete()
    with pytest.raises(RefusedError):
        undo(member_list)


def test_another_hand_on_another_field_is_kept(network: Network) -> None:
    aue = make_city("aue")
    membership = make_membership(aue, network, status="applied")
    member_list = matched(network, "Stadt\nAue\n")
    import_list(member_list)
    Membership.objects.filter(pk=membership.pk).update(publication="draft")

    undo(member_list)

    membership.refresh_from_db()
    assert (membership.status, membership.publication) == ("applied", "draft")


def test_what_was_looked_at_is_what_is_written(network: Network) -> None:
    make_city("aue")
    berg = make_city("berg")
    member_list = matched(network, "Stadt\nAue\n")
    seen = compare(member_list).fingerprint()
    make_membership(berg, network)

    with pytest.raises(RefusedError, match="has changed since you looked"):
        import_list(member_list, seen=seen)

    assert Membership.objects.count() == 1


def test_nothing_without_a_source(network: Network) -> None:
    make_city("aue")
    member_list = matched(network, "Stadt\nAue\n")
    member_list.source = None
    member_list.save()

    with pytest.raises(RefusedError, match="no source"):
        import_list(member_list)

    assert Membership.objects.count() == 0


def test_all_or_nothing(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    make_city("aue")
    member_list = matched(network, "Stadt\nAue\n")

    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("networks.member_lists.importing.remember", fail)
    with pytest.raises(RuntimeError):
        import_list(member_list)

    assert Membership.objects.count() == 0
    assert MemberList.objects.get().state == State.MATCHED


@pytest.mark.parametrize(
    ("place", "of_network", "publication"),
    [
        ("published", "published", Publication.PUBLISHED),
        ("draft", "published", Publication.DRAFT),
        ("published", "draft", Publication.DRAFT),
    ],
)
def test_published_is_only_what_stands_on_published(place: str, of_network: str, publication: str) -> None:
    make_city("aue", publication=place)
    member_list = matched(make_network(publication=of_network), "Stadt\nAue\n")

    result = import_list(member_list)

    assert Membership.objects.get().publication == publication
    assert result.drafts == (publication == Publication.DRAFT)


@pytest.mark.parametrize(
    ("recorded", "row", "expected"),
    [
        ({"joined": "2019-12-18"}, "2019;;", {}),  # what is known is more precise
        ({"joined": "2019"}, "12/2019;;", {"joined": "2019-12"}),
        ({"joined": "2018"}, "2019;;", {"joined": "2019"}),
        ({"status": "awarded"}, ";;", {}),
        ({"status": "suspended"}, ";;", {"status": "member"}),
        ({"status": "left", "left": "2020"}, ";;", {"status": "member", "left": "None"}),
        ({}, ";2024;", {"status": "left", "left": "2024"}),
        ({"role": "founder"}, ";;Chair", {"role": "coordinator"}),
    ],
)
def test_changes_field_by_field(
    network: Network, recorded: dict[str, str], row: str, expected: dict[str, str]
) -> None:
    make_membership(make_city("aue"), network, **recorded)
    member_list = matched(network, f"Stadt;Seit;Bis;Rolle\nAue;{row}\n")

    comparison = compare(member_list)

    found = {change.field: str(change.after) for entry in comparison.changed for change in entry.changes}
    assert found == expected
    import_list(member_list)
    undo(member_list)
    assert state()[0][1] == recorded.get("status", "member")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("2020;2019;", "“Until” lies before “since”."),
        (";2019;member", "There is a date of leaving, but the status is another."),
        (";;perhaps", "The status “perhaps” is not known."),
    ],
)
def test_rows_that_contradict_themselves_are_left_out(network: Network, row: str, why: str) -> None:
    make_membership(make_city("aue"), network)
    comparison = compare(matched(network, f"Stadt;Seit;Bis;Status\nAue;{row}\n"))

    assert [entry.why for entry in comparison.left_out] == [why]
    assert comparison.vanished == []  # it stands in the list


def test_what_cannot_be_read_is_said_and_not_guessed(network: Network) -> None:
    make_city("aue")
    comparison = compare(matched(network, "Stadt;Seit;Rolle\nAue;bald;Vorreiter\n"))

    assert [entry.why for entry in comparison.unread] == [
        "“bald” is no date that can be read.",
        "The role “Vorreiter” is not known.",
    ]
    assert comparison.new[0].membership.joined is None


def test_a_place_that_left_and_came_back_gets_a_second_membership(network: Network) -> None:
    make_membership(make_city("aue"), network, joined="2001", left="2010", status="left")
    member_list = matched(network, "Stadt;Seit\nAue;2020\n")
    import_list(member_list)

    assert [row[:5] for row in state()] == [
        ("aue", "left", "member", "2001", "2010"),
        ("aue", "member", "member", "2020", "None"),
    ]
    undo(member_list)
    assert len(state()) == 1


def test_the_same_address_is_the_same_source(network: Network) -> None:
    make_city("aue")
    known = make_source("s-known", url="https://towns.example/members", published_on=date("2025"))
    member_list = matched(network, "Stadt\nAue\n")
    assert member_list.source == known
    assert str(member_list.stated_on) == "2026-10"
    import_list(member_list)
    undo(member_list)

    assert Source.objects.filter(pk=known.pk).exists()
    assert str(Source.objects.get(pk=known.pk).published_on) == "2025"


def test_a_list_put_away_leaves_nothing(network: Network) -> None:
    make_city("aue")
    member_list = matched(network, "Stadt\nAue\n")
    discard(member_list)

    assert not Source.objects.exists()
    assert MemberList.objects.get().state == State.DISCARDED
    with pytest.raises(RefusedError):
        import_list(member_list)


def test_columns_are_remembered_for_the_next_list(network: Network) -> None:
    make_city("aue")
    first = taking_in.take_in(network, BytesIO(b"A;B;C\nx;Aue;2019\n"), "first.csv")
    fields = {"name": 1, "joined": 2}
    taking_in.name_columns(first, headings=0, fields=fields, country="DE", language="de")
    second = taking_in.take_in(network, BytesIO(b"C;B\n2020;Aue\n"), "second.csv")

    assert second.columns == {
        "headings": 0,
        "fields": {"joined": 0, "name": 1},
        "country": "DE",
        "language": "de",
    }
    assert ListColumns.objects.get().headings == {"b": "name", "c": "joined"}


def test_a_network_of_one_country_says_so(network: Network) -> None:
    for _each in range(5):
        make_membership(make_city(), network)
    assert taking_in.take_in(network, BytesIO(b"Stadt\nAue\n"), "x.csv").columns["country"] == "DE"
    make_membership(make_city(country="AT"), network)
    assert taking_in.take_in(network, BytesIO(b"Stadt\nAue\n"), "x.csv").columns["country"] == ""


def test_likely_places_are_not_taken_unless_somebody_says_so(network: Network) -> None:
    make_city("altenau")
    member_list = taking_in.take_in(network, BytesIO(b"Stadt\nAltenua\n"), "x.csv")
    taking_in.name_columns(member_list, headings=0, fields={"name": 0}, country="DE", language="de")
    taking_in.match_rows(member_list)

    comparison = compare(member_list)

    assert [entry.why for entry in comparison.left_out] == [
        "Nobody has confirmed the place. The name is similar."
    ]
    assert taking_in.accept_likely(member_list) == 1
    assert len(compare(member_list).new) == 1


def test_every_way_through_the_states_is_said(network: Network) -> None:
    member_list = MemberList(network=network)
    for state_, allowed in MemberList.NEXT.items():
        for wanted in State.values:
            member_list.state = state_
            if wanted in allowed:
                member_list.advance(wanted)
                assert member_list.state == wanted
            else:
                with pytest.raises(ValueError, match="cannot become"):
                    member_list.advance(wanted)
