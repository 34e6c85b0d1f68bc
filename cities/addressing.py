"""Addresses: the part of a record's address that its name becomes, as the register spells them."""

import unicodedata

from django.utils.text import slugify

from cities.folding import fold

# Where ä, ö, ü are written ae, oe, ue if need be. Elsewhere they are a, o, u: Göteborg is goteborg.
GERMAN_LANDS = {"AT", "CH", "DE", "LI", "LU"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"})


def spelled(name: str, *, german: bool, longest: int) -> str:
    """The name in the letters of an address; empty if it has none of them (Αθήνα)."""
    plain = unicodedata.normalize("NFC", name)
    if german:
        plain = plain.translate(_UMLAUTS)
    return slugify(fold(plain))[:longest].strip("-")
