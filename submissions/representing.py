"""Representing: who speaks for a municipality, and what they say of its records once a year."""

import datetime
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from cities.models import City, Edition
from practices.models import Practice
from submissions import mailing
from submissions.attributing import sent_by_municipality
from submissions.linking import is_token, new_nonce, token_of
from submissions.models import Event, Representative, Sender, Submission
from submissions.moving import move
from submissions.records import current
from submissions.states import Act, State

PURPOSE = "representing"
A_YEAR = datetime.timedelta(days=365)
REASON = "the municipality says that it is still correct"

# Whoever has an address or a page here says nothing about a municipality.
ANYBODYS = frozenset(
    [
        *("aol.com", "aol.de", "arcor.de", "bluewin.ch", "email.de", "fastmail.com", "free.fr", "freenet.de"),
        *("gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com"),
        *("hotmail.com", "hotmail.de", "hotmail.fr", "hotmail.it", "icloud.com", "laposte.net", "libero.it"),
        *("live.com", "live.de", "mac.com", "mail.com", "mail.de", "mail.ru", "mailbox.org", "me.com"),
        *("msn.com", "o2.pl", "online.de", "onet.pl", "orange.fr", "outlook.com", "outlook.de", "posteo.de"),
        *(
            "posteo.net",
            "proton.me",
            "protonmail.com",
            "seznam.cz",
            "t-online.de",
            "tuta.com",
            "tutanota.com",
        ),
        *("vodafone.de", "wanadoo.fr", "web.de", "wp.pl", "yahoo.com", "yahoo.de", "yahoo.fr", "yahoo.it"),
        *("yandex.com", "ymail.com", "zoho.com"),
        *("blogspot.com", "facebook.com", "github.io", "google.com", "instagram.com", "jimdo.com"),
        *("jimdofree.com", "sites.google.com", "wikipedia.org", "wixsite.com", "wordpress.com"),
    ]
)
# Under these a country gives names away, as under .co.uk or .gouv.fr.
NAMES_BELOW = frozenset(
    [
        "ac",
        "co",
        "com",
        "edu",
        "go",
        "gob",
        "gouv",
        "gov",
        "gub",
        "gv",
        "mun",
        "ne",
        "net",
        "nom",
        "or",
        "org",
    ]
)


class NotRepresentableError(Exception):
    """There is no confirmed sender for a place here, or the address does not show what it should."""


# --- Who speaks ------------------------------------------------------------------------------------


def suggests(sender: Sender, city: City) -> bool:
    """Whether the sender's address belongs to the website of the place: the same domain, or one below the other.

    It suggests only: an editor decides.
    """
    mail = _domain(sender.email.rpartition("@")[2])
    site = _domain(urlsplit(city.website).hostname or "")
    shorter, longer = sorted((mail, site), key=len)
    if not _is_somebodys(mail) or not _is_somebodys(site):
        return False
    return longer == shorter or longer.endswith(f".{shorter}")


def suggested() -> list[int]:
    """Open submissions whose sender seems to speak for the place, and nobody has made sure yet."""
    return [
        sender.submission_id
        for sender in Sender.objects.filter(
            submission__in=Submission.objects.open().filter(by_municipality=False).exclude(city__website="")
        )
        .select_related("submission__city")
        .only("email", "submission__city__website")
        if sender.submission.city and suggests(sender, sender.submission.city)
    ]


def confirm(submission: Submission, editor: User, how: Representative.How) -> Representative:
    """An editor has made sure that the sender speaks for the place: this submission and later ones say so."""
    with transaction.atomic():
        held = Submission.objects.select_for_update().get(pk=submission.pk)
        sender = Sender.objects.filter(submission=held).first()
        if held.city is None or sender is None or held.confirmed_at is None:
            raise NotRepresentableError
        if how == Representative.How.DOMAIN and not suggests(sender, held.city):
            raise NotRepresentableError
        values = {
            "name": sender.name,
            "language": held.language,
            "how": how,
            "confirmed_by": editor,
            "confirmed_on": timezone.localdate(),
            "nonce": new_nonce(),
            "asked_on": None,
            "answered_on": None,
            "ended_on": None,
        }
        representative, _new = Representative.objects.update_or_create(
            city=held.city, email=sender.email.lower(), defaults=values
        )
        if held.state != State.PUBLISHED or held.duplicate_of is None:
            held.by_municipality = True  # of what was merged, that was decided with the rest of its record
            held.save(update_fields=["by_municipality", "changed_at"])
        if held.state == State.PUBLISHED:
            Edition.renew()  # its page says so now
    submission.refresh_from_db()
    return representative


def end(representative: Representative) -> None:
    """They no longer speak for the place. What they sent before stays the municipality's."""
    representative.ended_on = timezone.localdate()
    representative.save(update_fields=["ended_on"])


def speaks(submission: Submission, city: City | None) -> bool:
    """Whether the sender speaks for this place."""
    sender = getattr(submission, "sender", None)
    if sender is None or city is None:
        return False
    return Representative.objects.filter(
        city=city, email__iexact=sender.email, ended_on__isnull=True
    ).exists()


# --- Once a year -----------------------------------------------------------------------------------


def due(today: datetime.date) -> models.QuerySet[Representative]:
    """Those who were confirmed, or asked, more than a year ago."""
    return (
        Representative.objects.filter(ended_on__isnull=True)
        .annotate(last=Coalesce("asked_on", "confirmed_on"))
        .filter(last__lt=today - A_YEAR)
        .order_by("pk")
    )


def ask(representative: Representative, today: datetime.date) -> bool:
    """Ask by mail whether everything is still correct; not twice, however often this is called."""
    with transaction.atomic():
        Representative.objects.select_for_update().get(pk=representative.pk)
        if not due(today).filter(pk=representative.pk).exists():
            return False
        representative.asked_on = today
        representative.save(update_fields=["asked_on"])
        mailing.write_yearly(representative)
    return True


def ask_due(today: datetime.date) -> int:
    """Ask all whose year is over; return how many."""
    return sum(ask(representative, today) for representative in list(due(today)))


def token(representative: Representative) -> str:
    """The token of the page on which a representative answers. It begins with their number."""
    return f"{representative.pk}-{token_of(representative.nonce, PURPOSE)}"


def by_token(given: str) -> Representative | None:
    """The representative whose page this token opens."""
    number, _dash, rest = given.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    found = Representative.objects.filter(pk=int(number)).select_related("city").first()
    return found if found and found.nonce and is_token(rest, found.nonce, PURPOSE) else None


def records_of(representative: Representative) -> list[City | Practice]:
    """What a representative answers for: the place itself, and the practices that the municipality has sent in."""
    city = representative.city
    practices = Practice.objects.published().annotate(sent=sent_by_municipality("practice"))
    return [
        *City.objects.published().filter(pk=city.pk),
        *practices.filter(city=city, sent=True).order_by("slug"),
    ]


def affirm_all(representative: Representative) -> None:
    """A representative says that everything is still correct."""
    with transaction.atomic():
        for record in records_of(representative):
            _check(record)
        representative.answered_on = timezone.localdate()
        representative.save(update_fields=["answered_on"])


# --- On the private page ---------------------------------------------------------------------------


def affirm(submission: Submission, *, key: str = "") -> Event:
    """A sender says that what was published is still correct. From a representative that is a check, from others a hint."""
    with transaction.atomic():
        Submission.objects.select_for_update().get(pk=submission.pk)
        said = submission.events.filter(act=Act.AFFIRM, at__date=timezone.localdate()).last()
        if said:  # the editors hear it once a day
            return said
        event = move(submission, Act.AFFIRM, key=key)
        record = current(submission)
        if (
            submission.by_municipality
            and hasattr(record, "checked_on")
            and speaks(submission, submission.city)
        ):
            _check(record)
    return event


def _check(record: Any) -> None:
    record.checked_on = timezone.localdate()
    record._change_reason = REASON
    record.save()


def _domain(written: str) -> str:
    """A domain as it can be compared; empty if it is none."""
    try:
        return written.strip().lower().removeprefix("www.").encode("idna").decode()
    except UnicodeError:
        return ""


def _is_somebodys(domain: str) -> bool:
    """Whether one body has this domain for itself."""
    labels = domain.split(".")
    if len(labels) < 2 or not all(labels):
        return False
    if {".".join(labels[number:]) for number in range(len(labels))} & ANYBODYS:
        return False
    return not (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in NAMES_BELOW)
