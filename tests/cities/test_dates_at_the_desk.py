"""Dates at the desk and in mails: none that could be another day to somebody who writes them the other way round."""

import datetime

import pytest
from django.contrib.admin.widgets import AdminDateWidget
from django.forms import ValidationError, modelform_factory
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import override

from cities.models import Source
from tests import making

DAY = datetime.date(2026, 11, 2)
MOMENT = datetime.datetime(2026, 11, 2, 15, 4, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["2 November 2026", "2 Nov 2026", "2 November 2026, 15:04", "2 Nov 2026, 15:04"]),
        ("de", ["2. November 2026", "02.11.2026", "2. November 2026 15:04", "02.11.2026 15:04"]),
    ],
)
def test_shown(language: str, said: list[str]) -> None:
    with override(language):
        assert said == [
            date_format(DAY, "DATE_FORMAT"),
            date_format(DAY, "SHORT_DATE_FORMAT"),
            date_format(MOMENT, "DATETIME_FORMAT"),
            date_format(MOMENT, "SHORT_DATETIME_FORMAT"),
        ]


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("en", "2026-11-02", DAY),
        ("en", "2 Nov 2026", DAY),
        ("en", "02 November 2026", DAY),
        ("en", "11/02/2026", None),
        ("en", "02/11/2026", None),
        ("de", "02.11.2026", DAY),
        ("de", "2026-11-02", DAY),
        ("de", "11/02/2026", None),
    ],
)
def test_typed(language: str, typed: str, read: datetime.date | None) -> None:
    field = modelform_factory(Source, fields=["accessed_on"])().fields["accessed_on"]
    with override(language):
        try:
            found = field.clean(typed)
        except ValidationError:
            found = None

    assert found == read


@pytest.mark.parametrize(("language", "value"), [("en", "2026-11-02"), ("de", "02.11.2026")])
def test_a_form_shows_what_it_understands(language: str, value: str) -> None:
    with override(language):
        assert f'value="{value}"' in AdminDateWidget().render("day", DAY)


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "shown"), [("en", "2 November 2026"), ("de", "2. November 2026")])
def test_a_list_of_the_desk(admin_client: Client, language: str, shown: str) -> None:
    city = making.make_city("abdera")
    city.checked_on = DAY
    city.save()

    page = admin_client.get(reverse("admin:cities_city_changelist"), headers={"accept-language": language})

    assert shown in page.content.decode()
