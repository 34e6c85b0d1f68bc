"""Two records that are one: merged, led on, and parted again as they were."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client

from cities.binning import put_into_bin, restore
from cities.merging import MergeError, choosable, merge, successor, undo
from cities.models import City, CityName, Merge, Source
from networks.models import Membership, Network
from practices.models import Practice
from tests import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor")


def everything() -> dict[str, list[Any]]:
    """All public tables, column by column as the database holds them."""
    found = {}
    for table in apps.get_models(include_auto_created=True):
        if table._meta.app_label in {"cities", "networks", "practices"} and not (
            table._meta.model_name.startswith("historical")
            or table._meta.model_name in {"merge", "edition", "deed"}
        ):
            columns = [field.attname for field in table._meta.concrete_fields]
            if table._meta.auto_created:  # a link is what it joins, whatever its number
                columns.remove("id")
            found[table._meta.label] = sorted(map(str, table._default_manager.values_list(*columns)))
    return found


@pytest.fixture
def twins() -> tuple[City, City]:
    """Bonn twice, each with what the other has and something of its own."""
    bonn = making.make_city("bonn", endonym="Bonn", population=330_000, population_year=2022)
    twin = making.make_city(
        "bonn-rhein",
        endonym="Bonn am Rhein",
        geonames_id=2946447,
        names=making.text("Bonn on the Rhine", "Bonn a. R."),
    )
    CityName.objects.create(city=bonn, name="Bonna")
    CityName.objects.create(city=twin, name="Bonna")
    CityName.objects.create(city=twin, name="Bonnensis")
    both, own = making.make_network("both"), making.make_network("own")
    first, second = making.make_source("s-first"), making.make_source("s-second")
    making.make_membership(bonn, both, joined="2019").sources.add(first)
    making.make_membership(twin, both, joined="2019", note=making.text("a note", "eine Notiz")).sources.add(
        first, second
    )
    making.make_membership(twin, own)
    making.make_practice(twin, "practice")
    making.make_resolution(twin, date=making.date("2019-12"))
    twin.portrait_sources.add(second)
    return bonn, twin


def test_all_that_pointed_to_one_points_to_the_other(twins: tuple[City, City], editor: User) -> None:
    bonn, twin = twins

    merge(bonn, twin, editor=editor, reason="twice", chosen={"geonames_id": "gone"})

    bonn.refresh_from_db()
    twin.refresh_from_db()
    assert (bonn.geonames_id, bonn.population, twin.geonames_id) == (2946447, 330_000, None)
    assert twin.publication == "withdrawn"
    memberships = Membership.objects.filter(city=bonn).order_by("network__slug")
    assert [str(each.network.slug) for each in memberships] == ["both", "own"]
    assert [source.key for source in memberships[0].sources.order_by("key")] == ["s-first", "s-second"]
    assert not Membership.objects.filter(city=twin).exists()
    assert Practice.objects.get().city == bonn
    assert [source.key for source in bonn.portrait_sources.all()] == ["s-second"]
    assert set(bonn.further_names.values_list("name", flat=True)) == {
        *("Bonna", "Bonnensis", "Bonn am Rhein", "Bonn on the Rhine", "Bonn a. R.")
    }
    assert " rhine" in bonn.search_text
    assert bonn.history.first().history_change_reason.startswith("merged with")


def test_a_merge_is_undone_to_the_last_column(twins: tuple[City, City], editor: User) -> None:
    bonn, twin = twins
    before = everything()
    made = merge(
        bonn, twin, editor=editor, chosen={"geonames_id": "gone", "population": "gone", "names": "gone"}
    )
    assert everything() != before

    undo(made, editor)

    assert everything() == before
    assert made.undone_at is not None
    with pytest.raises(MergeError):
        undo(made, editor)


def test_old_addresses_lead_on_until_it_is_undone(twins: tuple[City, City], editor: User) -> None:
    bonn, twin = twins
    made = merge(bonn, twin, editor=editor)

    assert successor(City, "bonn-rhein") == bonn
    assert successor(City, "bonn") is None
    assert successor(Network, "bonn-rhein") is None

    undo(made, editor)
    assert successor(City, "bonn-rhein") is None


def test_a_chain_of_merges_leads_to_its_end(editor: User) -> None:
    first, second, third = (making.make_city(slug) for slug in ("first", "second", "third"))
    merge(second, first, editor=editor)
    merge(third, second, editor=editor)

    assert successor(City, "first") == third


def test_sources_become_one(editor: User) -> None:
    kept, gone = (
        making.make_source("s-kept"),
        making.make_source("s-gone", published_on=making.date("2020-05")),
    )
    city = making.make_city()
    network = making.make_network("network", stated_source=gone, stated_members=5)
    with_both = making.make_membership(city, network)
    with_both.sources.add(kept, gone)
    practice = making.make_practice(city)
    practice.sources.add(gone)
    before = everything()

    made = merge(kept, gone, editor=editor, chosen={"published_on": "gone"})

    assert not Source.objects.filter(key="s-gone").exists()
    assert list(with_both.sources.all()) == [kept]
    assert list(practice.sources.all()) == [kept]
    network.refresh_from_db()
    kept.refresh_from_db()
    assert network.stated_source == kept
    assert str(kept.published_on) == "2020-05"
    undo(made, editor)
    assert everything() == before


def test_networks_become_one_with_their_members_and_parts(editor: User) -> None:
    kept, gone = making.make_network("kept"), making.make_network("gone")
    part = making.make_network("part", parent=gone)
    city = making.make_city()
    making.make_membership(city, gone, joined="2019-12")
    making.make_practice(city).networks.add(gone, kept)
    before = everything()

    made = merge(kept, gone, editor=editor)

    part.refresh_from_db()
    assert part.parent == kept
    assert Membership.objects.get().network == kept
    assert list(Practice.objects.get().networks.all()) == [kept]
    undo(made, editor)
    assert everything() == before


def test_what_is_not_one_is_not_merged(editor: User) -> None:
    city, network = making.make_city(), making.make_network("network")
    part = making.make_network("part", parent=network)

    for one, other in ((city, city), (city, network), (network, part), (part, network)):
        with pytest.raises(MergeError):
            merge(one, other, editor=editor)


def test_what_names_a_record_is_not_to_choose() -> None:
    names = {field.name for field in choosable(making.make_city())}

    assert {"population", "geonames_id", "latitude"} <= names
    assert not {"slug", "id", "search_text", "publication"} & names


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_at_the_old_address_leads_to_the_new_one(
    client: Client, twins: tuple[City, City], editor: User, language: str
) -> None:
    bonn, twin = twins
    address = f"/{language}/cities/bonn-rhein/"
    assert client.get(address).status_code == 200
    made = merge(bonn, twin, editor=editor)

    moved = client.get(address, {"dir": "rtl"})
    assert (moved.status_code, moved["Location"]) == (301, f"/{language}/cities/bonn/?dir=rtl")
    assert "no-cache" in moved["Cache-Control"]  # or browsers would not notice that it is undone

    undo(made, editor)
    assert client.get(address).status_code == 200
    bonn.withdraw()
    merge(bonn, twin, editor=editor)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("chosen", [{}, {"population": "gone"}])
def test_what_was_changed_since_stays_when_it_is_undone(
    twins: tuple[City, City], editor: User, chosen: Any
) -> None:
    bonn, twin = twins
    City.objects.filter(pk=twin.pk).update(population=1)
    made = merge(bonn, twin, editor=editor, chosen=chosen)
    City.objects.filter(pk=bonn.pk).update(population=340_000, website="https://bonn.example/")

    stayed = undo(made, editor)

    bonn.refresh_from_db()
    assert (bonn.population, bonn.website) == (340_000, "https://bonn.example/")
    assert stayed == (["Population"] if chosen else [])


def test_what_was_moved_on_since_stays_there(twins: tuple[City, City], editor: User) -> None:
    bonn, twin = twins
    made = merge(bonn, twin, editor=editor)
    practice = Practice.objects.get()
    practice.city = making.make_city("third")
    practice.save()

    assert undo(made, editor) == ["Practice"]

    practice.refresh_from_db()
    assert practice.city.slug == "third"


@pytest.mark.parametrize("lying", [0, 1])
def test_nothing_becomes_public_in_the_bin(twins: tuple[City, City], editor: User, lying: int) -> None:
    made = merge(*twins, editor=editor)
    twins[lying].refresh_from_db()
    binned = put_into_bin(twins[lying], editor=editor)

    with pytest.raises(MergeError, match="lies in the recycle bin"):
        undo(made, editor)
    assert City.objects.published().count() == 1 - (lying == 0)

    restore(binned)
    undo(made, editor)
    assert City.objects.published().count() == 2


def test_what_is_merged_is_not_merged_again(twins: tuple[City, City], editor: User) -> None:
    bonn, twin = twins
    third = making.make_city("third")
    made = merge(bonn, twin, editor=editor)

    for one, other in ((bonn, twin), (twin, bonn), (twin, third), (third, twin)):
        with pytest.raises(MergeError, match="Bonn on the Rhine” is merged into another record already"):
            merge(one, other, editor=editor)
    undo(made, editor)
    assert merge(third, twin, editor=editor).kept == third.pk


def test_merges_in_a_circle_lead_somewhere(twins: tuple[City, City]) -> None:
    bonn, twin = twins
    for kept, gone in ((bonn, twin), (twin, bonn)):
        Merge.objects.create(table="city", kept=kept.pk, gone=gone.pk, gone_slug=gone.slug)

    assert {successor(City, "bonn"), successor(City, "bonn-rhein")} <= {bonn, twin}


def test_a_row_that_has_its_place_no_more_keeps_it_merged(twins: tuple[City, City], editor: User) -> None:
    bonn, twin = twins
    made = merge(bonn, twin, editor=editor)
    making.make_membership(twin, Network.objects.get(slug="own"))
    before = everything()

    with pytest.raises(MergeError, match="Something else has taken its place"):
        undo(made, editor)

    assert everything() == before
    assert not Merge.objects.get().undone_at


def test_what_was_changed_since_the_page_was_opened_stays(twins: tuple[City, City], editor: User) -> None:
    bonn, twin = twins
    City.objects.filter(pk=bonn.pk).update(website="https://bonn.example/")

    merge(bonn, twin, editor=editor)

    bonn.refresh_from_db()
    assert bonn.website == "https://bonn.example/"
