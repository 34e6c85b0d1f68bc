"""What the desk's tests share."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

PASSWORD = "twelve solid cities"


@pytest.fixture
def editor(db: None) -> User:
    """An editor with a password and an address, without a second factor."""
    user = User.objects.create_user("editor", "editor@example.org", PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    return user


def code_of(device: TOTPDevice, ahead: int = 0) -> str:
    """What the app shows now, or so many steps ahead."""
    totp = TOTP(device.bin_key)
    totp.time = time.time() + 30 * ahead
    return f"{totp.token():06d}"


def device_for(user: Any) -> TOTPDevice:
    """A second factor that is set up."""
    device: TOTPDevice = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    return device
