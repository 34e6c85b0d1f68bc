import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from cities.models import City, CityName, Country, Edition
from tests.making import make_city, make_membership, make_network, make_practice, text

pytestmark = pytest.mark.django_db


def test_city_has_its_name_in_each_language() -> None:
    city = make_city("muenchen", endonym="München", names=text("Munich", ""))
    with override("en"):
        assert str(city) == "Munich"
    city = make_city("wien", endonym="Wien", names={"en": "Vienna"})
    city.refresh_from_db()
    with override("de"):
        assert city.name == "Wien"


def test_names_make_the_search_text() -> None:
    city = make_city("muenchen", endonym="München", names={"en": "Munich"})
    name = CityName.objects.create(city=city, name="Monaco di Baviera")
    city.refresh_from_db()
    assert city.search_text == " baviera di monaco muenchen munchen munich"
    name.delete()
    city.refresh_from_db()
    assert city.search_text == " muenchen munchen munich"


def test_saving_single_columns_keeps_the_search_text_true() -> None:
    city = make_city("a", endonym="Alpha")
    city.endonym = "Beta"
    city.save(update_fields=["endonym"])
    assert City.objects.get(slug="a").search_text == " beta"


def test_country_is_named_by_the_cldr() -> None:
    assert (Country(code="XK").name_in("de"), Country(code="CH").name_in("en")) == ("Kosovo", "Switzerland")


@pytest.mark.parametrize(
    "values", [{"latitude": 90.1}, {"longitude": -180.1}, {"country": "DE", "region": "AT-9"}]
)
def test_impossible_places_are_refused_by_form_and_database(values: dict[str, object]) -> None:
    if "region" in values:
        make_city("wien", country="AT", region="AT-9")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_city("nowhere", **values)


def test_region_in_another_country_says_so_kindly() -> None:
    vienna = make_city("wien", country="AT", region="AT-9")
    city = make_city("bonn")
    city.region = vienna.region
    with pytest.raises(ValidationError, match="The region lies in another country"):
        city.full_clean()


def test_edition_changes_with_every_change_of_a_record() -> None:
    tokens = [Edition.current().token]

    def changed() -> bool:
        tokens.append(Edition.current().token)
        return tokens[-1] != tokens[-2]

    city, network = make_city(), make_network()
    assert changed()
    make_membership(city, network)
    assert changed()
    practice = make_practice(city)
    assert changed()
    practice.networks.add(network)
    assert changed()
    practice.delete()
    assert changed()
    assert not changed()


def test_history_keeps_what_a_record_was() -> None:
    city = make_city("a", endonym="Alpha")
    city.endonym = "Beta"
    city.save()
    assert [row.endonym for row in city.history.all()] == ["Beta", "Alpha"]
