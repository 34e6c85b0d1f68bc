"""The second factor: codes from an app on somebody's phone, and recovery codes for the day it is lost."""

import secrets
from collections.abc import Iterable

import qrcode
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.plugins.otp_totp.models import TOTPDevice

from cities.desk.models import RecoveryCode

NUMBER_OF_CODES = 10
# Without letters and digits that are easily taken for another.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, GROUP = 3, 4
QUIET = 4  # modules of white around the code, as the standard asks


def device_of(user: User) -> TOTPDevice | None:
    """The app that somebody set up, if they did."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).first()
    return found


def prepared(user: User) -> TOTPDevice:
    """The device that is being set up: the same one until its first code is right, so that a reload does no harm."""
    device: TOTPDevice = TOTPDevice.objects.get_or_create(
        user_id=user.pk, confirmed=False, defaults={"name": "app"}
    )[0]
    return device


def key(device: TOTPDevice) -> str:
    """The key as one types it where nothing can be scanned: in groups of four."""
    from base64 import b32encode

    letters = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@transaction.atomic
def confirm(device: TOTPDevice, code: str) -> list[str]:
    """Begin to use a device whose first code is right; gives its recovery codes, none if the code is wrong."""
    device = TOTPDevice.objects.select_for_update().get(pk=device.pk)
    if not device.verify_token(_plain(code)):
        return []
    TOTPDevice.objects.filter(user_id=device.user_id).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return renew_codes(device)


@transaction.atomic
def verify(device: TOTPDevice, code: str) -> bool:
    """Whether a code is the app's present one or an unused recovery code. Each is right once only."""
    device = TOTPDevice.objects.select_for_update().get(pk=device.pk)
    plain = _plain(code)
    if plain.isdecimal() and len(plain) == device.digits:
        return bool(device.verify_token(plain))
    unused = RecoveryCode.objects.filter(device=device, digest=_digest(device, plain), used_at=None)
    return bool(unused.update(used_at=timezone.now()))


@transaction.atomic
def renew_codes(device: TOTPDevice) -> list[str]:
    """New recovery codes in place of the old ones. This is the only moment at which they can be read."""
    device.recovery_codes.all().delete()
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(GROUPS * GROUP)) for _ in range(NUMBER_OF_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(device=device, digest=_digest(device, code)) for code in codes
    )
    return ["-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP)) for code in codes]


def forget(users: Iterable[User]) -> int:
    """Take the second factor from somebody who lost it: they set up another one at their next sign-in."""
    devices = TOTPDevice.objects.filter(user_id__in=[user.pk for user in users], confirmed=True)
    count = devices.count()
    devices.delete()
    return count


def picture(device: TOTPDevice) -> str:
    """What an app scans, as SVG. Black on white in every scheme: many apps read nothing else."""
    code = qrcode.QRCode(border=QUIET, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(device.config_url)
    rows = code.get_matrix()
    size = len(rows)
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def _plain(code: str) -> str:
    """As people type it: with spaces, hyphens and capitals."""
    return "".join(code.split()).replace("-", "").casefold()


def _digest(device: TOTPDevice, code: str) -> str:
    return salted_hmac("desk.recovery", f"{device.pk} {code}", algorithm="sha256").hexdigest()
