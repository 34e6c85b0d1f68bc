"""Files that are no photos, or too much of one, through the real form: refused in words, and nothing stays behind."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings

from submissions.models import Submission, Upload
from submissions.views import guarding
from tests.making import make_city
from tests.photos import picture, upload
from tests.submissions import senders
from tests.submissions.test_photos import TEXTS, files

pytestmark = pytest.mark.django_db

READABLE = "This is no picture that we can read."
DAMAGED = "This picture is damaged or not complete."


@pytest.fixture
def submission(client: Client, settings: Settings, tmp_path: Path) -> Submission:
    make_city("altena", endonym="Altena", region="DE-NW")
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    for name in files():
        storages["photos"].delete(name)
    return senders.begin(client, "Altena")


def png(width: int, height: int, content: bytes, text: bytes = b"") -> bytes:
    """A PNG that says it has so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    inside = (chunk(b"zTXt", b"c\0\0" + text) if text else b"") + chunk(b"IDAT", content)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + inside + chunk(b"IEND", b"")


NOTHING = zlib.compress(bytes(150_000_000), 9)  # a thousandth of what it becomes
JPEG = upload(picture(900, 600)).getvalue()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
BAD: dict[str, tuple[str, bytes, str]] = {
    "svg": ("photo.svg", SVG, READABLE),
    "svg called png": ("photo.png", b'<?xml version="1.0"?>' + SVG, READABLE),
    "html": ("photo.jpg", b"<!doctype html><script>alert(1)</script>", READABLE),
    "polyglot gif": ("photo.gif", b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//", READABLE),
    "pdf": ("photo.pdf", b"%PDF-1.7\n%\xe2\xe3\n1 0 obj<<>>endobj\n%%EOF", READABLE),
    "script": ("photo.php", b"<?php system($_GET[0]); ?>", READABLE),
    "nothing": ("photo.jpg", b"", READABLE),
    "bomb": ("photo.png", png(7000, 7000, NOTHING), "more than 40 million"),
    "bomb in a comment": ("photo.png", png(300, 300, zlib.compress(b"\0" * 300_000), NOTHING), DAMAGED),
    "100 megapixels": ("photo.png", png(10_000, 10_000, zlib.compress(b"\0" * 100)), "more than 40 million"),
    "endless": ("photo.png", png(2**31 - 1, 2**31 - 1, b""), "photo"),
    "truncated": ("photo.jpg", JPEG[: len(JPEG) // 2], DAMAGED),
    "beginning alone": ("photo.jpg", b"\xff\xd8\xff", DAMAGED),
    "tiny": ("photo.png", upload(picture(20, 20), "PNG").getvalue(), "This picture is too small"),
}


def send(client: Client, submission: Submission, name: str, content: bytes, **more: Any) -> Any:
    answers = {f"new-{field}": value for field, value in TEXTS.items()}
    file = SimpleUploadedFile("x", content)
    file._name = name  # as it would come, whatever it is
    return senders.send(
        client, senders.address(submission, "photos"), **answers, **{"new-file": file}, add="1", **more
    )


@pytest.mark.parametrize("case", BAD)
def test_bad_files_are_refused_and_leave_nothing(
    client: Client, submission: Submission, tmp_path: Path, case: str
) -> None:
    name, content, said = BAD[case]

    response = send(client, submission, name, content)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert TEXTS["alt"] in response.content.decode()
    assert not Upload.objects.exists()
    assert files() == set()
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_eleven_megabytes_is_too_heavy(
    client: Client, submission: Submission, tmp_path: Path
) -> None:
    response = send(client, submission, "photo.jpg", JPEG + b"\0" * 11 * 2**20)

    assert response.status_code == 413
    assert "This file is larger than 10 MB." in response.content.decode()
    assert TEXTS["alt"] in response.content.decode()
    assert files() == set()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.jpg",
        "C:\\temp\\photo.jpg",
        "a\0b.jpg",
        "x" * 255,
        "gpj.\u202eexe",
        "photo.svg",
        "<b>.jpg",
    ],
)
def test_names_mean_nothing(client: Client, submission: Submission, name: str) -> None:
    response = send(client, submission, name, JPEG)

    assert response.status_code == 302
    kept = Upload.objects.get()
    assert files() == {f"{kept.key}-{size.edge}.webp" for size in kept.sizes}


def test_a_name_longer_than_any_system_knows_is_refused(client: Client, submission: Submission) -> None:
    assert send(client, submission, "x" * 5000, JPEG).status_code == 400
    assert files() == set()


def test_a_large_photo_that_is_good_leaves_no_original(
    client: Client, submission: Submission, tmp_path: Path
) -> None:
    file = upload(picture(5000, 4000), "PNG", compress_level=0)
    good = file.getvalue()[: 9 * 2**20]
    assert len(file.getvalue()) > len(good)
    weighty = upload(picture(1500, 1200), "PNG", compress_level=0).getvalue()
    assert len(weighty) > 2.5 * 2**20, "goes to a temporary file"

    assert send(client, submission, "photo.png", weighty).status_code == 302
    assert send(client, submission, "photo.png", good).status_code == 422

    assert list(tmp_path.iterdir()) == []
    assert Upload.objects.count() == 1


@pytest.mark.parametrize("page", ["photos", "what"])
def test_forty_megabytes_are_not_even_looked_at(
    client: Client, submission: Submission, tmp_path: Path, page: str
) -> None:
    class Body(BytesIO):
        most = 0

        def read(self, size: int | None = -1, /) -> bytes:
            content = super().read(size)
            Body.most = max(Body.most, len(content))
            return content

    raw = b"--x\r\n" + b"\0" * 40 * 2**20
    response = client.generic(
        "POST",
        senders.address(submission, page),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=len(raw),
        **{"wsgi.input": Body(raw)},
    )

    assert response.status_code == 413
    assert "Too much at once" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert 0 < Body.most <= 2**16
    assert list(tmp_path.iterdir()) == []
    assert guarding.MOST_BYTES_WITH_FILE > 11 * 2**20


def test_foreign_and_missing_keys_store_nothing(client: Client, submission: Submission) -> None:
    other = senders.begin(client, "Altena")
    key = senders.hidden(client.get(senders.address(other, "photos")))
    for given in ("", key, "made:up"):
        file = SimpleUploadedFile("photo.jpg", JPEG)
        answers = {f"new-{name}": value for name, value in TEXTS.items()}
        response = client.post(
            senders.address(submission, "photos"), {"form_key": given, "new-file": file, **answers}
        )
        assert response.status_code == 403
        assert TEXTS["alt"] in response.content.decode()
    assert files() == set()


@pytest.mark.parametrize("name", ["alt", "credit", "licence", "agreed"])
def test_markup_in_texts_is_refused_and_comes_back_escaped(
    client: Client, submission: Submission, name: str
) -> None:
    script = '"><script>alert(1)</script>\0'
    answers = {f"new-{field}": value for field, value in TEXTS.items()} | {f"new-{name}": script}
    file = SimpleUploadedFile("photo.jpg", JPEG)

    response = senders.send(
        client, senders.address(submission, "photos"), **answers, **{"new-file": file}, add="1"
    )

    assert response.status_code == (302 if name == "agreed" else 422)
    for page in ("photos", "send", ""):
        assert "<script>alert" not in client.get(senders.address(submission, page)).content.decode()
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("act", ["up", "down", "remove"])
def test_acts_on_photos_of_others_do_nothing(client: Client, submission: Submission, act: str) -> None:
    other = senders.begin(client, "Altena")
    send(client, other, "photo.jpg", JPEG)
    theirs = Upload.objects.get()
    answers = {act: theirs.key, f"{theirs.key}-alt": "Mine now"}

    assert senders.send(client, senders.address(submission, "photos"), **answers).status_code == 302

    theirs.refresh_from_db()
    assert theirs.alt == TEXTS["alt"]
