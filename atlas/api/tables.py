"""What a row of a download holds: flat columns, texts in one column a language. Shared by CSV and GeoJSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from atlas.api.fields import address
from atlas.api.records import published_population
from atlas.naming import LANGUAGES, names
from cities.locales import language_name
from cities.models import translated
from cities.publishing import Publication
from networks.models import Membership
from practices.models import Practice


@dataclass(frozen=True)
class Column:
    """One column: its name, its meaning, its type in JSON, and where its value comes from."""

    name: str
    meaning: str | Promise  # in the active language, on pages
    kind: str
    value: Callable[[Any], Any]
    language: str = ""  # of a text that has one column a language

    @property
    def text(self) -> str:
        """The meaning as the description of the interface has it, which is in English."""
        with override("en"):
            return str(self.meaning)


Table = tuple[Column, ...]


def text(name: str, meaning: str | Promise) -> Column:
    """A column that is an attribute of the record."""
    return Column(name, meaning, "string", lambda record: getattr(record, name))


def number(name: str, meaning: str | Promise) -> Column:
    """A whole number that is an attribute of the record."""
    return Column(name, meaning, "integer", lambda record: getattr(record, name))


def date(name: str, meaning: str | Promise) -> Column:
    """A day or a partial date that is an attribute of the record."""

    def value(record: Any) -> str | None:
        found = getattr(record, name)
        return None if found is None else str(found)

    return Column(name, meaning, "string", value)


def in_languages(
    name: str, meaning: str | Promise, texts: Callable[[Any], dict[str, str]] | None = None
) -> Table:
    """One column a language of a text that is an attribute of the record, or that ``texts`` finds."""
    return tuple(_in_language(name, meaning, language, texts) for language in LANGUAGES)


def _in_language(
    name: str, meaning: str | Promise, language: str, texts: Callable[[Any], dict[str, str]] | None
) -> Column:
    def value(record: Any) -> str:
        found = texts(record) if texts else translated(getattr(record, name))
        return found.get(language, "")

    told = format_lazy(
        "{} {}",
        meaning,
        format_lazy(pgettext_lazy("a text", "In {language}."), language=lazy(language_name, str)(language)),
    )
    return Column(f"{name}_{language}", told, "string", value, language)


def slugs(name: str, meaning: str | Promise, attribute: str = "") -> Column:
    """The slugs of the records that the record is linked with."""
    return Column(
        name,
        meaning,
        "array",
        lambda record: [linked.slug for linked in getattr(record, attribute or name).all()],
    )


SOURCES = Column(
    "sources",
    _("Addresses of the sources."),
    "array",
    lambda record: [source.url for source in record.sources.all()],
)
CHECKED = date("checked_on", _("Day on which an editor last compared the record with its sources."))


def of_city(name: str, meaning: str | Promise, attribute: str) -> Column:
    """A text of the place that the record stands on."""
    return Column(name, meaning, "string", lambda record: getattr(record.city, attribute))


CITY = (
    of_city("city", _("Slug of the place."), "slug"),
    of_city("city_name", _("The place's own name, in Latin script."), "endonym"),
    of_city("country", _("ISO 3166-1 alpha-2."), "country_id"),
    of_city("region", _("ISO 3166-2; empty where the register has none."), "region_id"),
)

CITIES: Table = (
    text("slug", _("Identifier in addresses.")),
    text("endonym", _("The place's own name, in Latin script.")),
    *in_languages("name", _("Name, the own one where the language has no other."), names),
    text("kind", _("city, town, municipality, district, county or region.")),
    Column("country", _("ISO 3166-1 alpha-2."), "string", lambda city: city.country_id),
    Column(
        "region", _("ISO 3166-2; empty where the register has none."), "string", lambda city: city.region_id
    ),
    Column("latitude", _("Degrees north, WGS 84."), "number", lambda city: city.latitude),
    Column("longitude", _("Degrees east, WGS 84."), "number", lambda city: city.longitude),
    Column("population", _("Inhabitants, only where the year is known."), "integer", published_population),
    Column(
        "population_year",
        _("Year of the population figure."),
        "integer",
        lambda city: city.population_year if city.population else None,
    ),
    number("geonames_id", _("Identifier in GeoNames.")),
    text("wikidata_id", _("Identifier in Wikidata.")),
    text("website", _("Website of the administration.")),
    Column(
        "networks",
        _("Slugs of the networks in which the place counts as a member today."),
        "array",
        lambda city: city.counted_networks,
    ),
    number("practice_count", _("Number of published practices.")),
    number("resolution_count", _("Number of published resolutions.")),
    CHECKED,
)

MEMBERSHIPS: Table = (
    number("id", _("Number of the record.")),
    *CITY,
    Column("network", _("Slug of the network."), "string", lambda row: row.network.slug),
    *in_languages("network_name", _("Short name of the network."), lambda row: names(row.network)),
    text("status", _("member, awarded, observer, listed (by others only), left, applied or suspended.")),
    Column(
        "counted",
        _("Whether it makes the place a member today."),
        "boolean",
        lambda row: row.status in Membership.COUNTED,
    ),
    text("role", _("member, founder, coordinator or signatory.")),
    date("joined", _("Partial date of the decision, signature or admission.")),
    date("left", _("Partial date of the end.")),
    date("attested", _("Latest partial date at which a dated source names the membership.")),
    *in_languages("note", _("What the sources add.")),
    SOURCES,
    CHECKED,
)


def _part(name: str) -> str | Promise:
    """What a part of a practice's text is called."""
    return lazy(lambda: capfirst(str(Practice._meta.get_field(name).verbose_name)), str)()  # type: ignore[union-attr]


PRACTICES: Table = (
    text("slug", _("Identifier in addresses.")),
    *CITY,
    *in_languages("title", _("Title.")),
    *in_languages("summary", _("Two or three sentences.")),
    Column("main_topic", _("Slug of the main topic."), "string", lambda practice: practice.main_topic.slug),
    slugs("topics", _("Slugs of further topics.")),
    Column("target_groups", _("Whom it is for."), "array", lambda practice: practice.target_groups),
    text("status", _("running, ended or unknown.")),
    text("municipal_role", _("leads, shares, funds or supports; empty if not known.")),
    text("cost_class", _("none, small, medium, large or very-large; empty if not known.")),
    number("start_year", _("Year of the beginning.")),
    number("end_year", _("Year of the end.")),
    *(column for part in Practice.PARTS for column in in_languages(part, format_lazy("{}.", _part(part)))),
    *in_languages("contact_office", _("Office of the municipality to ask.")),
    slugs("networks", _("Slugs of the networks it belongs with.")),
    SOURCES,
    CHECKED,
)

NETWORKS: Table = (
    text("slug", _("Identifier in addresses.")),
    text("kind", _("network, alliance, coalition, pledge, programme or campaign.")),
    *in_languages("name", _("Full name.")),
    text("short_name", _("Acronym or short name.")),
    Column(
        "parent",
        _("Slug of the network that it belongs to."),
        "string",
        lambda network: (
            network.parent.slug
            if network.parent and network.parent.publication == Publication.PUBLISHED
            else ""
        ),
    ),
    slugs("topics", _("Slugs of its topics, the main one first.")),
    number("member_count", _("Places that count as members today, those of networks below included.")),
    number("stated_members", _("Number of members that the network or a report states.")),
    date("stated_on", _("Partial date of the stated number.")),
    date("founded", _("Partial date.")),
    date("dissolved", _("Partial date.")),
    text("website", _("Website.")),
    *(
        column
        for part, meaning in (
            ("initiator", _("Who began it.")),
            ("secretariat", _("Who runs it.")),
            ("scope", _("Area that it covers.")),
            ("joining_basis", _("How a place joins.")),
            ("summary", _("What it is.")),
        )
        for column in in_languages(part, meaning)
    ),
    SOURCES,
    CHECKED,
)


def located(origin: str) -> Column:
    """Address of the place's record; it depends on the host that was asked."""
    return Column(
        "url", _("Address of the record."), "string", lambda city: address(origin, "cities", city.slug)
    )
