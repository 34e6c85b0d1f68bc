"""The admin opens, finds and saves."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cities.models import City

pytestmark = pytest.mark.django_db
TABLES = [
    ("cities", "city"),
    ("cities", "source"),
    ("cities", "topic"),
    ("cities", "country"),
    ("cities", "region"),
    ("networks", "network"),
    ("networks", "membership"),
    ("networks", "resolution"),
    ("practices", "practice"),
]


@pytest.fixture
def editor(register: None, admin_client: Client) -> Client:
    return admin_client


@pytest.mark.parametrize(("app", "table"), TABLES)
def test_lists_and_forms_open(editor: Client, app: str, table: str) -> None:
    model = next(model for model in admin.site._registry if model._meta.label_lower == f"{app}.{table}")
    assert editor.get(reverse(f"admin:{app}_{table}_changelist")).status_code == 200
    first = model._default_manager.first()
    assert first is not None
    assert editor.get(reverse(f"admin:{app}_{table}_change", args=[first.pk])).status_code == 200
    assert editor.get(reverse(f"admin:{app}_{table}_add")).status_code == 200


def test_search_folds(editor: Client) -> None:
    found = editor.get(reverse("admin:cities_city_changelist"), {"q": "muenchen"})
    assert {city.slug for city in found.context["cl"].result_list} == {"muenchen", "grafing-bei-muenchen"}
    found = editor.get(reverse("admin:networks_membership_changelist"), {"q": "berlin"})
    assert "berlin" in {row.city.slug for row in found.context["cl"].result_list}


def test_saving_a_city_keeps_what_the_form_does_not_show(editor: Client) -> None:
    city = City.objects.get(slug="muenchen")
    page = editor.get(reverse("admin:cities_city_change", args=[city.pk]))
    form = page.context["adminform"].form
    data = {f"{form.add_prefix(name)}": value for name, value in form.initial.items() if value is not None}
    data = {name: value for name, value in data.items() if not hasattr(value, "data")}
    data |= {
        "names_0": "",
        "names_1": "Munich",
        "portrait_sources": [source.pk for source in city.portrait_sources.all()],
    }
    for part in ("further_names", "memberships", "resolutions", "practices"):
        data |= {f"{part}-TOTAL_FORMS": "0", f"{part}-INITIAL_FORMS": "0"}
    data["website"] = "https://www.muenchen.de/"
    answer = editor.post(reverse("admin:cities_city_change", args=[city.pk]), data)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    city.refresh_from_db()
    assert (city.website, city.endonym, city.publication) == (
        "https://www.muenchen.de/",
        "München",
        "published",
    )
    assert " monaco" in city.search_text
    assert city.history.count() == 2 or city.history.first().website == "https://www.muenchen.de/"


def test_the_admin_speaks_german(editor: Client) -> None:
    page = editor.get(reverse("admin:index"), headers={"Accept-Language": "de"})
    assert "Mitgliedschaften" in page.content.decode()


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(reverse("admin:index")).status_code == 302
