"""Pages answer 304 while neither the register nor the program has changed."""

import pytest
from django.conf import settings
from django.test import Client

from atlas.release import release
from tests import making

PAGES = ("", "map/", "cities/", "networks/", "practices/", "method/", "data/")


@pytest.mark.django_db
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_not_written_twice(client: Client, page: str, django_assert_max_num_queries) -> None:
    making.make_city("open-town")
    first = client.get(f"/en/{page}")

    with django_assert_max_num_queries(1):
        again = client.get(f"/en/{page}", headers={"If-None-Match": first["ETag"]})

    assert first["Cache-Control"] == "public, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]


@pytest.mark.django_db
def test_a_change_of_the_register_is_seen_at_once(client: Client) -> None:
    town = making.make_city("open-town")
    held = client.get("/en/cities/open-town/")["ETag"]

    town.website = "https://town.example/"
    town.save()
    changed = client.get("/en/cities/open-town/", headers={"If-None-Match": held})
    town.publication = "withdrawn"
    town.save()
    gone = client.get("/en/cities/open-town/", headers={"If-None-Match": changed["ETag"]})

    assert changed.status_code == 200
    assert "https://town.example/" in changed.content.decode()
    assert gone.status_code == 404
    assert "ETag" not in gone


@pytest.mark.django_db
@pytest.mark.parametrize("other", ["/de/cities/", "/en/cities/?country=DE", "/en/networks/"])
def test_each_address_has_its_own_validator(client: Client, other: str) -> None:
    held = client.get("/en/cities/")["ETag"]

    assert client.get(other, headers={"If-None-Match": held}).status_code == 200


@pytest.mark.django_db
def test_a_new_release_writes_the_page_anew(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    held = client.get("/en/method/")["ETag"]
    before = release()
    for folder in ("templates", "build"):
        tmp_path.joinpath(folder).mkdir()
    tmp_path.joinpath("templates", "new.html").write_text("new")
    tmp_path.joinpath("build", "shapes.json").write_text("{}")

    release.cache_clear()
    with monkeypatch.context() as changing:
        changing.setattr(settings, "BASE_DIR", tmp_path)
        assert release() != before
        answer = client.get("/en/method/", headers={"If-None-Match": held})
    release.cache_clear()

    assert answer.status_code == 200
    assert release() == before
