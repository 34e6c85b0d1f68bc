"""Photos: files first, rows after, and both go together."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.utils import timezone
from i18nfield.strings import LazyI18nString

from practices import photographing
from practices.models import Photo
from practices.photographing import discard, file_of, keep, publish, show, sweep, take
from tests.making import make_city, make_practice, text
from tests.photos import make_photo, picture, upload

pytestmark = pytest.mark.django_db

VALUES: dict[str, Any] = {"alt": text("A hall", "Ein Saal"), "credit": "Ada Example", "licence": "CC-BY-4.0"}
Committing = Callable[..., Any]


def files() -> set[str]:
    return set(storages["photos"].listdir("")[1])


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    for name in files():
        storages["photos"].delete(name)


def names(photo: Any) -> set[str]:
    return {f"{photo.key}-{size.edge}.webp" for size in photo.sizes}


def test_a_picture_becomes_a_photo_with_its_files() -> None:
    practice = make_practice(make_city())

    photo = publish(take(upload(picture(1200, 900))), practice, **VALUES)

    assert (photo.width, photo.height, photo.position) == (1200, 900, 0)
    assert [size.edge for size in photo.sizes] == [480, 960, 1200]
    assert files() == names(photo)
    assert len(photo.key) == 32
    assert photo.history.count() == 1
    assert (file_of(photo, 480) or b"").startswith(b"RIFF")
    assert file_of(photo, 481) is None


def test_what_is_kept_is_shown_later_with_the_same_files() -> None:
    kept = keep(take(upload()))
    before = files()

    photo = show(kept, make_practice(make_city()), **VALUES)

    assert files() == before == names(photo)
    assert Photo.objects.published().get() == photo


def test_what_is_kept_is_shown_once() -> None:
    kept, practice = keep(take(upload())), make_practice(make_city())
    show(kept, practice, **VALUES)

    with pytest.raises(ValidationError):
        show(kept, practice, **VALUES)

    assert Photo.objects.count() == 1
    assert files() == names(kept)


@pytest.mark.parametrize(
    "lacking",
    [
        {"alt": LazyI18nString({"en": "", "de": ""})},
        {"alt": LazyI18nString({"en": "  "})},
        {"alt": ""},
        {"credit": ""},
        {"licence": ""},
        {"licence": "CC-BY-NC"},
        {"position": 5},
    ],
)
def test_without_description_credit_or_licence_nothing_is_stored(lacking: dict[str, Any]) -> None:
    practice = make_practice(make_city())

    with pytest.raises(ValidationError):
        publish(take(upload()), practice, **VALUES | lacking)

    assert not Photo.objects.exists()
    assert files() == set()


@pytest.mark.parametrize("lacking", [{"credit": ""}, {"licence": "CC-BY-NC"}, {"position": 5}])
def test_the_database_holds_it_too(lacking: dict[str, Any]) -> None:
    practice = make_practice(make_city())

    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.create(practice=practice, width=1, height=1, **VALUES | lacking)


def test_a_practice_has_at_most_five() -> None:
    practice = make_practice(make_city())
    for _number in range(5):
        make_photo(practice)

    with pytest.raises(ValidationError, match="at most 5"):
        make_photo(practice)

    assert list(practice.photos.values_list("position", flat=True)) == [0, 1, 2, 3, 4]
    assert len(files()) == 10


def test_a_new_one_takes_the_first_free_position() -> None:
    practice = make_practice(make_city())
    first, second, third = (make_photo(practice) for _number in range(3))
    second.delete()

    new = make_photo(practice)

    assert list(practice.photos.all()) == [first, new, third]


def test_a_file_that_cannot_be_stored_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    practice = make_practice(make_city())
    made = take(upload(picture(1200, 900)))
    save = type(storages["photos"]).save

    def full(self: Any, name: str, *arguments: Any) -> Any:
        if "-1200" in name:
            raise OSError("No space left on device")
        return save(self, name, *arguments)

    monkeypatch.setattr(type(storages["photos"]), "save", full)

    with pytest.raises(OSError, match="No space"):
        publish(made, practice, **VALUES)

    assert not Photo.objects.exists()
    assert files() == set()


@pytest.mark.parametrize("what", ["photo", "practice", "city", "all at once"])
def test_files_go_with_their_row_once_that_is_certain(
    what: str, django_capture_on_commit_callbacks: Committing
) -> None:
    practice = make_practice(make_city())
    photo, other = make_photo(practice), make_photo(make_practice(make_city()))
    record: Any = {"photo": photo, "practice": practice, "city": practice.city}.get(what)

    with django_capture_on_commit_callbacks() as callbacks:
        if record:
            record.delete()
        else:
            Photo.objects.filter(pk=photo.pk).delete()
        assert names(photo) < files()

    assert not Photo.objects.filter(pk=photo.pk).exists()
    for callback in callbacks:
        callback()
    assert files() == names(other)


def test_a_deletion_taken_back_keeps_the_files(django_capture_on_commit_callbacks: Committing) -> None:
    photo = make_photo(make_practice(make_city()))

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        photo.delete()
        transaction.set_rollback(True)

    assert Photo.objects.filter(key=photo.key).exists()
    assert files() == names(photo)


def test_what_is_discarded_goes(django_capture_on_commit_callbacks: Committing) -> None:
    kept = keep(take(upload()))

    with django_capture_on_commit_callbacks(execute=True):
        discard(kept)
        discard(kept)

    assert files() == set()


def test_files_that_nobody_knows_are_swept_up_when_they_are_old() -> None:
    photo, kept, lost = make_photo(make_practice(make_city())), keep(take(upload())), keep(take(upload()))
    now = timezone.now()

    assert sweep({kept.key}, now - timedelta(days=1)) == []
    assert set(sweep({kept.key}, now + timedelta(seconds=1))) == names(lost)

    assert files() == names(photo) | names(kept)


def test_a_photo_is_as_public_as_its_practice_and_its_city() -> None:
    city = make_city()
    practice = make_practice(city)
    make_photo(practice)
    assert Photo.objects.published().count() == 1

    for record, publication in ((practice, "draft"), (practice, "withdrawn"), (city, "withdrawn")):
        record.publication = publication
        record.save()
        assert not Photo.objects.published().exists()
        record.publication = "published"
        record.save()


def test_a_new_photo_renews_the_edition() -> None:
    from cities.models import Edition

    practice = make_practice(make_city())
    before = Edition.current().token

    photo = make_photo(practice)

    assert Edition.current().token != before
    before = Edition.current().token
    photo.delete()
    assert Edition.current().token != before


def test_the_module_says_what_others_may_use() -> None:
    assert all(hasattr(photographing, name) for name in photographing.__all__)


def test_files_are_for_the_application_alone(tmp_path: Any, settings: Any) -> None:
    from atlas import settings as product

    options = product.STORAGES["photos"]["OPTIONS"] | {"location": tmp_path / "photos"}
    settings.STORAGES = settings.STORAGES | {"photos": product.STORAGES["photos"] | {"OPTIONS": options}}

    assert sweep([], timezone.now()) == []
    kept = keep(take(upload()))

    folder = tmp_path / "photos"
    assert {path.name for path in folder.iterdir()} == names(kept)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert not product.PHOTOS.is_relative_to(product.STATIC_ROOT)
