"""The password is asked again before what cannot be taken back, and what was begun goes on."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cities.binning import put_into_bin
from cities.desk import proving, sessions
from cities.desk.models import SignIn
from cities.models import Binned, Country, Region
from tests import making
from tests.cities.desk.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def superuser(client: Client, editor: User) -> Client:
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    client.force_login(editor)
    return client


def dangerous() -> str:
    """Where a source is deleted for good."""
    binned = put_into_bin(making.make_source("s-1"), editor=None)
    return reverse("admin:cities_binned_remove", args=[binned.pk])


def leave_open(client: Client, minutes: int) -> None:
    """So long ago the password was given."""
    session = client.session
    session[sessions.PROVED] = int(time.time()) - minutes * 60
    session.save()


def asked(answer: Any) -> bool:
    return answer.status_code == 200 and "desk/password_again.html" in [
        each.name for each in answer.templates
    ]


def test_within_ten_minutes_nothing_is_asked(desk: Client) -> None:
    address = dangerous()
    leave_open(desk, 9)
    assert not asked(desk.get(address))

    leave_open(desk, 11)
    assert asked(desk.get(address))


def test_a_look_goes_on_after_the_password(desk: Client) -> None:
    address = dangerous()
    leave_open(desk, 60)

    answer = desk.post(address, {proving.PASSWORD: PASSWORD, proving.GOING_ON: "get"})

    assert answer["Location"] == address
    assert Binned.objects.count() == 1, "a look must not delete"
    assert not asked(desk.get(address))


def test_what_was_sent_goes_on_after_the_password(superuser: Client) -> None:
    country = Country.objects.create(code="DE")
    codes = ["DE-BE", "DE-HH", "DE-NW"]
    Region.objects.bulk_create(Region(code=code, country=country, name=code) for code in codes)
    address = reverse("admin:cities_region_changelist")
    sent = {
        "action": "delete_selected",
        "_selected_action": codes[:2],
        "post": "yes",
    }
    leave_open(superuser, 60)

    question = superuser.post(address, sent)
    assert asked(question)
    assert Region.objects.count() == 3
    carried = {name: [] for name, _value in question.context["sent_fields"]}
    for name, value in question.context["sent_fields"]:
        carried[name].append(value)

    superuser.post(address, carried | {proving.PASSWORD: PASSWORD, proving.GOING_ON: "post"})

    assert Region.objects.get().code == codes[2]


def test_a_wrong_password_asks_again_and_locks(desk: Client) -> None:
    address = dangerous()
    leave_open(desk, 60)
    wrong = {proving.PASSWORD: "wrong", proving.GOING_ON: "post", "post": "yes"}

    answer = desk.post(address, wrong)
    assert asked(answer)
    assert "This is not your password." in answer.content.decode()
    assert ("post", "yes") in answer.context["sent_fields"], "the second try has lost what was sent"
    assert [desk.post(address, wrong).status_code for _ in range(5)] == [200] * 4 + [429]
    assert desk.post(address, wrong | {proving.PASSWORD: PASSWORD}).status_code == 429
    assert Binned.objects.exists()
    assert SignIn.objects.filter(act="check", outcome="failed").count() == 5


def test_changing_the_password_is_no_way_to_guess_it(desk: Client) -> None:
    def change(old: str) -> int:
        new = "fifteen solid cities"
        return desk.post(
            "/admin/password_change/", {"old_password": old, "new_password1": new, "new_password2": new}
        ).status_code

    assert [change("wrong") for _ in range(6)] == [200] * 5 + [429]
    assert change(PASSWORD) == 429


def test_somebody_elses_password_does_not_do(desk: Client) -> None:
    User.objects.create_user("other", password="another solid password")
    address = dangerous()
    leave_open(desk, 60)

    assert asked(desk.post(address, {proving.PASSWORD: "another solid password", "username": "other"}))


def test_a_file_is_chosen_again(desk: Client) -> None:
    address = dangerous()
    leave_open(desk, 60)

    answer = desk.post(address, {"file": SimpleUploadedFile("list.csv", b"a,b")})

    assert (answer.status_code, answer["Location"]) == (302, address)


@pytest.mark.parametrize(
    "name", ["auth_user_add", "auth_user_change", "auth_user_delete", "auth_user_password_change"]
)
def test_changing_people_asks(superuser: Client, editor: User, name: str) -> None:
    address = reverse(f"admin:{name}", args=[] if name.endswith("add") else [editor.pk])
    leave_open(superuser, 11)

    assert asked(superuser.get(address))
    assert asked(superuser.post(address, {"is_superuser": "on"}))


@pytest.mark.parametrize("action", ["delete_selected", "remove_second_factor", "invite_again", "sign_out"])
def test_bulk_acts_with_people_ask(superuser: Client, editor: User, action: str) -> None:
    leave_open(superuser, 11)

    assert asked(
        superuser.post(
            reverse("admin:auth_user_changelist"), {"action": action, "_selected_action": [editor.pk]}
        )
    )


def test_new_recovery_codes_and_another_device_ask(desk: Client, editor: User) -> None:
    from tests.cities.desk.conftest import code_of, device_for

    device = device_for(editor)
    desk.post("/admin/second_factor/", {"code": code_of(device)})
    leave_open(desk, 11)

    assert asked(desk.post("/admin/account/codes/"))
    assert asked(desk.get("/admin/second_factor/set_up/"))


def test_reading_and_changing_records_asks_nothing(desk: Client) -> None:
    city = making.make_city()
    leave_open(desk, 300)

    for address in ("/admin/", reverse("admin:cities_city_change", args=[city.pk]), "/admin/account/"):
        assert not asked(desk.get(address))
