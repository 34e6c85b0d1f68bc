"""What is there already is found under another title, and not everything of a big city is taken for it."""

from itertools import permutations

import pytest
from django.test import Client

from cities.models import City, Topic, translated
from practices.models import Practice
from submissions.resembling import practices_like

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def found(place: str, title: str, main: str = "", *topics: str) -> list[str]:
    city = City.objects.get(slug=place)
    return [each.slug for each in practices_like(title, city, main, topics)]


@pytest.mark.parametrize(
    ("place", "title", "slug"),
    [
        ("altena", "Kümmererinnen für neue Nachbarn", "altena-hundred-more-and-caretakers"),
        ("altena", "Every family gets a caretaker", "altena-hundred-more-and-caretakers"),
        ("zuerich", "Ein Ausweis, der alle meint: die Züri City Card", "zurich-city-card"),
        ("berlin", "Krankenschein ohne Fragen: die Clearingstelle", "berlin-clearing-centre-uninsured"),
    ],
)
def test_a_telling_word_finds_it_at_its_place(place: str, title: str, slug: str) -> None:
    assert slug in found(place, title)[:1]


def test_the_name_of_the_place_tells_nothing() -> None:
    assert found("amsterdam", "Amsterdamer Nachbarinnen") == []
    assert found("athina", "Athens opens doors") == []


def test_every_practice_is_found_at_its_place_by_its_topic_alone() -> None:
    for practice in Practice.objects.published().select_related("city", "main_topic"):
        assert practice.slug in found(practice.city.slug, "", practice.main_topic.slug), practice.slug


def test_in_no_city_does_a_topic_point_at_everything() -> None:
    barcelona = City.objects.get(slug="barcelona")
    assert Practice.objects.published().filter(city=barcelona).count() == 6

    offered = {topic.slug: len(practices_like("", barcelona, topic.slug)) for topic in Topic.objects.all()}

    assert max(offered.values()) == 2
    assert sorted(offered.values()).count(0) == 5


def test_words_seldom_take_one_practice_of_a_place_for_another() -> None:
    pairs = [
        (title, other)
        for city in City.objects.published()
        for one, other in permutations(
            Practice.objects.published().filter(city=city).select_related("city"), 2
        )
        for title in translated(one.title).values()
    ]

    alarms = [(title, other.slug) for title, other in pairs if other.slug in found(other.city.slug, title)]

    assert len(pairs) == 148
    assert len(alarms) <= 18


def test_many_under_one_topic_need_a_word() -> None:
    city = City.objects.get(slug="altena")
    [one] = Practice.objects.published().filter(city=city)
    others = Practice.objects.published().exclude(city=city)[:3]
    for other in others:
        Practice.objects.filter(pk=other.pk).update(city=city, main_topic=one.main_topic)

    assert found("altena", "", one.main_topic.slug) == []
    assert found("altena", "A caretaker for each", one.main_topic.slug) == [one.slug]


def test_elsewhere_a_topic_says_nothing() -> None:
    assert found("potsdam", "Quite another matter", "housing") == []


def test_the_form_asks_with_topics(client: Client) -> None:
    address = "/de/submit/alike/?title=Etwas&place=villeurbanne"

    assert client.get(address).json() == {"practices": []}
    both = client.get(f"{address}&main_topic=arrival-reception&topics=housing").json()
    assert len(both["practices"]) == 2
    assert client.get(f"{address}&main_topic=x&topics={'x' * 300}").json() == {"practices": []}
