import datetime

import pytest
from django.core.exceptions import ValidationError

from cities.partial_dates import PartialDate, PartialDateField, PartialDateFormField
from networks.models import Membership
from tests.making import date, make_city, make_membership, make_network


@pytest.mark.parametrize(
    ("written", "number", "first", "last"),
    [
        ("2019", 20190000, datetime.date(2019, 1, 1), datetime.date(2019, 12, 31)),
        ("2020-02", 20200200, datetime.date(2020, 2, 1), datetime.date(2020, 2, 29)),
        ("2019-12-18", 20191218, datetime.date(2019, 12, 18), datetime.date(2019, 12, 18)),
    ],
)
def test_partial_date_names_a_period(
    written: str, number: int, first: datetime.date, last: datetime.date
) -> None:
    read = PartialDate.parse(written)
    assert (int(read), str(read), read.first_day(), read.last_day()) == (number, written, first, last)
    assert PartialDate.from_int(number) == read


@pytest.mark.parametrize(
    "written",
    ["", "19", "2019-13", "2019-02-30", "2019-00", "2019-1", "2019-12-", "0000", "2019-12-18T00", "２０１９"],
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"no such date|not a date|out of range|must be in"):
        PartialDate.parse(written)


@pytest.mark.parametrize(
    ("written", "german", "english"),
    [
        ("2019", "2019", "2019"),
        ("2019-03", "März 2019", "March 2019"),
        ("2019-12-18", "18. Dezember 2019", "18 December 2019"),
    ],
)
def test_partial_date_is_spoken_as_precisely_as_it_is_known(written: str, german: str, english: str) -> None:
    assert (date(written).spoken("de"), date(written).spoken("en")) == (german, english)


def test_dates_sort_with_the_less_precise_first() -> None:
    assert sorted(map(date, ["2019-12-18", "2020", "2019", "2019-12"])) == [
        *map(date, ["2019", "2019-12", "2019-12-18", "2020"])
    ]


@pytest.mark.django_db
def test_dates_come_back_from_the_database_as_they_went_in() -> None:
    city = make_city()
    for written in ("2019", "2019-12", "2019-12-18"):
        make_membership(city, make_network(), joined=written)
    make_membership(city, make_network())
    found = Membership.objects.filter(city=city).order_by("joined").exclude(joined=None)
    assert [str(row.joined) for row in found] == ["2019", "2019-12", "2019-12-18"]
    assert Membership.objects.filter(city=city, joined__isnull=True).count() == 1


def test_form_field_reads_and_refuses() -> None:
    field = PartialDateFormField(required=False)
    assert field.clean("2019-12") == date("2019-12")
    assert field.clean("") is None
    with pytest.raises(ValidationError) as refusal:
        field.clean("Mai 2019")
    assert refusal.value.code == "invalid_date"


def test_model_field_refuses_nonsense() -> None:
    with pytest.raises(ValidationError):
        PartialDateField().to_python("soon")
