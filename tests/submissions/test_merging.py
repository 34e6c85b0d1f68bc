"""A submission that tells of what the register has already is merged into that, answer by answer."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from cities.models import City, translated
from cities.publishing import Publication
from cities.versions import go_back
from networks.models import Membership, Resolution
from practices.models import Practice
from practices.photographing import take
from submissions import drafting, finding, illustrating, merging, representing, reviewing
from submissions.attributing import is_from_municipality
from submissions.kinds.fields import Sources
from submissions.models import Representative, Submission
from submissions.states import State
from tests.making import (
    make_city,
    make_membership,
    make_network,
    make_practice,
    make_resolution,
    make_source,
    make_topic,
    text,
)
from tests.photos import make_photo, upload
from tests.submissions import senders
from tests.submissions.test_city import SOURCE, WHERE

pytestmark = pytest.mark.django_db


@pytest.fixture
def altena() -> City:
    make_topic("housing")
    return make_city("altena", endonym="Altena", region="DE-NW")


@pytest.fixture
def practice(altena: City) -> Practice:
    practice = make_practice(
        altena,
        "card",
        title=text("A city card", "Stadtkarte"),
        summary=text("A card.", "Eine Karte."),
        start_year=2017,
    )
    practice.sources.add(make_source(url="https://altena.example/card", title="Card"))
    return practice


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", password="only for tests")


@pytest.fixture
def desk(editor: User) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(editor)
    return client


def page_of(submission: Submission) -> str:
    return f"/admin/submissions/submission/{submission.pk}/change/"


def press(desk: Client, submission: Submission, **changes: Any) -> HttpResponse:
    """Send the review as the browser has it, with these changes."""
    page = desk.get(page_of(submission))
    return desk.post(page_of(submission), {**senders.form_on(page, "review-columns"), **changes})


def merge(desk: Client, submission: Submission, record: Any) -> None:
    assert press(desk, submission, duplicate_of=record.pk)["Location"] == page_of(submission)
    submission.refresh_from_db()
    assert submission.duplicate_of == record.pk


def urls(record: Any) -> list[str]:
    return sorted(record.sources.values_list("url", flat=True))


def test_what_the_register_lacks_is_filled_and_what_it_has_is_kept(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    page = desk.get(page_of(submission)).content.decode()
    assert f'name="duplicate_of" value="{practice.pk}"' in page

    merge(desk, submission, practice)
    page = desk.get(page_of(submission)).content.decode()
    practice.refresh_from_db()
    assert practice.start_year == 2017, "nothing is changed yet"
    assert "It is being merged into “A city card”." in page
    assert "A city card<ins> for everybody</ins>" in page
    press(desk, submission, act="accept")

    changed = Practice.objects.published().get()
    assert changed == practice
    assert translated(changed.title) == {"en": "A city card", "de": "Stadtkarte"}
    assert translated(changed.summary) == {"en": "A card.", "de": "Eine Karte."}
    assert translated(changed.challenge) == {"en": "Doors were shut."}
    assert (changed.start_year, changed.status) == (2017, "running")
    assert changed.target_groups == ["all-residents", "workers"]
    assert urls(changed) == ["https://altena.example/card", "https://town.example/card"]
    assert changed.history.first().history_change_reason == f"merged from submission {submission.pk}"


def test_an_editor_chooses_answer_by_answer(client: Client, desk: Client, practice: Practice) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)

    response = press(
        desk,
        submission,
        act="accept",
        choice_title="sent",
        choice_summary="own",
        summary="A card for all, since 2017.",
        choice_challenge="held",
        choice_sources="sent",
    )

    assert response.status_code == 302
    practice.refresh_from_db()
    assert translated(practice.title)["en"] == "A city card for everybody"
    assert translated(practice.summary) == {"en": "A card for all, since 2017.", "de": "Eine Karte."}
    assert translated(practice.challenge) == {}
    assert urls(practice) == ["https://town.example/card"]


def test_what_is_typed_beside_another_choice_is_asked_about_and_not_lost(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)

    response = press(desk, submission, act="accept", choice_title="sent", title="My own title")

    assert response.status_code == 422
    assert "but chosen something else: Title." in response.content.decode()
    practice.refresh_from_db()
    assert translated(practice.title)["en"] == "A city card"
    desk.post(page_of(submission), {**senders.form_on(response, "review-columns"), "act": "accept"})
    practice.refresh_from_db()
    assert translated(practice.title)["en"] == "My own title"


def test_edits_from_before_stay_with_the_merge_and_after_it(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")

    press(desk, submission, duplicate_of=practice.pk, summary="Edited.", note="Thank you", note_title="Hm")
    kept = senders.form_on(desk.get(page_of(submission)), "review-columns")
    assert (kept["summary"], kept["choice_summary"]) == (["Edited."], ["own"])
    assert (kept["note"], kept["note_title"]) == (["Thank you"], ["Hm"])
    assert kept["choice_title"] == ["held"]
    press(desk, submission, act="apart")

    submission.refresh_from_db()
    assert (submission.duplicate_of, submission.base, submission.record_state) == (None, None, "")
    kept = senders.form_on(desk.get(page_of(submission)), "review-columns")
    assert (kept["summary"], kept["title"]) == (["Edited."], ["A city card for everybody"])
    assert kept["place"] == ["altena"]
    press(desk, submission, act="accept")
    assert Practice.objects.published().count() == 2


@pytest.mark.parametrize(
    ("language", "said", "button"),
    [
        ("en", "The register had it already, as “A city card”.", "See what is published"),
        ("de", "Das Register hatte es schon, als „Stadtkarte“.", "Veröffentlichte Seite ansehen"),
    ],
)
def test_the_sender_hears_where_it_went(
    client: Client,
    desk: Client,
    practice: Practice,
    django_capture_on_commit_callbacks: Any,
    language: str,
    said: str,
    button: str,
) -> None:
    submission = senders.confirmed(client, "altena")
    Submission.objects.filter(pk=submission.pk).update(language=language)
    sent = submission.payload
    merge(desk, submission, practice)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        press(desk, submission, act="accept", note="Merci")

    letter = mail.outbox[-1]
    assert letter.to == ['"Eva Muster" <eva.muster@town.example>']
    assert said in letter.body
    assert f"/{language}/practices/card/" in letter.body
    assert "> Merci" in letter.body
    submission.refresh_from_db()
    assert (submission.state, submission.payload) == (State.PUBLISHED, sent)
    assert (submission.record_kind, submission.record_id) == ("practice", practice.pk)
    page = client.get(senders.address(submission, language=language)).content.decode()
    assert said in page
    assert f'href="/{language}/practices/card/">{button}' in page


def test_what_was_not_there_before_is_not_said_to_have_been(
    client: Client, desk: Client, altena: City, django_capture_on_commit_callbacks: Any
) -> None:
    submission = senders.confirmed(client, "altena")

    with django_capture_on_commit_callbacks(execute=True):
        press(desk, submission, act="accept")

    letter = mail.outbox[-1]
    assert letter.subject == "Published: A city card for everybody"
    for said in (str(letter.body), client.get(senders.address(submission)).content.decode()):
        assert "had it already" not in said


def test_the_sender_sees_nothing_of_it_before(client: Client, desk: Client, practice: Practice) -> None:
    submission = senders.confirmed(client, "altena")
    before = client.get(senders.address(submission)).content.decode()

    merge(desk, submission, practice)

    page = client.get(senders.address(submission)).content.decode()
    assert "A city card for everybody" in page
    assert page.count("Altena") == before.count("Altena")
    assert "/en/practices/card/" not in page
    preview = client.get(senders.address(submission, "preview")).content.decode()
    assert "2017" not in preview


def test_what_the_sender_changes_later_is_taken_up_by_the_same_rules(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)
    press(desk, submission, act="save", choice_summary="own", summary="By hand.")
    submission.refresh_from_db()

    changed = {"title": ["Another"], "lessons": ["Begin early."], "sources_url": ["https://new.example/"]}
    drafting.save(submission, {**changed, "sources_title": [""]}, city=submission.city)
    drafting.send(submission)
    press(desk, submission, act="accept")

    practice.refresh_from_db()
    assert translated(practice.title)["en"] == "A city card"
    assert translated(practice.summary)["en"] == "By hand."
    assert translated(practice.lessons)["en"] == "Begin early."
    assert urls(practice) == ["https://altena.example/card", "https://new.example/"]


@pytest.mark.parametrize("key", ["find", "enter"])
def test_any_record_can_be_looked_for_and_nothing_typed_is_lost(
    client: Client, desk: Client, practice: Practice, key: str
) -> None:
    far = make_city("zuerich", endonym="Zürich", country="CH")
    other, hidden = make_practice(far, "far", title=text("Quite another")), make_practice(far, "hidden")
    hidden.withdraw()
    submission = senders.confirmed(client, "altena")
    before = senders.confirmed(client, "altena", what={**senders.PRACTICE["what"], "title": "Quite alike"})
    assert f'name="duplicate_of" value="{other.pk}"' not in desk.get(page_of(submission)).content.decode()

    response = press(desk, submission, act=key, find="zuerich", title="Typed", note="Typed too")
    page = response.content.decode()
    assert response.status_code == 200
    assert f'name="duplicate_of" value="{other.pk}"' in page
    assert f'value="{hidden.pk}"' not in page
    assert f'">{other}</a>, Zürich' in page
    form = senders.form_on(response, "review-columns")
    assert (form["title"], form["note"], form["find"]) == (["Typed"], ["Typed too"], ["zuerich"])
    found = press(desk, submission, act="find", find="quite alike").content.decode()
    assert f'{page_of(before)}">Quite alike</a>, Practice, Waiting for review' in found
    assert (
        "Nothing has all these words." in press(desk, submission, act="find", find="xq\0z").content.decode()
    )

    assert desk.post(page_of(submission), {**form, "duplicate_of": other.pk}).status_code == 302
    submission.refresh_from_db()
    assert submission.duplicate_of == other.pk
    assert desk.get(page_of(submission)).context["typed"]["title"] == ["Typed"]
    assert 'name="find"' not in desk.get(page_of(submission)).content.decode()


def test_records_of_every_kind_are_found_by_where_they_are(client: Client, altena: City) -> None:
    make_city("bonn", endonym="Bonn")
    network = make_network("harbours", name=text("Safe Harbours", "Sichere Häfen"))
    membership, resolution = make_membership(altena, network), make_resolution(altena)

    assert finding.records("city", "Altenna") == [altena]
    assert finding.records("membership", "altena haefen") == [membership]
    assert finding.records("resolution", "Altena") == [resolution]
    assert finding.records("resolution", "Bonn") == finding.records("membership", " ") == []


def test_without_a_word_the_enter_key_keeps_what_was_typed(
    client: Client, desk: Client, altena: City
) -> None:
    submission = senders.confirmed(client, "altena")

    assert press(desk, submission, act="enter", title="Typed").status_code == 302

    assert desk.get(page_of(submission)).context["typed"]["title"] == ["Typed"]


def test_a_second_submission_goes_into_what_the_first_has_become(
    client: Client, desk: Client, altena: City
) -> None:
    first, second = (senders.confirmed(client, "altena") for _number in range(2))
    assert 'name="duplicate_of"' not in desk.get(page_of(second)).content.decode()
    press(desk, first, act="accept")
    record = Practice.objects.get()

    merge(desk, second, record)
    press(desk, second, act="accept")

    assert Practice.objects.get() == record
    second.refresh_from_db()
    assert (second.state, second.record_id) == (State.PUBLISHED, record.pk)
    assert urls(record) == ["https://town.example/card"]


def test_a_record_that_changed_meanwhile_is_looked_at_once_more_and_keeps_its_change(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)
    practice.summary = text("A blue card.", "Eine blaue Karte.")
    practice.save()
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    practice.title = text("The card of Altena", "Stadtkarte")
    practice.lessons = text("Begin early.")  # of which nothing was sent
    practice.save()

    response = desk.post(page_of(submission), {**form, "choice_challenge": "held", "act": "accept"})

    assert response.status_code == 422
    assert "has changed since" in response.content.decode()
    form = senders.form_on(response, "review-columns")
    assert (form["choice_title"], form["choice_challenge"]) == (["held"], ["held"])
    assert desk.post(page_of(submission), {**form, "act": "accept"}).status_code == 302
    practice.refresh_from_db()
    assert translated(practice.title)["en"] == "The card of Altena"
    assert translated(practice.summary)["en"] == "A blue card."
    assert translated(practice.lessons)["en"] == "Begin early."


@pytest.mark.parametrize("how", ["withdrawn", "its city withdrawn", "deleted"])
def test_a_record_that_is_gone_takes_nothing(
    client: Client, desk: Client, practice: Practice, how: str
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    if how == "deleted":
        practice.delete()
    else:
        record = practice if how == "withdrawn" else practice.city
        record.withdraw()

    for given in (form, senders.form_on(desk.get(page_of(submission)), "review-columns")):
        response = desk.post(page_of(submission), {**given, "title": "Typed", "act": "accept"})
        assert response.status_code == 422
        assert "is not public any more" in response.content.decode()
        assert senders.form_on(response, "review-columns")["title"] == ["Typed"]
    assert not Practice.objects.published().exists()
    submission.refresh_from_db()
    assert submission.state == State.WAITING
    with pytest.raises(reviewing.GoneError):
        reviewing.accept(submission, User.objects.get())
    press(desk, submission, act="apart")
    submission.refresh_from_db()
    assert submission.duplicate_of is None


def test_what_was_only_of_a_record_that_is_gone_does_not_stay(
    client: Client, desk: Client, practice: Practice
) -> None:
    for go in (practice.withdraw, practice.delete):
        submission = senders.confirmed(client, "altena")
        practice.publication = Publication.PUBLISHED
        practice.save()
        press(desk, submission, duplicate_of=practice.pk, summary="Edited.")
        go()

        press(desk, submission, act="apart")

        kept = senders.form_on(desk.get(page_of(submission)), "review-columns")
        assert (kept["title"], kept["start_year"]) == (["A city card for everybody"], ["2019"])
        assert (kept["summary"], kept["place"]) == (["Edited."], ["altena"])


@pytest.mark.parametrize(
    ("how", "said"),
    [("accepted", "It went into this record:"), ("declined", "It was to go into this record:")],
)
def test_afterwards_the_review_says_whether_it_went_there(
    client: Client, desk: Client, editor: User, practice: Practice, how: str, said: str
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)
    assert "It goes into this record:" in desk.get(page_of(submission)).content.decode()
    if how == "accepted":
        press(desk, submission, act="accept", choice_challenge="sent")
    else:
        reviewing.decline(submission, editor, "It is there already.")

    page = desk.get(page_of(submission)).content.decode()

    line = next(each for each in page.split("<p>") if "into this record:" in each)
    assert line.startswith(said)


def test_when_one_of_two_is_declined_or_withdrawn_the_other_goes_its_way(
    client: Client, desk: Client, editor: User, practice: Practice
) -> None:
    first, second, third = (senders.confirmed(client, "altena") for _number in range(3))
    for each in (first, second, third):
        merge(desk, each, practice)
    reviewing.decline(first, editor, "Twice.")
    drafting.withdraw(second)

    assert press(desk, third, act="accept").status_code == 302

    assert urls(practice) == ["https://altena.example/card", "https://town.example/card"]
    for each in (first, second):
        each.refresh_from_db()
        assert each.record_kind == ""
        assert "as “A city card”" not in client.get(senders.address(each)).content.decode()


def test_each_sender_hears_of_it_once(
    client: Client, desk: Client, practice: Practice, django_capture_on_commit_callbacks: Any
) -> None:
    submissions = [senders.confirmed(client, "altena") for _number in range(2)]

    with django_capture_on_commit_callbacks(execute=True):
        for submission in submissions:
            merge(desk, submission, practice)
            form = senders.form_on(desk.get(page_of(submission)), "review-columns")
            for _click in range(2):
                desk.post(page_of(submission), {**form, "act": "accept"}, follow=True)

    published = [message for message in mail.outbox if message.subject.startswith("Published:")]
    assert len(published) == len({message.extra_headers["Message-ID"] for message in published}) == 2


@pytest.mark.parametrize("number", ["0", "x", "-1", "99999999999999"])
def test_there_must_be_such_a_record(client: Client, desk: Client, practice: Practice, number: str) -> None:
    submission = senders.confirmed(client, "altena")

    response = press(desk, submission, duplicate_of=number, note="Typed")

    assert response.status_code == 422
    assert "There is no such record that is public." in response.content.decode()
    assert senders.form_on(response, "review-columns")["note"] == ["Typed"]
    submission.refresh_from_db()
    assert submission.duplicate_of is None


def test_who_has_not_seen_that_it_is_being_merged_decides_nothing(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    alone = senders.form_on(desk.get(page_of(submission)), "review-columns")
    merge(desk, submission, practice)
    merging_it = senders.form_on(desk.get(page_of(submission)), "review-columns")

    assert desk.post(page_of(submission), {**alone, "act": "accept"}).status_code == 422
    press(desk, submission, act="apart")
    assert desk.post(page_of(submission), {**merging_it, "act": "accept"}).status_code == 422

    assert Practice.objects.get() == practice
    practice.refresh_from_db()
    assert translated(practice.title)["en"] == "A city card"


def test_nor_does_what_they_keep_undo_the_choice_of_another(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    alone = senders.form_on(desk.get(page_of(submission)), "review-columns")
    merge(desk, submission, practice)
    merging_it = senders.form_on(desk.get(page_of(submission)), "review-columns")

    response = desk.post(page_of(submission), {**alone, "summary": "Typed", "act": "save"})

    assert response.status_code == 422
    form = senders.form_on(response, "review-columns")
    assert (form["choice_title"], form["summary"]) == (["held"], ["Typed"])
    press(desk, submission, act="apart")
    response = desk.post(page_of(submission), {**merging_it, "act": "save"})
    assert senders.form_on(response, "review-columns")["title"] == ["A city card for everybody"]
    assert desk.get(page_of(submission)).context["typed"]["title"] == ["A city card for everybody"]


def test_whoever_merges_what_another_has_merged_loses_nothing(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    alone = senders.form_on(desk.get(page_of(submission)), "review-columns")
    merge(desk, submission, practice)

    typed = {"summary": "Typed", "note": "Typed too", "duplicate_of": practice.pk}
    response = desk.post(page_of(submission), {**alone, **typed})

    assert response.status_code == 422
    form = senders.form_on(response, "review-columns")
    assert (form["summary"], form["note"]) == (["Typed"], ["Typed too"])


def test_merged_into_another_one_nothing_of_the_first_comes_along(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    other = make_practice(practice.city, "other", title=text("Another"), start_year=1999)
    press(desk, submission, duplicate_of=practice.pk, challenge="By hand.")

    press(desk, submission, duplicate_of=other.pk)

    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    assert (form["title"], form["start_year"]) == (["Another"], ["1999"])
    assert form["challenge"] == ["By hand."]
    assert form["sources_url"][:2] == ["https://town.example/card", ""]


def test_what_changes_a_record_is_merged_into_no_other(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    Submission.objects.filter(pk=submission.pk).update(record_kind="practice", record_id=practice.pk)
    other = make_practice(practice.city, "other")

    with pytest.raises(reviewing.NotAllowedError):
        merging.begin(submission, other.pk, submission.payload)


def test_a_sender_who_changed_it_meanwhile_is_read_first(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    drafting.save(submission, {"title": ["Changed"]}, city=submission.city)
    drafting.send(submission)

    response = desk.post(page_of(submission), {**form, "duplicate_of": practice.pk})

    assert response.status_code == 422
    submission.refresh_from_db()
    assert submission.duplicate_of is None


@pytest.mark.parametrize("group", ["", "Read-only", "Network coordinator"])
def test_only_those_who_decide_may_merge(
    client: Client, desk: Client, practice: Practice, group: str
) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    other = User.objects.create_user("other", is_staff=True)
    other.groups.set(Group.objects.filter(name=group))
    desk.force_login(other)

    for act in ({"duplicate_of": practice.pk}, {"act": "apart"}, {"act": "accept"}):
        assert desk.post(page_of(submission), {**form, **act}).status_code == 403
    submission.refresh_from_db()
    assert (submission.duplicate_of, submission.state) == (None, State.WAITING)


def test_who_only_looks_decides_nothing(client: Client, desk: Client, practice: Practice) -> None:
    submission = senders.confirmed(client, "altena")
    form = senders.form_on(desk.get(page_of(submission)), "review-columns")
    other = User.objects.create_user("other", is_staff=True)
    other.user_permissions.add(Permission.objects.get(codename="view_submission"))
    desk.force_login(other)

    page = desk.get(page_of(submission)).content.decode()
    assert "Doors were shut." in page
    assert 'name="act"' not in page
    assert 'name="find"' not in page
    for act in ({"duplicate_of": practice.pk}, {"act": "find", "find": "card"}, {"act": "accept"}):
        assert desk.post(page_of(submission), {**form, **act}).status_code == 403
    submission.refresh_from_db()
    assert (submission.duplicate_of, submission.state) == (None, State.WAITING)


def test_a_reviewer_merges(client: Client, practice: Practice) -> None:
    submission = senders.confirmed(client, "altena")
    desk, reviewer = Client(), User.objects.create_user("reviewer", is_staff=True)
    reviewer.groups.add(Group.objects.get(name="Reviewer"))
    desk.force_login(reviewer)

    merge(desk, submission, practice)

    assert press(desk, submission, act="accept").status_code == 302
    assert urls(practice) == ["https://altena.example/card", "https://town.example/card"]


def test_the_version_before_can_be_restored(client: Client, desk: Client, practice: Practice) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)
    press(desk, submission, act="accept", choice_title="sent", choice_start_year="sent")
    practice.refresh_from_db()
    assert practice.start_year == 2019

    before = practice.history.filter(start_year=2017).first()
    go_back(practice, before, ["title", "start_year"], "not the same")

    practice.refresh_from_db()
    assert (str(practice.title), practice.start_year) == ("A city card", 2017)


def test_the_preview_shows_the_record_with_what_is_added(
    client: Client, desk: Client, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)

    page = desk.get(f"/admin/submissions/submission/{submission.pk}/preview/en/").content.decode()

    assert "A city card</h1>" in page
    assert "Doors were shut." in page
    practice.refresh_from_db()
    assert translated(practice.challenge) == {}


def test_photos_are_added_as_far_as_there_is_room(client: Client, desk: Client, practice: Practice) -> None:
    submission = senders.confirmed(client, "altena")
    said = {"alt": "A card", "credit": "Kim", "licence": "CC-BY-4.0", "agreed": True}
    illustrating.add(submission, take(upload()), said, key="a photo")
    for _number in range(5):
        last = make_photo(practice)
    merge(desk, submission, practice)

    response = press(desk, submission, act="accept")
    assert response.status_code == 422
    assert "A practice has at most 5 photos." in response.content.decode()
    last.delete()
    press(desk, submission, act="accept")

    assert [str(photo.alt) for photo in practice.photos.all()][-1] == "A card"
    assert practice.photos.count() == 5


def test_the_page_asks_the_database_as_little_as_any_review(
    client: Client, desk: Client, practice: Practice, django_assert_max_num_queries: Any
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)
    desk.get(page_of(submission))

    with django_assert_max_num_queries(46):
        desk.get(page_of(submission))


def test_a_source_of_both_is_named_once_as_the_register_has_it() -> None:
    held = [("https://a.example", "A"), ("", "No address")]
    sent = [("a.example", "Sent"), ("https://b.example", ""), ("", "")]

    assert Sources.of_both(held, sent) == [*held, ("https://b.example", "")]


# --- From the municipality -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "mark"),
    [(True, True, True), (True, False, True), (False, True, False), (False, False, False)],
)
def test_what_says_the_same_is_from_the_municipality_only_if_it_was_before(
    client: Client, desk: Client, altena: City, *, first: bool, second: bool, mark: bool
) -> None:
    one, other = (senders.confirmed(client, "altena") for _number in range(2))
    Submission.objects.filter(pk=one.pk).update(by_municipality=first)
    Submission.objects.filter(pk=other.pk).update(by_municipality=second)
    press(desk, one, act="accept")
    practice = Practice.objects.get()

    merge(desk, other, practice)
    press(desk, other, act="accept")

    assert is_from_municipality(practice) is mark
    page = client.get(f"/en/practices/{practice.slug}/").content.decode()
    assert ("Submitted by the municipality." in page) is mark


def test_who_is_confirmed_afterwards_speaks_for_their_later_ones_only(
    client: Client, desk: Client, editor: User, practice: Practice
) -> None:
    submission = senders.confirmed(client, "altena")
    merge(desk, submission, practice)
    press(desk, submission, act="accept")

    representing.confirm(submission, editor, Representative.How.PHONE)

    assert not is_from_municipality(practice)
    later = senders.confirmed(client, "altena")
    assert later.by_municipality


# --- Other kinds -----------------------------------------------------------------------------------


def test_a_new_place_that_is_there_already(client: Client, desk: Client) -> None:
    city = make_city("altena", endonym="Altena", region="DE-NW", website="https://altena.example/")
    city.portrait_sources.add(make_source(url="https://altena.example/"))
    submission = senders.told(
        client,
        "city",
        {"place": "Altenna", "place_slug": "new", "written_in": "en"},
        ("new-place", WHERE),
        ("about", {"portrait": "New.", "website": "https://other.example/"}),
        ("sources", SOURCE),
    )

    merge(desk, submission, city)
    press(desk, submission, act="accept")

    assert City.objects.get() == city
    city.refresh_from_db()
    assert (translated(city.portrait), city.website) == ({"en": "New."}, "https://altena.example/")
    assert [name.name for name in city.further_names.all()] == ["Altenna"]
    assert sorted(city.portrait_sources.values_list("url", flat=True)) == [
        "https://altena.example/",
        "https://town.example/about",
    ]


def test_a_new_place_can_be_published_as_it_is(client: Client, desk: Client) -> None:
    make_city("altena", endonym="Altena")
    submission = senders.told(
        client,
        "city",
        {"place": "Altenna", "place_slug": "new", "written_in": "en"},
        ("new-place", {**WHERE, "region": ""}),
        ("about", {"portrait": "New."}),
        ("sources", SOURCE),
    )

    assert press(desk, submission, act="accept").status_code == 302

    assert sorted(City.objects.published().values_list("slug", flat=True)) == ["altena", "altenna"]


def test_a_place_of_the_register_is_not_written_over_unseen(client: Client, desk: Client) -> None:
    city = make_city("altena", endonym="Altena", portrait=text("Old."))
    submission = senders.told(
        client,
        "city",
        {"place": "Altenna", "place_slug": "new", "written_in": "en"},
        ("new-place", {**WHERE, "region": ""}),
        ("about", {"portrait": "New."}),
        ("sources", SOURCE),
    )

    response = press(desk, submission, act="accept", place_slug="altena")

    assert response.status_code == 422
    assert "The register has this already: Altena. Merge it into that." in response.content.decode()
    city.refresh_from_db()
    assert translated(city.portrait)["en"] == "Old."


def test_which_of_two_places_of_one_name_is_meant_stays_chosen(client: Client, desk: Client) -> None:
    make_topic("housing")
    make_city("neustadt-north", endonym="Neustadt")
    make_city("neustadt-south", endonym="Neustadt")
    submission = senders.told(
        client,
        "practice",
        {"place": "Neustadt", "place_slug": "neustadt-south", "written_in": "en"},
        *senders.PRACTICE.items(),
    )

    assert press(desk, submission, act="accept").status_code == 302

    assert Practice.objects.get().city.slug == "neustadt-south"


def test_a_membership_that_came_into_the_register_meanwhile(
    client: Client, desk: Client, altena: City
) -> None:
    network = make_network("harbours")
    submission = senders.told(
        client,
        "membership",
        {"place": "Altena", "network": "harbours"},
        ("when", {"status": "member", "joined": "2020-05", "role": "member"}),
        ("sources", {"sources_url": "https://town.example/joined", "sources_title": "Joined"}),
    )
    record = make_membership(altena, network, status=Membership.Status.LISTED)
    record.sources.add(make_source(url="https://harbours.example/members"))

    merge(desk, submission, record)
    response = press(desk, submission, act="accept")

    assert response.status_code == 302
    record.refresh_from_db()
    assert Membership.objects.get() == record
    assert (record.status, str(record.joined), record.role) == ("member", "2020-05", "member")
    assert urls(record) == ["https://harbours.example/members", "https://town.example/joined"]


def test_a_resolution_that_is_there_already(client: Client, desk: Client, altena: City) -> None:
    record = make_resolution(altena, date="2019-12", title=text("Safe harbour", "Sicherer Hafen"))
    submission = senders.told(
        client,
        "resolution",
        {"place": "Altena", "written_in": "en"},
        (
            "what",
            {
                "title": "The city declares itself a safe harbour",
                "body": "city council",
                "date": "2019-12-18",
                "outcome": "adopted",
                "votes_for": "31",
            },
        ),
        ("further", {"sources_url": "https://town.example/minutes", "sources_title": ""}),
    )

    merge(desk, submission, record)
    press(desk, submission, act="accept", choice_date="sent")

    assert Resolution.objects.get() == record
    record.refresh_from_db()
    assert (str(record.title), str(record.date), record.votes_for) == ("Safe harbour", "2019-12-18", 31)
    assert urls(record) == ["https://town.example/minutes"]
    assert record.publication == Publication.PUBLISHED
