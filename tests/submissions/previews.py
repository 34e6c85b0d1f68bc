"""What a preview shows of a page, for tests that hold the two together."""

import re

from django.test import Client

UNREAD = {"en": "not checked by the editors yet", "de": "von der Redaktion noch nicht geprüft"}


def main_of(client: Client, address: str) -> str:
    """What stands between the frames of the page."""
    response = client.get(address)
    assert response.status_code == 200
    found = re.search(r"<main.*?</main>", response.content.decode(), re.DOTALL)
    assert found
    return found[0]


def as_previewed(page: str, language: str = "en") -> str:
    """A published page as its preview was: nobody is invited to correct it, nothing claims to be read."""
    without, bands = re.subn(r'<aside class="correct".*?</aside>', "", page, flags=re.DOTALL)
    assert bands == 1
    unread, claims = re.subn(r"(read on|gelesen am) \d+\.? \w+ \d{4}", UNREAD[language], without)
    assert claims == 1
    return unread
