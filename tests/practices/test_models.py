import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from practices.models import Practice, validate_target_groups
from tests.making import make_city, make_practice, text

pytestmark = pytest.mark.django_db


def test_search_text_holds_title_and_summary_in_all_languages() -> None:
    practice = make_practice(
        make_city(), title=text("Flats", "Wohnungen"), summary=text("For all.", "Für alle.")
    )
    assert practice.search_text == " all alle flats for fuer fur wohnungen"


def test_practice_does_not_end_before_it_starts() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_practice(make_city(), start_year=2020, end_year=2019)


def test_withdrawn_practice_is_not_public() -> None:
    make_practice(make_city(), publication="withdrawn")
    assert not Practice.objects.published().exists()


@pytest.mark.parametrize("groups", ["women", ["women", "women"], ["martians"], [1]])
def test_unknown_target_groups_are_refused(groups: object) -> None:
    with pytest.raises(ValidationError):
        validate_target_groups(groups)
