"""What the API's tests share."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Ask = Callable[..., dict[str, Any]]


def body(response: Any) -> bytes:
    """The whole body, also of an answer that is written while it is sent."""
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.fixture
def ask(client: Client) -> Ask:
    """Ask an address below /api/v1/ that must answer, and give what it says."""

    def get(address: str, **headers: str) -> dict[str, Any]:
        response = client.get(f"/api/v1/{address}", headers=headers)
        assert response.status_code == 200, (address, response.content[:500])
        answer: dict[str, Any] = json.loads(body(response))
        return answer

    return get
