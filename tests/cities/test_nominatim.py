"""A Nominatim that the operator named: asked only when an editor wishes so, politely, and once."""

import datetime
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cities import nominatim
from cities.addresses import ForbiddenAddressError
from cities.fetching import Fetcher
from cities.models import City, LinkHost, NominatimAnswer, Region
from cities.nominatim import KEPT, UnansweredError, ask, kept
from cities.pacing import Asking
from tests import making
from tests.cities.web import HUGE, START, Web, serving

pytestmark = pytest.mark.django_db

TOWN = {
    "osm_type": "relation",
    "osm_id": 62407,
    "lat": "48.3668041",
    "lon": "10.8986971",
    "addresstype": "city",
    "name": "Augsburg",
    "display_name": "Augsburg, Bayern, Deutschland",
    "address": {
        "city": "Augsburg",
        "ISO3166-2-lvl4": "DE-BY",
        "country": "Deutschland",
        "country_code": "de",
    },
}
COUNTY = TOWN | {
    "osm_id": 62705,
    "lat": "48.3",
    "lon": "10.6",
    "addresstype": "county",
    "name": "Landkreis Augsburg",
}
HAMLET = TOWN | {
    "osm_type": "node",
    "osm_id": 7,
    "lat": "51.0",
    "lon": "9.5",
    "addresstype": "hamlet",
    "address": {"county": "Landkreis Fulda", "ISO3166-2-lvl4": "DE-HE", "country_code": "de"},
}


@pytest.fixture
def web(settings: Any) -> Iterator[Web]:
    """A small web with a Nominatim, which the operator named."""
    with serving() as web:
        web.places = json.dumps([TOWN, COUNTY, HAMLET])
        settings.NOMINATIM_URL = web.url("", "127.0.0.1")
        settings.SITE_URL = "https://city.example"
        settings.CONTACT_EMAIL = "desk@city.example"
        yield web


@pytest.fixture
def desk() -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.create_superuser("editor"))
    return client


@pytest.fixture
def city() -> City:
    return making.make_city("augsburg", endonym="Augsburg", latitude=48.0, longitude=11.0, region="DE-BY")


def locate(city: City) -> str:
    return reverse("admin:cities_city_locate", args=[city.pk])


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def asking(web: Web, seconds: float = 15.0) -> Asking:
    fetcher = Fetcher(look_up=web.look_up, anywhere=True, seconds=seconds, program=nominatim.PROGRAM)
    return Asking(fetcher, web.clock, worth_waiting=nominatim.WORTH_WAITING)


# --- At the desk ----------------------------------------------------------------------------------


def test_nobody_is_asked_unless_the_operator_names_a_nominatim(
    desk: Client, city: City, web: Web, settings: Any
) -> None:
    settings.NOMINATIM_URL = ""

    for address in (locate(city), reverse("admin:cities_city_find")):
        assert "OpenStreetMap" not in desk.get(address, {"q": "Augsburg"}).content.decode()
        page = desk.post(address, {"q": "Augsburg", "ask": "1"})
        assert page.status_code == 200
        assert "OpenStreetMap" not in page.content.decode()

    assert desk.get(locate(city), {"take": "relation/62407"}).status_code == 404
    assert (web.asked, LinkHost.objects.count(), NominatimAnswer.objects.count()) == ([], 0, 0)


def test_it_is_off_where_nothing_is_set(settings: Any) -> None:
    assert settings.NOMINATIM_URL == ""
    assert nominatim.server() == ""


def test_an_editor_asks_chooses_and_takes_over(desk: Client, city: City, web: Web) -> None:
    city.geonames_id = 5
    city.save()
    before = text(desk.get(locate(city)).content.decode())

    assert f"127.0.0.1:{web.port} can be asked too. It is sent this name and the country, Germany" in before
    assert "Also ask OpenStreetMap for “Augsburg”" in before
    assert web.asked == [], "to look is not to ask"

    answer = desk.post(locate(city), {"q": "Augsburg", "ask": "1"})

    assert answer.headers["Location"] == f"{locate(city)}?q=Augsburg#answer"
    page = desk.get(locate(city), {"q": "Augsburg"}).content.decode()
    assert "3 places of OpenStreetMap – present point: 48.0, 11.0" in text(page)
    assert (
        "Augsburg Settlement DE-BY Germany 41.5 km OpenStreetMap relation 62407 (ODbL 1.0) (new tab) Choose"
        in text(page)
    )
    assert "Landkreis Augsburg County DE-BY Germany 44.7 km OpenStreetMap relation 62705" in text(page)
    assert "Augsburg (Landkreis Fulda) Settlement – Germany" in text(page), "a region that is not registered"
    assert 'href="https://www.openstreetmap.org/relation/62407"' in page
    assert 'href="https://www.openstreetmap.org/copyright"' in page
    assert f"Asked at 127.0.0.1:{web.port} on " in text(page)
    assert "© OpenStreetMap contributors (ODbL 1.0)" in text(page)
    assert "GeoNames (CC BY 4.0)" in page, "the gazetteer's candidates stay"
    assert "Also ask OpenStreetMap" not in page

    chosen = {"q": "Augsburg", "take": "relation/62407"}
    confirming = desk.get(locate(city), chosen).content.decode()
    assert "it moves by 41.5 km" in confirming
    assert "GeoNames id" not in confirming
    assert City.objects.get().latitude == 48.0

    done = desk.post(locate(city), chosen, follow=True)

    moved = City.objects.get()
    assert "The point was taken over." in done.content.decode()
    assert (moved.latitude, moved.longitude) == (48.3668, 10.8987)
    assert (moved.coordinates_source, moved.geonames_id) == ("OpenStreetMap relation 62407 (ODbL 1.0)", 5)
    assert moved.history.latest().history_change_reason == "point from OpenStreetMap"
    assert len(web.asked) == 1


def test_a_new_place_gets_its_form_filled(desk: Client, city: City, web: Web) -> None:
    find = reverse("admin:cities_city_find")
    offer = text(desk.get(find, {"q": "Augsburg"}).content.decode())
    assert "It is sent this name, nothing else." in offer

    page = desk.post(find, {"q": "Augsburg", "ask": "1"}, follow=True).content.decode()
    links = re.findall(r'href="(/admin/cities/city/add/\?[^"]+OpenStreetMap[^"]+)"', page)
    form = desk.get(links[0].replace("&amp;", "&")).context["adminform"].form

    assert len(links) == 3
    assert (form["endonym"].value(), form["region"].value()) == ("Augsburg", "DE-BY")
    assert (form["latitude"].value(), form["longitude"].value()) == ("48.3668", "10.8987")
    assert form["coordinates_source"].value() == "OpenStreetMap relation 62407 (ODbL 1.0)"
    assert form["geonames_id"].value() in {None, ""}
    assert "countrycodes" not in web.asked[0][2]


def test_what_nobody_knows_is_said_and_not_asked_again(desk: Client, city: City, web: Web) -> None:
    web.places = "[]"

    for _time in range(2):
        page = desk.post(locate(city), {"q": "Qqqqqzzz", "ask": "1"}, follow=True).content.decode()
        assert "OpenStreetMap has no such place." in page

    assert len(web.asked) == 1


@pytest.mark.parametrize("name", ["", " ", "\0"])
def test_an_empty_name_is_not_asked(desk: Client, city: City, web: Web, name: str) -> None:
    desk.post(f"{locate(city)}?q=", {"q": name, "ask": "1"})

    assert web.asked == []


@pytest.mark.parametrize(
    ("path", "said", "german"),
    [
        ("/500", "has an error of its own. Please try again later.", "hat selbst einen Fehler."),
        ("/403", "refuses to answer us. Please tell those who run this site.", "verweigert uns die Antwort."),
        ("/429", "asks for a pause. Please try again in some minutes.", "bittet um eine Pause."),
        ("/busy", "cannot be asked before ", "kann nicht vor "),
        ("/resting", "cannot be asked before ", "kann nicht vor "),
        ("/latin", "gave an answer that nobody understands.", "hat etwas Unverständliches geantwortet."),
        ("/hello", "gave an answer that nobody understands.", "hat etwas Unverständliches geantwortet."),
        ("/moved", "has an error of its own.", "hat selbst einen Fehler."),
    ],
)
def test_a_failure_is_told_and_the_gazetteer_stands(
    desk: Client, city: City, web: Web, settings: Any, path: str, said: str, german: str
) -> None:
    settings.NOMINATIM_URL += path

    answer = desk.post(locate(city), {"q": "Augsburg", "ask": "1"}, follow=True)

    page = text(answer.content.decode())
    assert f"127.0.0.1:{web.port} {said}" in page
    assert "What the gazetteer proposes stands." in page
    assert "GeoNames (CC BY 4.0)" in page
    assert "Also ask OpenStreetMap" in page
    assert NominatimAnswer.objects.count() == 0
    assert len(web.asked) == 1, "a redirect is not followed"
    LinkHost.objects.update(next_request_at=START)
    desk.cookies["language"] = "de"
    answer = desk.post(locate(city), {"q": "Augsburg", "ask": "1"}, follow=True)
    assert f"127.0.0.1:{web.port} {german}" in text(answer.content.decode())


# --- Asking ---------------------------------------------------------------------------------------


def test_it_is_asked_for_settlements_by_name_and_country_alone(web: Web) -> None:
    ask("  Augsburg ", "DE", asking(web))

    (method, _host, path), headers = web.asked[0], web.headers
    assert (method, len(web.asked)) == ("GET", 1), "no robots.txt"
    assert path == (
        "/search?q=augsburg&format=json&limit=12&countrycodes=de&addressdetails=1&featureType=settlement"
    )
    assert headers["User-Agent"] == "CityByCity-Geocoding/1.0 (+https://city.example/; desk@city.example)"
    assert not {"Referer", "Cookie", "Accept-Language", "From"} & set(headers)


def test_an_answer_is_kept_for_a_month(web: Web) -> None:
    first = ask("Augsburg", "DE", asking(web))
    again = ask("AUGSBURG", "DE", asking(web))

    assert again == first
    assert len(web.asked) == 1
    row = NominatimAnswer.objects.get()
    assert (row.server, row.name, row.country) == (f"127.0.0.1:{web.port}", "augsburg", "DE")
    web.clock.at += KEPT
    web.places = "[]"
    assert kept("Augsburg", "DE", now=web.clock.at) is None
    assert ask("Augsburg", "DE", asking(web)).candidates == []
    assert NominatimAnswer.objects.get().at == web.clock.at


def test_a_long_name_is_asked_and_kept_by_its_beginning(web: Web) -> None:
    ask("Llanfair" * 20, "GB", asking(web))

    assert NominatimAnswer.objects.get().name == ("llanfair" * 20)[:100]
    assert kept("Llanfair" * 20, "GB", now=START)


def test_an_editor_never_waits_for_long(monkeypatch: pytest.MonkeyPatch, web: Web) -> None:
    used: list[Asking] = []
    monkeypatch.setattr(nominatim, "_asked", lambda _name, _country, asking: used.append(asking) or [])

    ask("Augsburg", "DE")

    assert used[0].fetcher.seconds + used[0].worth_waiting.total_seconds() == 13


def test_another_country_or_server_is_another_question(web: Web, settings: Any) -> None:
    ask("Augsburg", "DE", asking(web))
    ask("Augsburg", "", asking(web))
    settings.NOMINATIM_URL = web.url("", "other.test")
    assert kept("Augsburg", "DE", now=web.clock.at) is None
    ask("Augsburg", "DE", asking(web))

    assert [host for _method, host, _path in web.asked] == ["127.0.0.1", "127.0.0.1", "other.test"]


def test_answers_are_purged_after_that_time(web: Web) -> None:
    ask("Augsburg", "DE", asking(web))

    assert nominatim.purge(START + KEPT - datetime.timedelta(seconds=1)) == 0
    assert nominatim.purge(START + KEPT) == 1


def test_questions_are_a_second_apart(web: Web) -> None:
    for name in ("Augsburg", "Aalen", "Ahaus"):
        ask(name, "DE", asking(web))

    assert web.times["127.0.0.1"] == [START + datetime.timedelta(seconds=number) for number in range(3)]


def test_an_editor_waits_for_a_turn_but_not_for_long(web: Web, settings: Any) -> None:
    settings.NOMINATIM_URL += "/busy"
    with pytest.raises(UnansweredError, match="cannot be asked before"):
        ask("Augsburg", "DE", asking(web))
    settings.NOMINATIM_URL = web.url("", "127.0.0.1")

    with pytest.raises(UnansweredError, match=r"cannot be asked before 2 Mar 2026, 15:00"):
        ask("Augsburg", "DE", asking(web))

    assert len(web.asked) == 1
    assert web.clock.slept == []


@pytest.mark.parametrize("path", ["/silent", "/drip"])
def test_silence_ends(web: Web, settings: Any, path: str) -> None:
    settings.NOMINATIM_URL += path

    with pytest.raises(UnansweredError, match="does not answer at the moment"):
        ask("Augsburg", "DE", asking(web, seconds=1.0))


def test_nobody_there_is_silence_too(web: Web, settings: Any) -> None:
    settings.NOMINATIM_URL = "http://nowhere.test"

    with pytest.raises(UnansweredError, match=r"nowhere\.test does not answer"):
        ask("Augsburg", "DE", asking(web))


def test_a_huge_answer_is_cut_and_refused(web: Web, settings: Any) -> None:
    settings.NOMINATIM_URL += "/huge"

    with pytest.raises(UnansweredError, match="nobody understands"):
        ask("Augsburg", "DE", asking(web))

    assert web.written < HUGE / 4


@pytest.mark.filterwarnings("ignore:Latitude normalization")
@pytest.mark.parametrize(
    "places",
    [
        "",
        "{",
        '{"error": "so sorry"}',
        "[[]]",
        "7",
        "[" * 50_000,
        '[{"lat": "north", "lon": "1", "display_name": "x"}]',
        '[{"lat": "91", "lon": "1", "display_name": "x"}]',
        '[{"lat": NaN, "lon": 1, "display_name": "x"}]',
        f'[{{"lat": 1{"0" * 400}, "lon": 1, "display_name": "x"}}]',
        '[{"lat": [1], "lon": {}, "display_name": "x"}]',
        json.dumps([{key: TOWN[key] for key in TOWN if key != "lat"}]),
        json.dumps([TOWN | {"lon": None}]),
        json.dumps([TOWN | {"lat": 48.3, "lon": None}]),
        "[{}]",
    ],
)
def test_what_is_no_answer_is_none(web: Web, places: str) -> None:
    web.places = places

    with pytest.raises(UnansweredError, match="nobody understands"):
        ask("Augsburg", "DE", asking(web))

    assert NominatimAnswer.objects.count() == 0


def test_nothing_in_an_answer_is_taken_for_granted(web: Web) -> None:
    web.places = json.dumps(
        [
            TOWN | {"osm_type": "https://evil.example/"},
            TOWN | {"osm_id": "1/../../x"},
            TOWN | {"name": "", "display_name": ""},
            TOWN | {"name": 7, "address": ["DE"], "addresstype": {}},
            TOWN | {"name": "<b>\0\ud800" + "x" * 500, "address": {"country_code": [1], "ISO3166-2-lvl4": 3}},
            {"osm_type": "node", "osm_id": 9, "lat": "1", "lon": "2", "display_name": "Far, Away"},
        ]
    )

    odd, far = ask("Augsburg", "DE", asking(web)).candidates

    assert (odd.name[:5], len(odd.name), odd.country, odd.region) == ("<b> ?", 200, "", "")
    assert (far.name, far.key, far.kind, far.within) == ("Far", "node/9", "", "")
    assert kept("Augsburg", "DE", now=START)


@pytest.mark.parametrize(
    ("address", "within"),
    [
        ({"county": "Landkreis Fulda", "municipality": "Hilders"}, "Landkreis Fulda"),
        ({"county": "Augsburg", "municipality": "Lechfeld"}, "Lechfeld"),
        ({"county": "Augsburg"}, ""),
        ({"state_district": "Schwaben"}, "Schwaben"),
    ],
)
def test_what_a_place_lies_within_tells_it_from_others(
    web: Web, address: dict[str, str], within: str
) -> None:
    web.places = json.dumps([TOWN | {"address": address}])

    (found,) = ask("Augsburg", "DE", asking(web)).candidates

    assert found.within == within


def test_the_first_region_of_an_address_counts(web: Web) -> None:
    address = {"ISO3166-2-lvl6": "FR-75C", "ISO3166-2-lvl4": "FR-IDF", "country_code": "fr"}
    web.places = json.dumps([TOWN | {"address": address}])

    (found,) = ask("Paris", "FR", asking(web)).candidates

    assert (found.country, found.region) == ("FR", "FR-IDF")
    assert Region.objects.count() == 0


# --- Where it may stand ---------------------------------------------------------------------------


def test_only_the_operators_own_address_may_be_private(web: Web) -> None:
    web.numbers["inside.test"] = ["10.0.0.5"]
    trusting, others = asking(web), Asking(Fetcher(look_up=web.look_up), web.clock)

    assert trusting.fetcher.numbers("inside.test", 80) == ["10.0.0.5"]
    with pytest.raises(ForbiddenAddressError):
        others.fetcher.numbers("inside.test", 80)
    with pytest.raises(ForbiddenAddressError):
        others.parse("http://10.0.0.5/")


def test_why_there_is_no_answer_is_said_in_the_readers_language(web: Web, settings: Any) -> None:
    settings.NOMINATIM_URL += "/500"

    with override("de"), pytest.raises(UnansweredError, match="hat selbst einen Fehler"):
        ask("Augsburg", "DE", asking(web))
