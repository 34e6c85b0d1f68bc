"""Every page that promises how long a sender is known promises the same, after the setting."""

from typing import Any

import pytest
from django.test import Client

from tests.making import make_city, make_topic
from tests.submissions import senders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town() -> None:
    make_city("altena", endonym="Altena")
    make_topic("housing")


@pytest.mark.parametrize(
    ("days", "language", "span"),
    [
        (183, "en", "183 days (about 6 months) after the decision"),
        (183, "de", "183 Tage (etwa 6 Monate) nach der Entscheidung"),
        (365, "de", "365 Tage (etwa 12 Monate) nach der Entscheidung"),
        (45, "en", "45 days after the decision"),
        (1, "de", "1 Tag nach der Entscheidung"),
    ],
)
def test_the_promise_is_the_same_everywhere(
    client: Client, settings: Any, days: int, language: str, span: str
) -> None:
    settings.SUBMISSION_SENDER_DAYS = days
    submission = senders.confirmed(client, "altena")
    addresses = [
        f"/{language}/submit/",
        f"/{language}/privacy/",
        senders.address(submission, "contact", language),
        senders.address(submission, language=language),
    ]

    for address in addresses:
        page = client.get(address).content.decode()
        assert span in page, address
        assert "six months" not in page
        assert "sechs Monate" not in page
