"""What each record looks like in the API. Help texts are the documentation of the fields; they stand in the schema."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from atlas.api.fields import (
    IN_LANGUAGES,
    AddressField,
    NamesField,
    OptionalTextsField,
    PagesField,
    PartialDateField,
    SlugsField,
    TextsField,
)
from cities.models import City, CityName, Source, translated
from cities.publishing import Publication
from networks.models import Mark, Membership, Network, Resolution
from practices.models import CostClass, Licence, MunicipalRole, Photo, Practice, TargetGroup

CHECKED = "Day on which an editor last compared the record with its sources; null if not since the import."
SOURCES = "Where the statements of this record were read."


class LicenseSerializer(serializers.Serializer[Any]):
    """Under which terms the data may be used."""

    name = serializers.CharField(help_text="Short name of the licence.")
    url = serializers.URLField(help_text="Its text.")
    attribution = serializers.CharField(help_text="Whom to name.")


class SourceSerializer(serializers.Serializer[Source]):
    """Where a fact was read."""

    key = serializers.CharField(help_text="Stays the same for ever.")
    url = serializers.URLField(help_text="Address of the document.")
    title = serializers.CharField(help_text="Title of the document, in its own language.")
    publisher = serializers.CharField(help_text="Who published it; empty if not known.")
    language = serializers.CharField(help_text="Language of the document, BCP 47; empty if not clear.")
    published_on = PartialDateField(help_text="When it was published, as precise as known.")
    accessed_on = serializers.DateField(allow_null=True, help_text="When it was read for this register.")
    archived_url = serializers.CharField(help_text="Address of an archived copy; empty if there is none.")
    link_status = serializers.ChoiceField(
        choices=Source.LinkStatus.choices, help_text="Whether the address answered when it was last tried."
    )


class CityReferenceSerializer(serializers.Serializer[City]):
    """A place, named where another record stands on it."""

    slug = serializers.CharField(help_text="Identifier of the place in addresses and filters.")
    name = NamesField(help_text=f"Name of the place. {IN_LANGUAGES}")
    country = serializers.CharField(source="country_id", help_text="ISO 3166-1 alpha-2.")
    region = serializers.CharField(
        source="region_id", allow_null=True, help_text="ISO 3166-2; null where the register has none."
    )
    url = AddressField("cities")


class NetworkReferenceSerializer(serializers.Serializer[Network]):
    """A network, named where another record stands on it."""

    slug = serializers.CharField(help_text="Identifier of the network in addresses and filters.")
    label = NamesField(help_text=f"Short name, as lists show it. {IN_LANGUAGES}")  # type: ignore[assignment]
    url = AddressField("networks")


class AreaSerializer(serializers.Serializer[Any]):
    """A country or region with its names."""

    code = serializers.CharField(help_text="ISO 3166-1 alpha-2 of a country, ISO 3166-2 of a region.")
    name = TextsField(help_text=f"Name (Unicode CLDR for countries). {IN_LANGUAGES}")


class CountrySerializer(serializers.Serializer[Any]):
    """A country with at least one place in the register."""

    code = serializers.CharField(
        help_text="ISO 3166-1 alpha-2; XK for Kosovo. The filter `country` takes it."
    )
    url = AddressField("countries", "code")
    page = PagesField("countries", "code")
    name = NamesField(help_text=f"Name from the Unicode CLDR. {IN_LANGUAGES}")
    city_count = serializers.IntegerField(help_text="Number of published places in the country.")


class RegionSerializer(serializers.Serializer[Any]):
    """A first-level part of a country with at least one place in the register."""

    code = serializers.CharField(help_text="ISO 3166-2. The filter `region` takes it.")
    url = AddressField("regions", "code")
    country = serializers.CharField(source="country_id", help_text="ISO 3166-1 alpha-2.")
    name = TextsField(help_text=f"Name. {IN_LANGUAGES}")
    city_count = serializers.IntegerField(help_text="Number of published places in the region.")


class TopicSerializer(serializers.Serializer[Any]):
    """A field of municipal work."""

    slug = serializers.CharField(help_text="Identifier. The filter `topic` takes it.")
    url = AddressField("topics")
    page = PagesField("topics")
    name = TextsField(help_text=f"Name. {IN_LANGUAGES}")
    practice_count = serializers.IntegerField(
        help_text="Number of practices with this main or further topic."
    )
    network_count = serializers.IntegerField(help_text="Number of networks that work on it.")


class CitySerializer(serializers.Serializer[City]):
    """A city, town, municipality, district, county or region that acts or joins."""

    slug = serializers.CharField(help_text="Identifier in addresses. Stays the same.")
    url = AddressField("cities")
    page = PagesField("cities")
    kind = serializers.ChoiceField(
        choices=City.Kind.choices,
        help_text="What the place is; `city` from 100,000 people, `town` from 20,000.",
    )
    name = NamesField(help_text=f"Name, the own one where a language has no other. {IN_LANGUAGES}")
    endonym = serializers.CharField(help_text="As the place calls itself, in Latin script.")
    language = serializers.CharField(help_text="Language of the own name, BCP 47; empty if not recorded.")
    country = serializers.SerializerMethodField(
        help_text="The country, with its names from the Unicode CLDR."
    )
    region = AreaSerializer(
        allow_null=True, help_text="First-level region; null where the register has none."
    )
    latitude = serializers.FloatField(
        help_text="Degrees north, WGS 84. Of the seat, for wider bodies; source: GeoNames unless stated."
    )
    longitude = serializers.FloatField(help_text="Degrees east, WGS 84.")
    population = serializers.SerializerMethodField(
        help_text="Inhabitants; only where the year of the figure is known, else null."
    )
    population_year = serializers.SerializerMethodField(help_text="Year of the population figure.")
    geonames_id = serializers.IntegerField(
        allow_null=True, help_text="Identifier in GeoNames (geonames.org)."
    )
    wikidata_id = serializers.CharField(help_text="Identifier in Wikidata; empty if not recorded.")
    website = serializers.CharField(help_text="Website of the administration; empty if not recorded.")
    networks = serializers.ListField(
        source="counted_networks",
        child=serializers.CharField(),
        help_text="Slugs of the networks in which the place counts as a member today.",
    )
    practice_count = serializers.IntegerField(help_text="Number of published practices.")
    resolution_count = serializers.IntegerField(help_text="Number of published resolutions.")
    has_portrait = serializers.SerializerMethodField(help_text="Whether there is a portrait of the place.")
    distance_km = serializers.SerializerMethodField(
        help_text="Great-circle distance from the point of `near`; null without that filter."
    )
    checked_on = serializers.DateField(allow_null=True, help_text=CHECKED)

    @extend_schema_field(AreaSerializer)
    def get_country(self, city: City) -> dict[str, Any]:
        return {"code": city.country_id, "name": NamesField().to_representation(city.country)}

    def get_population(self, city: City) -> int | None:
        return published_population(city)

    def get_population_year(self, city: City) -> int | None:
        return city.population_year if city.population else None

    def get_has_portrait(self, city: City) -> bool:
        return bool(translated(city.portrait))

    def get_distance_km(self, city: City) -> float | None:
        distance = getattr(city, "distance", None)
        return None if distance is None else round(distance, 3)


def published_population(city: City) -> int | None:
    """The population if its year is known: an undated figure only sizes marks."""
    return city.population if city.population_year else None


class CityNameSerializer(serializers.Serializer[CityName]):
    """A name under which a place is found."""

    name = serializers.CharField(help_text="The name, in Latin, Greek, Cyrillic or Arabic script.")
    language = serializers.CharField(help_text="BCP 47; empty if not known.")
    kind = serializers.ChoiceField(choices=CityName.Kind.choices, help_text="What sort of name it is.")


class MembershipSerializer(serializers.Serializer[Membership]):
    """A place in a network, as far as a source says so."""

    id = serializers.IntegerField(help_text="Number of the record.")
    url = AddressField("memberships", "pk")
    city = CityReferenceSerializer(help_text="The place.")
    network = NetworkReferenceSerializer(help_text="The network.")
    status = serializers.ChoiceField(
        choices=Membership.Status.choices,
        help_text="`listed` means named by others only: never a membership. `applied`: outcome not seen.",
    )
    counted = serializers.SerializerMethodField(
        help_text="Whether it makes the place a member today: status member, awarded or observer."
    )
    role = serializers.ChoiceField(
        choices=Membership.Role.choices,
        help_text="Part that the place has. `signatory` for pledges that one adopts or signs.",
    )
    joined = PartialDateField(help_text="Decision, signature or admission, as precise as the source.")
    left = PartialDateField(help_text="End of the membership; only with status `left`.")
    attested = PartialDateField(
        help_text="Latest date at which a dated source names the membership. An old one says “was a member then”."
    )
    note = OptionalTextsField(help_text=f"What the sources add. {IN_LANGUAGES}")
    sources = SourceSerializer(many=True, help_text=SOURCES)
    checked_on = serializers.DateField(allow_null=True, help_text=CHECKED)

    def get_counted(self, membership: Membership) -> bool:
        return membership.status in Membership.COUNTED


class ResolutionSerializer(serializers.Serializer[Resolution]):
    """What a council or a similar body decided."""

    id = serializers.IntegerField(help_text="Number of the record.")
    url = AddressField("resolutions", "pk")
    city = CityReferenceSerializer(help_text="The place.")
    date = PartialDateField(help_text="Day of the decision, as precise as the source.")
    body = TextsField(help_text=f"Who decided. {IN_LANGUAGES}")
    title = TextsField(help_text=f"What was decided, in own words. {IN_LANGUAGES}")
    outcome = serializers.ChoiceField(choices=Resolution.Outcome.choices, help_text="How it ended.")
    votes_for = serializers.IntegerField(allow_null=True, help_text="Number of votes; null if not known.")
    votes_against = serializers.IntegerField(allow_null=True, help_text="Number of votes; null if not known.")
    network = NetworkReferenceSerializer(allow_null=True, help_text="Network that the decision led to.")
    document = serializers.CharField(
        source="url", help_text="Address in the council's information system; empty if not recorded."
    )
    sources = SourceSerializer(many=True, help_text=SOURCES)


class PracticeReferenceSerializer(serializers.Serializer[Practice]):
    """A practice, named in the record of its place."""

    slug = serializers.CharField(help_text="Identifier in addresses.")
    url = AddressField("practices")
    page = PagesField("practices")
    title = TextsField(help_text=f"Title. {IN_LANGUAGES}")
    summary = TextsField(help_text=f"Two or three sentences. {IN_LANGUAGES}")
    main_topic = serializers.CharField(source="main_topic.slug", help_text="Slug of the main topic.")
    status = serializers.ChoiceField(choices=Practice.Status.choices, help_text="Whether it still runs.")
    start_year = serializers.IntegerField(allow_null=True, help_text="Year of the beginning.")
    end_year = serializers.IntegerField(allow_null=True, help_text="Year of the end.")


class PhotoFileSerializer(serializers.Serializer[Any]):
    """A photo in one size."""

    url = serializers.SerializerMethodField(help_text="Address of the file, WebP.")
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")

    @extend_schema_field({"type": "string", "format": "uri"})
    def get_url(self, file: dict[str, Any]) -> str:
        return f"{self.context['origin']}{reverse('photo', args=[file['key'], file['edge']])}"


class PhotoSerializer(serializers.Serializer[Photo]):
    """A photo of a practice. It has a licence of its own."""

    files = serializers.SerializerMethodField(
        help_text="The same picture in up to three sizes, smallest first."
    )
    alt = TextsField(help_text=f"What is to be seen. {IN_LANGUAGES}")
    credit = serializers.CharField(help_text="Whom to name.")
    license = serializers.ChoiceField(
        source="licence",
        choices=Licence.choices,
        help_text="SPDX identifier; `by-permission`: all rights reserved, only this register may show it.",
    )
    license_url = serializers.CharField(
        source="licence_url", help_text="Address of the licence's text; empty for `by-permission`."
    )

    @extend_schema_field(PhotoFileSerializer(many=True))
    def get_files(self, photo: Photo) -> Any:
        files = [
            {"key": photo.key, "edge": size.edge, "width": size.width, "height": size.height}
            for size in photo.sizes
        ]
        return PhotoFileSerializer(files, many=True, context=self.context).data


class PracticeSerializer(PracticeReferenceSerializer):
    """What a city does, told so that another can copy it."""

    city = CityReferenceSerializer(help_text="The place that does it.")
    topics = SlugsField(help_text="Slugs of up to two further topics.")
    target_groups = serializers.ListField(
        child=serializers.ChoiceField(choices=TargetGroup.choices), help_text="Whom it is for."
    )
    challenge = OptionalTextsField(help_text=f"What it answers to. {IN_LANGUAGES}")
    approach = OptionalTextsField(help_text=f"What is done. {IN_LANGUAGES}")
    outcome = OptionalTextsField(help_text=f"What came of it. {IN_LANGUAGES}")
    limits = OptionalTextsField(help_text=f"Limits and criticism. {IN_LANGUAGES}")
    lessons = OptionalTextsField(help_text=f"What others can learn. {IN_LANGUAGES}")
    partners = OptionalTextsField(help_text=f"Who takes part. {IN_LANGUAGES}")
    funding = OptionalTextsField(help_text=f"Who pays, and how much. {IN_LANGUAGES}")
    municipal_role = serializers.ChoiceField(
        choices=MunicipalRole.choices,
        allow_blank=True,
        help_text="What the municipality does in it; empty if not known.",
    )
    cost_class = serializers.ChoiceField(
        choices=CostClass.choices, allow_blank=True, help_text="What it costs a year; empty if not known."
    )
    contact_office = OptionalTextsField(help_text=f"Office of the municipality to ask. {IN_LANGUAGES}")
    adapted_from = serializers.SerializerMethodField(
        help_text="Slug of the practice after whose model it was made."
    )
    networks = SlugsField(help_text="Slugs of the networks it belongs with.")
    photos = PhotoSerializer(many=True, help_text="Up to five, in the order of the page.")
    sources = SourceSerializer(many=True, help_text=SOURCES)
    checked_on = serializers.DateField(allow_null=True, help_text=CHECKED)

    def get_adapted_from(self, practice: Practice) -> str | None:
        model = practice.adapted_from
        shown = model and Publication.PUBLISHED == model.publication == model.city.publication
        return model.slug if model and shown else None


class NetworkSerializer(serializers.Serializer[Network]):
    """A network, alliance, coalition, pledge, programme or campaign that places belong to."""

    slug = serializers.CharField(help_text="Identifier in addresses. The filters `network…` take it.")
    url = AddressField("networks")
    page = PagesField("networks")
    kind = serializers.ChoiceField(choices=Network.Kind.choices, help_text="What it is.")
    name = TextsField(help_text=f"Full name. {IN_LANGUAGES}")
    label = NamesField(help_text=f"Short name, as lists show it. {IN_LANGUAGES}")  # type: ignore[assignment]
    short_name = serializers.CharField(help_text="Acronym or short name; empty if there is none.")
    mark = serializers.ChoiceField(
        choices=Mark.choices, help_text="Sign on the map: a shape with its colour."
    )
    parent = serializers.SerializerMethodField(  # type: ignore[assignment]
        help_text="Slug of the network that this one belongs to."
    )
    children = serializers.SerializerMethodField(help_text="Slugs of the networks directly below.")
    topics = SlugsField(help_text="Slugs of its topics, the main one first.")
    member_count = serializers.IntegerField(
        help_text="Places that count as members today, each once, those of the networks below included."
    )
    stated_members = serializers.IntegerField(
        allow_null=True, help_text="Number of members that the network itself or a report states."
    )
    stated_on = PartialDateField(help_text="Date of the stated number.")
    stated_source = SourceSerializer(allow_null=True, help_text="Where the number was stated.")
    founded = PartialDateField(help_text="As precise as the source.")
    dissolved = PartialDateField(help_text="As precise as the source; null while it exists.")
    initiator = OptionalTextsField(help_text=f"Who began it. {IN_LANGUAGES}")
    secretariat = OptionalTextsField(help_text=f"Who runs it. {IN_LANGUAGES}")
    scope = OptionalTextsField(help_text=f"Area that it covers. {IN_LANGUAGES}")
    website = serializers.CharField(help_text="Empty if not recorded.")
    joining_basis = OptionalTextsField(help_text=f"How a place joins. {IN_LANGUAGES}")
    summary = OptionalTextsField(help_text=f"What it is. {IN_LANGUAGES}")
    sources = SourceSerializer(many=True, help_text=SOURCES)
    checked_on = serializers.DateField(allow_null=True, help_text=CHECKED)

    def get_parent(self, network: Network) -> str | None:
        parent = network.parent
        return parent.slug if parent and parent.publication == Publication.PUBLISHED else None

    def get_children(self, network: Network) -> list[str]:
        return [child.slug for child in network.children.all()]


class CityMembershipSerializer(MembershipSerializer):
    """A membership within the record of its place."""

    city = None  # type: ignore[assignment]


class CityResolutionSerializer(ResolutionSerializer):
    """A resolution within the record of its place."""

    city = None  # type: ignore[assignment]


class CityDetailSerializer(CitySerializer):
    """A place with everything that the register knows of it."""

    coordinates_source = serializers.CharField(
        help_text="Where the point comes from; names the seat if it is one."
    )
    names = CityNameSerializer(source="further_names", many=True, help_text="Names under which it is found.")
    portrait = OptionalTextsField(help_text=f"What the place stands for. {IN_LANGUAGES}")
    portrait_sources = SourceSerializer(many=True, help_text="Sources of the portrait.")
    memberships = CityMembershipSerializer(
        source="published_memberships", many=True, help_text="All of them, of every status."
    )
    resolutions = CityResolutionSerializer(
        source="published_resolutions", many=True, help_text="Newest first."
    )
    practices = PracticeReferenceSerializer(source="published_practices", many=True, help_text="By slug.")
