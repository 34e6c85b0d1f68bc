"""How a language writes dates, numbers and names: its locale in the Unicode CLDR."""

from functools import cache

from babel import Locale
from babel.localedata import locale_identifiers
from django.conf import settings
from django.utils.translation import get_language

# Where the language alone would write as another region does: English is American to the CLDR.
PREFERRED = {"en": "en_GB"}


def active_locale() -> Locale:
    """The locale of the active language."""
    return locale_of(get_language() or settings.LANGUAGE_CODE)


@cache
def locale_of(language: str) -> Locale:
    """The locale of a language as addresses write it; what the CLDR does not know is written as the site's own."""
    wanted = PREFERRED.get(language, language.replace("-", "_"))
    own = PREFERRED.get(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
    return Locale.negotiate([wanted], locale_identifiers()) or Locale.parse(own)


def language_name(language: str) -> str:
    """What the active language calls another one, as it stands in a sentence; its code where it has no name for it."""
    return active_locale().languages.get(language.replace("-", "_")) or language
