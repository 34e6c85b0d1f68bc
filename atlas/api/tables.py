"""What a row of a download holds: flat columns, texts in one column a language. Shared by CSV and GeoJSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from atlas.api.fields import address
from atlas.api.records import published_population
from atlas.naming import LANGUAGES, names
from cities.models import translated
from cities.publishing import Publication
from networks.models import Membership
from practices.models import Practice


@dataclass(frozen=True)
class Column:
    """One column: its name, its meaning, its type in JSON, and where its value comes from."""

    name: str
    text: str
    kind: str
    value: Callable[[Any], Any]


Table = tuple[Column, ...]


def text(name: str, meaning: str) -> Column:
    """A column that is an attribute of the record."""
    return Column(name, meaning, "string", lambda record: getattr(record, name))


def number(name: str, meaning: str) -> Column:
    """A whole number that is an attribute of the record."""
    return Column(name, meaning, "integer", lambda record: getattr(record, name))


def date(name: str, meaning: str) -> Column:
    """A day or a partial date that is an attribute of the record."""

    def value(record: Any) -> str | None:
        found = getattr(record, name)
        return None if found is None else str(found)

    return Column(name, meaning, "string", value)


def in_languages(name: str, meaning: str, texts: Callable[[Any], dict[str, str]] | None = None) -> Table:
    """One column a language of a text that is an attribute of the record, or that ``texts`` finds."""
    return tuple(_in_language(name, meaning, language, texts) for language in LANGUAGES)


def _in_language(
    name: str, meaning: str, language: str, texts: Callable[[Any], dict[str, str]] | None
) -> Column:
    def value(record: Any) -> str:
        found = texts(record) if texts else translated(getattr(record, name))
        return found.get(language, "")

    return Column(f"{name}_{language}", f"{meaning} In the language {language}.", "string", value)


def slugs(name: str, meaning: str, attribute: str = "") -> Column:
    """The slugs of the records that the record is linked with."""
    return Column(
        name,
        meaning,
        "array",
        lambda record: [linked.slug for linked in getattr(record, attribute or name).all()],
    )


SOURCES = Column(
    "sources",
    "Addresses of the sources.",
    "array",
    lambda record: [source.url for source in record.sources.all()],
)
CHECKED = date("checked_on", "Day on which an editor last compared the record with its sources.")


def of_city(name: str, meaning: str, attribute: str) -> Column:
    """A text of the place that the record stands on."""
    return Column(name, meaning, "string", lambda record: getattr(record.city, attribute))


CITY = (
    of_city("city", "Slug of the place.", "slug"),
    of_city("city_name", "The place's own name, in Latin script.", "endonym"),
    of_city("country", "ISO 3166-1 alpha-2.", "country_id"),
    of_city("region", "ISO 3166-2; empty where the register has none.", "region_id"),
)

CITIES: Table = (
    text("slug", "Identifier in addresses."),
    text("endonym", "The place's own name, in Latin script."),
    *in_languages("name", "Name, the own one where the language has no other.", names),
    text("kind", "city, town, municipality, district, county or region."),
    Column("country", "ISO 3166-1 alpha-2.", "string", lambda city: city.country_id),
    Column("region", "ISO 3166-2; empty where the register has none.", "string", lambda city: city.region_id),
    Column("latitude", "Degrees north, WGS 84.", "number", lambda city: city.latitude),
    Column("longitude", "Degrees east, WGS 84.", "number", lambda city: city.longitude),
    Column("population", "Inhabitants, only where the year is known.", "integer", published_population),
    Column(
        "population_year",
        "Year of the population figure.",
        "integer",
        lambda city: city.population_year if city.population else None,
    ),
    number("geonames_id", "Identifier in GeoNames."),
    text("wikidata_id", "Identifier in Wikidata."),
    text("website", "Website of the administration."),
    Column(
        "networks",
        "Slugs of the networks in which the place counts as a member today.",
        "array",
        lambda city: city.counted_networks,
    ),
    number("practice_count", "Number of published practices."),
    number("resolution_count", "Number of published resolutions."),
    CHECKED,
)

MEMBERSHIPS: Table = (
    number("id", "Number of the record."),
    *CITY,
    Column("network", "Slug of the network.", "string", lambda row: row.network.slug),
    *in_languages("network_name", "Short name of the network.", lambda row: names(row.network)),
    text("status", "member, awarded, observer, listed (by others only), left, applied or suspended."),
    Column(
        "counted",
        "Whether it makes the place a member today.",
        "boolean",
        lambda row: row.status in Membership.COUNTED,
    ),
    text("role", "member, founder, coordinator or signatory."),
    date("joined", "Partial date of the decision, signature or admission."),
    date("left", "Partial date of the end."),
    date("attested", "Latest partial date at which a dated source names the membership."),
    *in_languages("note", "What the sources add."),
    SOURCES,
    CHECKED,
)

PRACTICES: Table = (
    text("slug", "Identifier in addresses."),
    *CITY,
    *in_languages("title", "Title."),
    *in_languages("summary", "Two or three sentences."),
    Column("main_topic", "Slug of the main topic.", "string", lambda practice: practice.main_topic.slug),
    slugs("topics", "Slugs of further topics."),
    Column("target_groups", "Whom it is for.", "array", lambda practice: practice.target_groups),
    text("status", "running, ended or unknown."),
    text("municipal_role", "leads, shares, funds or supports; empty if not known."),
    text("cost_class", "none, small, medium, large or very-large; empty if not known."),
    number("start_year", "Year of the beginning."),
    number("end_year", "Year of the end."),
    *(column for part in Practice.PARTS for column in in_languages(part, f"{part.capitalize()}.")),
    *in_languages("contact_office", "Office of the municipality to ask."),
    slugs("networks", "Slugs of the networks it belongs with."),
    SOURCES,
    CHECKED,
)

NETWORKS: Table = (
    text("slug", "Identifier in addresses."),
    text("kind", "network, alliance, coalition, pledge, programme or campaign."),
    *in_languages("name", "Full name."),
    text("short_name", "Acronym or short name."),
    Column(
        "parent",
        "Slug of the network that it belongs to.",
        "string",
        lambda network: (
            network.parent.slug
            if network.parent and network.parent.publication == Publication.PUBLISHED
            else ""
        ),
    ),
    slugs("topics", "Slugs of its topics, the main one first."),
    number("member_count", "Places that count as members today, those of networks below included."),
    number("stated_members", "Number of members that the network or a report states."),
    date("stated_on", "Partial date of the stated number."),
    date("founded", "Partial date."),
    date("dissolved", "Partial date."),
    text("website", "Website."),
    *(
        column
        for part, meaning in (
            ("initiator", "Who began it."),
            ("secretariat", "Who runs it."),
            ("scope", "Area that it covers."),
            ("joining_basis", "How a place joins."),
            ("summary", "What it is."),
        )
        for column in in_languages(part, meaning)
    ),
    SOURCES,
    CHECKED,
)


def located(origin: str) -> Column:
    """Address of the place's record; it depends on the host that was asked."""
    return Column(
        "url", "Address of the record.", "string", lambda city: address(origin, "cities", city.slug)
    )
