"""A session ends: after idle hours, after a week, everywhere at once. Visitors have none."""

import datetime
import time

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from cities.desk import sessions
from cities.desk.models import Session
from tests.cities.desk.conftest import PASSWORD

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.post("/admin/login/", {"username": "editor", "password": PASSWORD})
    return client


def ends_in() -> datetime.timedelta:
    return Session.objects.get().expire_date - timezone.now()


def test_a_session_knows_whose_it_is(desk: Client, editor: User) -> None:
    assert Session.objects.get().user == editor


def test_it_ends_after_eight_idle_hours(desk: Client) -> None:
    assert 7.9 * HOUR < ends_in() <= 8 * HOUR

    Session.objects.update(expire_date=timezone.now() - datetime.timedelta(seconds=1))

    assert desk.get("/admin/").status_code == 302


def test_a_click_prolongs_it_but_not_every_click_writes(desk: Client) -> None:
    Session.objects.update(expire_date=timezone.now() + 2 * HOUR)
    answer = desk.get("/admin/")
    assert ends_in() > 7.9 * HOUR
    assert settings.SESSION_COOKIE_NAME in answer.cookies

    answer = desk.get("/admin/")
    assert settings.SESSION_COOKIE_NAME not in answer.cookies


def test_after_a_week_it_ends_in_spite_of_clicks(desk: Client) -> None:
    session = desk.session
    session[sessions.BEGUN] = int(time.time() - datetime.timedelta(days=7, hours=-2).total_seconds())
    session.save()
    Session.objects.update(expire_date=timezone.now() + HOUR)

    desk.get("/admin/")

    assert 1.9 * HOUR < ends_in() <= 2 * HOUR


def test_signing_in_begins_anew(desk: Client) -> None:
    session = desk.session
    session[sessions.BEGUN] = 1
    session.save()
    desk.post("/admin/login/", {"username": "editor", "password": PASSWORD})

    assert time.time() - desk.session[sessions.BEGUN] < 60


def test_one_may_sign_out_everywhere_else(desk: Client, editor: User) -> None:
    other = Client()
    other.force_login(editor)
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger", is_staff=True))

    page = desk.post("/admin/account/sign_out_everywhere/", follow=True).content.decode()

    assert "One other session ended." in page
    assert other.get("/admin/").status_code == 302
    assert desk.get("/admin/").status_code == stranger.get("/admin/").status_code == 200


def test_a_new_password_ends_the_others(desk: Client, editor: User) -> None:
    other = Client()
    other.force_login(editor)
    new = "thirteen solid cities"

    desk.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )

    assert desk.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302


@pytest.mark.parametrize("address", ["/en/", "/en/map/", "/en/about/", "/robots.txt"])
def test_public_pages_ask_for_no_session(
    desk: Client, address: str, django_assert_num_queries: object
) -> None:
    """Neither a visitor's nor an editor's visit costs a look at sessions and second factors."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for client in (Client(), desk):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert not [each["sql"] for each in asked if "desk_" in each["sql"] or "otp_" in each["sql"]]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
