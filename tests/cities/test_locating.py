"""A place's point from the gazetteer: candidates, the look at what changes, the taking over."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cities.models import City
from tests import making

pytestmark = pytest.mark.django_db

MUNICH = 2867714


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.create_superuser("editor"))
    return client


@pytest.fixture
def city() -> City:
    return making.make_city("munich", endonym="München", latitude=48.0, longitude=11.5, region="DE-BY")


def locate(city: City) -> str:
    return reverse("admin:cities_city_locate", args=[city.pk])


def test_candidates_are_shown_with_their_distance(desk: Client, city: City) -> None:
    page = desk.get(locate(city)).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())

    assert "Munich (München) Settlement DE-BY Germany 1,505,005 16.3 km GeoNames (CC BY 4.0)" in text
    assert "present point: 48.0, 11.5" in text
    assert f"take={MUNICH}" in page


def test_nothing_changes_before_it_is_confirmed(desk: Client, city: City) -> None:
    page = desk.get(locate(city), {"take": MUNICH}).content.decode()

    assert "it moves by 16.3 km" in page
    assert City.objects.get().latitude == 48.0

    answer = desk.post(locate(city), {"take": MUNICH, "_reason": "the point lay in the forest"}, follow=True)

    moved = City.objects.get()
    assert (moved.latitude, moved.longitude) == (48.13743, 11.57549)
    assert (moved.geonames_id, moved.coordinates_source) == (MUNICH, "GeoNames (CC BY 4.0)")
    assert moved.history.latest().history_change_reason == "the point lay in the forest"
    assert "The point was taken over." in answer.content.decode()


def test_an_id_that_another_place_holds_stays_there(desk: Client, city: City) -> None:
    holder = making.make_city("holder", geonames_id=MUNICH)

    assert "Only the point is taken over." in desk.get(locate(city), {"take": MUNICH}).content.decode()
    desk.post(locate(city), {"take": MUNICH})

    city.refresh_from_db()
    assert (city.latitude, city.geonames_id) == (48.13743, None)
    assert City.objects.get(geonames_id=MUNICH) == holder


def test_its_own_id_is_no_other_places(desk: Client, city: City) -> None:
    City.objects.filter(pk=city.pk).update(geonames_id=MUNICH)

    assert "Only the point is taken over." not in desk.get(locate(city), {"take": MUNICH}).content.decode()


@pytest.mark.parametrize("take", ["1", "x", "-3", "9" * 30])
def test_what_is_no_place_is_not_taken(desk: Client, city: City, take: str) -> None:
    assert desk.post(locate(city), {"take": take}).status_code == 404
    assert desk.get(locate(city), {"take": take}).status_code == 404


def test_a_name_that_nobody_knows_is_said_to_be_unknown(desk: Client, city: City) -> None:
    page = desk.get(locate(city), {"q": "Qqqqqzzz"}).content.decode()

    assert "The gazetteer has no such place." in page


def test_a_new_place_gets_its_form_filled(desk: Client, city: City) -> None:
    page = desk.get(reverse("admin:cities_city_find"), {"q": "Augsburg"}).content.decode()
    address = re.search(r'href="(/admin/cities/city/add/[^"]+)"', page)
    assert address

    form = desk.get(address[1].replace("&amp;", "&")).context["adminform"].form

    assert form["endonym"].value() == "Augsburg"
    assert (form["country"].value(), form["region"].value()) == ("DE", "DE-BY")
    assert (form["latitude"].value(), form["geonames_id"].value()) == ("48.37154", "2954172")


def test_the_form_of_a_place_leads_to_its_candidates(desk: Client, city: City) -> None:
    assert locate(city) in desk.get(reverse("admin:cities_city_change", args=[city.pk])).content.decode()
    assert reverse("admin:cities_city_find") in desk.get(reverse("admin:cities_city_add")).content.decode()
