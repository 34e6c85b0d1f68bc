"""What the tests of submissions share."""

from types import SimpleNamespace

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from submissions import limiting


@pytest.fixture
def limited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits hold, in a minute, an hour and a day that do not end while a test counts."""
    settings.SUBMISSION_LIMITS = 1
    now = timezone.now().replace(minute=25, second=15)
    monkeypatch.setattr(limiting, "timezone", SimpleNamespace(now=lambda: now))
