"""A practice from the first page to the published record."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from cities.models import City, Source
from practices.models import Practice
from submissions import drafting, reviewing
from submissions.models import Sender, Submission
from submissions.states import Act, State
from tests.making import make_city, make_practice, make_topic, text
from tests.submissions import senders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")


@pytest.fixture
def editor() -> User:
    return User.objects.create_user("editor", is_staff=True)


def test_from_the_first_page_to_the_published_record(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")

    assert submission.state == State.WAITING
    assert not Practice.objects.exists()
    reviewing.take(submission, editor)
    reviewing.accept(submission, editor)

    practice = Practice.objects.published().get()
    assert str(practice.title) == "A city card for everybody"
    assert practice.title.data == {"en": "A city card for everybody"}
    assert practice.city.slug == "altena"
    assert practice.main_topic.slug == "housing"
    assert practice.target_groups == ["all-residents", "workers"]
    assert practice.start_year == 2019
    assert [source.url for source in practice.sources.all()] == ["https://town.example/card"]
    assert client.get(f"/en/practices/{practice.slug}/").status_code == 200
    submission.refresh_from_db()
    assert (submission.state, submission.record_kind, submission.record_id) == (
        State.PUBLISHED,
        "practice",
        practice.pk,
    )
    assert [event.act for event in submission.events.all()] == [
        *(Act.BEGIN, Act.SEND, Act.CONFIRM, Act.TAKE, Act.ACCEPT)
    ]


def test_what_tests_begin_with_is_what_the_pages_make(client: Client, settings: Settings) -> None:
    settings.EDITORS_AT_ONCE = ["desk@example.org"]

    def told(submission: Submission) -> dict[str, Any]:
        own = {"id", "token_hash", "nonce", "form_key", "begun_at", "changed_at", "sent_at", "confirmed_at"}
        row = Submission.objects.filter(pk=submission.pk).values().get()
        assert all(row[each] for each in own)
        return {
            "row": {name: value for name, value in row.items() if name not in own},
            "sender": Sender.objects.values("name", "function", "email", "phone").get(submission=submission),
            "events": list(submission.events.values_list("act", "state", "by", "editor", "note", "notes")),
            "letters": sorted(submission.letters.values_list("mail", "event__act", "tries")),
        }

    walked = senders.sent(client, "altena")
    link = senders.address(walked, f"confirm/{drafting.confirming_token(walked)}")
    assert senders.send(client, link).status_code == 302

    assert told(senders.confirmed(client, "altena")) == told(walked)


def test_nothing_typed_is_lost_between_pages(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.send(client, senders.address(submission, "what"), title="Half a", later="1")

    page = client.get(senders.address(submission, "what")).content.decode()

    assert 'value="Half a"' in page
    assert "field-bad" not in page


def test_faults_stand_beside_their_field_and_keep_what_was_typed(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    long = "x" * 360

    response = senders.send(client, senders.address(submission, "what"), title="A title", summary=long)

    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: What is it about?" in page
    assert "The text has 360 characters. Shorten it by 10 characters." in page
    assert "Choose a main topic." in page
    assert long in page
    assert 'value="A title"' in page


def test_the_same_first_page_sent_twice_begins_one_draft(client: Client) -> None:
    address = "/en/submit/practice/"
    key = senders.hidden(client.get(address))

    first, second = (
        client.post(address, {"form_key": key, "place": "Altena", "written_in": "en"}) for _ in range(2)
    )

    assert first["Location"] == second["Location"]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    "answers",
    [{}, {"form_key": "made:up:key"}, {"form_key": "", "place": "Altena"}],
)
def test_a_form_without_our_key_stores_nothing(client: Client, answers: dict[str, str]) -> None:
    response = client.post("/en/submit/practice/", {"place": "Altena", **answers})

    assert response.status_code == 403
    assert 'value="Altena"' in response.content.decode()
    assert not Submission.objects.exists()


def test_a_form_from_another_site_stores_nothing(client: Client) -> None:
    key = senders.hidden(client.get("/en/submit/practice/"))

    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}):
        response = client.post("/en/submit/practice/", {"place": "Altena", "form_key": key}, headers=headers)
        assert response.status_code == 403

    assert not Submission.objects.exists()


def test_a_place_may_be_called_by_a_part_of_its_name_and_is_then_chosen(client: Client) -> None:
    make_city("altenau", endonym="Altenau")

    response = senders.send(client, "/en/submit/practice/", place="Alten")
    page = response.content.decode()

    assert response.status_code == 422
    assert 'value="altena"' in page
    assert 'value="altenau"' in page
    chosen = {"place": "Alten", "place_slug": "altenau", "written_in": "de"}
    assert senders.send(client, "/en/submit/practice/", **chosen).status_code == 302
    submission = Submission.objects.get()
    assert (submission.city.slug, submission.language) == ("altenau", "de")


def test_a_private_page_is_kept_by_nobody_and_sets_no_cookie(client: Client) -> None:
    submission = senders.begin(client, "Altena")

    response = client.get(senders.address(submission))

    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies


@pytest.mark.parametrize("token", ["x", "A" * 32, "../..", "0"])
def test_a_guessed_token_opens_nothing(client: Client, token: str) -> None:
    assert client.get(f"/en/submissions/{token}/").status_code == 404


def test_the_database_holds_no_token(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    token = senders.address(submission).split("/")[3]

    assert len(token) == 32
    assert token not in str(Submission.objects.values())


def test_a_record_that_changed_meanwhile_is_not_overwritten(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    practice = make_practice(submission.city)
    Submission.objects.filter(pk=submission.pk).update(
        record_kind="practice", record_id=practice.pk, record_state="as it was"
    )

    with pytest.raises(reviewing.ChangedMeanwhileError):
        reviewing.accept(submission, editor)

    submission.refresh_from_db()
    assert submission.state == State.WAITING


def test_sources_of_the_register_are_used_again(client: Client, editor: User) -> None:
    known = Source.objects.create(key="s1", url="https://town.example/card", title="Known")

    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor)

    assert list(Practice.objects.get().sources.all()) == [known]


def test_a_language_that_nobody_offered_is_refused(client: Client) -> None:
    response = senders.send(client, "/en/submit/practice/", place="Altena", written_in="xx-long")

    assert response.status_code == 422
    assert not Submission.objects.exists()


def test_texts_in_both_languages_become_one_record(client: Client, editor: User) -> None:
    submission = senders.begin(client, "Altena", language="de")
    senders.fill(client, submission)
    page = senders.address(submission, "translation", "de")
    response = senders.send(client, page, other_title="In English", other_approach="Asked first.")
    assert response["Location"] == senders.address(submission, "send", "de")
    senders.send(client, senders.address(submission, "send"))
    submission.refresh_from_db()
    drafting.confirm(submission)

    reviewing.accept(submission, editor)

    practice = Practice.objects.get()
    assert practice.title.data == {"de": "A city card for everybody", "en": "In English"}
    assert practice.approach.data["en"] == "Asked first."
    assert "en" not in practice.summary.data


def test_what_is_there_already_is_shown_while_one_can_still_stop(client: Client) -> None:
    make_practice(City.objects.get(), "stadtkarte", title=text("City card for all", "Stadtkarte für alle"))
    submission = senders.begin(client, "Altena")
    senders.send(client, senders.address(submission, "what"), **senders.PRACTICE["what"])

    page = client.get(senders.address(submission, "how")).content.decode()
    asked = client.get("/en/submit/alike/?title=a+city+card&place=altena").json()

    assert 'href="/en/practices/stadtkarte/"' in page
    assert [each["url"] for each in asked["practices"]] == ["/en/practices/stadtkarte/"]
    assert client.get("/en/submit/alike/?title=Quite+another+thing").json() == {"practices": []}


def test_places_are_suggested_in_spite_of_a_slip(client: Client) -> None:
    asked = client.get("/en/submit/places/?q=altnea").json()

    assert asked == {"places": [{"slug": "altena", "name": "Altena", "area": "DE-NW"}]}


def test_paragraphs_and_lists_are_published_as_such(client: Client, editor: User) -> None:
    submission = senders.confirmed(client, "altena")
    reviewing.accept(submission, editor)

    page = client.get(f"/en/practices/{Practice.objects.get().slug}/").content.decode()

    assert (
        '<p class="prose">First we asked.</p>'
        '<ul class="prose bullets"><li>then we printed</li><li>then we gave</li></ul>'
    ) in page


@pytest.mark.parametrize(
    ("language", "shown", "example"),
    [
        ("en", "not of a person", "Example: Office for Integration, city of Potsdam"),
        ("de", "nicht den einer Person", "Beispiel: Amt für Integration der Stadt Potsdam"),
    ],
)
def test_it_is_an_office_that_is_asked_for_but_nothing_is_refused(
    client: Client, language: str, shown: str, example: str
) -> None:
    submission = senders.begin(client, "Altena")

    page = client.get(senders.address(submission, "who", language)).content.decode()
    about = client.get(senders.address(submission, "contact", language)).content.decode()
    answer = senders.send(client, senders.address(submission, "who"), contact_office="Eva Muster")

    assert shown in page
    assert example in page
    assert example in about
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("language", "question", "open_", "answer", "no_photos", "no_phone"),
    [
        (
            *("en", "What came of it?", "Not answered – optional", "Answer"),
            "None – optional",
            "No phone number",
        ),
        (
            *("de", "Was ist daraus geworden?", "Nicht beantwortet – freiwillig", "Beantworten"),
            *("Keine – freiwillig", "Keine Telefonnummer"),
        ),
    ],
)
def test_before_sending_one_sees_what_one_left_open(
    client: Client, language: str, question: str, open_: str, answer: str, no_photos: str, no_phone: str
) -> None:
    submission = senders.begin(client, "Altena")
    senders.fill(client, submission, contact={**senders.SENDER, "phone": ""})

    page = client.get(senders.address(submission, "send", language)).content.decode()

    listed = dict(re.findall(r"<dt>([^<]+)</dt>\s*<dd>\s*(.*?)</dd>", page, re.DOTALL))
    assert open_ in listed[question]
    address = senders.address(submission, "how", language)
    assert f'<a href="{address}?back=send#id_outcome">{answer}<span class="vh">' in listed[question]
    # Of fourteen optional questions four are answered: challenge, for whom, since when, and whether it runs.
    assert page.count(open_) == 10
    assert no_photos in page
    assert no_phone in page
    assert f'href="{senders.address(submission, "photos", language)}?back=send"' in page
    assert f'href="{senders.address(submission, "contact", language)}"' in page


def test_what_does_not_fit_is_not_called_unanswered(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.send(client, senders.address(submission, "who"), start_year="soon", later="1")

    page = client.get(senders.address(submission, "send")).content.decode()

    assert "Since which year?: Enter a year in four digits" in page
    assert "<dt>Since which year?</dt>" not in page
    assert "<dt>Title</dt>" not in page
    assert "<dt>Who pays?</dt>" in page


def test_a_page_with_faults_can_be_got_again(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    page = f"{senders.address(submission, 'who')}?back=send"
    typed = {"start_year": "2019", "end_year": "2018", "partners": "<b>"}

    response = client.post(page, {**senders.carried(client.get(page)), **typed})
    assert (response.status_code, response["Location"]) == (302, f"{page}&faults=1#errors")
    for _time in range(2):
        faulty = client.get(response["Location"])
        form = senders.form_on(faulty, "questions")
        assert faulty.status_code == 422
        assert "<title>Error: " in faulty.content.decode()
        assert [form[name] for name in typed] == [[value] for value in typed.values()]
        assert [error["id"] for error in faulty.context["errors"]] == ["id_end_year", "id_partners"]

    mended = client.post(f"{page}&faults=1", {**form, "end_year": "2020", "partners": "Others"})
    assert mended["Location"] == senders.address(submission, "send")
    again = client.get(response["Location"])
    assert (again.status_code, again.context["errors"]) == (200, [])


def test_what_is_too_long_to_be_kept_stays_on_the_page(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    page, much = senders.address(submission, "who"), "x" * (drafting.LONGEST + 1)

    response = client.post(page, {**senders.carried(client.get(page)), "partners": much})

    assert response.status_code == 422
    assert much in response.content.decode()


def test_nothing_is_chosen_before_somebody_chooses_it(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    page, radios = senders.address(submission, "who"), {"municipal_role", "status", "cost_class"}
    assert not radios & set(senders.form_on(client.get(page), "questions"))

    senders.send(client, page, start_year="2019")
    assert not radios & set(senders.form_on(client.get(page), "questions"))
    senders.send(client, page, municipal_role="", cost_class="small")

    chosen = senders.form_on(client.get(page), "questions")
    assert {name: chosen.get(name) for name in radios} == {
        "municipal_role": [""],
        "status": None,
        "cost_class": ["small"],
    }


def test_of_a_published_practice_its_present_answers_are_chosen(client: Client) -> None:
    practice = make_practice(
        City.objects.get(), "card", title=text("Card"), summary=text("A card."), cost_class="small"
    )
    assert (practice.municipal_role, practice.status) == ("", "unknown")
    first = senders.form_on(client.get("/en/submit/practice/card/"), "questions")
    assert client.post("/en/submit/practice/card/", first).status_code == 302

    page = senders.address(Submission.objects.get(), "who")
    chosen = senders.form_on(client.get(page), "questions")

    assert [chosen[name] for name in ("municipal_role", "status", "cost_class")] == [
        [""],
        ["unknown"],
        ["small"],
    ]
