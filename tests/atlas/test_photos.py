"""Photos on pages, at their addresses, at the desk and for machines."""

import json
import re
from io import BytesIO
from typing import Any

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from i18nfield.strings import LazyI18nString
from PIL import Image

from practices.models import Licence, Photo, Practice
from tests.making import make_city, make_practice, make_topic, text
from tests.photos import make_photo, picture, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice() -> Practice:
    return make_practice(make_city("bonn"), "a-house", title=text("A house", "Ein Haus"))


@pytest.fixture
def photo(practice: Practice) -> Photo:
    return make_photo(practice, picture(1200, 900))


def address(photo: Photo, edge: int = 480) -> str:
    return f"/photos/{photo.key}-{edge}.webp"


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("edge", [480, 960, 1200])
def test_a_published_photo_is_served(client: Client, photo: Photo, edge: int) -> None:
    response = client.get(address(photo, edge), headers={"Accept-Encoding": "gzip"})

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies
    assert max(Image.open(BytesIO(response.content)).size) == edge


def test_heads_are_answered_and_other_methods_refused(client: Client, photo: Photo) -> None:
    whole, head = client.get(address(photo)), client.head(address(photo))

    assert (head.status_code, head.content) == (200, b"")
    assert head["Content-Length"] == whole["Content-Length"]
    assert client.post(address(photo)).status_code == 405


def test_whoever_holds_it_is_told_so_until_it_is_withdrawn(client: Client, photo: Photo) -> None:
    tag = client.get(address(photo))["ETag"]

    again = client.get(address(photo), headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get(address(photo, 960), headers={"If-None-Match": tag}).status_code == 200

    Practice.objects.update(publication="withdrawn")
    assert client.get(address(photo), headers={"If-None-Match": tag}).status_code == 404


@pytest.mark.parametrize("publication", ["draft", "withdrawn"])
@pytest.mark.parametrize("what", ["practice", "city"])
@pytest.mark.parametrize("staff", [False, True])
def test_what_is_not_published_is_reached_by_no_address(
    client: Client, admin_client: Client, photo: Photo, publication: str, what: str, staff: bool
) -> None:
    record: Any = photo.practice if what == "practice" else photo.practice.city
    record.publication = publication
    record.save()
    visitor = admin_client if staff else client

    for path in (
        *(address(photo, edge) for edge in (480, 960, 1200)),
        f"/static/photos/{photo.key}-480.webp",
        f"/local/photos/{photo.key}-480.webp",
        f"/media/{photo.key}-480.webp",
    ):
        assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/photos/",
        "/photos/{key}.webp",
        "/photos/{key}-481.webp",
        "/photos/{key}-1920.webp",
        "/photos/{key}-" + "9" * 5000 + ".webp",
        "/photos/{key}-480.webp/",
        "/photos/..-480.webp",
        "/photos/../{key}-480.webp",
        "/photos/..%2F..%2Fsecret-key-480.webp",
        "/photos/%2e%2e%2f{key}-480.webp",
        "/photos/..\\{key}-480.webp",
        "/photos/'%20OR%201=1-480.webp",
        "/en/photos/{key}-480.webp",
    ],
)
def test_nothing_else_lies_behind(client: Client, photo: Photo, path: str) -> None:
    assert client.get(path.replace("{key}", photo.key)).status_code == 404


def test_a_photo_costs_one_statement(client: Client, photo: Photo) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.get(address(photo))

    assert len(asked) == 1


# --- pages ----------------------------------------------------------------------------------------


def test_the_page_shows_them_with_description_credit_and_licence(client: Client, practice: Practice) -> None:
    first = make_photo(practice, picture(1200, 900), alt=text("A hall", "Ein Saal"), credit="Ada <Example>")
    second = make_photo(
        practice, picture(600, 800), alt=text("A garden", "Ein Garten"), licence="by-permission"
    )

    english, german = (client.get(f"/{language}/practices/a-house/").text for language in ("en", "de"))

    assert f'src="{address(first)}"' in english
    assert (
        f'srcset="{address(first)} 480w, {address(first, 960)} 960w, {address(first, 1200)} 1200w"' in english
    )
    assert f'srcset="{address(second)} 360w, {address(second, 800)} 600w"' in english
    assert 'width="1200" height="900" alt="A hall"' in english
    assert 'width="600" height="800" loading="lazy" alt="A garden"' in english
    assert 'alt="Ein Saal"' in german
    assert "Photo: Ada &lt;Example&gt;, <a href=" in english
    assert (
        '<a href="https://creativecommons.org/licenses/by/4.0/" rel="external license">CC BY 4.0</a>'
        in german
    )
    assert "All rights reserved, used with permission." in english
    assert "Foto: Ada Example. Alle Rechte vorbehalten, mit Erlaubnis verwendet." in german
    assert english.index("A hall") < english.index("A garden")


def test_a_description_in_another_language_says_so(client: Client, practice: Practice) -> None:
    make_photo(practice, alt=LazyI18nString({"de": "Ein Saal"}))

    assert 'lang="de" alt="Ein Saal"' in client.get("/en/practices/a-house/").text
    assert 'loading="lazy" alt="Ein Saal"' in client.get("/de/practices/").text


LISTS = ["/en/", "/en/practices/", "/en/topics/housing/", "/en/cities/bonn/", "/en/countries/DE/"]


@pytest.mark.parametrize("where", LISTS)
def test_cards_show_the_first_one(client: Client, practice: Practice, where: str) -> None:
    before = client.get(where).text
    assert "<figure" not in before[before.index("practice-card") :]

    make_photo(practice, credit="Second", position=1)
    first = make_photo(practice, credit="First", position=0)

    page = client.get(where).text
    assert f'src="{address(first)}"' in page
    assert "Photo: First" in page
    assert "Second" not in page


@pytest.mark.parametrize("where", [*LISTS, "/en/practices/a-house/"])
def test_photos_cost_no_further_statement(client: Client, practice: Practice, where: str) -> None:
    make_photo(practice)
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for _number in range(4):
        make_photo(make_practice(practice.city, main_topic=make_topic()))
        make_photo(practice)
    client.get(where)
    with CaptureQueriesContext(connection) as many:
        client.get(where)

    assert len(many) == len(few)


@pytest.mark.parametrize("where", ["/en/practices/a-house/", "/de/practices/"])
def test_a_page_without_photos_says_nothing_of_them(client: Client, practice: Practice, where: str) -> None:
    page = client.get(where).text

    assert not re.search(r"photo|<figure", page[page.index("<main") : page.index("<footer")])


# --- machines -------------------------------------------------------------------------------------


def test_the_interface_names_them(client: Client, practice: Practice) -> None:
    assert client.get("/api/v1/practices/a-house/").json()["photos"] == []
    photo = make_photo(practice, picture(600, 400))

    (shown,) = client.get("/api/v1/practices/a-house/").json()["photos"]
    (listed,) = client.get("/api/v1/practices/").json()["results"][0]["photos"]

    assert shown == listed
    assert shown == {
        "files": [
            {"url": f"http://testserver{address(photo, 480)}", "width": 480, "height": 320},
            {"url": f"http://testserver{address(photo, 600)}", "width": 600, "height": 400},
        ],
        "alt": {"en": "Four fields in four colours", "de": "Vier Felder in vier Farben"},
        "credit": "Ada Example",
        "license": "CC-BY-4.0",
        "license_url": "https://creativecommons.org/licenses/by/4.0/",
    }
    assert client.get(shown["files"][1]["url"]).status_code == 200


def test_the_description_of_the_interface_fits(client: Client, practice: Practice) -> None:
    make_photo(practice, licence="by-permission")
    schema = client.get("/api/v1/schema/").json()
    shape = schema["components"]["schemas"]["Practice"] | {"components": schema["components"]}

    answer = client.get("/api/v1/practices/a-house/").json()

    jsonschema.validate(answer, shape, cls=jsonschema.Draft202012Validator)
    assert schema["components"]["schemas"]["PhotoLicense"]["enum"] == Licence.values
    broken = answer | {"photos": [answer["photos"][0] | {"license": "unknown"}]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, shape, cls=jsonschema.Draft202012Validator)


def test_linked_data_name_them(client: Client, practice: Practice) -> None:
    def image() -> Any:
        page = client.get("/de/practices/a-house/").text
        written = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        assert written
        return json.loads(written[1])["@graph"][0]["image"]

    assert image().endswith("/de/preview.png?practice=a-house")
    photo = make_photo(practice, picture(600, 400))

    assert image() == [
        {
            "@type": "ImageObject",
            "contentUrl": f"http://testserver{address(photo, 600)}",
            "encodingFormat": "image/webp",
            "width": 600,
            "height": 400,
            "description": "Vier Felder in vier Farben",
            "creditText": "Ada Example",
            "license": "https://creativecommons.org/licenses/by/4.0/",
        }
    ]


# --- the desk -------------------------------------------------------------------------------------


@pytest.fixture
def form(admin_client: Client, practice: Practice) -> dict[str, Any]:
    """What the practice's form sends without a change, and one photo more."""
    page = admin_client.get(reverse("admin:practices_practice_change", args=[practice.pk]))
    assert 'enctype="multipart/form-data"' in page.text
    initial = page.context["adminform"].form.initial
    sent = {name: value for name, value in initial.items() if value and not hasattr(value, "data")}
    sent |= {
        "title_0": "Ein Haus",
        "title_1": "A house",
        "summary_0": "Eine Zusammenfassung.",
        "summary_1": "A summary.",
        "photos-TOTAL_FORMS": "1",
        "photos-INITIAL_FORMS": "0",
        "photos-0-practice": practice.pk,
        "photos-0-alt_0": "Ein Saal",
        "photos-0-credit": "Ada Example",
        "photos-0-licence": "CC0-1.0",
        "photos-0-position": "",
    }
    return sent


def send(client: Client, practice: Practice, form: dict[str, Any], content: bytes | None = None) -> Any:
    if content is not None:
        form = form | {"photos-0-file": SimpleUploadedFile("any name.svg", content, "text/html")}
    return client.post(reverse("admin:practices_practice_change", args=[practice.pk]), form)


def test_an_editor_adds_describes_replaces_and_deletes(
    admin_client: Client,
    practice: Practice,
    form: dict[str, Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    answer = send(admin_client, practice, form, upload(picture(600, 400), "PNG").getvalue())
    assert answer.status_code == 302, answer.context and answer.context["errors"]
    photo = practice.photos.get()
    assert (photo.width, str(photo.alt), photo.licence) == (600, "Ein Saal", "CC0-1.0")
    page = admin_client.get(reverse("admin:practices_practice_change", args=[practice.pk])).text
    thumbnail = reverse("admin:practices_photo_file", args=[photo.key, 480])
    assert f'<img src="{thumbnail}" width="160" height="107" alt="Ein Saal">' in page

    form |= {"photos-INITIAL_FORMS": "1", "photos-0-id": photo.pk, "photos-0-position": "0"}
    form["photos-0-credit"] = "Bea Example"
    assert send(admin_client, practice, form).status_code == 302
    again = practice.photos.get()
    assert (again.key, again.credit) == (photo.key, "Bea Example")

    with django_capture_on_commit_callbacks(execute=True):
        send(admin_client, practice, form, upload(picture(800, 300)).getvalue())
    other = practice.photos.get()
    assert (other.pk, other.width) == (photo.pk, 800)
    assert other.key != photo.key
    assert admin_client.get(address(photo)).status_code == 404
    assert admin_client.get(address(other)).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        send(admin_client, practice, form | {"photos-0-DELETE": "on"})
    assert not practice.photos.exists()


@pytest.mark.parametrize(("asked", "given"), [("", 2), ("1", 1), ("4", 4)])
def test_a_new_one_goes_where_it_is_put_or_behind(
    admin_client: Client, practice: Practice, form: dict[str, Any], asked: str, given: int
) -> None:
    for number in range(2):
        photo = make_photo(practice)
        form |= {f"photos-{number}-id": photo.pk, f"photos-{number}-practice": practice.pk}
        form |= {f"photos-{number}-alt_1": "A hall", f"photos-{number}-credit": "Ada Example"}
        form |= {f"photos-{number}-licence": "CC0-1.0", f"photos-{number}-position": number}
    form |= {"photos-TOTAL_FORMS": "3", "photos-INITIAL_FORMS": "2", "photos-2-practice": practice.pk}
    form |= {"photos-2-alt_1": "New", "photos-2-credit": "Ada Example", "photos-2-licence": "CC0-1.0"}
    form |= {"photos-2-position": asked, "photos-2-file": SimpleUploadedFile("a", upload().getvalue())}

    assert send(admin_client, practice, form).status_code == 302

    assert practice.photos.get(alt__contains="New").position == given


def test_the_desk_takes_no_sixth(admin_client: Client, practice: Practice, form: dict[str, Any]) -> None:
    form["photos-TOTAL_FORMS"] = "6"
    for number in range(6):
        form |= {
            f"photos-{number}-{name}": form[f"photos-0-{name}"] for name in ("alt_0", "credit", "licence")
        }
        form[f"photos-{number}-file"] = SimpleUploadedFile("a.jpg", upload().getvalue())

    assert send(admin_client, practice, form).status_code == 200

    assert not practice.photos.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Bitte wählen Sie eine Datei."),
        (b"<svg onload='alert(1)'/>", "Das ist kein Bild, das wir lesen können."),
        (upload(picture(100, 100)).getvalue(), "Dieses Bild ist zu klein"),
        (upload().getvalue()[:900], "Dieses Bild ist beschädigt"),
    ],
    ids=["none", "svg", "small", "cut"],
)
def test_the_desk_refuses_kindly(
    admin_client: Client, practice: Practice, form: dict[str, Any], content: bytes | None, said: str
) -> None:
    admin_client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"

    answer = send(admin_client, practice, form, content)

    assert answer.status_code == 200
    assert said in answer.text
    assert not practice.photos.exists()


def test_the_desk_shows_what_is_not_published_to_staff_alone(
    client: Client, admin_client: Client, django_user_model: Any, photo: Photo
) -> None:
    Practice.objects.update(publication="draft")
    thumbnail = reverse("admin:practices_photo_file", args=[photo.key, 480])

    seen = admin_client.get(thumbnail)
    assert (seen.status_code, seen["Content-Type"]) == (200, "image/webp")
    assert "no-store" in seen["Cache-Control"]
    assert admin_client.get(reverse("admin:practices_photo_file", args=["x" * 32, 480])).status_code == 404

    assert client.get(thumbnail).status_code == 302
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    assert client.get(thumbnail).status_code == 403
