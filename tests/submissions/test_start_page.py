"""The start page of the desk: each figure leads to a list with exactly that many rows, and nobody sees more than theirs."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from cities.models import Chore
from submissions import drafting, reviewing
from submissions.models import Submission
from tests import making
from tests.submissions import senders

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


@pytest.fixture
def desk(editor: User) -> Client:
    editor.groups.add(Group.objects.get(name="Editor"))
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(editor)
    return client


@pytest.fixture
def work(client: Client, editor: User) -> list[Submission]:
    """Records with gaps and five submissions: two old ones, one whose question was answered, one that was declined."""
    today = timezone.localdate()
    town = making.make_city(
        "altena", endonym="Altena", region="DE-NW", website="https://www.town.example", checked_on=today
    )
    hagen = making.make_city("hagen", checked_on=today - datetime.timedelta(days=400))
    making.make_city("iserlohn", checked_on=today - datetime.timedelta(days=300))
    network = making.make_network("harbours", stated_members=7)
    making.make_membership(town, network, joined="2020")
    making.make_membership(hagen, network, status="listed")
    making.make_practice(hagen, "card")
    making.make_source(link_status="dead")
    making.make_topic("housing")
    sent = [senders.confirmed(client, place) for place in ("altena", "hagen", "hagen", "hagen", "hagen")]
    for submission, weeks in zip(sent, (0, 2, 5, 9, 0), strict=True):
        at = timezone.now() - datetime.timedelta(weeks=weeks)
        Submission.objects.filter(pk=submission.pk).update(sent_at=at, confirmed_at=at)
    reviewing.ask(sent[1], editor, "Since when?")
    sent[1].refresh_from_db()
    drafting.answer(sent[1], "Since 2019.")
    reviewing.decline(sent[4], editor, "Twice.")
    return sent


def figures(response: Any) -> dict[tuple[str, str], Any]:
    return {
        (section.group.name, row.label): row
        for section in [*response.context["waiting"], *response.context["stale"]]
        for row in section.rows
    }


def test_each_figure_leads_to_a_list_with_that_many_rows(desk: Client, work: list[Submission]) -> None:
    found = figures(desk.get("/admin/"))

    assert {key: row.count for key, row in found.items() if key[0] in {"age", "kind", "beside"}} == {
        ("age", "More than four weeks"): 2,
        ("age", "One to four weeks"): 1,
        ("age", "Less than a week"): 1,
        ("kind", "Practice"): 4,
        ("kind", "Portrait and facts of a place"): 0,
        ("kind", "Membership"): 0,
        ("kind", "Resolution"): 0,
        ("kind", "Correction"): 0,
        ("beside", "Questions that were answered"): 1,
        ("beside", "Representatives to confirm"): 1,
    }
    assert {
        key: row.count for key, row in found.items() if key[0] in {"never", "old", "gaps"} and row.count
    } == {
        ("never", "Networks"): 1,
        ("never", "Memberships"): 2,
        ("never", "Practices"): 1,
        ("old", "Places"): 1,
        ("gaps", "Places without a region"): 2,
        ("gaps", "Sources that are not reachable"): 1,
        ("gaps", "Networks that state another number of members"): 1,
        ("gaps", "Memberships named by others only"): 1,
        ("gaps", "Memberships without a date"): 1,
    }
    for key, row in found.items():
        response = desk.get(row.url)
        assert response.status_code == 200, key
        assert response.context["cl"].result_count == row.count, key


def test_the_oldest_come_first_and_the_button_leads_to_them(desk: Client, work: list[Submission]) -> None:
    page = desk.get("/admin/").content.decode()

    links = [page.index(f"/submission/{work[place].pk}/change/") for place in (3, 2, 0)]
    assert links == sorted(links)
    assert f'<a class="desk-button" href="/admin/submissions/submission/{work[3].pk}/change/">' in page


def test_the_weeks_count_what_came_in_and_what_was_decided(desk: Client, work: list[Submission]) -> None:
    weeks = desk.get("/admin/").context["parts"]["weeks"]

    assert "5 came in" in weeks
    assert "1 was decided" in weeks
    assert weeks.count("<tr>") == 13


def test_few_statements_make_the_page(
    desk: Client, work: list[Submission], django_assert_max_num_queries: Any
) -> None:
    Chore.objects.create(
        name="purge", next_due_at=timezone.now(), last_run_at=timezone.now(), counts={"drafts": 2}
    )

    with django_assert_max_num_queries(20):
        page = desk.get("/admin/").content.decode()

    assert "Purging submissions: 2 submissions removed" in page


@pytest.mark.parametrize(
    ("role", "sees", "sees_not"),
    [
        ("Reviewer", ["What waits", "What is stale"], ["Scheduled work"]),
        ("Read-only", ["What is stale", "What happened lately"], ["What waits", "Scheduled work"]),
        ("Network coordinator", ["What is stale"], ["What waits", "Scheduled work", "harbours"]),
        (None, ["You don’t have permission"], ["What waits", "What is stale"]),
    ],
)
def test_everybody_sees_only_what_their_role_may(
    desk: Client, work: list[Submission], role: str | None, sees: list[str], sees_not: list[str]
) -> None:
    user = User.objects.create_user("somebody", is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)

    response = client.get("/admin/")

    page = response.content.decode()
    assert [text for text in sees if text not in page] == []
    assert [text for text in sees_not if text in page] == []
    for key, row in figures(response).items():
        if (
            role == "Network coordinator" and "Sources" not in key[1]
        ):  # of no network; sources are everybody's
            assert row.count == 0, key
        assert client.get(row.url).context["cl"].result_count == row.count, key


def test_in_german(desk: Client, work: list[Submission]) -> None:
    page = desk.get("/admin/", headers={"Accept-Language": "de"}).content.decode()

    assert "Was wartet" in page
    assert "Vertretungen zu bestätigen" in page
    assert "Älter als vier Wochen" in page
