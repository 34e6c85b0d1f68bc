"""The second factor: asked for, set up, lost."""

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from cities.desk import second_factor
from cities.desk.models import RecoveryCode
from tests.cities.desk.conftest import PASSWORD, code_of, device_for

pytestmark = pytest.mark.django_db
CODE = "/admin/second_factor/"
SET_UP = "/admin/second_factor/set_up/"


@pytest.fixture
def required(settings: Any) -> None:
    settings.DESK_SECOND_FACTOR = True


def sign_in(client: Client, **data: str) -> Any:
    return client.post("/admin/login/", {"username": "editor", "password": PASSWORD} | data)


def codes_in(page: Any) -> list[str]:
    return re.findall(r"<code>([a-z0-9-]{14})</code>", page.content.decode())


# --- Asked for ----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("required")
def test_the_password_alone_opens_nothing(client: Client, editor: User) -> None:
    device_for(editor)

    answer = sign_in(client, next="/admin/cities/city/")

    assert unquote(answer["Location"]) == f"{CODE}?next=/admin/cities/city/"
    for address in ("/admin/", "/admin/cities/city/", "/admin/account/", "/admin/password_change/"):
        assert client.get(address).status_code == 302, address
    led = client.get("/admin/cities/city/", follow=True)
    assert led.redirect_chain[-1][0].startswith(CODE)


@pytest.mark.usefixtures("required")
def test_the_right_code_opens(client: Client, editor: User) -> None:
    device = device_for(editor)
    sign_in(client)
    before = client.session.session_key

    answer = client.post(CODE, {"code": code_of(device), "next": "/admin/cities/city/"})

    assert answer["Location"] == "/admin/cities/city/"
    assert client.get("/admin/cities/city/").status_code == 200
    assert client.session.session_key != before


@pytest.mark.usefixtures("required")
def test_a_code_is_right_once(client: Client, editor: User) -> None:
    device = device_for(editor)
    code = code_of(device)
    sign_in(client)
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})  # as people type it
    assert client.get("/admin/").status_code == 200

    other = Client()
    sign_in(other)
    again = other.post(CODE, {"code": code})

    assert "was used already" in again.content.decode()
    assert other.get("/admin/").status_code == 302


@pytest.mark.usefixtures("required")
def test_wrong_codes_lock_the_door_of_the_account(client: Client, editor: User) -> None:
    device = device_for(editor)
    sign_in(client)
    answers = [client.post(CODE, {"code": "000000"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]

    other = Client(REMOTE_ADDR="198.51.100.1")
    sign_in(other)
    assert other.post(CODE, {"code": code_of(device)}).status_code == 429


def test_who_set_one_up_is_asked_also_where_none_is_required(client: Client, editor: User) -> None:
    device = device_for(editor)
    assert sign_in(client)["Location"].startswith(CODE)
    assert client.get("/admin/").status_code == 302

    client.post(CODE, {"code": code_of(device)})
    assert client.get("/admin/").status_code == 200


def test_locally_none_is_needed(client: Client, editor: User) -> None:
    assert sign_in(client)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_half_way_in_one_gets_out(client: Client, editor: User) -> None:
    device_for(editor)
    sign_in(client)

    assert client.post("/admin/leave/")["Location"] == "/admin/login/"
    assert client.get(CODE)["Location"].startswith("/admin/login/")


# --- Setting up ---------------------------------------------------------------------------------------


def key_of(page: Any) -> str:
    found = re.search(r'<code class="desk-key"[^>]*>([A-Z2-7 ]+)</code>', page.content.decode())
    assert found
    return found.group(1)


@pytest.mark.usefixtures("required")
def test_at_the_first_sign_in_one_is_set_up(client: Client, editor: User) -> None:
    led = client.post("/admin/login/", {"username": "editor", "password": PASSWORD}, follow=True)
    assert led.redirect_chain[-1][0].startswith(SET_UP)
    device = TOTPDevice.objects.get(user=editor)
    assert not device.confirmed
    assert key_of(led) == key_of(client.get(SET_UP)), "another look shows another key"

    assert "not right" in client.post(SET_UP, {"code": "000000"}).content.decode()
    assert client.get("/admin/").status_code == 302

    done = client.post(SET_UP, {"code": code_of(device)})
    assert len(set(codes_in(done))) == 10
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("required")
def test_the_picture_says_what_the_page_says(client: Client, editor: User) -> None:
    sign_in(client)
    page = client.get(SET_UP)
    picture = client.get("/admin/second_factor/set_up/code.svg")

    device = TOTPDevice.objects.get(user=editor)
    address = urlsplit(device.config_url)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"] == [key_of(page).replace(" ", "")]
    assert parse_qs(address.query)["issuer"] == ["City by City"]
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert ElementTree.fromstring(picture.content).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  (our own)
    assert picture.content.decode() == second_factor.picture(device)
    assert b"style" not in picture.content


@pytest.mark.usefixtures("required")
def test_a_password_alone_does_not_replace_the_second_factor(client: Client, editor: User) -> None:
    device = device_for(editor)
    sign_in(client)

    assert client.get(SET_UP)["Location"].startswith(CODE)
    assert client.post(SET_UP, {"code": code_of(device)})["Location"].startswith(CODE)
    assert client.get("/admin/second_factor/set_up/code.svg")["Location"].startswith(CODE)
    assert TOTPDevice.objects.get() == device


def test_another_device_takes_the_place_of_the_first(client: Client, editor: User) -> None:
    first = device_for(editor)
    sign_in(client)
    client.post(CODE, {"code": code_of(first)})
    elsewhere = Client()
    sign_in(elsewhere)
    elsewhere.post(CODE, {"code": code_of(first, ahead=1)})
    assert elsewhere.get("/admin/").status_code == 200

    client.get(SET_UP)
    second = TOTPDevice.objects.get(confirmed=False)
    assert TOTPDevice.objects.filter(pk=first.pk).exists()
    client.post(SET_UP, {"code": code_of(second)})

    assert [device.pk for device in TOTPDevice.objects.all()] == [second.pk]
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


# --- Lost ---------------------------------------------------------------------------------------------


def test_a_recovery_code_opens_once(client: Client, editor: User) -> None:
    codes = second_factor.renew_codes(device_for(editor))
    sign_in(client)
    assert client.post(CODE, {"code": codes[3].upper().replace("-", " ")})["Location"] == "/admin/"
    assert "9 recovery codes" in client.get("/admin/account/").content.decode()

    other = Client()
    sign_in(other)
    assert other.post(CODE, {"code": codes[3]}).status_code == 200
    assert other.get("/admin/").status_code == 302


def test_recovery_codes_are_not_kept_in_clear(editor: User) -> None:
    codes = second_factor.renew_codes(device_for(editor))

    kept = "".join(RecoveryCode.objects.values_list("digest", flat=True))
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]


def test_new_codes_end_the_old(client: Client, editor: User) -> None:
    device = device_for(editor)
    old = second_factor.renew_codes(device)
    sign_in(client)
    client.post(CODE, {"code": code_of(device)})

    new = codes_in(client.post("/admin/account/codes/"))

    assert len(new) == 10
    assert not second_factor.verify(device, old[0])
    assert second_factor.verify(device, new[0])


def test_a_superuser_removes_a_lost_one(admin_client: Client, client: Client, editor: User) -> None:
    device = device_for(editor)
    sign_in(client)
    client.post(CODE, {"code": code_of(device)})

    admin_client.post(
        "/admin/auth/user/", {"action": "remove_second_factor", "_selected_action": [editor.pk]}
    )

    assert not TOTPDevice.objects.exists()
    assert client.get("/admin/").status_code == 302
    assert sign_in(client)["Location"] == "/admin/"


def test_the_operator_removes_a_lost_one(editor: User, capsys: pytest.CaptureFixture[str]) -> None:
    device_for(editor)
    call_command("remove_second_factor", "editor")

    assert not TOTPDevice.objects.exists()
    assert "Removed." in capsys.readouterr().out
