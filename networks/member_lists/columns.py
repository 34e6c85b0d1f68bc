"""What the columns of a list mean, and how their cells are read."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from babel import Locale
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.folding import fold
from cities.partial_dates import PartialDate
from networks.member_lists.sheets import Row
from networks.models import Membership


class Field(models.TextChoices):
    """What a column of a member list may say."""

    NAME = "name", _("Name of the place")
    COUNTRY = "country", _("Country")
    REGION = "region", _("Region")
    JOINED = "joined", _("Member since")
    LEFT = "left", _("Member until")
    STATUS = "status", _("Status")
    ROLE = "role", _("Role")
    NOTE = "note", _("Note")
    ID = "id", _("Id: slug, GeoNames or Wikidata")


# Headings in German, English, Italian and French, folded; a heading that begins with one of them is meant too.
_HEADINGS: dict[Field, str] = {
    Field.NAME: """
        name, name of the place, city, cities, town, municipality, municipalities, local authority, member, members, member city,
        place, council, stadt, stadte, ort, gemeinde, kommune, kommunen, mitglied, mitglieder, mitgliedsstadt, mitgliedskommune,
        gebietskorperschaft, comune, comuni, citta, membro, membri, ente, ville, villes, commune, communes, collectivite, membre,
        membres, nom, nome
    """,
    Field.COUNTRY: "country, state (country), nation, staat, land, paese, nazione, pays, landercode, country code",
    Field.REGION: "region, state, province, county, bundesland, kanton, canton, provinz, regione, provincia, departement, land (bundesland)",
    Field.JOINED: """
        joined, member since, since, year of joining, joining date, date of joining, accession, admission, date of adhesion,
        beitritt, beigetreten, beitrittsdatum, beitrittsjahr, mitglied seit, seit, eintritt, aufnahme, adesione,
        data di adesione, anno di adesione, dal, membro dal, adhesion, date d adhesion, depuis, membre depuis, annee d adhesion
    """,
    Field.LEFT: """
        left, member until, until, end, date of leaving, resigned, austritt, ausgetreten, bis, mitglied bis, uscita, fino al,
        recesso, sortie, depart, jusqu a, retrait
    """,
    Field.STATUS: "status, state of membership, membership, membership status, mitgliedsstatus, mitgliedschaft, stato, statut, type of membership",
    Field.ROLE: "role, function, rolle, funktion, ruolo, funzione, fonction",
    Field.NOTE: "note, notes, remark, remarks, comment, comments, bemerkung, bemerkungen, anmerkung, hinweis, osservazioni, commenti, remarque, remarques, commentaire",
    Field.ID: "id, slug, geonames, geonameid, geonames id, wikidata, wikidata id",
}
HEADINGS: dict[str, Field] = {
    heading.strip(): field for field, headings in _HEADINGS.items() for heading in headings.split(",")
}


def folded(heading: str) -> str:
    """A heading as it is compared and remembered."""
    return " ".join(re.findall(r"[^\W_]+", fold(heading)))


def heading_row(rows: Sequence[Row]) -> int | None:
    """Which of the first rows holds the headings: not the list's title above them; None where no row does."""
    widest = max((len(_filled(cells)) for _line, cells in rows[:50]), default=0)
    for number, (_line, cells) in enumerate(rows[:10]):
        known = sum(1 for cell in cells if guess(cell) is not None)
        if known >= 2 or (known == 1 and widest == 1):
            return number
    if widest == 1:
        return None
    return next(
        (number for number, (_line, cells) in enumerate(rows[:10]) if len(_filled(cells)) >= min(2, widest)),
        None,
    )


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell]


def guess(heading: str) -> Field | None:
    """What a heading means, if it is one that is known."""
    key = folded(heading)
    if not key or len(key) > 60:
        return None
    if key in HEADINGS:
        return HEADINGS[key]
    begun = [known for known in HEADINGS if len(known) > 3 and key.startswith(f"{known} ")]
    return HEADINGS[max(begun, key=len)] if begun else None


def guessed(headings: Sequence[str], remembered: Mapping[str, str]) -> dict[str, int]:
    """The column of each field, from the headings: first as they were said last time, then as they are usual."""
    found: dict[str, int] = {}
    for say in (lambda heading: remembered.get(folded(heading)), guess):
        for column, heading in enumerate(headings):
            field = say(heading)
            if field and field in Field.values and field not in found and column not in found.values():
                found[str(field)] = column
    if Field.NAME not in found and headings:
        free = [column for column in range(len(headings)) if column not in found.values()]
        if free:
            found[str(Field.NAME)] = free[0]
    return found


# --- Cells ----------------------------------------------------------------------------------------

_STATUSES: dict[str, str] = {
    Membership.Status.MEMBER: """
        member, full member, active, active member, mitglied, vollmitglied, aktiv, aktives mitglied, membro, socio, attivo,
        membre, actif, yes, ja, si, oui, x, member city, signatory, unterzeichnet, firmatario, signataire
    """,
    Membership.Status.AWARDED: "awarded, ausgezeichnet, premiato, laureat, award",
    Membership.Status.OBSERVER: """
        observer, associate, associate member, associated, beobachter, beobachterin, beobachtend, assoziiert, assoziiertes mitglied,
        osservatore, associato, observateur, associe
    """,
    Membership.Status.LEFT: """
        left, former, former member, ended, resigned, withdrawn, ausgetreten, ehemalig, ehemaliges mitglied, fruher, uscito, ex,
        ex membro, ancien, ancien membre, sorti, parti
    """,
    Membership.Status.APPLIED: "applied, candidate, applicant, pending, beantragt, antrag, kandidat, candidato, candidat, in attesa",
    Membership.Status.SUSPENDED: "suspended, dormant, inactive, ruhend, ruht, inaktiv, sospeso, suspendu, inactif",
}
_ROLES: dict[str, str] = {
    Membership.Role.MEMBER: "member, mitglied, membro, membre, socio",
    Membership.Role.FOUNDER: "founder, founding member, grundungsmitglied, grunderin, grunder, fondatore, membro fondatore, fondateur, membre fondateur",
    Membership.Role.COORDINATOR: """
        coordinator, coordination, chair, president, secretariat, lead, koordination, koordinator, koordinatorin, vorsitz,
        geschaftsstelle, sekretariat, coordinatore, coordinamento, presidenza, coordinateur, coordination, presidence
    """,
    Membership.Role.SIGNATORY: "signatory, declaration, unterzeichner, unterzeichnerin, unterzeichnend, erklarung, firmatario, signataire",
}


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    return {word.strip(): str(value) for value, listed in words.items() for word in listed.split(",")}


_STATUS_WORDS, _ROLE_WORDS = _by_word(_STATUSES), _by_word(_ROLES)


def _choice(text: str, words: Mapping[str, str], choices: type[models.TextChoices]) -> str:
    key = folded(text)
    labels = {folded(str(label)): str(value) for value, label in choices.choices}
    found = key if key in choices.values else labels.get(key) or words.get(key)
    if not found:
        raise ValueError(text)
    return str(found)


def read_status(text: str) -> str:
    """A status in somebody's words; ValueError for others."""
    return _choice(text, _STATUS_WORDS, Membership.Status)


def read_role(text: str) -> str:
    """A role in somebody's words; ValueError for others."""
    return _choice(text, _ROLE_WORDS, Membership.Role)


_BEFORE = re.compile(
    r"^(?:seit|ab|since|from|in|im|am|on|dal|dall|da|nel|depuis|en|le|il|the|bis|until)\s+", re.I
)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in ("en", "de", "it", "fr", "es"):
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[form][width].items():
                    found.setdefault(fold(name).strip("."), number)
    return found


def month_first(texts: Sequence[str]) -> bool:
    """Whether a column writes 12/31/2019: some second number is no month."""
    seconds = [re.match(r"^\d{1,2}[./-](\d{1,2})[./-]\d{4}$", text.strip()) for text in texts]
    return any(match and int(match.group(1)) > 12 for match in seconds)


def read_date(text: str, *, month_first: bool = False) -> PartialDate:
    """A date as lists write it, as precise as it is; ValueError for anything else."""
    text = _BEFORE.sub("", text.strip()).strip(" .,")
    try:
        return PartialDate.parse(text)
    except ValueError:
        pass
    if match := re.fullmatch(r"(\d{4})[./](\d{1,2})(?:[./](\d{1,2}))?", text):
        year, month, day = (int(part or 0) for part in match.groups())
        return PartialDate(year, month, day)
    if match := re.fullmatch(r"(\d{1,2})[./-](\d{4})", text):
        return PartialDate(int(match.group(2)), int(match.group(1)))
    if match := re.fullmatch(r"(\d{1,2})[./-] ?(\d{1,2})[./-] ?(\d{4})", text):
        day, month, year = (int(part) for part in match.groups())
        if month_first:
            day, month = month, day
        return PartialDate(year, month, day)
    # 18. Dezember 2019, December 18, 2019, Dez. 2019, le 1er mars 2020
    parts = re.findall(r"[^\W\d_]+|\d+", fold(text))
    months = [_months()[part] for part in parts if part in _months()]
    years = [int(part) for part in parts if len(part) == 4 and part.isdigit()]
    days = [int(part) for part in parts if len(part) <= 2 and part.isdigit()]
    others = [part for part in parts if not part.isdigit() and part not in _months()]
    if (
        len(months) == 1
        and len(years) == 1
        and len(days) <= 1
        and set(others) <= {"er", "de", "di", "st", "nd", "rd", "th", "of"}
    ):
        return PartialDate(years[0], months[0], *days)
    raise ValueError(text)
