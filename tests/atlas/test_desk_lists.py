"""What the lists of the desk ask of the database: at most ten statements each, and no more with many rows than with few.

The lists are found by themselves: every table of the admin, and of the other addresses each one that is not named among
those that list nothing. A new table fails until ROWS says how its rows are made, a new address until it is filed below.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from cities.binning import put_into_bin
from cities.deeds import Deed
from cities.matching import Verdict
from cities.models import Chore, City, Merge
from networks.member_lists.models import MemberList
from submissions.models import Kind, Reason, Representative, Sender, Submission
from submissions.states import State
from tests import making
from tests.atlas.test_rights import addresses

pytestmark = pytest.mark.django_db
MOST, FEW, MANY = 10, 3, 30
MOST_OF_SIX = 15
KINDS = ("city", "city", "town", "city", "city", "town")
NOW = timezone.now()

# --- Rows, each with records of its own beside it, so that what is asked row by row is seen -------


def code(number: int) -> str:
    """A country of its own; whether there is one with this code makes no difference here."""
    return f"{chr(65 + number // 26)}{chr(65 + number % 26)}"


def city(number: int) -> Any:
    return making.make_city(country=code(number), region=f"{code(number)}-1", website="https://town.example/")


def user(number: int) -> Any:
    found, new = User.objects.get_or_create(username=f"person-{number}", is_staff=True)
    if new:
        found.groups.add(Group.objects.order_by("pk")[number % 4])
    return found


def network(number: int) -> Any:
    return making.make_network(parent=making.make_network(), stated_members=number + 1)


def membership(number: int) -> Any:
    return making.make_membership(city(number), network(number))


def resolution(number: int) -> Any:
    return making.make_resolution(city(number), network=network(number))


def practice(number: int) -> Any:
    return making.make_practice(city(number), main_topic=making.make_topic(f"topic-{number}"))


def source(number: int) -> Any:
    found = making.make_source(language=("de", "en")[number % 2], publisher=f"Press {number}")
    city(number).portrait_sources.add(found)
    return found


def submission(number: int) -> Any:
    made = Submission.objects.create(
        kind=list(Kind)[number % len(Kind)],
        state=State.WAITING,
        language="en",
        city=city(number),
        subject=f"A card {number}",
        search_text=f" a card {number}",
        token_hash=f"token {number}",
        nonce=f"nonce {number}",
        form_key=f"form {number}",
        assigned_to=user(number),
        sent_at=NOW - datetime.timedelta(days=number),
        confirmed_at=NOW,
    )
    Sender.objects.create(submission=made, name="Eva", function="Officer", email="eva@town.example")
    return made


def merge(number: int) -> Any:
    kept = (city, network, source)[number % 3](number)
    return Merge.objects.create(
        table=kept._meta.model_name, kept=kept.pk, gone=kept.pk + 100_000, by=user(number), reason="A double"
    )


def binned(number: int) -> Any:
    record = (city, network, membership, resolution, practice)[number % 5](number)
    return put_into_bin(record, editor=user(number), reason="A trial")


def deed(number: int) -> Any:
    made = (city, network, membership, resolution, practice, source)[number % 6](number)
    found = Deed.objects.filter(table=made._meta.model_name, record=made.pk).latest("pk")
    found.by, found.reason = user(number), "A trial"
    found.save()
    return found


ROWS: dict[str, Callable[[int], Any]] = {
    "cities.country": lambda number: city(number).country,
    "cities.region": lambda number: city(number).region,
    "cities.topic": lambda number: making.make_topic(f"topic-{number}"),
    "cities.city": city,
    "cities.source": source,
    "cities.chore": lambda number: Chore.objects.create(name=f"chore-{number}", next_due_at=NOW),
    "cities.merge": merge,
    "cities.binned": binned,
    "cities.deed": deed,
    "networks.network": network,
    "networks.membership": membership,
    "networks.resolution": resolution,
    "networks.memberlist": lambda number: MemberList.objects.create(
        network=network(number), source=source(number), file_name=f"list {number}.csv", made_by=user(number)
    ),
    "practices.practice": practice,
    "submissions.submission": submission,
    "submissions.reason": lambda number: Reason.objects.create(
        name=f"Reason {number}", use="ask", text="Why?"
    ),
    "submissions.representative": lambda number: Representative.objects.create(
        city=city(number), email=f"mayor{number}@town.example", language="en", how="phone"
    ),
    "auth.user": user,
    "desk.signin": lambda number: user(number).sign_ins.create(
        at=NOW, act="password", outcome="failed", connection_digest=f"{number:032}", browser="Firefox"
    ),
}
FOR_SUPERUSERS = {"auth.user", "desk.signin"}
# --- Counting --------------------------------------------------------------------------------------


@pytest.fixture
def editor() -> Client:
    """Whoever asks: an editor with their role, as they come every day."""
    return signed_in("Editor")


def signed_in(role: str) -> Client:
    account = User.objects.create_user("counting", is_staff=True, is_superuser=role == "superuser")
    account.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(account)
    return client


def asked(client: Client, address: str) -> tuple[Any, list[str]]:
    """The answer, and the statements that it took."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return answer, [each["sql"] for each in captured]


def counted(client: Client, address: str, make: Callable[[int], Any]) -> tuple[Any, list[str]]:
    """What a list takes with many rows, which is no more than with few."""
    for number in range(FEW):
        make(number)
    client.get(address)  # what a process learns once
    few = asked(client, address)[1]
    for number in range(FEW, MANY):
        make(number)
    answer, many = asked(client, address)
    assert len(many) <= len(few), "\n".join(many)
    assert len(many) <= MOST, "\n".join(many)
    return answer, many


def narrowed(changes: Any) -> Iterator[str]:
    """The list with each of its filters (our own with each of their choices) and with a search."""
    for filter_ in changes.filter_specs:
        choices = [each for each in filter_.choices(changes) if not each["selected"]]
        assert choices, filter_.title
        own = isinstance(filter_, SimpleListFilter)
        yield from (each["query_string"] for each in (choices if own else choices[:1]))
    if changes.search_fields:
        yield "?q=a"


def test_every_table_has_rows() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} == set(ROWS)


@pytest.mark.parametrize("label", sorted(ROWS))
def test_a_list_asks_little(label: str) -> None:
    client = signed_in("superuser" if label in FOR_SUPERUSERS else "Editor")
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")

    changes = counted(client, address, ROWS[label])[0].context["cl"]

    assert changes.result_count >= MANY
    found = {each: asked(client, address + each)[1] for each in narrowed(changes)}
    assert {each: "\n".join(sql) for each, sql in found.items() if len(sql) > MOST} == {}


def test_a_list_is_called_what_it_lists() -> None:
    client = signed_in("superuser")
    for model in admin.site._registry:
        address = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")
        page = client.get(address).content.decode()
        called = admin.site._registry[model]
        name = getattr(called, "list_title", capfirst(model._meta.verbose_name_plural))
        assert f"<h1>{name}</h1>" in page
        assert f"<title>{name} | " in page
    assert (
        "<h1>Was geschah</h1>"
        in client.get("/admin/cities/deed/", headers={"Accept-Language": "de"}).content.decode()
    )


def test_lists_ask_no_more_for_a_coordinator() -> None:
    client = signed_in("Network coordinator")
    coordinator = User.objects.get(username="counting")
    tables = ("cities_city", "cities_source", "networks_network", "networks_membership")
    few: dict[str, int] = {}
    for number in range(MANY):
        source(number)
        coordinator.coordinations.create(network=membership(number).network)
        if number == FEW:
            for name in tables:
                few[name] = len(asked(client, reverse(f"admin:{name}_changelist"))[1])

    for name in tables:
        address = reverse(f"admin:{name}_changelist")
        answer, many = asked(client, address)
        changes = answer.context["cl"]
        assert changes.result_count >= MANY
        assert len(many) <= few[name], "\n".join(many)
        found = {each: asked(client, address + each)[1] for each in ("", *narrowed(changes))}
        assert {each: "\n".join(sql) for each, sql in found.items() if len(sql) > MOST} == {}


def test_pages_hold_every_row_once_in_the_order_asked_for(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(admin.site._registry[City], "list_per_page", 4)
    made = [
        making.make_city(endonym=f"Town {name}", kind=kind).endonym
        for name, kind in zip("daebfc", KINDS, strict=True)
    ]
    address = reverse("admin:cities_city_changelist")

    def shown(query: str) -> list[str]:
        changes = [editor.get(f"{address}?{query}&p={number}").context["cl"] for number in (1, 2)]
        return [city.endonym for each in changes for city in each.result_list]

    assert shown("") == sorted(made)
    assert shown("o=-1") == sorted(made, reverse=True)
    assert shown("o=2.-1") == [f"Town {name}" for name in "fdbaec"]
    assert editor.get(f"{address}?q=nowhere").context["cl"].result_count == 0


# --- Other lists -----------------------------------------------------------------------------------


@pytest.mark.parametrize("label", sorted(ROWS))
def test_a_history_asks_little(label: str) -> None:
    client = signed_in("superuser" if label in FOR_SUPERUSERS else "Editor")
    record = ROWS[label](0)
    own = hasattr(record, "history")

    def save(number: int) -> None:
        if own:
            column = "title" if label == "cities.source" else "publication"
            setattr(record, column, ("draft", "withdrawn")[number % 2])
            record.save()
        else:  # Django's own log
            LogEntry.objects.create(
                user=user(number),
                content_type=ContentType.objects.get_for_model(record),
                object_id=record.pk,
                action_flag=CHANGE,
            )

    address = reverse(f"admin:{label.replace('.', '_')}_history", args=[record.pk])
    shown = counted(client, address, save)[0].context["versions" if own else "action_list"]
    assert len(shown) == (25 if own else MANY)  # a page


# A field for each kind of record that is suggested somewhere while one types.
SUGGESTED = {
    related._meta.label_lower: (model._meta.app_label, model._meta.model_name, field)
    for model, model_admin in admin.site._registry.items()
    for field in model_admin.autocomplete_fields
    if (related := model._meta.get_field(field).related_model)
}


@pytest.mark.parametrize("label", sorted(SUGGESTED))
def test_suggestions_ask_little(editor: Client, label: str) -> None:
    app, model, field = SUGGESTED[label]
    address = f"{reverse('admin:autocomplete')}?app_label={app}&model_name={model}&field_name={field}"

    answer, _asked = counted(editor, address, ROWS[label])
    assert len(answer.json()["results"]) == 20  # a page


def row_of_list(made: MemberList) -> Callable[[int], None]:
    """Adds a row to a member list: some places are found, some are to be decided, some are members already."""

    def make(number: int) -> None:
        place = city(number)
        found = {"verdict": Verdict.CERTAIN, "city": place} if number % 2 else {"verdict": Verdict.LIKELY}
        if number % 3:
            making.make_membership(place, made.network)
        made.rows.create(line=number, said={"name": place.endonym}, candidates=[place.pk], **found)
        making.make_membership(city(number), made.network)  # no longer in the list
        made.cells.append([number, [place.endonym]])
        made.save()

    return make


@pytest.mark.parametrize("step", ["columns", "places"])
def test_the_rows_of_a_member_list_ask_little(editor: Client, step: str) -> None:
    made = ROWS["networks.memberlist"](0)
    made.state, made.columns = MemberList.State.MATCHED, {"headings": None, "fields": {"name": 0}}
    made.save()

    counted(editor, reverse(f"admin:networks_memberlist_{step}", args=[made.pk]), row_of_list(made))


def test_the_preview_of_a_member_list_asks_no_more_for_many_rows(editor: Client) -> None:
    """It is six lists on one page; who they are is kept, so only what is shown is read and compared."""
    made = ROWS["networks.memberlist"](0)
    made.state, made.columns = MemberList.State.MATCHED, {"headings": None, "fields": {"name": 0}}
    made.save()
    address, make = reverse("admin:networks_memberlist_preview", args=[made.pk]), row_of_list(made)
    took = []
    for rows in (range(FEW), range(FEW, MANY)):
        for number in rows:
            make(number)
        editor.get(address)  # the first look after a change compares
        took.append(asked(editor, address)[1])

    assert len(took[1]) <= min(len(took[0]), MOST_OF_SIX), "\n".join(took[1])


def test_places_for_a_member_list_ask_little(editor: Client) -> None:
    counted(editor, f"{reverse('admin:networks_memberlist_choices')}?q=place", city)


# Counted above, beside the lists and histories of all tables.
LISTS = {
    "autocomplete",
    "networks_memberlist_columns",
    "networks_memberlist_places",
    "networks_memberlist_preview",
    "networks_memberlist_choices",
}
# Forms, questions and acts, each on one record or two; and files (tests/atlas/test_exports.py counts these).
ON_RECORDS = ("add", "change", "delete", "export", "merge", "simple_history", "password_change")
NO_LISTS = {
    # The start page and the tables of an app; tests/submissions/test_start_page.py counts the first.
    *("index", "app_list"),
    # Doors, one's own account, the frame.
    *("login", "logout", "leave", "language", "jsi18n", "view_on_site"),
    *("password_change", "password_change_done", "password_reset", "password_reset_done"),
    *("password_reset_confirm", "password_reset_complete"),
    *("second_factor", "second_factor_set_up", "second_factor_picture"),
    *("account", "account_codes", "account_sign_out_everywhere"),
    # One record.
    *("cities_city_find", "cities_city_locate", "cities_source_check", "cities_source_replace"),
    *("cities_binned_restore", "cities_binned_remove", "cities_merge_undo", "cities_deed_undo"),
    *(f"networks_memberlist_{step}" for step in ("matching", "source", "done", "undo", "discard", "take_up")),
    *("submissions_photo_file", "submissions_person", "submissions_preview", "practices_photo_file"),
}


def test_every_list_is_counted() -> None:
    tables = {label.replace(".", "_") for label in ROWS}
    known = {f"{name}_{page}" for name in tables for page in ("changelist", "history", *ON_RECORDS)}
    found = {pattern.name for pattern in addresses() if pattern.name}

    assert found - known == LISTS | NO_LISTS
