"""The bare map with which the first markers are compared."""

import json
import re

import pytest
from django.test import Client

from cities.models import City
from tools.bench.urls import yardstick_page


@pytest.mark.urls("tools.bench.urls")
@pytest.mark.usefixtures("register")
def test_the_bare_map_shows_every_place_of_the_register(client: Client) -> None:
    yardstick_page.cache_clear()
    page = client.get("/bench/yardstick/").content.decode()
    yardstick_page.cache_clear()
    found = re.search(r'id="points" type="application/json">(.*?)</script>', page)

    assert found
    assert len(json.loads(found[1])) == City.objects.count()
    assert page.count("<script src=") == 2  # Leaflet and the circles


@pytest.mark.urls("tools.bench.urls")
def test_its_script_marks_the_frame_as_the_map_page_does(client: Client) -> None:
    answer = client.get("/bench/yardstick/circles.js")

    assert answer["Content-Type"] == "text/javascript"
    assert b'performance.mark("map:painted")' in answer.content
