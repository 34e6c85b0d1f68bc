"""What a sender leaves alone comes out equal: forms filled from records of the register and written again."""

from typing import Any

import pytest

from cities.models import City
from networks.models import Membership, Resolution
from submissions.kinds.base import SubmissionForm
from submissions.kinds.city import CityForm
from submissions.kinds.membership import MembershipForm
from submissions.kinds.resolution import ResolutionForm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_place_of_the_register_comes_out_as_it_went_in(register: None, language: str) -> None:
    cities = list(City.objects.published().prefetch_related("portrait_sources"))
    assert len(cities) == 1027
    for city in cities[:60] + [city for city in cities if str(city.portrait)]:
        before, names = City.objects.filter(pk=city.pk).values().get(), city.further_names.count()
        sources = list(city.portrait_sources.order_by("pk").values())
        form = CityForm(CityForm.typed_of(city, language), language=language, record=city)

        assert form.is_valid(), (city.slug, form.errors)
        form.write(city)

        after = City.objects.get(pk=city.pk)
        assert City.objects.filter(pk=city.pk).values().get() == before
        assert list(after.portrait_sources.order_by("pk").values()) == sources
        assert after.further_names.count() == names


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    ("form_class", "table", "count"), [(MembershipForm, Membership, 1507), (ResolutionForm, Resolution, 94)]
)
def test_every_record_of_the_register_comes_out_as_it_went_in(
    register: None, language: str, form_class: type[SubmissionForm], table: Any, count: int
) -> None:
    records = list(table.objects.published().select_related("city", "network"))
    assert len(records) == count
    for record in records[::8]:
        before = table.objects.filter(pk=record.pk).values().get()
        sources = list(record.sources.order_by("pk").values())
        form = form_class(form_class.typed_of(record, language), language=language, record=record)

        assert form.is_valid(), (record, form.errors)
        form.write(record)

        assert table.objects.filter(pk=record.pk).values().get() == before
        assert list(record.sources.order_by("pk").values()) == sources
