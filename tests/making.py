"""Making records for tests: each function makes one published record and takes what the test is about by name."""

from itertools import count
from typing import Any

from i18nfield.strings import LazyI18nString

from cities.models import City, Country, Region, Source, Topic
from cities.partial_dates import PartialDate
from networks.models import Membership, Network, Resolution
from practices.models import Practice

_numbers = count(1)


def text(english: str, german: str = "") -> LazyI18nString:
    """A text in both languages."""
    return LazyI18nString({"en": english, "de": german or english})


def date(written: str) -> PartialDate:
    """A partial date as it is written: 2019, 2019-12 or 2019-12-18."""
    return PartialDate.parse(written)


def make_city(slug: str = "", **values: Any) -> City:
    """A published place in Germany, at a point of its own."""
    number = next(_numbers)
    slug = slug or f"place-{number}"
    country, _new = Country.objects.get_or_create(code=values.pop("country", "DE"))
    region = values.pop("region", None)
    if region:
        values["region"] = Region.objects.get_or_create(
            code=region, defaults={"country": country, "name": text(region)}
        )[0]
    values.setdefault("endonym", slug.replace("-", " ").title())
    values.setdefault("kind", City.Kind.TOWN)
    values.setdefault("latitude", 50 + number % 1000 / 1000)
    values.setdefault("longitude", 8.0)
    values.setdefault("publication", "published")
    return City.objects.create(slug=slug, country=country, **values)


def make_topic(slug: str = "housing") -> Topic:
    """A topic; the same one for the same slug."""
    return Topic.objects.get_or_create(slug=slug, defaults={"name": text(slug.title())})[0]


def make_network(slug: str = "", **values: Any) -> Network:
    """A published network."""
    slug = slug or f"network-{next(_numbers)}"
    values.setdefault("name", text(slug.replace("-", " ").title()))
    values.setdefault("kind", Network.Kind.NETWORK)
    values.setdefault("publication", "published")
    return Network.objects.create(slug=slug, **values)


def make_membership(city: City, network: Network, **values: Any) -> Membership:
    """A published membership without dates."""
    for name in ("joined", "left", "attested"):
        if isinstance(values.get(name), str):
            values[name] = date(values[name])
    values.setdefault("status", Membership.Status.MEMBER)
    values.setdefault("publication", "published")
    return Membership.objects.create(city=city, network=network, **values)


def make_resolution(city: City, **values: Any) -> Resolution:
    """A published, adopted resolution."""
    values.setdefault("title", text("Declaration", "Erklärung"))
    values.setdefault("body", text("council", "Rat"))
    values.setdefault("outcome", Resolution.Outcome.ADOPTED)
    values.setdefault("publication", "published")
    return Resolution.objects.create(city=city, **values)


def make_practice(city: City, slug: str = "", **values: Any) -> Practice:
    """A published practice on housing."""
    slug = slug or f"practice-{next(_numbers)}"
    values.setdefault("title", text(slug.replace("-", " ").title()))
    values.setdefault("summary", text("A summary.", "Eine Zusammenfassung."))
    values.setdefault("main_topic", make_topic())
    values.setdefault("publication", "published")
    return Practice.objects.create(city=city, slug=slug, **values)


def make_source(key: str = "", **values: Any) -> Source:
    """A source with an address of its own."""
    key = key or f"s{next(_numbers)}"
    values.setdefault("url", f"https://source.example/{key}")
    values.setdefault("title", f"Source {key}")
    return Source.objects.create(key=key, **values)
