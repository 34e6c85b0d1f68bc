"""A list of the admin leaves it with exactly its rows, and nothing in it comes alive."""

import csv
import json
from collections.abc import Callable
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from cities.exports.tables import FORMS, harmless
from cities.models import City
from networks.models import Membership, Network
from practices.models import Practice
from tests.making import make_city, make_practice, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
LISTS = [
    ("cities", "city", "?country__code__exact=DE&q=ber", {"kind", "names_en", "country"}),
    ("cities", "source", "?q=seebruecke", {"url"}),
    ("networks", "network", "?kind__exact=alliance", {"name_en", "name_de", "topics", "parent"}),
    ("networks", "membership", "?status__exact=listed&o=-1", {"city", "network", "note_en", "sources"}),
    ("networks", "resolution", "?outcome__exact=rejected", {"title_en", "city"}),
    ("practices", "practice", "?main_topic__id__exact=TOPIC", {"title_de", "topics", "target_groups"}),
]


def fetch(client: Client, app: str, table: str, form: str, query: str = "") -> bytes:
    answer: Any = client.get(reverse(f"admin:{app}_{table}_export", args=[form]) + query)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    return b"".join(answer.streaming_content)


def parsed(form: str, content: bytes) -> list[dict[str, Any]]:
    if form == "json":
        return json.loads(content)  # type: ignore[no-any-return]
    if form == "csv":
        return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    headings, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in rows]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("app", "table", "query", "columns"), LISTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_file_holds_the_rows_of_the_list(
    admin_client: Client, form: str, app: str, table: str, query: str, columns: set[str]
) -> None:
    practice = Practice.objects.order_by("slug").first()
    query = query.replace("TOPIC", str(practice.main_topic_id if practice else ""))
    listed = admin_client.get(reverse(f"admin:{app}_{table}_changelist") + query).context["cl"]

    rows = parsed(form, fetch(admin_client, app, table, form, query))

    assert len(rows) == listed.result_count > 0 or (table == "resolution" and not rows)
    if rows:
        assert columns <= set(rows[0])
        assert not {"search_text", "sort_key"} & set(rows[0])
        # In the order of the list; a page of it holds a hundred.
        for name in ("slug", "key"):
            if name in rows[0]:
                shown = [getattr(each, name) for each in listed.result_list]
                assert [row[name] for row in rows][: len(shown)] == shown


def test_linked_records_come_by_their_keys(admin_client: Client) -> None:
    eccar = Network.objects.get(slug="eccar")
    rows = parsed(
        "json", fetch(admin_client, "networks", "membership", "json", f"?network__id__exact={eccar.pk}")
    )
    bern = next(row for row in rows if row["city"] == "bern")
    record = Membership.objects.get(city__slug="bern", network__slug="eccar")

    assert bern["network"] == "eccar"
    assert sorted(bern["sources"].split("|")) == sorted(record.sources.values_list("key", flat=True))
    assert bern["joined"] == (str(record.joined) if record.joined else None)
    assert len(rows) == Membership.objects.filter(network__slug="eccar").count()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("app", "table"), [(app, table) for app, table, _query, _columns in LISTS])
def test_statements_do_not_grow_with_the_rows(
    admin_client: Client, form: str, app: str, table: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_max_num_queries(12):
        fetch(admin_client, app, table, form)


@pytest.mark.parametrize("text_", ["=1+1", "+49", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_begins_like_a_formula_is_harmless(text_: str) -> None:
    assert harmless(text_) == f"'{text_}"


def test_formulas_stay_texts_in_files(admin_client: Client) -> None:
    evil = '=HYPERLINK("https://evil.example","x")'
    make_practice(make_city("aa-evil", endonym=evil), title=text(evil, "@evil"))

    for form in ("csv", "xlsx"):
        rows = parsed(form, fetch(admin_client, "practices", "practice", form))
        assert f"'{evil}" in {row["title_en"] for row in rows}
        assert "'@evil" in {row["title_de"] for row in rows}
    book = load_workbook(BytesIO(fetch(admin_client, "cities", "city", "xlsx")))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }
    rows = parsed("json", fetch(admin_client, "cities", "city", "json"))
    assert evil in {row["endonym"] for row in rows}  # programs get what is there


def test_numbers_stay_numbers(admin_client: Client) -> None:
    city = City.objects.filter(longitude__lt=0).earliest("slug")
    row = next(
        row
        for row in parsed("xlsx", fetch(admin_client, "cities", "city", "xlsx"))
        if row["slug"] == city.slug
    )

    assert row["longitude"] == city.longitude


def test_lists_link_their_files_with_their_filters(admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:networks_membership_changelist") + "?status__exact=listed")

    assert 'href="export/csv/?status__exact=listed"' in page.content.decode()
    topics = admin_client.get(reverse("admin:cities_topic_changelist")).content.decode()
    assert "export/csv" not in topics


def test_only_for_those_who_may_see_the_list(client: Client, django_user_model: Any) -> None:
    address = reverse("admin:networks_membership_export", args=["csv"])
    assert client.get(address).status_code == 302
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    assert client.get(address).status_code == 403


def test_wrong_forms_and_filters(admin_client: Client) -> None:
    assert admin_client.get(reverse("admin:cities_city_export", args=["pdf"])).status_code == 404
    assert (
        admin_client.get(reverse("admin:cities_city_export", args=["csv"]) + "?nonsense=1").status_code == 302
    )
