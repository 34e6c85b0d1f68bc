"""How names of places are written in other people's lists, and what such a writing says besides the name.

``Stadt Göttingen``, ``Göttingen, Landkreis``, ``Frankfurt a.M.``, ``Portland, OR``, ``MÃ¼nchen*``: taken apart into the
name, the forms that say what kind of body is meant, and the qualifiers that tell it from its namesakes.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.core import get_global

from cities.folding import fold
from cities.models import City

Kinds = frozenset[str]

SETTLEMENTS: Kinds = frozenset({City.Kind.CITY, City.Kind.TOWN, City.Kind.MUNICIPALITY})
ANY: Kinds = frozenset(City.Kind.values)
COUNTIES: Kinds = frozenset({City.Kind.COUNTY})
AREAS: Kinds = frozenset({City.Kind.COUNTY, City.Kind.REGION})
DISTRICTS: Kinds = frozenset({City.Kind.DISTRICT})
LOCAL: Kinds = SETTLEMENTS | DISTRICTS

# What a body calls itself before or after its name, folded. A form that may mean several kinds says them all.
_FORMS: dict[Kinds, str] = {
    SETTLEMENTS: """
        stadt, die stadt, landeshauptstadt, hauptstadt, bundeshauptstadt, hansestadt, universitatsstadt, hochschulstadt,
        universitats und hansestadt, hanse und universitatsstadt, bundesstadt, kreisstadt, grosse kreisstadt, kreisfreie stadt,
        freie und hansestadt, freie hansestadt, alte hansestadt, wissenschaftsstadt, klingenstadt, lutherstadt,
        documenta stadt, friedensstadt, residenzstadt, messestadt, bergstadt, goethestadt, seestadt, stadtverwaltung,
        gemeinde, marktgemeinde, markt, stadtgemeinde, statutarstadt, einwohnergemeinde, einheitsgemeinde,
        city, the city, town, village, city and county, ville, mairie, commune, commune nouvelle, comune, citta,
        ayuntamiento, ajuntament, concello, ciudad, ciutat, cidade, stad, stads, mesto, miasto, urzad miasta, oras, grad
    """,
    LOCAL: """
        municipality, the municipality, municipio, municipi, camara municipal, concelho, gemeente, gmina, kommun, kommune,
        kunta, kaupunki, council, city council, town council, borough council, district council, borough, metropolitan borough,
        shire, shire council, belediyesi, belediye, buyuksehir belediyesi, township, obec, municipalite, dimos, opcina, rural city
    """,
    COUNTIES: "landkreis, lk, lkr, lkrs, kreis, kr, county, landratsamt",
    AREAS: """
        metropolitan city, metropolitan area, metropolitan county, region, regione, provincia, provinz, province, kanton, canton, metropole, citta metropolitana, departement,
        county council, freistaat, landesregierung, bundesland, state, comunidad autonoma, diputacion, voivodeship
    """,
    DISTRICTS: """
        bezirk, stadtbezirk, stadtteil, bezirksamt, london borough, royal borough, arrondissement, district, freguesia,
        junta de freguesia
    """,
    ANY: "land, ort",
}
FORMS: dict[tuple[str, ...], Kinds] = {
    tuple(form.split()): kinds
    for kinds, forms in _FORMS.items()
    for form in forms.split(",")
    for form in [form.strip()]
}
_LONGEST_FORM = max(map(len, FORMS))

# Short for one word of a name. Bodies of several municipalities keep their form: with another one they are another body.
SPELLED_OUT = {"sg": "samtgemeinde", "vg": "verbandsgemeinde", "sankt": "st", "saint": "st", "sainte": "ste"}

# Words between the parts of a name, which lists leave out or write in another way.
CONNECTING = frozenset(
    [
        "a",
        "aan",
        "al",
        "am",
        "an",
        "and",
        "auf",
        "aux",
        "b",
        "bei",
        "d",
        "da",
        "das",
        "dei",
        "del",
        "della",
        "dell",
        "den",
        "der",
        "des",
        "di",
        "die",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "en",
        "et",
        "i",
        "il",
        "im",
        "in",
        "l",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "near",
        "nell",
        "nella",
        "o",
        "ob",
        "of",
        "on",
        "sous",
        "sul",
        "sulla",
        "sur",
        "the",
        "u",
        "und",
        "upon",
        "v",
        "van",
        "vom",
        "von",
        "vor",
        "y",
        "z",
        "zu",
        "zum",
        "zur",
    ]
)
_AFTER_FORM = frozenset(
    [
        "of",
        "de",
        "di",
        "d",
        "del",
        "della",
        "dei",
        "da",
        "do",
        "dos",
        "des",
        "du",
        "der",
        "von",
        "van",
        "la",
        "le",
        "l",
        "the",
    ]
)

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_MARKS = re.compile(r"[*†‡°¹²³⁴-⁹#]+")
_NUMBERING = re.compile(r"^\s*(?:\d{1,5}[.)]|[-–•·])\s+")
_MOJIBAKE = re.compile(r"[ÂÃÄÅ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


class Writing(NamedTuple):
    """One way to read what is written: the name's words, the kinds that forms say, and what else stands there."""

    words: tuple[str, ...]
    kinds: Kinds | None
    qualifiers: tuple[str, ...]


def mended(text: str) -> str:
    """The text without footnote marks, numbering and the traces of a wrong character set."""
    if _MOJIBAKE.search(text):
        for charset in ("cp1252", "latin-1"):
            try:
                text = text.encode(charset).decode("utf-8")
                break
            except UnicodeError:
                continue
    # A diaeresis that stands for itself belongs to the letter before it.
    text = unicodedata.normalize("NFC", text.replace("\u00a8", "\u0308").replace("\u00a0", " "))
    text = _NUMBERING.sub("", _MARKS.sub(" ", text))
    # What stands for a letter that was lost is one letter less, not the end of a word.
    text = re.sub(r"(?<=\w)[?\ufffd](?=\w)", "", text)
    return " ".join(text.split()).strip(" ,;-–:")


def words(text: str) -> tuple[str, ...]:
    """The folded words of a name, abbreviations of single words spelled alike."""
    return tuple(SPELLED_OUT.get(word, word) for word in _WORD.findall(fold(text)))


def core(name: Sequence[str]) -> tuple[str, ...]:
    """The words without those that connect; all of them where nothing else is left."""
    return tuple(word for word in name if word not in CONNECTING) or tuple(name)


def joined(name: Sequence[str]) -> str:
    """The name as one word: Zella Mehlis is Zella-Mehlis, Frankfurt/Oder is Frankfurt an der Oder."""
    return "".join(core(name))


def spelled(name: str) -> set[tuple[str, ...]]:
    """The words of a name in both spellings of its umlauts: as lost and as written out."""
    lowered = unicodedata.normalize("NFC", name).lower()
    return {words(name), words(lowered.translate(_UMLAUTS))}


def without_form(name: Sequence[str]) -> tuple[tuple[str, ...], Kinds | None]:
    """The name without the forms before and after it, and the kinds they say (None: no form)."""
    rest, kinds = tuple(name), None
    for length in range(min(_LONGEST_FORM, len(rest) - 1), 0, -1):
        if rest[:length] in FORMS:
            kinds = FORMS[rest[:length]]
            rest = rest[length:]
            while len(rest) > 1 and rest[0] in _AFTER_FORM:
                rest = rest[1:]
            break
    for length in range(min(_LONGEST_FORM, len(rest) - 1), 0, -1):
        if rest[-length:] in FORMS:
            said = FORMS[rest[-length:]]
            # "City of Edinburgh Council": the narrower of the two.
            kinds = said if kinds is None else (kinds & said) or said
            rest = rest[:-length]
            break
    return rest, kinds


def readings(text: str) -> Iterator[Writing]:
    """Every way to read a written name, the fullest first."""
    text = mended(text)
    yield from _with_and_without_form(text, ())
    base, qualifiers = _parted(text)
    if qualifiers:
        yield from _with_and_without_form(base, qualifiers)
    last = base.rpartition(" ")
    if last[0] and len(last[2]) == 2 and last[2].isupper():  # London ON
        yield from _with_and_without_form(last[0], (*qualifiers, last[2]))


def halves(text: str) -> list[str]:
    """The two names of a place that is written in two languages; empty where there are not exactly two."""
    parts = [part.strip() for part in re.split(r"\s*/\s*|\s+[-–|]\s+", mended(text)) if part.strip()]
    return parts if len(parts) == 2 else []


def _with_and_without_form(text: str, qualifiers: tuple[str, ...]) -> Iterator[Writing]:
    name = words(text)
    if not name:
        return
    said, others = None, []
    for qualifier in qualifiers:
        kinds = FORMS.get(words(qualifier))
        if kinds is None:
            others.append(qualifier)
        else:
            said = kinds
    yield Writing(name, said, tuple(others))
    bare, kinds = without_form(name)
    if bare != name:
        yield Writing(bare, said or kinds, tuple(others))
        # Swedes write their names in the genitive before the form.
        if name[-1] in {"stad", "kommun"} and len(bare[-1]) > 4 and bare[-1].endswith("s"):
            yield Writing((*bare[:-1], bare[-1][:-1]), said or kinds, tuple(others))


def _parted(text: str) -> tuple[str, tuple[str, ...]]:
    """The name before brackets and commas, and what stands in and after them."""
    qualifiers = [part.strip() for part in _BRACKETS.findall(text)]
    base, *others = (part.strip() for part in _BRACKETS.sub(" ", text).split(","))
    return base, tuple(part for part in [*others, *qualifiers] if words(part))


# --- Countries ------------------------------------------------------------------------------------

_LANGUAGES = [
    "en",
    "de",
    "fr",
    "it",
    "es",
    "pt",
    "nl",
    "pl",
    "sv",
    "da",
    "nb",
    "fi",
    "tr",
    "cs",
    "hu",
    "ro",
    "hr",
    "ca",
]
# Names that lists use and the CLDR does not: signs of cars, short names, parts of the United Kingdom.
_FURTHER = {
    "d": "DE", "a": "AT", "i": "IT", "f": "FR", "e": "ES", "b": "BE", "p": "PT", "s": "SE", "n": "NO", "l": "LU", "h": "HU",
    "ger": "DE", "sui": "CH", "ned": "NL", "por": "PT", "den": "DK", "gre": "GR", "cro": "HR", "slo": "SI", "hol": "NL",
    "uk": "GB", "u k": "GB", "great britain": "GB", "grossbritannien": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "schottland": "GB", "northern ireland": "GB", "nordirland": "GB", "gran bretagna": "GB", "grande bretagne": "GB",
    "inghilterra": "GB", "angleterre": "GB",
    "u s": "US", "u s a": "US", "united states of america": "US", "america": "US", "brd": "DE", "holland": "NL", "olanda": "NL",
    "republic of ireland": "IE", "eire": "IE", "czech republic": "CZ", "tschechische republik": "CZ", "repubblica ceca": "CZ",
    "turkey": "TR", "tuerkei": "TR", "oesterreich": "AT", "suisse svizzera": "CH", "republic of korea": "KR",
    "russian federation": "RU", "the netherlands": "NL", "bosnia": "BA", "bosnien": "BA", "moldova": "MD", "macedonia": "MK",
}  # fmt: skip


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(" ".join(words(name)), code)
                found.setdefault(code.lower(), code)
    for alias, codes in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha() and len(codes) == 1:
            found.setdefault(alias.lower(), codes[0])
    return found | _FURTHER


def country_code(text: str) -> str:
    """The code of a country written as a name in some language, as a code or as a sign; empty if it is none."""
    return _countries().get(" ".join(words(mended(text))), "")
