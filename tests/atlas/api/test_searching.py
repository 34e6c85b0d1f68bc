"""Suggestions: few, by any name, the likeliest first."""

import pytest
from django.test import Client

from cities.models import City, CityName
from tests import making
from tests.atlas.api.conftest import Ask

pytestmark = pytest.mark.django_db


def known_as(city: City, *names: str) -> City:
    for name in names:
        CityName.objects.create(city=city, name=name, kind=CityName.Kind.EXONYM)
    return city


def found(ask: Ask, text: str, sort: str = "cities") -> list[str]:
    return [each["slug"] for each in ask(f"search/?q={text}")[sort]]


def test_names_that_begin_so_come_first_then_further_names_then_the_rest(ask: Ask) -> None:
    known_as(making.make_city("inner", endonym="Neu Halle", population=900_000))
    known_as(making.make_city("exonym", endonym="Zzz", population=800_000), "Hallensis")
    making.make_city("small", endonym="Halle", population=100)
    making.make_city("big", endonym="Hallstadt", population=200_000)

    assert found(ask, "hal") == ["big", "small", "exonym", "inner"]


def test_a_further_name_is_told_only_where_it_was_found(ask: Ask) -> None:
    known_as(making.make_city("muenchen", endonym="München"), "Monaco di Baviera", "Minga")

    assert ask("search/?q=monaco")["cities"][0]["matched"] == "Monaco di Baviera"
    for text in ("mun", "muen", "MÜN"):
        assert ask(f"search/?q={text}")["cities"][0]["matched"] == ""


def test_every_word_must_be_found(ask: Ask) -> None:
    making.make_city("bad-homburg", endonym="Bad Homburg")
    making.make_city("homburg", endonym="Homburg")

    assert found(ask, "bad hom") == ["bad-homburg"]
    assert found(ask, "hom") == ["homburg", "bad-homburg"]


def test_networks_and_practices_are_suggested_too(ask: Ask) -> None:
    town = making.make_city("town")
    making.make_network("a-network", name=making.text("The great harbour"))
    making.make_network("z-network", name=making.text("Harbours", "Häfen"), short_name="HAV")
    making.make_practice(town, "a-practice", title=making.text("A harbour for all"))
    making.make_practice(town, "z-practice", title=making.text("Harbour masters"))

    assert found(ask, "harb", "networks") == ["z-network", "a-network"]
    assert found(ask, "hav", "networks") == ["z-network"]
    assert found(ask, "harb", "practices") == ["z-practice", "a-practice"]


def test_there_are_few_of_each(ask: Ask) -> None:
    for number in range(8):
        town = making.make_city(endonym=f"Ort {number}")
        making.make_network(name=making.text(f"Ort {number}"))
        making.make_practice(town, title=making.text(f"Ort {number}"))

    answer = ask("search/?q=ort")

    assert {sort: len(answer[sort]) for sort in ("cities", "networks", "practices")} == {
        "cities": 5,
        "networks": 5,
        "practices": 5,
    }


def test_nothing_found_is_an_empty_answer(ask: Ask) -> None:
    assert ask("search/?q=zzzz") == {"q": "zzzz", "cities": [], "networks": [], "practices": []}


@pytest.mark.parametrize(
    "query", ["", "?q=", "?q=…", "?q=a&q=b", "?q=a&network=eccar", "?limit=3", "?q=a&page=1"]
)
def test_a_question_is_needed_and_nothing_else(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/search/{query}").status_code == 400
