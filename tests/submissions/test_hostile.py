"""What programs and people with bad intentions send: refused in words, stored neither twice nor unescaped."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from cities.models import City
from practices.models import Practice
from submissions import drafting, keys, limiting, reviewing
from submissions.models import Count, Event, Sender, Submission
from tests.making import make_city, make_practice, make_topic, text
from tests.submissions import senders

pytestmark = pytest.mark.django_db

SCRIPT = '"><script>alert(1)</script>'
SLY = "javascript:alert(1) onmouseover=alert(1) ' \" {{ 7*7 }} {% load x %} &amp; \u202etxt.exe"


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena", region="DE-NW")
    make_topic("housing")


TEXT_FIELDS = [
    ("what", "title"),
    ("what", "summary"),
    *(("how", name) for name in ("challenge", "approach", "outcome", "limits", "lessons")),
    *(("who", name) for name in ("partners", "funding", "contact_office")),
]


@pytest.mark.parametrize(("page", "name"), TEXT_FIELDS)
def test_markup_is_refused_and_comes_back_escaped(client: Client, page: str, name: str) -> None:
    submission = senders.begin(client, "Altena")

    answers = {**senders.PRACTICE[page], name: SCRIPT}
    response = senders.send(client, senders.address(submission, page), **answers)

    text = response.content.decode()
    assert response.status_code == 422
    assert "Please write plain text, without HTML." in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("text", [SCRIPT, SLY])
def test_nothing_typed_anywhere_becomes_markup(client: Client, text: str) -> None:
    """Also half-typed drafts, choices nobody offered and what stands on the page before sending."""
    submission = senders.begin(client, "Altena")
    names = {page.name: page.fields for page in senders.pages("practice")}
    for page, fields in names.items():
        answers = dict.fromkeys(fields, text) | {
            "sources_url": [text],
            "sources_title": [text],
            "later": "1",
        }
        assert senders.send(client, senders.address(submission, page), **answers).status_code == 302
    senders.send(
        client, senders.address(submission, "contact"), **dict.fromkeys(senders.SENDER, text), later="1"
    )

    for page in (*names, "contact", "send", ""):
        body = client.get(senders.address(submission, page)).content.decode()
        assert "<script>alert" not in body
        assert "onmouseover=alert(1) '" not in body
        # Whatever comes back of the text comes back as it was typed, not worked out.
        assert "txt.exe" not in body or "{{ 7*7 }} {% load x %}" in body


def test_sly_plain_text_is_published_as_text(client: Client) -> None:
    submission = senders.confirmed(client, "altena", how={"approach": SLY})
    reviewing.accept(submission, User.objects.create_user("editor", is_staff=True))

    practice = Practice.objects.get()
    body = client.get(f"/en/practices/{practice.slug}/").content.decode()

    assert "&#x27; &quot; {{ 7*7 }}" in body
    assert "\u202e" not in body


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "eva@town.example\nBcc: all@town.example"),
        ("email", "eva@town.example, all@town.example"),
        ("email", "eva@@town.example"),
        ("email", "eva\0@town.example"),
        ("email", f"{'e' * 300}@town.example"),
        ("name", ""),
        ("name", "x" * 121),
    ],
)
def test_senders_that_cannot_be_written_to_are_refused(client: Client, name: str, value: str) -> None:
    submission = senders.begin(client, "Altena")

    response = senders.send(client, senders.address(submission, "contact"), **{**senders.SENDER, name: value})

    assert response.status_code == 422
    assert not Sender.objects.exists()


def test_line_ends_in_a_name_become_blanks(client: Client) -> None:
    contact = {**senders.SENDER, "name": "Eva\r\nBcc: all@town.example"}

    submission = senders.sent(client, "altena", contact=contact)

    assert submission.sender.name == "Eva Bcc: all@town.example"
    assert all(message.to == [senders.SENDER["email"]] and not message.bcc for message in mail.outbox)


def test_zero_bytes_do_not_reach_the_database(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    answers = {"title": "A\0B", "main_topic": "hou\0sing", "later": "1"}
    assert senders.send(client, senders.address(submission, "what"), **answers).status_code == 302
    contact = {"name": "E\0va", "email": "e\0@x", "later": "1"}
    assert senders.send(client, senders.address(submission, "contact"), **contact).status_code == 302

    submission.refresh_from_db()
    assert "\0" not in str(submission.draft)
    assert submission.draft["title"] == ["AB"]
    assert submission.sender.name == "Eva"


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        ("place", {"place": "Al\0tena", "place_slug": "alt\0ena"}),
        ("what", {**senders.PRACTICE["what"], "title": "", "main_topic": "hou\0sing"}),
        ("what", {"title_\0": "x", "later": "1"}),
        ("photos", {"remove": "\0"}),
        ("photos", {"up": "\0", "down": "\0"}),
    ],
)
def test_zero_bytes_break_no_page(client: Client, page: str, answers: dict[str, str]) -> None:
    """What is looked up before it is checked, and names that nobody gave."""
    submission = senders.begin(client, "Altena")

    response = senders.send(client, senders.address(submission, page), **answers)

    assert response.status_code in {302, 422}
    submission.refresh_from_db()
    assert "\\x00" not in str(submission.draft)


def test_zero_bytes_break_no_first_page(client: Client) -> None:
    response = senders.send(client, "/en/submit/practice/", place="Altena", place_slug="\0", written_in="en")

    assert response.status_code == 302


def test_a_megabyte_of_text_is_answered_and_not_kept_whole(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    address = senders.address(submission, "how")

    response = senders.send(client, address, approach="x" * 1_000_000)

    submission.refresh_from_db()
    assert response.status_code == 422
    assert "The text has 1000000 characters. Shorten it by 997000 characters." in response.content.decode()
    assert len(submission.draft["approach"][0]) == drafting.LONGEST


@pytest.mark.parametrize(
    "answers", [{"approach": "x" * 3_000_000}, {f"n{number}": "" for number in range(1500)}]
)
def test_more_than_a_form_can_hold_is_refused_in_words(client: Client, answers: dict[str, str]) -> None:
    submission = senders.begin(client, "Altena")

    response = client.post(senders.address(submission, "how"), answers)

    assert response.status_code == 413
    assert "Too much at once" in response.content.decode()


def test_a_broken_body_is_no_fault_of_ours(client: Client) -> None:
    response = client.post(
        "/en/submit/practice/", b"--x\r\nnonsense", content_type="multipart/form-data; boundary=x"
    )

    assert response.status_code == 403
    response = client.post(
        "/en/submit/practice/", b"\xff\xfe%%%", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 403
    response = client.post("/en/submit/practice/", b"x", content_type="multipart/form-data")
    assert response.status_code == 400


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    assert getattr(client, method)("/en/submit/practice/").status_code == 405


def test_a_key_of_one_form_opens_no_other(client: Client) -> None:
    first, second = (senders.begin(client, "Altena") for _ in range(2))
    key = senders.hidden(client.get(senders.address(first, "what")))

    response = client.post(senders.address(second, "what"), {"form_key": key, "title": "Mine now"})

    assert response.status_code == 403
    second.refresh_from_db()
    assert "title" not in second.draft


def test_the_hidden_field_must_stay_empty(client: Client) -> None:
    response = senders.send(
        client, "/en/submit/practice/", place="Altena", written_in="en", url="https://spam.example"
    )

    assert response.status_code == 403
    assert 'value="Altena"' in response.content.decode()
    assert not Submission.objects.exists()


def test_nobody_types_in_no_time(client: Client, settings: Settings) -> None:
    settings.SUBMISSION_SECONDS = 60

    response = senders.send(client, "/en/submit/practice/", place="Altena", written_in="en")

    assert response.status_code == 403
    assert "faster than anybody can type" in response.content.decode()
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("language", "again", "fault"),
    [
        ("en", "Please send it once more", "One answer does not fit yet"),
        ("de", "Bitte senden Sie es noch einmal", "Eine Angabe passt noch nicht"),
    ],
)
def test_what_came_too_fast_is_told_its_faults_at_once(
    client: Client, settings: Settings, language: str, again: str, fault: str
) -> None:
    submission = senders.begin(client, "Altena")
    settings.SUBMISSION_SECONDS = 60

    for page, faulty in (("", "place"), ("what", "main_topic"), ("contact", "email")):
        address = senders.address(submission, page, language) if page else f"/{language}/submit/practice/"
        answers = {"title": "A", "summary": "B", **senders.SENDER, "written_in": "en", faulty: ""}
        response = senders.send(client, address, **answers)

        assert response.status_code == 403
        summary = response.content.decode().partition('id="errors"')[2].partition("</div>")[0]
        assert again in summary, page
        assert fault in summary, page
        assert f'href="#id_{faulty}' in summary, page
    submission.refresh_from_db()
    assert "title" not in submission.draft


@pytest.mark.usefixtures("limited")
def test_thirty_posts_a_minute_are_too_many(client: Client) -> None:
    answers = [
        senders.send(client, "/en/submit/practice/", place="Altena", written_in="en") for _ in range(30)
    ]

    codes = [response.status_code for response in answers]
    assert codes == [302] * limiting.BEGIN.most + [429] * (30 - limiting.BEGIN.most)
    assert int(answers[-1]["Retry-After"]) > 0
    assert 'value="Altena"' in answers[-1].content.decode()
    assert Submission.objects.count() == limiting.BEGIN.most


@pytest.mark.usefixtures("limited")
def test_a_second_officer_in_the_same_town_hall_still_passes(client: Client) -> None:
    for _ in range(12):
        senders.send(client, "/en/submit/practice/", place="Altena", written_in="en")

    other = Client(headers={"User-Agent": "Another browser"})

    assert senders.send(other, "/en/submit/practice/", place="Altena", written_in="en").status_code == 302


@pytest.mark.usefixtures("limited")
def test_forged_headers_do_not_help(settings: Settings) -> None:
    codes = set()
    for number in range(limiting.BEGIN_NETWORK.most + 5):
        forged = {"User-Agent": f"Browser {number}", "X-Forwarded-For": f"203.0.113.{number}"}
        client = Client(headers=forged)
        codes.add(senders.send(client, "/en/submit/practice/", place="Altena", written_in="en").status_code)

    assert codes == {302, 429}
    assert Submission.objects.count() == limiting.BEGIN_NETWORK.most


@pytest.mark.usefixtures("limited")
def test_nobody_is_flooded_with_mails_by_others(client: Client) -> None:
    codes = []
    for number in range(limiting.MAIL.most + 1):
        other = Client(headers={"User-Agent": f"Browser {number}"})
        submission = senders.begin(other, "Altena")
        senders.fill(other, submission)
        codes.append(senders.send(other, senders.address(submission, "send")).status_code)

    assert codes == [302] * limiting.MAIL.most + [429]


@pytest.mark.usefixtures("limited")
def test_previews_are_limited(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    answers = [client.get(senders.address(submission, "preview")) for _ in range(limiting.PREVIEW.most + 1)]

    assert [each.status_code for each in answers] == [200] * limiting.PREVIEW.most + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert "The preview was opened very often" in answers[-1].content.decode()


@pytest.mark.usefixtures("limited")
@pytest.mark.parametrize(("address", "name"), [("submit-places", "places"), ("submit-alike", "practices")])
def test_suggestions_are_limited(client: Client, address: str, name: str) -> None:
    address = reverse(address)
    answers = [client.get(address, {"q": "Alt", "title": "City card"}) for _ in range(121)]

    assert [each.status_code for each in answers] == [200] * 120 + [429]
    assert answers[-1].json() == {name: []}
    assert int(answers[-1]["Retry-After"]) > 0


def test_titles_are_read_once_an_edition(client: Client) -> None:
    altena = City.objects.get(slug="altena")
    make_practice(altena, "card", title=text("City card", "Stadtkarte"))
    address = f"{reverse('submit-alike')}?title=City+card&place=altena"

    with CaptureQueriesContext(connection) as queries:
        assert len(client.get(address).json()["practices"]) == 1
        before = len(queries)
        assert len(client.get(address).json()["practices"]) == 1
    assert len(queries) == 2 * before - 1

    make_practice(altena, "other", title=text("A city card", "Eine Stadtkarte"))
    assert len(client.get(address).json()["practices"]) == 2


@pytest.mark.usefixtures("limited")
def test_incomplete_submissions_spend_no_mails(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.send(client, senders.address(submission, "contact"), **senders.SENDER)
    address = senders.address(submission, "send")
    key = keys.make(f"{submission.pk} send")

    codes = {client.post(address, {"form_key": key}).status_code for _ in range(limiting.MAIL.most + 2)}

    assert codes == {422}
    assert not Count.objects.filter(scope__startswith="mail").exists()


@pytest.mark.usefixtures("limited")
def test_counts_hold_no_address(client: Client) -> None:
    senders.send(client, "/en/submit/practice/", place="Altena", written_in="en")

    assert Count.objects.count() == 2
    assert "127.0.0.1" not in str(Count.objects.values())


def test_sending_twice_happens_once(client: Client) -> None:
    submission = senders.begin(client, "Altena")
    senders.fill(client, submission)
    address = senders.address(submission, "send")
    carried = senders.carried(client.get(address))

    for _ in range(3):
        assert client.post(address, carried).status_code == 302

    assert Event.objects.filter(submission=submission, act="send").count() == 1


def test_confirming_twice_happens_once(client: Client) -> None:
    submission = senders.confirmed(client, "altena")
    link = senders.address(submission, f"confirm/{drafting.confirming_token(submission)}")

    assert client.get(link).status_code == 200
    assert Event.objects.filter(submission=submission, act="confirm").count() == 1


def test_opening_the_link_of_the_mail_confirms_nothing(client: Client) -> None:
    submission = senders.sent(client, "altena")
    link = senders.address(submission, f"confirm/{drafting.confirming_token(submission)}")

    assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200

    submission.refresh_from_db()
    assert submission.state == "unconfirmed"


@pytest.mark.parametrize("confirming", ["x", "A" * 32])
def test_a_guessed_confirmation_confirms_nothing(client: Client, confirming: str) -> None:
    submission = senders.sent(client, "altena")
    link = senders.address(submission, f"confirm/{confirming}")

    assert client.get(link).status_code == 404
    client.post(link, {"form_key": "guessed"})

    submission.refresh_from_db()
    assert submission.state == "unconfirmed"


def test_another_address_makes_the_old_link_worthless(client: Client) -> None:
    submission = senders.sent(client, "altena")
    link = senders.address(submission, f"confirm/{drafting.confirming_token(submission)}")
    drafting.introduce(submission, email="other@town.example")

    assert client.get(link).status_code == 404
