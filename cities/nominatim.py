"""Where a place lies, as a Nominatim says that the operator chose: candidates from OpenStreetMap.

Off unless NOMINATIM_URL names one, and asked only when an editor wishes so, at most once a second for the whole site
(cities/pacing.py). Its robots.txt is not read: that speaks to programs that go through pages by themselves, while this is
an interface made for programs, under terms that the operator accepted. A redirect is not followed, for only the named
server is allowed to stand in a private network (cities/addresses.py).

It is asked in no language, so that places come with the names they call themselves by, and one answer serves all editors.
"""

import datetime
import json
import logging
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from geopy import geocoders
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderRateLimited,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)

from cities.addresses import Address, parse
from cities.fetching import Fetcher, InsecureError, SilentError, UnknownServerError, agent
from cities.geocoding import MOST, Candidate
from cities.models import City, NominatimAnswer
from cities.pacing import Asking, LaterError, asked_to_wait

log = logging.getLogger(__name__)
PROGRAM = "Geocoding"
# An editor waits before the page for both.
SECONDS = 8.0
WORTH_WAITING = datetime.timedelta(seconds=5)
# Towns do not move: an answer serves as long as somebody works on a region, and a point that was put right in
# OpenStreetMap arrives within the month.
KEPT = datetime.timedelta(days=30)
LONGEST = 100  # letters of a name
KINDS = {
    "municipality": City.Kind.MUNICIPALITY,
    "borough": City.Kind.DISTRICT,
    "city_district": City.Kind.DISTRICT,
    "suburb": City.Kind.DISTRICT,
    "county": City.Kind.COUNTY,
    "province": City.Kind.REGION,
    "region": City.Kind.REGION,
    "state": City.Kind.REGION,
    "state_district": City.Kind.REGION,
}
# What tells places of one name apart, what most people know first.
WITHIN = ("county", "municipality", "state_district")


class UnansweredError(Exception):
    """There is no answer; says why, in the active language."""


@dataclass(frozen=True)
class Answer:
    """What it said, and when."""

    at: datetime.datetime
    candidates: list[Candidate]


def server() -> str:
    """Who is asked; empty if nobody is."""
    return _address().server if settings.NOMINATIM_URL else ""


def kept(name: str, country: str = "", *, now: datetime.datetime | None = None) -> Answer | None:
    """The answer that is there already; asks nobody."""
    if not settings.NOMINATIM_URL:
        return None
    row = _rows(name, country).filter(at__gt=(now or timezone.now()) - KEPT).first()
    return Answer(row.at, [Candidate(**place) for place in row.places]) if row else None


def ask(name: str, country: str = "", asking: Asking | None = None) -> Answer:
    """The kept answer, else ask for one. Raise UnansweredError if there is none to be had."""
    asking = asking or Asking(
        Fetcher(anywhere=True, seconds=SECONDS, program=PROGRAM), worth_waiting=WORTH_WAITING
    )
    answer = kept(name, country, now=asking.clock.now())
    if answer is None:
        found = _asked(name, country, asking)
        answer = Answer(asking.clock.now(), found)
        NominatimAnswer.objects.update_or_create(
            server=server(),
            name=plain(name),
            country=country,
            defaults={"at": answer.at, "places": [each._asdict() for each in found]},
        )
    return answer


def purge(now: datetime.datetime | None = None) -> int:
    """Remove the answers that are kept no longer; return how many."""
    old = NominatimAnswer.objects.filter(at__lte=(now or timezone.now()) - KEPT)
    return old.delete()[0]


def _address() -> Address:
    return parse(settings.NOMINATIM_URL, anywhere=True)


def plain(name: str) -> str:
    """A name as it is asked and kept: small letters and single spaces, which mean the same to a Nominatim."""
    return " ".join(name.replace("\0", " ").lower().split())[:LONGEST]


def _rows(name: str, country: str) -> "QuerySet[NominatimAnswer]":
    return NominatimAnswer.objects.filter(server=server(), name=plain(name), country=country)


def _asked(name: str, country: str, asking: Asking) -> list[Candidate]:
    nominatim = geocoders.Nominatim(
        scheme=_address().scheme,
        domain=settings.NOMINATIM_URL.partition("://")[2],
        user_agent=agent(PROGRAM),
        adapter_factory=lambda **_options: _Polite(asking),
    )
    try:
        found = nominatim.geocode(
            plain(name),
            exactly_one=False,
            limit=MOST,
            addressdetails=True,
            country_codes=country.lower() or None,
            featuretype="settlement",
        )
    except (
        GeopyError,
        ArithmeticError,
        TypeError,
        ValueError,
    ) as error:  # all but the first: no text, or points that are none
        log.warning("%s gave no answer: %s: %.200s", server(), type(error).__name__, error)
        raise UnansweredError(_said(error, asking.clock.now())) from error
    read = (_candidate(location.raw, location.latitude, location.longitude) for location in found or [])
    return [candidate for candidate in read if candidate]


def _said(error: Exception, now: datetime.datetime) -> str:
    """Why there is no answer, for an editor."""
    if isinstance(error, GeocoderRateLimited):
        if not error.retry_after:
            return gettext("{server} asks for a pause. Please try again in some minutes.").format(
                server=server()
            )
        until = timezone.localtime(now + datetime.timedelta(seconds=error.retry_after))
        return gettext("{server} cannot be asked before {time}.").format(
            server=server(), time=date_format(until, "SHORT_DATETIME_FORMAT")
        )
    if isinstance(error, GeocoderTimedOut | GeocoderUnavailable):
        sentence = gettext("{server} does not answer at the moment. Please try again later.")
    elif isinstance(error, GeocoderAuthenticationFailure | GeocoderInsufficientPrivileges):
        sentence = gettext("{server} refuses to answer us. Please tell those who run this site.")
    elif isinstance(error, GeocoderParseError | ArithmeticError | TypeError | ValueError):
        sentence = gettext("{server} gave an answer that nobody understands.")
    else:
        sentence = gettext("{server} has an error of its own. Please try again later.")
    return sentence.format(server=server())


def _candidate(place: dict[str, Any], latitude: float, longitude: float) -> Candidate | None:
    """A place of an answer; None if it does not say what it is. Nothing in it is taken for granted."""
    address = place.get("address")
    address = address if isinstance(address, dict) else {}
    kind, number = str(place.get("osm_type")), str(place.get("osm_id"))
    name = _text(place.get("name") or str(place.get("display_name", "")).partition(",")[0])
    if not re.fullmatch(r"(node|way|relation)/[0-9]{1,19}", f"{kind}/{number}") or not name:
        return None
    regions = sorted(key for key in address if re.fullmatch(r"ISO3166-2-lvl[0-9]", str(key)))
    within = (_text(address.get(key)) for key in WITHIN)
    return Candidate(
        geonames_id=None,
        name=name,
        found_as="",
        country=_text(address.get("country_code")).upper()[:2],
        region=_text(address.get(regions[0]))[:6] if regions else "",
        latitude=round(latitude, 5),
        longitude=round(longitude, 5),
        population=None,
        source=f"OpenStreetMap {kind} {number} (ODbL 1.0)",
        osm=f"{kind}/{number}",
        kind=KINDS.get(_text(place.get("addresstype") or place.get("type")), ""),
        within=next((each for each in within if each and each != name), ""),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        return ""
    sound = value.replace("\0", " ").encode("utf-8", "replace").decode()  # JSON can hold halves of letters
    return " ".join(sound.split())[:200]


def _has_point(place: object) -> bool:
    """Whether it says where it lies: what says nothing, geopy puts on zero degrees."""
    return isinstance(place, dict) and place.get("lat") is not None and place.get("lon") is not None


class _Polite(BaseSyncAdapter):
    """Lets geopy ask as all our programs do: in turns, not for long and not for much."""

    def __init__(self, asking: Asking) -> None:
        super().__init__(proxies=None, ssl_context=None)
        self.asking = asking

    def get_text(self, url: str, **_options: Any) -> str:
        try:
            answer = self.asking.ask("GET", self.asking.parse(url))
        except LaterError as later:
            seconds = (later.until - self.asking.clock.now()).total_seconds()
            raise GeocoderRateLimited("not our turn", retry_after=seconds) from later
        except SilentError as error:
            raise GeocoderTimedOut(str(error)) from error
        except (UnknownServerError, InsecureError) as error:
            raise GeocoderUnavailable(f"{type(error).__name__}: {error}") from error
        wait = asked_to_wait(answer, self.asking.clock.now())
        if answer.status == 429 or wait:
            raise GeocoderRateLimited("asked to wait", retry_after=wait and wait.total_seconds())
        if answer.status != 200:
            # Without its text, which geopy would write into the log.
            raise AdapterHTTPError(
                f"status {answer.status}", status_code=answer.status, headers=answer.headers, text=""
            )
        return answer.body.decode()  # cut where it was too long, which leaves no list of places

    def get_json(self, url: str, **options: Any) -> list[dict[str, Any]]:
        try:
            places = json.loads(self.get_text(url, **options))
        except (json.JSONDecodeError, RecursionError) as error:
            raise GeocoderParseError("no JSON") from error
        if not isinstance(places, list) or not all(_has_point(place) for place in places):
            raise GeocoderParseError("no list of places with their points")
        return places
