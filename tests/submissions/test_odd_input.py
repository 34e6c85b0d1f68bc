"""What people type and paste without meaning harm: as programs for texts, mails and maps give it to them."""

import pytest
from django.test import Client

from submissions.kinds.fields import PlainText
from submissions.kinds.placing import called
from submissions.models import Submission
from submissions.sending import AddressForm
from tests.making import make_city, make_topic
from tests.submissions import senders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def towns() -> None:
    make_topic("housing")
    make_city("potsdam", endonym="Potsdam")
    make_city("goettingen", endonym="Göttingen")
    make_city("landkreis-goettingen", endonym="Göttingen", kind="county")


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("Ziele:\r\n•\tBeratung\r\n•\tHilfe", "Ziele:\n- Beratung\n- Hilfe"),
        ("\uf0b7\tBeratung\no\tHilfe\n\uf0a7  Karte", "- Beratung\n- Hilfe\n- Karte"),
        ("– Beratung\n*  Hilfe\n· Karte\n▪Bus", "- Beratung\n- Hilfe\n- Karte\n- Bus"),
        ("o wie schön\n*Stern\n-5 Grad\n5 • 6\n•\n*", "o wie schön\n*Stern\n-5 Grad\n5 • 6\n•\n*"),
        ("eine Zeile\u2028noch eine\x0bund noch eine", "eine Zeile\nnoch eine\nund noch eine"),
        ("Flücht\u00adlinge", "Flüchtlinge"),
    ],
)
def test_lists_and_lines_from_other_programs_become_ours(pasted: str, kept: str) -> None:
    assert PlainText(lines=True).clean(pasted) == kept


def test_a_title_stays_one_line() -> None:
    assert (
        PlainText().clean("Eine Karte\u2028für\nalle – • oder viele") == "Eine Karte für alle – • oder viele"
    )


def test_a_pasted_list_is_one_on_the_page(client: Client) -> None:
    submission = senders.begin(client, "Potsdam")
    senders.fill(client, submission, how={"approach": "Zuerst:\r\n•\tfragen\r\n•\tdrucken"})

    page = client.get(senders.address(submission, "preview")).content.decode()

    assert "<li>fragen</li><li>drucken</li>" in page


@pytest.mark.parametrize(
    "typed",
    [
        *("Stadt Potsdam", "Landeshauptstadt Potsdam", "Stadtverwaltung Potsdam", "City of Potsdam"),
        *("potsdam, Stadt", "POTSDAM"),
    ],
)
def test_a_place_is_found_by_what_its_body_calls_itself(client: Client, typed: str) -> None:
    assert senders.begin(client, typed).city.slug == "potsdam"  # type: ignore[union-attr]


def test_the_form_of_a_body_tells_a_town_from_its_county(client: Client) -> None:
    assert senders.begin(client, "Stadt Göttingen").city.slug == "goettingen"  # type: ignore[union-attr]
    assert senders.begin(client, "Landkreis Göttingen").city.slug == "landkreis-goettingen"  # type: ignore[union-attr]
    found = client.get("/de/submit/places/?q=Stadt+Götting").json()["places"]
    assert {place["slug"] for place in found} == {"goettingen", "landkreis-goettingen"}


@pytest.mark.parametrize("typed", ["Kreis Potsdam", "Potsdam (Brandenburg)", "Stadt Potdsam"])
def test_what_may_be_another_place_is_asked(client: Client, typed: str) -> None:
    response = senders.send(client, "/de/submit/practice/", place=typed, written_in="de")

    page = response.content.decode()
    assert response.status_code == 422
    assert "Wählen Sie, welchen Ort Sie meinen." in page
    assert 'value="potsdam"' in page
    assert not Submission.objects.exists()


def test_a_name_alone_is_called_as_before() -> None:
    county = make_city("herford-county", endonym="Herford", kind="county")
    assert called(county, "Herford")
    assert called(county, "Kreis Herford")
    assert not called(county, "Stadt Herford")


@pytest.mark.parametrize(
    "pasted",
    [
        *("Eva Muster <eva@town.example>", '"Muster, Eva" <eva@town.example>', "<eva@town.example>"),
        *("mailto:eva@town.example", " eva@town.example "),
    ],
)
def test_an_address_is_read_as_mail_programs_copy_it(pasted: str) -> None:
    assert AddressForm({"email": pasted}).address() == "eva@town.example"


@pytest.mark.parametrize("pasted", ["Eva Muster", "a <eva@town.example> b", "<a@b><c@d.example>"])
def test_but_not_what_is_none(pasted: str) -> None:
    assert not AddressForm({"email": pasted}).is_valid()


@pytest.mark.parametrize(
    ("pasted", "parted"),
    [
        ("52.39886, 13.06566", ("52.39886", "13.06566")),
        ("52,39886° N, 13,06566° O", ("52,39886", "13,06566")),
        ("-33.45; -70.66", ("-33.45", "-70.66")),
    ],
)
def test_a_whole_point_can_be_pasted(client: Client, pasted: str, parted: tuple[str, str]) -> None:
    submission = senders.begin(client, "Potsdam")
    address = senders.address(submission, "place")
    senders.send(client, address, place="Neuhausen", place_slug="new", written_in="de")

    response = senders.send(
        client,
        senders.address(submission, "new-place"),
        place_kind="town",
        country="DE",
        latitude=pasted,
        longitude="",
    )

    assert response.status_code == 302, response.content.decode()[:3000]
    assert response["Location"] == senders.address(submission, "what")
    submission.refresh_from_db()
    assert (submission.draft["latitude"], submission.draft["longitude"]) == tuple([each] for each in parted)


def test_a_year_is_not_cut_without_a_word(client: Client) -> None:
    submission = senders.begin(client, "Potsdam")
    address = senders.address(submission, "who", "de")
    assert 'maxlength="4"' not in client.get(address).content.decode()

    page = senders.send(client, address, start_year="seit 2019").content.decode()

    assert "Geben Sie das Jahr mit vier Ziffern an, zum Beispiel 2019." in page
    assert 'value="seit 2019"' in page
