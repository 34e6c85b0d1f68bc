"""The real register, imported: as many records as its README says, and each as its row says."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cities.models import City, CityName, Edition, Source
from networks.models import Membership, Network, Resolution
from practices.models import Practice

pytestmark = pytest.mark.django_db


def test_the_real_register_comes_in_whole(register: None) -> None:
    found = {table.__name__: table.objects.count() for table in (City, CityName, Source, Network)}
    found |= {
        table.__name__: table.objects.published().count() for table in (Membership, Resolution, Practice)
    }
    assert found == {
        "City": 1027,
        "CityName": 11524,
        "Source": 883,
        "Network": 39,
        "Membership": 1507,
        "Resolution": 94,
        "Practice": 103,
    }
    assert sum(bool(city.portrait) for city in City.objects.all()) == 30
    assert str(Edition.current().as_of) == "2026-11-21"


def test_rows_come_in_as_they_are_written(register: None) -> None:
    city = City.objects.get(slug="wroclaw")
    assert (city.endonym, city.name_in("de"), city.name_in("en")) == ("Wrocław", "Breslau", "Wrocław")
    assert (city.country_id, city.region_id, city.kind, city.language) == ("PL", "PL-02", "city", "pl")
    membership = Membership.objects.get(city__slug="muenchen", network__slug="solidarity-cities")
    assert (str(membership.joined), membership.status, membership.role) == ("2019-12-18", "member", "member")
    assert membership.sources.count() == 1
    network = Network.objects.get(slug="eccar")
    assert (network.parent.slug, network.stated_members, str(network.stated_on)) == ("iccar", 170, "2025-11")
    assert [topic.slug for topic in network.topics.order_by("networktopic__position")] == [
        "anti-racism-equality",
        "governance-alliances",
    ]


def test_importing_again_changes_nothing(register: None, root: Path) -> None:
    token = Edition.current().token
    out = StringIO()
    call_command("import_register", root / "fixtures" / "register", stdout=out, verbosity=0)
    assert "0 records were added, 0 were changed." in out.getvalue()
    assert Edition.current().token == token
