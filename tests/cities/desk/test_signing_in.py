"""Signing in: who gets in, what is written down, and when the door locks."""

import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.desk import connections, purging
from cities.desk.models import Session, SignIn
from tests.cities.desk.conftest import PASSWORD

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(
    client: Client,
    password: str = PASSWORD,
    username: str = "editor",
    address: str = "203.0.113.7",
    **data: str,
) -> HttpResponse:
    answer: Any = client.post(
        LOGIN,
        {"username": username, "password": password} | data,
        REMOTE_ADDR=address,
        headers={"User-Agent": FIREFOX},
    )
    return answer  # type: ignore[no-any-return]


def test_right_name_and_password_lead_on(client: Client, editor: User) -> None:
    answer = sign_in(client, next="/admin/cities/city/?q=bonn")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/cities/city/?q=bonn")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, editor: User, elsewhere: str) -> None:
    assert sign_in(client, next=elsewhere)["Location"] == "/admin/"


def test_a_wrong_password_and_an_unknown_name_look_the_same(client: Client, editor: User) -> None:
    wrong = sign_in(client, "wrong").content.decode()
    unknown = sign_in(client, "wrong", "nobody").content.decode()

    assert 'role="alert"' in wrong
    assert wrong.count("errornote") == unknown.count("errornote") == 1


def test_the_session_gets_another_key(client: Client, editor: User) -> None:
    sign_in(client)
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/admin/logout/")
    sign_in(client)

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert not Session.objects.filter(session_key=before).exists()


# --- Locked doors -------------------------------------------------------------------------------------


def test_the_sixth_wrong_password_finds_the_door_locked(client: Client, editor: User) -> None:
    assert [sign_in(client, "wrong").status_code for _ in range(6)] == [200] * 5 + [429]

    locked = sign_in(client)  # the right one neither

    assert locked.status_code == 429
    assert 0 < int(locked["Retry-After"]) <= 15 * 60
    assert "Too many attempts" in locked.content.decode()
    assert "15 minutes" in locked.content.decode()
    assert client.get("/admin/").status_code == 302
    assert sign_in(Client(), address="198.51.100.1").status_code == 302  # from elsewhere it is open


def test_the_locked_door_says_so_in_german(client: Client, editor: User) -> None:
    for _ in range(5):
        sign_in(client, "wrong")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"

    assert "Zu viele Versuche" in sign_in(client).content.decode()


def test_after_a_quarter_of_an_hour_it_opens_by_itself(client: Client, editor: User) -> None:
    for _ in range(8):
        sign_in(client, "wrong")
    SignIn.objects.update(at=timezone.now() - datetime.timedelta(minutes=15, seconds=1))

    assert sign_in(client).status_code == 302


def test_trying_while_it_is_locked_does_not_keep_it_locked(client: Client, editor: User) -> None:
    for _ in range(5):
        sign_in(client, "wrong")
    SignIn.objects.update(at=timezone.now() - datetime.timedelta(minutes=14))
    waits = [int(sign_in(client)["Retry-After"]) for _ in range(3)]

    assert all(50 <= wait <= 60 for wait in waits)
    assert SignIn.objects.filter(outcome="refused").count() == 3


def test_getting_in_forgives_the_slips_before(client: Client, editor: User) -> None:
    for _ in range(4):
        sign_in(client, "wrong")
    sign_in(client)
    client.post("/admin/logout/")

    assert [sign_in(client, "wrong").status_code for _ in range(5)] == [200] * 5


def test_one_connection_does_not_guess_at_many_names(client: Client) -> None:
    answers = [sign_in(client, "wrong", f"name-{number}").status_code for number in range(21)]

    assert answers == [200] * 20 + [429]


@pytest.mark.parametrize(
    ("first", "last"), [("2001:db8::1", "2001:db8::ffff"), ("::ffff:203.0.113.7", "203.0.113.7")]
)
def test_an_address_cannot_be_varied(client: Client, editor: User, first: str, last: str) -> None:
    for _ in range(5):
        sign_in(client, "wrong", address=first)

    assert sign_in(client, address=last).status_code == 429


def test_behind_a_proxy_its_word_counts_and_no_more(client: Client, rf: Any, settings: Any) -> None:
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "1.2.3.4, 203.0.113.7"})
    seen = connections.connection(request)
    assert seen == connections.connection(rf.get("/", REMOTE_ADDR="10.0.0.1"))

    settings.PROXIES = 1
    assert connections.connection(request) == connections.connection(rf.get("/", REMOTE_ADDR="203.0.113.7"))


def test_an_empty_form_is_no_attempt(client: Client) -> None:
    assert [sign_in(client, "", "").status_code for _ in range(8)] == [200] * 8
    assert not SignIn.objects.exists()


# --- The log ------------------------------------------------------------------------------------------


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  (its own names)
            found += [repr(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_no_address_name_or_password_stands_in_the_database(client: Client, editor: User) -> None:
    sign_in(client, "a wrong secret", "my password by mistake")
    sign_in(client, "a wrong secret")
    sign_in(client)
    client.get("/admin/account/", REMOTE_ADDR="203.0.113.7", headers={"User-Agent": FIREFOX})

    held = everything_in_the_database()

    assert "editor@example.org" in held  # the search finds what is there
    for secret in ("203.0.113", "by mistake", "wrong secret", PASSWORD, "Gecko", "140.0"):
        assert secret not in held


def test_each_attempt_is_told_with_time_outcome_and_browser(client: Client, editor: User) -> None:
    sign_in(client, "wrong")
    sign_in(client)
    sign_in(Client(), address="198.51.100.1")

    last, right, wrong = SignIn.objects.all()
    assert [(each.outcome, each.account, each.browser) for each in (wrong, right)] == [
        ("failed", editor, "Firefox"),
        ("succeeded", editor, "Firefox"),
    ]
    assert wrong.connection_digest == right.connection_digest != last.connection_digest


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/17.5 Safari/605.1.15", "Safari"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "Chrome"),
        ("curl/8.5", ""),
    ],
)
def test_a_browser_is_its_family(rf: Any, agent: str, family: str) -> None:
    assert connections.browser(rf.get("/", headers={"User-Agent": agent})) == family


def test_superusers_read_the_log(client: Client, admin_client: Client, editor: User) -> None:
    sign_in(client, "wrong")
    page = admin_client.get(reverse("admin:desk_signin_changelist"))

    assert "failed" in page.content.decode()
    assert "203.0.113" not in page.content.decode()


def test_the_log_is_forgotten_after_ninety_days(client: Client, editor: User) -> None:
    sign_in(client, "wrong")
    sign_in(client)
    now = timezone.now()

    assert purging.purge(now + datetime.timedelta(days=89)) == {"sign_ins": 0, "sessions": 1}
    assert purging.purge(now + datetime.timedelta(days=91)) == {"sign_ins": 2, "sessions": 0}
    assert purging.purge(now + datetime.timedelta(days=91)) == {"sign_ins": 0, "sessions": 0}
