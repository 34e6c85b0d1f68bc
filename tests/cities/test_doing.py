"""What is done in one go is one deed; what fails in the middle of it leaves no trace there."""

import pytest
from django.db import transaction

from cities.binning import BinError, put_into_bin
from cities.deeds import Deed
from cities.doing import doing
from cities.models import Binned, City
from practices.models import Photo
from tests import making

pytestmark = pytest.mark.django_db


def fail(city: City) -> None:
    """A part that is rolled back after it has written."""
    with transaction.atomic(), doing("undone", about=city):
        city.withdraw()
        raise ValueError("a slip")


def test_a_part_that_failed_takes_nothing_of_the_deed_with_it() -> None:
    city = making.make_city("abdera")
    before = Deed.objects.count()
    with doing():
        with pytest.raises(ValueError, match="a slip"):
            fail(city)
        other = making.make_city("other")

    deed = Deed.objects.latest("pk")
    assert Deed.objects.count() == before + 1
    assert (deed.kind, deed.number, str(deed.title)) == ("added", 1, "Other")
    assert other.history.get().deed == deed


def test_a_deed_that_failed_wholly_is_none_even_if_the_page_goes_on() -> None:
    city = making.make_city("abdera")
    latest = Deed.objects.latest("pk")
    with doing() as current:
        with pytest.raises(ValueError, match="a slip"):
            fail(city)
        assert current.deed is None

    assert Deed.objects.latest("pk") == latest


def test_what_was_refused_is_not_counted() -> None:
    practice = making.make_practice(making.make_city())
    further = making.make_topic("health")
    practice.topics.add(further)
    with doing():
        with pytest.raises(BinError):
            put_into_bin(practice.main_topic, editor=None)
        put_into_bin(further, editor=None)

    deed = Binned.objects.get().deed
    deed.refresh_from_db()
    assert (deed.kind, deed.number, str(deed.title)) == ("binned", 1, "Health")


def test_many_at_once_say_what_became_of_them() -> None:
    """Also more than what one statement reads."""
    cities = [making.make_city() for _number in range(5)]
    with pytest.MonkeyPatch.context() as patch, doing():
        patch.setattr("cities.doing.MOST_READ", 2)
        patch.setattr("cities.doing.BATCH", 2)
        for city in cities:
            city.website = "https://city.example/"
            city.publication = "withdrawn"
            city.save()

    deed = Deed.objects.latest("pk")
    assert (deed.kind, deed.number, deed.fields, deed.table) == ("withdrawn", 5, ["website"], "city")


def test_a_photo_alone_is_told_of_its_practice() -> None:
    practice = making.make_practice(making.make_city(), "practice")
    photo = Photo.objects.create(
        practice=practice, alt=making.text("A gate"), credit="Bea", licence="CC0-1.0", width=320, height=200
    )

    deed = photo.history.get().deed
    assert (deed.table, deed.record, str(deed.title)) == ("practice", practice.pk, "Practice")


def test_the_numbers_of_deeds_that_were_rolled_back_are_not_written_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SQLite gives such a number again: the line may be another process's."""
    city = making.make_city("abdera")
    with doing():
        with pytest.raises(ValueError, match="a slip"):
            fail(city)
        theirs = Deed.objects.create(kind="merged", reason="theirs")

    theirs.refresh_from_db()
    assert (theirs.kind, theirs.reason) == ("merged", "theirs")
    assert City.objects.published().count() == 1


def test_the_last_version_holds_what_was_pointed_to() -> None:
    membership = making.make_membership(making.make_city(), making.make_network())
    source = making.make_source()
    membership.sources.add(source)
    history = membership.history.model
    membership.delete()

    last = history.objects.latest("history_id")
    assert (last.history_type, last.links) == ("-", {"sources": [source.pk]})
