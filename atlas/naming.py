"""Names of records in every language of the site."""

from functools import cache

from django.conf import settings

from cities.models import City, Country, translated
from networks.models import Network

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


def names(record: City | Country | Network) -> dict[str, str]:
    """Name of the record in every language of the site; of a network the short one that lists show."""
    if isinstance(record, Country):
        return country_names(record.code)
    if isinstance(record, Network):
        return _labels(record)
    own = translated(record.names)
    return {language: own.get(language) or record.endonym for language in LANGUAGES}


@cache
def country_names(code: str) -> dict[str, str]:
    """Names of a country, which are the CLDR's and change only with a new release of it."""
    country = Country(code=code)
    return {language: country.name_in(language) for language in LANGUAGES}


def _labels(network: Network) -> dict[str, str]:
    label, name = translated(network.label), translated(network.name)
    fallback = network.short_name or next(iter(name.values()), network.slug)
    return {
        language: label.get(language) or network.short_name or name.get(language) or fallback
        for language in LANGUAGES
    }
