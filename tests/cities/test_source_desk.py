"""Sources at the desk: their links, who cites them, another address for all."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.models import Chore, Edition, LinkCheck, Source
from cities.replacing import uses
from tests import making

pytestmark = pytest.mark.django_db
OLD, NEW = "https://city.example/old", "https://city.example/new"


@pytest.fixture
def source() -> Source:
    """A dead source that is cited in every way there is."""
    source = making.make_source(url=OLD, title="Council minutes")
    city = making.make_city("abdera")
    network = making.make_network("harbours", stated_source=source)
    city.portrait_sources.add(source)
    network.sources.add(source)
    making.make_membership(city, network).sources.add(source)
    making.make_resolution(city).sources.add(source)
    making.make_practice(city, "kitchen").sources.add(source)
    Source.objects.filter(pk=source.pk).update(
        link_status="dead", checked_url=OLD, checked_at=timezone.now(), failures=3, moved_to=NEW
    )
    return source


def change_page(source: Source) -> str:
    return reverse("admin:cities_source_change", args=[source.pk])


def replace_page(source: Source) -> str:
    return reverse("admin:cities_source_replace", args=[source.pk])


def test_the_list_shows_the_dead_and_how_often_each_is_cited(
    admin_client: Client, source: Source, django_assert_max_num_queries: object
) -> None:
    for _number in range(30):
        making.make_source()

    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = admin_client.get(reverse("admin:cities_source_changelist"), {"link_status__exact": "dead"})

    assert [(row.title, row.used) for row in page.context["cl"].result_list] == [("Council minutes", 6)]
    every = admin_client.get(reverse("admin:cities_source_changelist"), {"o": "-2"})
    assert every.context["cl"].result_list[0].used == 6


def test_a_source_names_all_that_cite_it_in_as_many_statements(
    admin_client: Client, source: Source, django_assert_max_num_queries: object
) -> None:
    LinkCheck.objects.bulk_create(
        LinkCheck(source=source, at=timezone.now(), outcome="missing", code=404) for _number in range(24)
    )
    network = making.make_network()
    for _number in range(60):
        making.make_membership(making.make_city(), network).sources.add(source)

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        page = admin_client.get(change_page(source)).content.decode()

    for said in (
        "Cities (1)",
        "Networks (1)",
        "Memberships (61)",
        "11 more",
        "Resolutions (1)",
        "Practices (1)",
        "page not found",
    ):
        assert said in page
    assert reverse("admin:practices_practice_change", args=[source.practices.get().pk]) in page  # type: ignore[attr-defined]


def test_every_way_to_cite_is_known() -> None:
    assert {f"{use.table._meta.model_name}.{use.column}" for use in uses()} >= {
        "city.portrait_sources",
        "membership.sources",
        "network.sources",
        "network.stated_source",
        "practice.sources",
        "resolution.sources",
    }
    assert not any(use.table is LinkCheck for use in uses())


def test_check_soon_asks_nobody_and_lets_the_source_be_due(admin_client: Client, source: Source) -> None:
    later = timezone.now() + timezone.timedelta(days=9)  # type: ignore[attr-defined]
    Source.objects.update(next_check_at=later)
    Chore.objects.create(name="link-checks", next_due_at=later)

    address = reverse("admin:cities_source_check", args=[source.pk])
    assert admin_client.get(address).status_code == 405
    assert admin_client.post(address).url == change_page(source)  # type: ignore[attr-defined]

    source.refresh_from_db()
    assert source.next_check_at <= timezone.now()
    assert Chore.objects.get().next_due_at <= timezone.now()
    assert not source.checks.exists()


def test_check_soon_for_many(admin_client: Client, source: Source) -> None:
    Source.objects.update(next_check_at=timezone.now() + timezone.timedelta(days=9))  # type: ignore[attr-defined]

    page = admin_client.post(
        reverse("admin:cities_source_changelist"),
        {"action": "check_soon", "_selected_action": [source.pk]},
        follow=True,
    )

    assert "1 link is checked with the next housekeeping." in page.content.decode()
    assert Source.objects.filter(next_check_at__lte=timezone.now()).count() == 1


def confirm(client: Client, source: Source, url: str, reason: str = "") -> object:
    """Fill in the form, then confirm what it shows."""
    shown = client.post(replace_page(source), {"url": url, "reason": reason})
    assert shown.status_code == 200
    return client.post(
        replace_page(source), {"url": url, "reason": reason, "confirmed": shown.context["confirmation"]}
    )


def test_the_address_is_replaced_after_confirming(admin_client: Client, source: Source) -> None:
    first = admin_client.get(replace_page(source))
    assert first.context["form"].initial["url"] == NEW, "where the server said it moved"
    assert "Memberships (1)" in admin_client.post(replace_page(source), {"url": NEW}).content.decode()
    source.refresh_from_db()
    assert source.url == OLD, "shown, not done"
    edition = Edition.current().token

    assert confirm(admin_client, source, NEW, "moved to the new site").status_code == 302  # type: ignore[attr-defined]

    source.refresh_from_db()
    assert (source.url, source.link_status, source.moved_to, source.failures) == (NEW, "unchecked", "", 0)
    step = source.history.first()
    assert (step.history_change_reason, step.history_user.username) == ("moved to the new site", "admin")
    assert source.history.last().url == OLD
    assert Edition.current().token != edition


def test_where_the_address_is_known_everything_can_cite_its_source(
    admin_client: Client, source: Source
) -> None:
    other = making.make_source(url=NEW, title="Minutes, new site")
    both = making.make_practice(making.make_city())
    both.sources.set([source, other])

    before = {use.relation: use.records(source).count() for use in uses()}
    shown = admin_client.post(replace_page(source), {"url": NEW}).content.decode()
    assert "Minutes, new site" in shown
    confirm(admin_client, source, NEW)

    source.refresh_from_db()
    assert source.url == OLD
    for use in uses():
        assert not use.records(source).exists()
        assert use.records(other).count() == before[use.relation]
    assert sum(before.values()) == 7
    assert list(both.sources.all()) == [other]
    step = both.history.first()
    assert (step.history_change_reason, step.history_type) == ("address replaced", "~")
    network = other.stated_figures.get()  # type: ignore[attr-defined]
    assert network.history.first().stated_source_id == other.pk


def test_what_was_not_confirmed_is_not_done(admin_client: Client, source: Source) -> None:
    shown = admin_client.post(replace_page(source), {"url": NEW})
    making.make_source(url=NEW)

    again = admin_client.post(replace_page(source), {"url": NEW, "confirmed": shown.context["confirmation"]})

    assert again.status_code == 200
    assert "Another source has this address already" in again.content.decode()
    source.refresh_from_db()
    assert source.url == OLD


@pytest.mark.parametrize(
    "url",
    [
        OLD,
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "https://u:p@city.example/",
        "ftp://city.example/",
    ],
)
def test_no_odd_address_is_taken(admin_client: Client, source: Source, url: str) -> None:
    answer = admin_client.post(replace_page(source), {"url": url, "confirmed": f"0 {url}"})

    assert answer.context["form"].errors["url"]
    source.refresh_from_db()
    assert source.url == OLD


def test_moved_sources_take_their_new_addresses_together(admin_client: Client, source: Source) -> None:
    other = making.make_source(url="https://city.example/known")
    also = making.make_source()
    Source.objects.filter(pk=also.pk).update(moved_to=other.url, checked_url=also.url)
    making.make_practice(making.make_city()).sources.add(also)
    address = reverse("admin:cities_source_changelist")
    asked = {"action": "follow_moves", "_selected_action": [source.pk, also.pk, other.pk]}

    shown = admin_client.post(address, asked)
    source.refresh_from_db()
    assert (source.url, NEW in shown.content.decode()) == (OLD, True)
    Source.objects.filter(pk=also.pk).update(moved_to="https://city.example/elsewhere")
    again = admin_client.post(address, asked | {"confirmed": shown.context["agreed"]})
    assert again.status_code == 200, "what is done is what was shown"
    Source.objects.filter(pk=also.pk).update(moved_to=other.url)
    done = admin_client.post(address, asked | {"confirmed": shown.context["agreed"]}, follow=True)

    assert "2 addresses replaced." in done.content.decode()
    source.refresh_from_db()
    assert source.url == NEW
    assert other.practices.count() == 1  # type: ignore[attr-defined]
    nothing = admin_client.post(
        address, {"action": "follow_moves", "_selected_action": [other.pk]}, follow=True
    )
    assert "None of the selected sources has moved." in nothing.content.decode()


def test_only_who_may_change_sources_may_do_this(client: Client, source: Source) -> None:
    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_source"))
    client.force_login(reader)

    assert client.get(change_page(source)).status_code == 200
    assert "Check the link soon" not in client.get(change_page(source)).content.decode()
    page = client.get(change_page(source)).content.decode()
    assert "No record cites this source." in page, "names of records are for those who may see them"
    assert "kitchen" not in page.lower()
    assert client.get(replace_page(source)).status_code == 403
    assert client.post(reverse("admin:cities_source_check", args=[source.pk])).status_code == 403
    assert client.get(reverse("admin:cities_source_replace", args=[0])).status_code == 404


def test_chores_are_read_in_the_readers_language(admin_client: Client) -> None:
    Chore.objects.create(
        name="expired-sessions",
        next_due_at=timezone.now(),
        last_run_at=timezone.now(),
        counts={"sessions": 2},
    )
    Chore.objects.create(name="of-yore", next_due_at=timezone.now(), counts={"removed": 2})
    address = reverse("admin:cities_chore_changelist")

    assert "2 expired sessions removed." in admin_client.get(address).content.decode()
    german = admin_client.get(address, headers={"Accept-Language": "de"}).content.decode()
    assert "2 abgelaufene Sitzungen entfernt." in german
    assert "of-yore" in german
    assert admin_client.get(reverse("admin:cities_chore_add")).status_code == 403
