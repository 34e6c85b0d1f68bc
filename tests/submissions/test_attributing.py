"""When a page says that something was submitted by its municipality: as long as it shows what the municipality wrote."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from i18nfield.strings import LazyI18nString

from cities.deeds import Deed
from cities.models import City
from cities.undoing import undo
from cities.versions import go_back
from practices.models import Practice
from submissions import representing, reviewing
from submissions.attributing import is_from_municipality
from submissions.models import Representative, Submission
from tests.making import make_city, make_practice, make_source, make_topic, text
from tests.submissions import senders
from tests.submissions.test_review import change_of

pytestmark = pytest.mark.django_db

SAID = "Submitted by the municipality."
SOURCE = ("sources", {"sources_url": ["https://town.example/about"], "sources_title": ["About"]})


@pytest.fixture(autouse=True)
def town() -> City:
    make_topic("housing")
    make_topic("health")
    return make_city(
        "altena", endonym="Altena", region="DE-NW", portrait=text("A town of wire.", "Eine Drahtstadt.")
    )


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor")


@pytest.fixture
def practice(client: Client, editor: User) -> Practice:
    """What the municipality has sent in."""
    submission = senders.confirmed(client, "altena")
    representing.confirm(submission, editor, Representative.How.PHONE)
    reviewing.accept(submission, editor)
    return Practice.objects.get()


def says_so(client: Client, record: Practice | City) -> bool:
    page = client.get(f"/en/{'cities' if isinstance(record, City) else 'practices'}/{record.slug}/")
    assert page.status_code == 200
    said = SAID in page.content.decode()
    record.refresh_from_db()  # as the page has read it
    assert is_from_municipality(record, "en") == said
    return said


def translate(practice: Practice) -> None:
    practice.title = LazyI18nString({**practice.title.data, "de": "Eine Karte für alle"})


def mend(practice: Practice) -> None:
    practice.summary = text("The City gives a card –\nto all who live in it!")


def check(practice: Practice) -> None:
    practice.checked_on = "2026-11-01"


def file_elsewhere(practice: Practice) -> None:
    practice.main_topic = make_topic("health")


def reword(practice: Practice) -> None:
    practice.summary = text("The city gives no card to all who live in it.")


def add(practice: Practice) -> None:
    practice.limits = text("It opens few doors.")


def empty(practice: Practice) -> None:
    practice.challenge = LazyI18nString("")


def count_anew(practice: Practice) -> None:
    practice.start_year = 2018


@pytest.mark.parametrize("change", [translate, mend, check, file_elsewhere])
def test_translating_mending_and_checking_leave_it(
    client: Client, practice: Practice, change: Callable[[Practice], None]
) -> None:
    assert says_so(client, practice)
    change(practice)
    practice.save()
    practice.sources.add(make_source())

    assert says_so(client, practice)


@pytest.mark.parametrize("change", [reword, add, empty, count_anew])
def test_another_word_or_figure_ends_it_until_it_is_back(
    client: Client, editor: User, practice: Practice, change: Callable[[Practice], None]
) -> None:
    change(practice)
    practice.save()
    assert not says_so(client, practice)

    deed = Deed.objects.filter(kind=Deed.Kind.CHANGED).first()
    assert deed is not None
    undo(deed, editor=editor, reason="It was right.")

    practice.refresh_from_db()
    assert says_so(client, practice)


def test_going_back_to_a_version_before_ends_it(client: Client, editor: User) -> None:
    practice = make_practice(City.objects.get(), "card", approach=text("Step by step."))
    practice.sources.add(make_source())
    first = practice.history.first()
    own = change_of(practice, title=["The municipality's title"])
    representing.confirm(own, editor, Representative.How.PHONE)
    reviewing.accept(own, editor)
    second = practice.history.first()
    practice.refresh_from_db()
    assert says_so(client, practice)

    go_back(practice, first, ["title"], "older")
    assert not says_so(client, practice)

    go_back(practice, second, ["title"], "newer")
    assert says_so(client, practice)


def test_it_comes_and_goes_with_the_acceptance(client: Client, editor: User, practice: Practice) -> None:
    undo(Deed.objects.get(kind=Deed.Kind.ACCEPTED), editor=editor, reason="a slip")
    assert not is_from_municipality(practice)

    undo(Deed.objects.filter(kind=Deed.Kind.UNDONE)[0], editor=editor, reason="no slip")
    practice.refresh_from_db()
    assert says_so(client, practice)


def test_a_portrait_is_not_the_municipalitys_because_a_figure_is(client: Client, editor: User) -> None:
    city = City.objects.get()
    figure = senders.told(
        client,
        "city",
        {"place": "Altena", "written_in": "en"},
        ("about", {"portrait": "A town of wire.", "population": "17000", "population_year": "2024"}),
        SOURCE,
    )
    representing.confirm(figure, editor, Representative.How.PHONE)
    reviewing.accept(figure, editor)
    assert Submission.objects.get().by_municipality
    city.refresh_from_db()
    assert city.population == 17000
    assert not says_so(client, city)

    told = senders.told(
        client,
        "city",
        {"place": "Altena", "written_in": "en"},
        ("about", {"portrait": "We draw wire.", "population": "17000", "population_year": "2024"}),
        SOURCE,
    )
    reviewing.accept(told, editor)
    city.refresh_from_db()
    assert says_so(client, city)
    city.population = 16900
    city.save()
    assert says_so(client, city)
    assert "Von der Kommune eingereicht" not in client.get("/de/cities/altena/").content.decode()
