import pytest
from django.http import QueryDict
from django.utils.translation import override

from atlas.filters import read
from atlas.sentences import labels, say, say_date
from tests.making import date

pytestmark = pytest.mark.django_db

SENTENCES = [
    ("", "Orte", "", "places", ""),
    (
        "region=DE-NW&network_all=sichere-haefen&network_all=eccar",
        "Orte",
        "in Nordrhein-Westfalen, in ECCAR und in Sichere Häfen",
        "places",
        "in North Rhine-Westphalia, in ECCAR and in Safe Harbours",
    ),
    (
        "network=sichere-haefen",
        "Orte",
        "im Netzwerk Sichere Häfen",
        "places",
        "in the network Safe Harbours",
    ),
    (
        "country=CH&country=US&country=DE",
        "Orte",
        "in der Schweiz, in Deutschland oder in den Vereinigten Staaten",
        "places",
        "in Switzerland, in Germany or in the United States",
    ),
    (
        "network=eccar&network=icorn&network_not=iash",
        "Orte",
        "in ECCAR oder ICORN Zufluchtsstädte, nicht in IASH",
        "places",
        "in ECCAR or ICORN Cities of Refuge, not in IASH",
    ),
    (
        "kind=city&population=large&topic=housing&has=practice&has=portrait",
        "Orte",
        "von der Art Großstadt, mit 100.000 bis 500.000 Menschen, mit guten Beispielen zu Wohnen und Quartier,"
        " mit Porträt und gutem Beispiel",
        "places",
        "of the kind City, with 100,000 to 500,000 inhabitants, with practices on Housing and neighbourhood,"
        " with a portrait and a practice",
    ),
    ("joined_from=2019-05", "Orte", "beigetreten ab Mai 2019", "places", "joined since May 2019"),
    ("joined_to=2019", "Orte", "beigetreten bis 2019", "places", "joined by 2019"),
    (
        "joined_from=2019&joined_to=2020-01-31",
        "Orte",
        "beigetreten von 2019 bis 31. Januar 2020",
        "places",
        "joined from 2019 to 31 January 2020",
    ),
    (
        "near=51.456,7.01,30.5",
        "Orte",
        "im Umkreis von 30,5 km um 51,46 / 7,01",
        "places",
        "within 30.5 km of 51.46 / 7.01",
    ),
    ("q=zürich", "Orte", "zu „zürich“", "places", "matching “zürich”"),
    ("bbox=5,50,8,52", "Orte", "im gewählten Kartenausschnitt", "places", "in the chosen section of the map"),
    (
        "include=listed",
        "Orte",
        "auch solche, die nur andere nennen",
        "places",
        "counting those only named by others",
    ),
]


@pytest.mark.parametrize(("address", "noun", "text", "english_noun", "english_text"), SENTENCES)
def test_each_filter_says_its_sentence(
    register: None, address: str, noun: str, text: str, english_noun: str, english_text: str
) -> None:
    query, errors = read(QueryDict(address))
    assert not errors
    for language, expected in (("de", (noun, text)), ("en", (english_noun, english_text))):
        with override(language):
            said = say(query, 7, labels())
        assert (said.noun, said.text) == expected


@pytest.mark.parametrize("name", ["country", "network", "population", "has"])
def test_equal_questions_have_equal_sentences(register: None, name: str) -> None:
    values = {
        "country": ("US", "CH"),
        "network": ("icorn", "eccar"),
        "population": ("small", "large"),
        "has": ("practice", "portrait"),
    }[name]
    one, other = (
        read(QueryDict("&".join(f"{name}={value}" for value in given)))[0] for given in (values, values[::-1])
    )

    assert one == other
    assert say(one, 7, labels()) == say(other, 7, labels())


def test_one_place_is_one(register: None) -> None:
    with override("de"):
        assert say(read(QueryDict(""))[0], 1, labels()).noun == "Ort"


def test_date_is_that_of_the_query_or_of_the_register(register: None) -> None:
    with override("en"):
        assert say_date(read(QueryDict("on=2022-05-01"))[0], date("2026-11-21")) == "as of 1 May 2022"
        assert say_date(read(QueryDict(""))[0], date("2026-11-21")) == "as of 21 November 2026"
    with override("de"):
        assert say_date(read(QueryDict("on=2022-05"))[0], date("2026-11-21")) == "Stand Mai 2022"


def test_labels_are_german_in_german(register: None) -> None:
    with override("de"):
        found = labels()
    assert found.has == {"practice": "Gutes Beispiel", "portrait": "Porträt", "resolution": "Ratsbeschluss"}
    assert found.kind["city"] == "Großstadt"
    assert found.country["CH"] == "Schweiz"
    assert found.network["sichere-haefen"] == "Sichere Häfen"
