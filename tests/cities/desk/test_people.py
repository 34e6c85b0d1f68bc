"""People: invited by mail, given roles in words, helped when the password is forgotten."""

import re
import smtplib
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from cities.desk.models import SignIn
from cities.desk.roles import BY_NAME, ROLES, keep
from networks.models import Coordination
from tests import making
from tests.cities.desk.conftest import PASSWORD, device_for

pytestmark = pytest.mark.django_db
NEW = "fourteen solid cities"


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = "https://atlas.example.org"


def invite(client: Client, **values: Any) -> Any:
    data = {"username": "rosa", "email": "rosa@example.org", "first_name": "Rosa", "language": "de"} | values
    return client.post(reverse("admin:auth_user_add"), data, follow=True)


def link(message: Any) -> str:
    found = re.search(r"https://atlas\.example\.org(/admin/password_reset/\S+)", message.body)
    assert found, message.body
    return found.group(1)


def set_password(client: Client, address: str, password: str = NEW) -> Any:
    page = client.get(address, follow=True)
    return client.post(
        page.redirect_chain[-1][0], {"new_password1": password, "new_password2": password}, follow=True
    )


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("de", "Einladung in die Redaktion von atlas.example.org", "Guten Tag Rosa,"),
        ("en", "Invitation to the desk of atlas.example.org", "Hello Rosa,"),
    ],
)
def test_an_invitation_comes_in_the_language_that_was_chosen(
    admin_client: Client, language: str, subject: str, words: str
) -> None:
    page = invite(admin_client, language=language).content.decode()

    assert "An invitation was sent to rosa@example.org." in page
    (message,) = mail.outbox
    assert (message.subject, message.to) == (subject, ["rosa@example.org"])
    assert words in message.body
    assert "\n\n\n" not in message.body
    assert "&" not in message.body


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("admin", "Diesen Anmeldenamen gibt es schon."),
        ("rosa luxemburg", "Bitte geben Sie einen gültigen Anmeldenamen ein:"),
    ],
)
def test_a_name_that_cannot_be_taken_is_refused_in_our_words(
    admin_client: Client, name: str, said: str
) -> None:
    admin_client.cookies["language"] = "de"

    page = invite(admin_client, username=name).content.decode()

    assert said in page
    assert "Benutzer" not in page
    assert not mail.outbox


@pytest.mark.parametrize("password", [PASSWORD, None])
def test_the_page_of_a_password_is_german_too(admin_client: Client, password: str | None) -> None:
    """Django's own German lacks half of it."""
    rosa = User.objects.create_user("rosa", password=password)
    address = reverse("admin:auth_user_password_change", args=[rosa.pk])

    page = admin_client.get(address, headers={"Accept-Language": "de"}).content.decode()

    words = re.sub(r"<[^>]*>", " ", page)
    assert "Bitte geben Sie ein neues Passwort für das Konto" in words
    assert not re.search("password|authent|enable|benutzer", words, re.IGNORECASE)


def test_who_is_invited_sets_the_password_and_gets_in(admin_client: Client) -> None:
    editor = Group.objects.get(name="Editor")
    invite(admin_client, groups=[editor.pk])
    rosa = User.objects.get(username="rosa")
    assert (rosa.is_staff, rosa.is_superuser, rosa.has_usable_password()) == (True, False, False)
    client = Client()

    done = set_password(client, link(mail.outbox[0]))
    assert "You can sign in with it now." in done.content.decode()
    client.post("/admin/login/", {"username": "rosa", "password": NEW})
    assert client.get("/admin/cities/city/").status_code == 200

    used = Client().get(link(mail.outbox[0]))
    assert "used already or is too old" in used.content.decode()


def test_a_weak_password_is_refused(admin_client: Client) -> None:
    invite(admin_client)

    page = set_password(Client(), link(mail.outbox[0]), "short")

    assert not User.objects.get(username="rosa").has_usable_password()
    assert "errorlist" in page.content.decode()


def test_an_invitation_goes_out_again(admin_client: Client, editor: User) -> None:
    invite(admin_client)
    people = [User.objects.get(username="rosa").pk, editor.pk]

    page = admin_client.post(
        reverse("admin:auth_user_changelist"),
        {"action": "invite_again", "_selected_action": people},
        follow=True,
    ).content.decode()

    assert [message.to for message in mail.outbox] == [["rosa@example.org"]] * 2
    assert "Editor has a password already" in page


def test_without_a_mail_server_one_is_told(admin_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **options: Any) -> None:
        raise smtplib.SMTPConnectError(421, "no")

    monkeypatch.setattr("cities.desk.inviting.send_mail", refuse)

    page = invite(admin_client).content.decode()

    assert "could not be sent" in page
    assert User.objects.filter(username="rosa").exists()


# --- Forgotten ----------------------------------------------------------------------------------------


def ask_for_new(email: str, language: str = "en", **extra: Any) -> Any:
    return Client().post(
        "/admin/password_reset/",
        {"email": email},
        headers={"Accept-Language": language},
        follow=True,
        **extra,
    )


@pytest.mark.parametrize(
    ("language", "subject"),
    [("de", "Neues Passwort für atlas.example.org"), ("en", "New password for atlas.example.org")],
)
def test_a_forgotten_password_is_set_anew(editor: User, language: str, subject: str) -> None:
    client = Client()
    client.force_login(editor)
    ask_for_new("editor@example.org", language)
    (message,) = mail.outbox
    assert message.subject == subject

    set_password(Client(), link(message))

    assert client.get("/admin/").status_code == 302, "the old sessions go on"
    client.post("/admin/login/", {"username": "editor", "password": NEW})
    assert client.get("/admin/").status_code == 200


def test_nobody_learns_who_has_an_account(editor: User) -> None:
    known = ask_for_new("editor@example.org").content
    unknown = ask_for_new("nobody@example.org").content

    assert re.sub(rb"value=\"\w{64}\"", b"", known) == re.sub(rb"value=\"\w{64}\"", b"", unknown)
    assert len(mail.outbox) == 1


def test_without_a_mail_server_nobody_learns_it_either(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **options: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("cities.desk.inviting.send_mail", refuse)

    assert ask_for_new("editor@example.org").status_code == 200


def test_asking_for_mails_has_an_end(editor: User) -> None:
    answers = [ask_for_new("editor@example.org").status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]
    assert len(mail.outbox) == 3


# --- Roles --------------------------------------------------------------------------------------------


def test_the_page_of_a_person_says_the_roles_in_words(admin_client: Client, editor: User) -> None:
    address = reverse("admin:auth_user_change", args=[editor.pk])

    english = admin_client.get(address, headers={"Accept-Language": "en"}).content.decode()
    german = admin_client.get(address, headers={"Accept-Language": "de"}).content.decode()

    for role in ROLES:
        assert f"<strong>{role.name}</strong>" in english
    assert "<strong>Netzwerkkoordination</strong> – Sieht und ändert" in german
    assert "user_permissions" not in english


def test_a_superuser_gives_roles_and_networks(admin_client: Client, editor: User) -> None:
    network = making.make_network("mine")
    role = Group.objects.get(name="Network coordinator")
    data = {
        "username": "editor",
        "email": "editor@example.org",
        "is_active": "on",
        "is_staff": "on",
        "groups": [role.pk],
        "coordinations-TOTAL_FORMS": "1",
        "coordinations-INITIAL_FORMS": "0",
        "coordinations-0-network": network.pk,
    }

    answer = admin_client.post(reverse("admin:auth_user_change", args=[editor.pk]), data)

    assert answer.status_code == 302
    assert [group.name for group in editor.groups.all()] == ["Network coordinator"]
    assert Coordination.objects.get().network == network
    assert User.objects.get(pk=editor.pk).check_password(PASSWORD)


def test_who_is_put_out_is_out_at_once(admin_client: Client, client: Client, editor: User) -> None:
    client.force_login(editor)
    data = {"username": "editor", "email": "e@example.org", "is_staff": "on"}
    data |= {"coordinations-TOTAL_FORMS": "0", "coordinations-INITIAL_FORMS": "0"}

    admin_client.post(reverse("admin:auth_user_change", args=[editor.pk]), data)

    assert client.get("/admin/").status_code == 302
    assert not editor.sessions.exists()


def test_an_account_is_deleted_with_its_log(admin_client: Client, client: Client, editor: User) -> None:
    client.post("/admin/login/", {"username": "editor", "password": PASSWORD})
    device_for(editor)

    admin_client.post(reverse("admin:auth_user_delete", args=[editor.pk]), {"post": "yes"})

    assert not User.objects.filter(pk=editor.pk).exists()
    assert not SignIn.objects.filter(account_id=editor.pk).exists()


def test_groups_are_kept_equal_to_the_table() -> None:
    group = Group.objects.get(name="Read-only")
    before = set(group.permissions.values_list("codename", flat=True))
    assert "view_city" in before
    group.permissions.remove(group.permissions.get(codename="view_city"))
    group.permissions.add(*Group.objects.get(name="Editor").permissions.filter(codename="delete_city"))

    for _ in range(2):
        keep("cities")

    assert set(group.permissions.values_list("codename", flat=True)) == before
    assert set(Group.objects.values_list("name", flat=True)) == set(BY_NAME)


# --- Language -----------------------------------------------------------------------------------------


def test_the_desk_is_read_in_the_language_one_chose(client: Client, editor: User) -> None:
    client.force_login(editor)
    answer = client.post("/admin/language/", {"language": "de", "next": "/admin/account/"})

    assert answer["Location"] == "/admin/account/"
    cookie = answer.cookies["language"]
    assert (cookie.value, cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        "de",
        "/admin/",
        True,
        "Lax",
    )
    page = client.get("/admin/account/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="de"' in page
    assert "Ihr Konto" in page


def test_the_desk_takes_no_language_that_there_is_not(client: Client) -> None:
    answer = client.post("/admin/language/", {"language": "xx", "next": "https://example.org/"})

    assert not answer.cookies
    assert answer["Location"] == "/admin/"
