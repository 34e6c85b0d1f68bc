"""An acceptance that is undone at the desk: what its sender, its editors and the public see then."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.test import Client

from cities.deeds import Deed
from cities.models import Binned, City
from cities.undoing import UndoError, undo
from practices.models import Photo, Practice
from submissions import drafting, purging, representing, reviewing
from submissions.kinds.practice import PracticeForm
from submissions.letters import published, taken_back
from submissions.models import Letter, Representative, Submission
from submissions.records import state_of
from submissions.states import Act, Mail, State
from tests.making import make_city, make_practice, make_source, make_topic, text
from tests.submissions import senders
from tests.submissions.test_photos import add, files
from tests.submissions.test_status import page_of, standings, words

pytestmark = pytest.mark.django_db

WHY = "It was meant for Altenau."


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")
    for name in files():
        storages["photos"].delete(name)


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", first_name="Nora")


@pytest.fixture
def accepted(client: Client, editor: User) -> Submission:
    """A new practice that was published."""
    submission = senders.confirmed(client, "altena")
    reviewing.take(submission, editor)
    reviewing.accept(submission, editor)
    return submission


def altena() -> City:
    return City.objects.get(slug="altena")


def change_of(practice: Practice, **answers: list[str]) -> Submission:
    """A change of a published practice that waits for the editors."""
    known = PracticeForm.typed_of(practice, "en")
    submission = drafting.begin(
        "practice",
        answers,
        language="en",
        form_key="change",
        city=practice.city,
        record=practice,
        known=known,
    )
    drafting.introduce(submission, **senders.SENDER)
    drafting.send(submission)
    drafting.confirm(submission)
    return submission


def take_back(editor: User, kind: str = Deed.Kind.ACCEPTED) -> None:
    """Undo what was done last of this kind."""
    deed = Deed.objects.filter(kind=kind).first()
    assert deed is not None
    undo(deed, editor=editor, reason=WHY)


def test_what_was_published_waits_again_and_its_sender_reads_why(
    client: Client, editor: User, accepted: Submission
) -> None:
    take_back(editor)

    accepted.refresh_from_db()
    assert (accepted.state, accepted.decided_at, accepted.assigned_to) == (State.WAITING, None, None)
    assert (accepted.record_kind, accepted.record_id) == ("", None)
    assert list(Submission.objects.before_editors()) == [accepted]
    event = accepted.events.get(act=Act.UNDO)
    assert (event.editor, event.note, event.state) == (editor, WHY, State.WAITING)
    assert [each.mail for each in event.letters.all()] == [Mail.TAKEN_BACK]
    assert standings(accepted)[-4:] == [
        *(("Published", "done"), ("Taken back by the editors", "done")),
        *(("Review", "ours"), ("Decision", "next")),
    ]
    page = words(page_of(client, accepted))
    assert "The editors have taken the publication back" in page
    assert WHY in page
    assert "It is published" not in page
    german = words(page_of(client, accepted, "de"))
    assert "Die Redaktion hat die Veröffentlichung zurückgenommen" in german
    assert "Von der Redaktion zurückgenommen" in german
    assert client.get(f"/en/practices/{Practice.objects.get().slug}/").status_code in {404, 410}


def test_it_can_be_accepted_once_more_as_a_new_record(editor: User, accepted: Submission) -> None:
    take_back(editor)
    accepted.refresh_from_db()
    reviewing.take(accepted, editor)
    reviewing.accept(accepted, editor)

    accepted.refresh_from_db()
    assert accepted.state == State.PUBLISHED
    assert Practice.objects.published().get().pk == accepted.record_id
    assert Practice.objects.count() == 2  # the first one lies in the recycle bin


def test_or_declined_with_a_reason(editor: User, accepted: Submission) -> None:
    take_back(editor)
    reviewing.decline(accepted, editor, "Another town's.")

    assert accepted.state == State.DECLINED
    assert accepted.decided_at is not None


def test_a_change_that_was_taken_back_is_a_change_of_the_same_record(client: Client, editor: User) -> None:
    practice = make_practice(altena(), "card", approach=text("Step by step."))
    practice.sources.add(make_source())
    before = state_of(practice)
    change = change_of(practice, title=["Other"])
    reviewing.accept(change, editor)
    assert "It is published" in page_of(client, change)

    take_back(editor)

    practice.refresh_from_db()
    assert state_of(practice) == before
    change.refresh_from_db()
    assert (change.state, change.record_id) == (State.WAITING, practice.pk)
    assert "The editors have taken the publication back" in page_of(client, change)
    reviewing.accept(change, editor)
    practice.refresh_from_db()
    assert str(practice.title) == "Other"


def test_an_undoing_that_is_undone_publishes_it_again(
    client: Client, editor: User, accepted: Submission
) -> None:
    practice = Practice.objects.get()
    take_back(editor)
    assert Binned.objects.exists()

    take_back(editor, Deed.Kind.UNDONE)

    accepted.refresh_from_db()
    assert (accepted.state, accepted.record_id) == (State.PUBLISHED, practice.pk)
    assert accepted.events.last().act == Act.ACCEPT  # type: ignore[union-attr]
    assert f'href="/en/practices/{practice.slug}/"' in page_of(client, accepted)

    take_back(editor, Deed.Kind.UNDONE)

    accepted.refresh_from_db()
    assert (accepted.state, accepted.record_id) == (State.WAITING, None)


def test_but_not_what_its_sender_has_changed_or_withdrawn_meanwhile(
    editor: User, accepted: Submission
) -> None:
    take_back(editor)
    accepted.refresh_from_db()
    drafting.save(accepted, {"title": ["Something else"]}, city=accepted.city)
    drafting.send(accepted)

    take_back(editor, Deed.Kind.UNDONE)

    accepted.refresh_from_db()
    assert accepted.state == State.WAITING


def test_whoever_speaks_for_the_place_still_does(client: Client, editor: User) -> None:
    first = senders.confirmed(client, "altena")
    representing.confirm(first, editor, Representative.How.PHONE)
    reviewing.accept(first, editor)
    Submission.objects.filter(pk=first.pk).update(by_municipality=False)

    take_back(editor)

    first.refresh_from_db()
    assert first.by_municipality


def test_what_was_forgotten_stays_decided_and_its_page_claims_nothing(
    client: Client, editor: User, accepted: Submission
) -> None:
    purging.forget([accepted])

    take_back(editor)

    accepted.refresh_from_db()
    assert accepted.state == State.PUBLISHED
    page = page_of(client, accepted)
    assert "<h1>It was published</h1>" in page
    assert "What came of it is not public any more." in page
    assert "<h1>Es war veröffentlicht</h1>" in page_of(client, accepted, "de")


def test_a_record_that_was_withdrawn_is_not_called_published(client: Client, accepted: Submission) -> None:
    Practice.objects.get().withdraw()

    assert "<h1>It was published</h1>" in page_of(client, accepted)


def test_a_mail_that_was_not_out_yet_says_nothing_that_is_no_longer_so(
    editor: User, accepted: Submission
) -> None:
    letter = Letter.objects.get(mail=Mail.PUBLISHED)
    assert published(letter) is not None
    take_back(editor)
    assert published(Letter.objects.get(pk=letter.pk)) is None
    back = Letter.objects.get(mail=Mail.TAKEN_BACK)
    assert taken_back(back) is not None
    take_back(editor, Deed.Kind.UNDONE)
    assert taken_back(Letter.objects.get(pk=back.pk)) is None


# --- Photos ---------------------------------------------------------------------------------------


def test_photos_of_a_new_record_go_back_with_the_submission(
    client: Client, editor: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    submission = senders.confirmed(client, "altena")
    add(client, submission)
    reviewing.accept(submission, editor)
    [photo] = Photo.objects.all()
    assert client.get(f"/photos/{photo.key}-480.webp").status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        take_back(editor)

    upload = submission.uploads.get()
    assert (upload.alt, upload.credit, upload.licence, upload.agreed) == (
        *("Four fields in four colours", "Kim Beispiel", "CC-BY-4.0", True),
    )
    assert upload.key != photo.key
    assert client.get(f"/photos/{photo.key}-480.webp").status_code == 404
    assert client.get(f"/photos/{upload.key}-480.webp").status_code == 404
    assert client.get(senders.address(submission, f"photos/{upload.key}-480.webp")[:-1]).status_code == 200
    reviewing.accept(submission, editor)
    assert Photo.objects.published().get().key == upload.key


def test_photos_that_came_with_a_change_leave_the_record_and_the_public(
    client: Client, editor: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    practice = make_practice(altena(), "card", approach=text("Step by step."))
    practice.sources.add(make_source())
    change = change_of(practice, title=["Other"])
    add(client, change)
    reviewing.accept(change, editor)
    [photo] = practice.photos.all()

    with django_capture_on_commit_callbacks(execute=True):
        take_back(editor)

    assert not practice.photos.exists()
    assert client.get(f"/photos/{photo.key}-480.webp").status_code == 404
    upload = change.uploads.get()
    assert {name.partition("-")[0] for name in files()} == {upload.key}  # nothing is left of the record's
    with pytest.raises(UndoError, match="It is no longer there"):
        take_back(editor, Deed.Kind.UNDONE)
    change.refresh_from_db()
    reviewing.accept(change, editor)
    assert practice.photos.get().key == upload.key


def test_a_photo_that_editors_have_changed_since_stays_in_the_way(client: Client, editor: User) -> None:
    practice = make_practice(altena(), "card", approach=text("Step by step."))
    practice.sources.add(make_source())
    change = change_of(practice, title=["Other"])
    add(client, change)
    reviewing.accept(change, editor)
    photo = practice.photos.get()
    photo.credit = "Cleo"
    photo.save()

    with pytest.raises(UndoError, match="changed again since: Credit"):
        take_back(editor)
    change.refresh_from_db()
    assert change.state == State.PUBLISHED


def test_the_page_that_undoes_it_says_what_becomes_of_photos_and_who_reads_the_reason(
    client: Client, editor: User
) -> None:
    practice = make_practice(altena(), "card", approach=text("Step by step."))
    practice.sources.add(make_source())
    change = change_of(practice, title=["Other"])
    add(client, change)
    reviewing.accept(change, editor)
    deed = Deed.objects.get(kind=Deed.Kind.ACCEPTED)
    client.force_login(editor)

    page = words(client.get(f"/admin/cities/deed/{deed.pk}/undo/").content.decode())

    assert (
        "It came with this and is removed. As long as the submission is kept, it goes back to that." in page
    )
    assert "The sender gets to read it too: what was sent waits for review again." in page
