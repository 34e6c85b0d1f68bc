"""How to cite what the map shows for a query: as a line of text, and as an entry for BibTeX."""

import datetime
import hashlib
from dataclasses import dataclass

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from atlas.context import Site
from atlas.templatetags.wording import spoken
from cities.locales import active_locale

LICENCE, LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"

# What LaTeX takes for commands. Braces are spelt out, because BibTeX counts even escaped ones.
SPELT = str.maketrans(
    {
        **{sign: f"\\{sign}" for sign in "&%$#_"},
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
    }
)
BABEL = {"de": "ngerman", "en": "british"}


@dataclass(frozen=True)
class Citation:
    """A result with its day and its address, in the active language."""

    title: str  # the result in one line, with the day it is about
    address: str
    as_of: datetime.date  # the register's
    accessed: datetime.date

    @property
    def text(self) -> str:
        """The citation in one line."""
        return _(
            "{site}: {title}. Open register of solidarity cities. {address} "
            "(accessed on {accessed}). Licence: {licence}, {licence_url}"
        ).format(
            site=_("City by City"),
            title=self.title,
            address=self.address,
            accessed=_in_words(self.accessed),
            licence=LICENCE,
            licence_url=LICENCE_URL,
        )

    @property
    def bibtex(self) -> str:
        """The same as an entry that LaTeX can set; the address is left as it is, which is what `url` wants."""
        language = get_language() or "en"
        note = _("Data as of {as_of}. Licence: {licence}").format(
            as_of=_in_words(self.as_of), licence=LICENCE
        )
        fields = {
            "author": f"{{{_spelt(_('City by City'))}}}",  # one name, not a forename and a surname
            "title": f"{{{_spelt(self.title)}}}",
            "howpublished": _spelt(_("Open register of solidarity cities")),
            "year": str(self.as_of.year),
            "url": self.address,
            "urldate": self.accessed.isoformat(),
            "note": _spelt(note),
            "language": BABEL.get(language, language),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
        return "\n".join([f"@misc{{{self._key},", *lines, "}"])

    @property
    def _key(self) -> str:
        """Another one for every result, the same one for the same result."""
        digest = hashlib.sha256(self.address.encode()).hexdigest()[:6]
        return f"city-by-city-{self.as_of.isoformat()}-{digest}"


def _spelt(text: str) -> str:
    return text.translate(SPELT)


def _in_words(day: datetime.date) -> str:
    return format_date(day, "long", locale=active_locale())


def of_page(name: str, site: Site) -> Citation:
    """How to cite the page of one record, by its own name."""
    return Citation(
        title=_("{name}, as of {date}").format(name=name, date=spoken(site.as_of)),
        address=site.canonical,
        as_of=site.as_of,
        accessed=timezone.localdate(),
    )
