import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from networks.models import Membership, Network, Resolution, families
from practices.models import Practice
from tests.making import make_city, make_membership, make_network, make_practice, make_resolution, text

pytestmark = pytest.mark.django_db


def test_family_holds_all_published_networks_below() -> None:
    world = make_network("world")
    europe = make_network("europe", parent=world)
    france = make_network("france", parent=europe)
    make_network("asia", parent=world, publication="draft")
    assert world.descendants() == {world.pk, europe.pk, france.pk}
    assert families()[europe.pk] == {europe.pk, france.pk}


def test_withdrawn_network_takes_its_own_members_along_and_leaves_those_below() -> None:
    world = make_network("world", publication="withdrawn")
    europe = make_network("europe", parent=world)
    assert families() == {europe.pk: {europe.pk}}


def test_withdrawn_city_takes_everything_along() -> None:
    city, network = make_city(), make_network()
    make_membership(city, network)
    make_practice(city)
    make_resolution(city)
    tables = (Membership, Practice, Resolution)
    assert [table.objects.published().count() for table in tables] == [1, 1, 1]
    city.publication = "withdrawn"
    city.save()
    assert [table.objects.published().count() for table in tables] == [0, 0, 0]


def test_resolution_for_a_network_that_is_not_public_is_not_public() -> None:
    draft = make_network(publication="draft")
    make_resolution(make_city(), network=draft)
    assert not Resolution.objects.published().exists()


def test_only_some_statuses_count() -> None:
    city = make_city()
    for status in Membership.Status.values:
        make_membership(city, make_network(status), status=status)
    counted = Membership.objects.counted().values_list("status", flat=True)
    assert set(counted) == {"member", "awarded", "observer"}
    assert set(Membership.objects.counted(listed=True).values_list("status", flat=True)) - set(counted) == {
        "listed"
    }


def test_same_membership_twice_is_refused() -> None:
    city, network = make_city(), make_network()
    make_membership(city, network)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(city, network)
    make_membership(city, network, joined="2001")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(city, network, joined="2001")


def test_leaving_date_needs_the_status_left() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_membership(make_city(), make_network(), left="2020")
    make_membership(make_city(), make_network(), left="2020", status="left")


def test_each_mark_belongs_to_one_network() -> None:
    make_network("a", mark="hull")
    twin = Network(slug="b", name=text("B"), kind="network", mark="hull")
    with pytest.raises(ValidationError, match="Another network has this mark"):
        twin.full_clean()
    make_network("c", mark="other")
    make_network("d", mark="other")


def test_network_does_not_belong_to_itself() -> None:
    network = make_network()
    network.parent = network
    with pytest.raises(IntegrityError), transaction.atomic():
        network.save()
