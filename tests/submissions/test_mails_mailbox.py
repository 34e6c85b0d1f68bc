"""The mailbox of one's own machine: there without a mail server, and for nobody else."""

import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from submissions.mailbox import kept


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Path:
    settings.EMAIL_BACKEND = "submissions.mailbox.Mailbox"
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    return tmp_path / "mails"


@pytest.fixture
def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def sent(subject: str = "Grüße", text: str = "Text <b>\nhttp://127.0.0.1:8000/en/submissions/x/") -> None:
    mail = EmailMultiAlternatives(subject, text, "from@example.org", ['"Üte" <to@example.org>'])
    mail.attach_alternative("<p>As <b>HTML</b></p>", "text/html")
    mail.send()


@pytest.mark.django_db
def test_mails_are_listed_newest_first_and_read(mailbox: Path, browser: Client) -> None:
    sent("First")
    sent("Second <i>")

    listed = browser.get("/mails/").content.decode()

    assert listed.index("Second &lt;i&gt;") < listed.index("First")
    newest = max(mailbox.iterdir())
    page = browser.get(f"/mails/{newest.stem}/").content.decode()
    assert "Text &lt;b&gt;" in page
    assert 'href="http://127.0.0.1:8000/en/submissions/x/"' in page
    assert "Üte &lt;to@example.org&gt;" in page
    alone = browser.get(f"/mails/{newest.stem}/html/")
    assert alone.content.decode().strip() == "<p>As <b>HTML</b></p>"
    assert "default-src 'none'" in alone["Content-Security-Policy"]


def test_nobody_sees_half_a_mail(mailbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    write = Path.write_bytes

    def look(path: Path, data: bytes) -> int:
        for part in (data[:10], data):
            write(path, part)
            seen.append([each.subject for each in kept()])
        return len(data)

    monkeypatch.setattr(Path, "write_bytes", look)
    sent("First")

    assert seen == [[], []]
    assert [each.subject for each in kept()] == ["First"]


@pytest.mark.django_db
def test_an_empty_mailbox_says_so(mailbox: Path, browser: Client) -> None:
    assert "No mail yet." in browser.get("/mails/").content.decode()


def test_only_this_machines_owner_reads_the_files(mailbox: Path) -> None:
    sent()

    [file] = mailbox.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(mailbox.stat().st_mode) == 0o700


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["gone", "..", "%2e%2e%2fsecret-key", "20260101-000000"])
def test_nothing_but_mails_is_read(mailbox: Path, browser: Client, name: str) -> None:
    (mailbox.parent / "secret-key").write_text("secret")

    assert browser.get(f"/mails/{name}/").status_code in {302, 404}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ALLOWED_HOSTS", ["localhost", "atlas.example.org"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend"),
    ],
)
def test_there_is_no_mailbox_on_a_public_site_or_beside_a_mail_server(
    mailbox: Path, browser: Client, settings: Any, setting: str, value: Any
) -> None:
    sent()
    [file] = mailbox.iterdir()
    setattr(settings, setting, value)

    for address in ("/mails/", f"/mails/{file.stem}/", f"/mails/{file.stem}/html/"):
        assert browser.get(address).status_code == 404
