"""Pictures for other sites' previews of our links."""

from io import BytesIO

import pytest
from django.test import Client
from PIL import Image, ImageColor

from atlas.picturing import colours
from tests import making

pytestmark = pytest.mark.django_db


def drawn(client: Client, query: str = "", language: str = "en") -> Image.Image:
    answer = client.get(f"/{language}/preview.png{query}")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "image/png"
    assert len(answer.content) < 150_000
    return Image.open(BytesIO(answer.content)).convert("RGB")


def near(pixel: object, colour: str) -> bool:
    wanted = ImageColor.getrgb(colour)
    return all(abs(a - b) <= 6 for a, b in zip(pixel, wanted, strict=True))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("", "cities"),
        ("?city=open-town", "cities"),
        ("?country=DE", "cities"),
        ("?network=open-network", "networks"),
        ("?practice=open-practice", "practices"),
        ("?topic=housing", "practices"),
    ],
)
def test_every_subject_has_its_colour(client: Client, query: str, section: str) -> None:
    town = making.make_city("open-town")
    making.make_membership(town, making.make_network("open-network"))
    making.make_practice(town, "open-practice", main_topic=making.make_topic("housing"))

    picture = drawn(client, query)

    assert picture.size == (1200, 630)
    assert near(picture.getpixel((5, 5)), colours("light")[section])


def test_a_place_stands_in_the_middle_of_its_map(client: Client) -> None:
    making.make_city("open-town", latitude=48.137, longitude=11.575)

    picture = drawn(client, "?city=open-town")

    assert near(picture.getpixel((850, 315)), colours("light")["ink"])
    assert near(picture.getpixel((850 - 14, 315)), colours("light")["sheet"])
    assert near(picture.getpixel((850, 200)), colours("light")["map-land"])


def test_a_single_place_has_the_colour_of_its_network(client: Client) -> None:
    town = making.make_city("open-town", latitude=48.137, longitude=11.575)
    making.make_membership(town, making.make_network("open-network", mark="hull"))

    assert near(drawn(client, "?network=open-network").getpixel((850, 315)), colours("light")["n-hull"])


def test_words_follow_the_language_and_any_name_fits(client: Client) -> None:
    making.make_city(
        "long-town", endonym="Llanfairpwllgwyngyll Łódź-Şişli an der Wesergebirgslandschaft " * 3
    )

    german, english = drawn(client, "?city=long-town", "de"), drawn(client, "?city=long-town", "en")

    assert german.tobytes() != english.tobytes()
    for picture in (german, english):
        edge = {picture.getpixel((490, y)) for y in range(picture.height)}
        assert all(near(pixel, colours("light")["cities"]) for pixel in edge), "no letter beyond the band"


def test_the_sentence_is_the_title(client: Client) -> None:
    making.make_city("open-town")

    assert drawn(client, "?country=DE").tobytes() != drawn(client).tobytes()


@pytest.mark.parametrize("query", ["?city=nowhere", "?practice=nothing", "?city=draft-town"])
def test_what_is_not_public_has_no_picture(client: Client, query: str) -> None:
    making.make_city("draft-town", publication="draft")

    assert client.get(f"/en/preview.png{query}").status_code == 404


def test_a_query_that_cannot_be_read_is_refused(client: Client) -> None:
    answer = client.get("/en/preview.png?country=XX")

    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")


def test_any_site_may_show_it_and_none_gets_it_twice(client: Client) -> None:
    first = client.get("/en/preview.png")
    again = client.get("/en/preview.png", headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304
    assert {answer["Cross-Origin-Resource-Policy"] for answer in (first, again)} == {"cross-origin"}


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("/en/", ""),
        ("/en/cities/open-town/", "?city=open-town"),
        ("/en/networks/open-network/", "?network=open-network"),
        ("/en/countries/DE/DE-NW/", "?region=DE-NW"),
        ("/en/map/?country=DE&city=open-town", "?country=DE"),
        ("/en/method/", ""),
    ],
)
def test_each_page_names_its_picture_and_its_title(client: Client, page: str, query: str) -> None:
    town = making.make_city("open-town", region="DE-NW")
    making.make_membership(town, making.make_network("open-network"))

    text = client.get(page).content.decode()

    assert f'<meta property="og:image" content="http://testserver/en/preview.png{query}">' in text
    title = text.partition("<title>")[2].partition(" – City by City</title>")[0]
    assert title
    assert f'<meta property="og:title" content="{title}">' in text
    assert text.count('property="og:description"') == text.count('name="description"') == 1


def test_no_name_can_end_the_head(client: Client) -> None:
    making.make_city("odd-town", endonym='"Odd" <b>&amp; Town</b>')

    text = client.get("/en/cities/odd-town/").text

    head = text.partition("</head>")[0]
    assert "<b>" not in head
    assert (
        '<meta property="og:title" content="&quot;Odd&quot; &lt;b&gt;&amp;amp; Town&lt;/b&gt;, Germany">'
        in head
    )
    assert '"name":"\\"Odd\\" \\u003Cb\\u003E\\u0026amp; Town\\u003C/b\\u003E"' in head
