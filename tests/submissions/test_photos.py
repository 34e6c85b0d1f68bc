"""Photos in the form: kept from the first try, private until published, gone with what they came with."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from PIL import Image

from practices.models import Photo, Practice
from submissions import drafting, illustrating, limiting, purging, reviewing
from submissions.models import Submission, Upload
from tests.making import make_city, make_practice, make_topic
from tests.photos import make_photo, picture, upload
from tests.submissions import senders

pytestmark = pytest.mark.django_db

TEXTS = {
    "alt": "Four fields in four colours",
    "credit": "Kim Beispiel",
    "licence": "CC-BY-4.0",
    "agreed": "on",
}
Committing = Callable[..., Any]


def files() -> set[str]:
    return set(storages["photos"].listdir("")[1])


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")
    for name in files():
        storages["photos"].delete(name)


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def new(file: BytesIO | None = None, name: str = "photo.jpg", **changes: Any) -> dict[str, Any]:
    """What a browser sends for a new photo."""
    answers = {f"new-{field}": value for field, value in {**TEXTS, **changes}.items()}
    if file is not None:
        answers["new-file"] = SimpleUploadedFile(name, file.getvalue())
    return answers


def add(client: Client, submission: Submission, **changes: Any) -> HttpResponse:
    return senders.send(client, senders.address(submission, "photos"), **new(upload(), **changes), add="1")


def kept(submission: Submission, **changes: Any) -> dict[str, Any]:
    """What a browser sends for the photos that are kept; ``changes`` concern the last of them."""
    answers: dict[str, Any] = {}
    for each in submission.uploads.all():
        texts = {"alt": each.alt, "credit": each.credit, "licence": each.licence, "agreed": "on"}
        answers |= {f"{each.key}-{name}": value for name, value in {**texts, **changes}.items()}
    return answers


def body(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_photo_is_added_shown_and_counted(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    address = senders.address(submission, "photos")

    response = add(client, submission)

    assert response["Location"] == f"{address}#photos"
    sent = submission.uploads.get()
    assert (sent.alt, sent.credit, sent.licence, sent.agreed) == (*list(TEXTS.values())[:3], True)
    assert (sent.width, sent.height, sent.position) == (640, 480, 0)
    page = body(client.get(address))
    assert "Added: 1 of 5" in page
    thumbnail = f"{address}{sent.key}-480.webp"
    assert f'src="{thumbnail}"' in page
    assert f'src="{thumbnail}"' in body(client.get(senders.address(submission, "send")))
    assert f'src="{thumbnail}"' in body(client.get(senders.address(submission)))
    assert 'value="Kim Beispiel"' in page.split('id="id_new-file"')[1], "who took the last took the next"


@pytest.mark.parametrize(
    ("language", "first", "second", "one", "two"),
    [
        (
            "en",
            "Add a photo",
            "A further photo: photo {}",
            "1 photo is kept, you see it",
            "2 photos are kept",
        ),
        ("de", "Ein Foto hinzufügen", "Ein weiteres Foto: Foto {}", "1 Foto ist gespeichert", "2 Fotos sind"),
    ],
)
def test_a_further_photo_is_called_so_and_numbered(
    client: Client, language: str, first: str, second: str, one: str, two: str
) -> None:
    submission = senders.begin(client, "Altena")
    address = senders.address(submission, "photos", language)

    def said() -> str:
        page = body(client.get(address))
        return page.split('<fieldset class="photo-new">')[1].split("<label")[0]

    assert f"<legend>{first}</legend>" in said()
    assert "photo-kept" not in said()
    for number, kept in enumerate((one, two), start=2):
        add(client, submission)
        assert f"<legend>{second.format(number)}</legend>" in said()
        assert kept in said()


def test_a_good_file_is_kept_while_its_texts_are_asked_again(client: Client) -> None:
    submission = senders.begin(client, "Altena")

    response = senders.send(
        client,
        senders.address(submission, "photos"),
        **new(upload(), alt="", licence="own", credit="Kim Beispiel"),
        add="1",
    )

    page = body(response)
    sent = submission.uploads.get()
    assert response.status_code == 422
    assert len(files()) == 2
    assert f'<a href="#id_{sent.key}-alt">Photo 1: Describe what is to be seen.</a>' in page
    assert f'<a href="#id_{sent.key}-licence">' in page
    assert f'name="{sent.key}-credit" value="Kim Beispiel"' in page
    assert f"{sent.key}-480.webp" in page

    response = senders.send(client, senders.address(submission, "photos"), **kept(submission, **TEXTS))

    assert response["Location"] == senders.address(submission, "contact")
    sent.refresh_from_db()
    assert (sent.alt, sent.licence) == (TEXTS["alt"], TEXTS["licence"])


def test_the_page_with_what_is_missing_can_be_got_again(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    address = f"{senders.address(submission, 'photos')}?back=send"
    carried = senders.carried(client.get(address))

    response = client.post(address, {**carried, **new(upload(), alt=""), "add": "1"})

    assert (response.status_code, response["Location"]) == (302, f"{address}&faults=1#errors")
    sent = submission.uploads.get()
    for _time in range(2):
        faulty = client.get(response["Location"])
        assert faulty.status_code == 422
        assert [error["id"] for error in faulty.context["errors"]] == [f"id_{sent.key}-alt"]
    carried = senders.carried(faulty)
    moved = client.post(f"{address}&faults=1", {**carried, **kept(submission, alt=""), "up": sent.key})
    assert moved["Location"] == f"{address}#photo-{sent.key}"
    mended = client.post(f"{address}&faults=1", {**carried, **kept(submission, **TEXTS)})
    assert mended["Location"] == senders.address(submission, "send")
    assert client.get(response["Location"]).status_code == 200


def test_typed_texts_stay_when_the_file_is_bad(client: Client) -> None:
    submission = senders.begin(client, "Altena")

    response = senders.send(
        client, senders.address(submission, "photos"), **new(BytesIO(b"no picture")), add="1"
    )

    page = body(response)
    assert response.status_code == 422
    assert "<title>Error:" in page
    assert '<a href="#id_new-file">This is no picture that we can read.' in page
    assert 'aria-describedby="id_new-file_helptext id_new-file_error" aria-invalid="true"' in page
    assert 'name="new-credit" value="Kim Beispiel"' in page
    assert TEXTS["alt"] in page
    assert not Upload.objects.exists()


def test_texts_without_a_file_ask_for_it_and_nothing_at_all_goes_on(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    address = senders.address(submission, "photos")

    response = senders.send(client, address, **new())
    assert response.status_code == 422
    assert "Choose the photo that these texts belong to." in body(response)
    assert TEXTS["alt"] in body(response)

    response = senders.send(client, address, add="1")
    assert response.status_code == 422
    assert "Choose a photo." in body(response)

    response = senders.send(client, address)
    assert response["Location"] == senders.address(submission, "contact")


@pytest.mark.parametrize(("button", "page"), [("go", "contact"), ("later", "later")])
def test_every_button_keeps_a_chosen_file(client: Client, button: str, page: str) -> None:
    submission = senders.begin(client, "Altena")

    response = senders.send(client, senders.address(submission, "photos"), **new(upload()), **{button: "1"})

    assert response["Location"] == senders.address(submission, page)
    assert submission.uploads.count() == 1


def test_a_double_click_keeps_a_photo_once(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    address = senders.address(submission, "photos")
    key = senders.hidden(client.get(address))

    for _ in range(2):
        assert client.post(address, {"form_key": key, **new(upload()), "add": "1"}).status_code == 302

    assert submission.uploads.count() == 1
    assert len(files()) == 2


def test_two_requests_of_one_double_click_at_the_same_moment_keep_it_once(client: Client) -> None:
    from practices.photographing import take

    submission = senders.begin(client, "Altena")

    first, second = (
        illustrating.add(submission, take(upload()), {"alt": "One"}, key="same") for _ in range(2)
    )

    assert first == second
    assert len(files()) == 2


def test_photos_are_moved_and_removed(client: Client, django_capture_on_commit_callbacks: Committing) -> None:
    submission = senders.begin(client, "Altena")
    for name in "ABC":
        add(client, submission, alt=name)
    address = senders.address(submission, "photos")

    def order() -> str:
        return "".join(each.alt for each in submission.uploads.all())

    third = submission.uploads.last()
    response = senders.send(client, address, **kept(submission), up=third.key)
    assert response["Location"] == f"{address}#photo-{third.key}"
    assert order() == "ACB"
    senders.send(client, address, down=submission.uploads.first().key)
    assert order() == "CAB"
    senders.send(client, address, up=submission.uploads.first().key)
    assert order() == "CAB"
    with django_capture_on_commit_callbacks(execute=True):
        response = senders.send(client, address, remove=submission.uploads.all()[1].key)
    assert response["Location"] == f"{address}#photos"
    assert order() == "CB"
    assert {name.partition("-")[0] for name in files()} == {each.key for each in submission.uploads.all()}


def test_a_sixth_photo_has_no_room(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    for _ in range(5):
        add(client, submission)
    assert 'type="file"' not in body(client.get(senders.address(submission, "photos")))

    response = add(client, submission)

    assert response.status_code == 422
    assert "A practice has at most 5 photos." in body(response)
    assert submission.uploads.count() == 5
    assert len(files()) == 10


def test_what_is_missing_at_a_photo_keeps_the_form_from_being_sent(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.fill(client, submission)
    senders.send(client, senders.address(submission, "photos"), **new(upload(), alt=""), later="1")

    page = body(client.get(senders.address(submission, "send")))

    sent = submission.uploads.get()
    address = f"{senders.address(submission, 'photos')}?back=send#id_{sent.key}-alt"
    assert f'<a href="{address}">Photo 1: Describe what is to be seen.</a>' in page
    assert 'name="form_key"' not in page, "nothing to send yet"


def test_nobody_else_sees_a_photo_that_is_not_published(client: Client, editor: User) -> None:
    submission, other = (senders.begin(client, "Altena") for _ in range(2))
    add(client, submission)
    sent = submission.uploads.get()
    name = f"{sent.key}-480.webp"
    mine = f"{senders.address(submission, 'photos')}{name}"
    desk = f"/admin/submissions/submission/{submission.pk}/photos/{name}"

    response = client.get(mine)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "no-store, private"
    for address in (
        f"{senders.address(other, 'photos')}{name}",
        f"/photos/{name}",
        f"/media/{name}",
        mine.replace("-480", "-481"),
    ):
        assert client.get(address).status_code == 404, address
    assert client.get(desk).status_code == 302
    assert client.post(mine).status_code == 405

    client.force_login(editor)
    assert client.get(desk).status_code == 403 or client.get(desk).status_code == 404
    editor.user_permissions.add(Permission.objects.get(codename="view_submission"))
    assert client.get(desk).status_code != 200, "not confirmed: nothing reaches an editor"
    Submission.objects.filter(pk=submission.pk).update(confirmed_at=timezone.now())
    client.force_login(User.objects.get(pk=editor.pk))
    response = client.get(desk)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert client.get(desk.replace(f"/{submission.pk}/", f"/{other.pk}/")).status_code == 404
    client.force_login(User.objects.create_user("helper", is_staff=True))
    assert client.get(desk).status_code == 403


def confirmed_with(client: Client, *names: str) -> Submission:
    """A practice with these photos, before the editors."""
    submission = senders.begin(client, "altena")
    senders.fill(client, submission)
    for name in names:
        add(client, submission, alt=name)
    assert senders.send(client, senders.address(submission, "send")).status_code == 302
    submission.refresh_from_db()
    link = senders.address(submission, f"confirm/{drafting.confirming_token(submission)}")
    assert senders.send(client, link).status_code == 302
    submission.refresh_from_db()
    return submission


def test_ticked_photos_are_published_and_the_others_go(
    client: Client, editor: User, django_capture_on_commit_callbacks: Committing
) -> None:
    submission = confirmed_with(client, "First", "Second", "Third")
    first, second, third = submission.uploads.all()

    with django_capture_on_commit_callbacks(execute=True):
        reviewing.accept(submission, editor, photos=[first.key, third.key])

    practice = Practice.objects.get()
    shown = list(practice.photos.all())
    assert [photo.key for photo in shown] == [first.key, third.key]
    assert shown[0].alt.data == {"en": "First"}
    assert (shown[0].credit, shown[0].licence) == ("Kim Beispiel", "CC-BY-4.0")
    assert {name.partition("-")[0] for name in files()} == {first.key, third.key}
    assert not Upload.objects.exists()
    page = body(client.get(f"/en/practices/{practice.slug}/"))
    assert f"/photos/{first.key}-480.webp" in page
    assert client.get(f"/photos/{first.key}-480.webp").status_code == 200
    assert client.get(f"/photos/{second.key}-480.webp").status_code == 404


@pytest.mark.parametrize("lacking", [{"credit": ""}, {"agreed": False}])
def test_what_cannot_be_published_leaves_everything_as_it_was(
    client: Client, editor: User, lacking: dict[str, Any], django_capture_on_commit_callbacks: Committing
) -> None:
    submission = confirmed_with(client, "First")
    Upload.objects.update(**lacking)

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(reviewing.IncompleteError):
        reviewing.accept(submission, editor)

    assert not Practice.objects.exists()
    assert submission.uploads.count() == 1
    assert len(files()) == 2


def test_the_preview_shows_photos_behind_the_private_link(client: Client) -> None:
    submission = confirmed_with(client, "First", "Second")
    Upload.objects.filter(alt="Second").update(credit="")
    first, second = submission.uploads.all()

    page = body(client.get(senders.address(submission, "preview")))

    assert f'src="{senders.address(submission, "photos")}{first.key}-480.webp"' in page
    assert f'"/photos/{first.key}' not in page
    assert second.key not in page
    assert not Photo.objects.exists()
    assert len(files()) == 4


@pytest.mark.parametrize("end", ["decline", "withdraw", "purge", "erase"])
def test_photos_go_with_their_submission(
    client: Client, editor: User, django_capture_on_commit_callbacks: Committing, end: str
) -> None:
    submission = confirmed_with(client, "First")
    with django_capture_on_commit_callbacks(execute=True):
        if end == "decline":
            reviewing.decline(submission, editor, "Sorry.")
        elif end == "withdraw":
            drafting.withdraw(submission)
        elif end == "purge":
            Submission.objects.update(state="unconfirmed", changed_at=timezone.now() - timedelta(days=8))
            purging.purge()
        else:
            assert purging.held_of(senders.SENDER["email"])["submissions"][0]["photos"][0]["alt"] == "First"
            purging.erase(senders.SENDER["email"])

    assert not Upload.objects.exists()
    assert files() == set()


def test_purging_sweeps_lost_files_and_spares_kept_ones(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = senders.begin(client, "Altena")
    add(client, submission)
    storages["photos"].save("0123-480.webp", BytesIO(b"lost"))
    known = files() - {"0123-480.webp"}

    assert purging.purge().files == 0, "what came just now may get its row yet"
    monkeypatch.setattr(purging, "A_WHILE", -timedelta(minutes=1))
    assert "1 lost files" in str(purging.purge())
    assert files() == known


def change_of(practice: Practice, client: Client) -> Submission:
    """A sender's change of a published practice, before the editors."""
    typed = {
        "place": ["altena"],
        "place_slug": ["altena"],
        "written_in": ["en"],
        **{
            name: value if isinstance(value, list) else [value]
            for answers in senders.PRACTICE.values()
            for name, value in answers.items()
        },
    }
    return drafting.begin(
        "practice",
        typed,
        language="en",
        form_key="key",
        city=practice.city,
        record=practice,
    )


def test_a_change_adds_and_removes_beside_what_is_published(
    client: Client, editor: User, django_capture_on_commit_callbacks: Committing
) -> None:
    from cities.models import City

    practice = make_practice(City.objects.get(slug="altena"), "city-card")
    stays, goes = (make_photo(practice, position=position) for position in (0, 1))
    foreign = make_photo(make_practice(City.objects.get(slug="altena"), "other"))
    submission = change_of(practice, client)
    address = senders.address(submission, "photos")
    assert f'value="{goes.key}"' in body(client.get(address))

    senders.send(client, address, photos_gone=[goes.key, foreign.key])
    submission.refresh_from_db()
    assert submission.typed["photos_gone"] == [goes.key]
    for name in ("One", "Two", "Three", "Four"):
        answers = {**new(upload(), alt=name), "photos_gone": [goes.key], "add": "1"}
        assert senders.send(client, address, **answers).status_code == 302
    assert illustrating.room(submission) == 0

    senders.send(client, senders.address(submission, "contact"), **senders.SENDER)
    page = body(client.get(senders.address(submission, "send")))
    assert "Published photos that should go" in page
    assert senders.send(client, senders.address(submission, "send")).status_code == 302
    submission.refresh_from_db()
    drafting.confirm(submission)
    with django_capture_on_commit_callbacks(execute=True):
        reviewing.accept(submission, editor)

    assert practice.photos.all()[0] == stays
    assert practice.photos.count() == 5
    assert not Photo.objects.filter(key=goes.key).exists()
    assert Photo.objects.filter(key=foreign.key).exists()
    assert not any(name.startswith(goes.key) for name in files())


def test_the_desk_shows_photos_with_a_tick_for_each(client: Client) -> None:
    submission = confirmed_with(client, "First", "Second")
    first, second = submission.uploads.all()
    admin = Client()
    admin.force_login(User.objects.create_superuser("chief"))
    address = f"/admin/submissions/submission/{submission.pk}/change/"
    page = body(admin.get(address))
    assert re.findall(r'name="photos" value="(\w+)" checked', page) == [first.key, second.key]
    assert "CC BY 4.0" in page

    answers = {**submission.payload, "seen": senders.hidden(admin.get(address), "seen"), "over": ""}
    admin.post(address, {**answers, "act": "save", "photos": [second.key]})
    page = body(admin.get(address))
    assert re.findall(r'name="photos" value="(\w+)"( checked)?', page) == [
        (first.key, ""),
        (second.key, " checked"),
    ]
    submission.refresh_from_db()
    illustrating.describe(submission.uploads.first(), {"alt": "Another"})
    response = admin.post(address, {**answers, "act": "accept", "photos": [second.key]})
    assert response.status_code == 422, "the sender has changed a photo meanwhile"

    answers["seen"] = senders.hidden(admin.get(address), "seen")
    assert admin.post(address, {**answers, "act": "accept", "photos": [second.key]}).status_code == 302
    assert [photo.key for photo in Photo.objects.all()] == [second.key]


def test_uploads_are_limited_and_nothing_typed_is_lost(client: Client, limited: None) -> None:
    submission = senders.begin(client, "Altena")
    codes = []
    for _ in range(limiting.UPLOAD.most + 1):
        response = senders.send(client, senders.address(submission, "photos"), **new(BytesIO(b"x")), add="1")
        codes.append(response.status_code)

    assert codes == [422] * limiting.UPLOAD.most + [429]
    assert int(response["Retry-After"]) > 0
    assert TEXTS["alt"] in body(response)
    assert "Choose the photo once more." in body(response)
    assert senders.send(client, senders.address(submission, "photos")).status_code == 302


def test_german_pages_ask_in_german(client: Client) -> None:
    submission = senders.begin(client, "Altena", "de")

    page = body(client.get(senders.address(submission, "photos", "de")))

    assert "Fotos (freiwillig)" in page
    assert "Was ist zu sehen?" in page


def test_stored_files_hold_pixels_alone(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    exif = Image.Exif()
    exif[0x010F] = "Camera of Eva Muster"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 17.0, 55.0), 3: "E", 4: (7.0, 40.0, 5.0)})
    file = upload(picture(1000, 700), exif=exif, comment=b"Eva Muster was here")
    file.seek(0, 2)
    file.write(b"TRAILING Eva Muster")

    senders.send(client, senders.address(submission, "photos"), **new(file, "Eva Muster.jpg"), add="1")

    assert len(files()) == 3
    for name in files():
        with storages["photos"].open(name) as stored:
            content = stored.read()
        chunks = re.findall(rb"VP8[ LX]|EXIF|XMP |ICCP|ANIM", content[:64])
        assert chunks == [b"VP8 "]
        assert int.from_bytes(content[4:8], "little") + 8 == len(content)
        for trace in (b"Muster", b"Camera", b"Exif", b"TRAILING", b"Eva"):
            assert trace not in content
        assert "Muster" not in name
