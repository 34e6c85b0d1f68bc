"""Reading an API address: the one query of the house, and what only lists know beside it.

``DOCUMENTED`` says what each parameter means; a test holds it and the filters together.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from atlas import filters
from atlas.filters import HAS, POPULATIONS, Query
from cities.models import City
from networks.models import Membership

PAGE_SIZE = 50
LARGEST_PAGE = 500
LAST_PAGE = 1_000_000

Reader = Callable[[list[str]], Any]


def read(
    given: QueryDict,
    own: Mapping[str, Reader],
    *,
    filtered: bool = False,
    only: Collection[str] | None = None,
) -> tuple[Query, dict[str, Any]]:
    """Read the query and the caller's ``own`` parameters; ValidationError names everything that is wrong.

    ``filtered`` allows the filters of the query, ``only`` no other of them. A parameter's reader gets its non-empty values
    and raises ValueError with a message for people.
    """
    query = Query()
    errors: dict[str, list[str]] = {}
    if filtered:
        query, errors = filters.read(given, extras=own)
    allowed = {*own, *(filters.PARAMETERS if only is None else only)} if filtered else {*own}
    for name in given:
        if name not in allowed:
            errors[name] = [_("There is no parameter of this name here.")]
    values = {}
    for name, reader in own.items():
        try:
            values[name] = reader([text for text in given.getlist(name) if text.strip()])
        except ValueError as error:
            errors[name] = [str(error)]
    if errors:
        raise ValidationError(errors)
    return query, values


def whole_number(default: int, most: int) -> Reader:
    """Reader of a number from 1 to ``most``."""

    def reader(texts: list[str]) -> int:
        text = single(texts) or str(default)
        # ASCII only: int() reads all the world's digits, and underscores.
        if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
            raise ValueError(_("Give a whole number from 1 to %(most)s.") % {"most": most})
        return int(text)

    return reader


def one_of(known: Collection[str]) -> Reader:
    """Reader of one of the known values; None if there is none."""

    def reader(texts: list[str]) -> str | None:
        text = single(texts)
        if text and text not in known:
            raise ValueError(_not_among(known))
        return text or None

    return reader


def any_of(known: Collection[str]) -> Reader:
    """Reader of any number of the known values."""

    def reader(texts: list[str]) -> list[str]:
        if not set(texts) <= set(known):
            raise ValueError(_not_among(known))
        return list(dict.fromkeys(texts))

    return reader


def _not_among(known: Collection[str]) -> str:
    return _("Give one of these: %(values)s.") % {"values": ", ".join(known)}


def single(texts: list[str]) -> str:
    """The only value; empty if there is none."""
    if len(texts) > 1:
        raise ValueError(_("Give only one value."))
    return texts[0].strip() if texts else ""


PAGING: dict[str, Reader] = {
    "page": whole_number(1, LAST_PAGE),
    "page_size": whole_number(PAGE_SIZE, LARGEST_PAGE),
}
STATUS: dict[str, Reader] = {"status": any_of(Membership.Status.values)}


@dataclass(frozen=True)
class Documented:
    """A parameter as the schema describes it."""

    text: str
    examples: tuple[str | int | list[str], ...]
    values: Collection[str] = ()
    many: bool = False
    kind: type = str

    def parameter(self, name: str) -> OpenApiParameter:
        """The parameter's entry of the schema."""
        schema: dict[str, Any] = {"type": "integer", "minimum": 1} if self.kind is int else {"type": "string"}
        if self.values:
            schema["enum"] = list(self.values)
        if self.many:
            schema = {"type": "array", "items": schema}
        # Not as examples of the parameter: the reference would fill its form with them.
        return OpenApiParameter(name, schema | {"examples": list(self.examples)}, description=self.text)


SLUGS = "Slug of a network, repeatable. Networks below it are included: `iccar` holds `eccar`."
DATE = "A partial date (`YYYY`, `YYYY-MM`, `YYYY-MM-DD`) is the whole period that it names."

DOCUMENTED = {
    "q": Documented(
        "Words, searched without regard to case and accents at the beginnings of words: in names of places in "
        "any language, in their networks' names, in titles and summaries of their practices. Every word must be found.",
        ("muenchen", "Monaco di Baviera"),
    ),
    "network": Documented(f"Member of any of them. {SLUGS}", (["eccar"], ["eccar", "icorn"]), many=True),
    "network_all": Documented(f"Member of all of them. {SLUGS}", (["sichere-haefen", "eccar"],), many=True),
    "network_not": Documented(f"Member of none of them. {SLUGS}", (["mayors-for-peace"],), many=True),
    "country": Documented(
        "In any of these countries, ISO 3166-1 alpha-2.", (["DE"], ["AT", "CH"]), many=True
    ),
    "region": Documented("In any of these regions, ISO 3166-2.", (["DE-NW"],), many=True),
    "topic": Documented("Has a published practice in any of these topics.", (["housing"],), many=True),
    "kind": Documented("Is any of these.", (["city", "town"],), City.Kind.values, many=True),
    "population": Documented(
        "Of any of these sizes: small (below 20,000), medium (below 100,000), large (below 500,000), metropolis.",
        (["small"], ["large", "metropolis"]),
        tuple(POPULATIONS),
        many=True,
    ),
    "has": Documented("Has all of these.", (["practice"], ["portrait", "resolution"]), HAS, many=True),
    "joined_from": Documented(
        f"Some counted membership (in one of `network`, if given) began in this period or later. {DATE}",
        ("2019",),
    ),
    "joined_to": Documented(
        f"Some counted membership (in one of `network`, if given) began in this period or earlier. {DATE}",
        ("2019-12",),
    ),
    "on": Documented(
        f"The state at that time: memberships begun and not yet ended. Undated ones do not count then. {DATE}",
        ("2022-05-01",),
    ),
    "bbox": Documented(
        "Part of the map: west,south,east,north in degrees. West may lie east of east: then it crosses longitude 180.",
        ("5.8,47.2,15.1,55.1",),
    ),
    "near": Documented(
        "Within a distance of a point: latitude,longitude,kilometres. Places come nearest first.",
        ("50.94,6.96,50",),
    ),
    "include": Documented(
        "`listed` also counts places that only others name as members.", (["listed"],), ("listed",), many=True
    ),
    "page": Documented("Number of the page, from 1.", (1,), kind=int),
    "page_size": Documented(
        f"Records on a page, up to {LARGEST_PAGE}; {PAGE_SIZE} if not given.", (100,), kind=int
    ),
    "status": Documented(
        "Memberships of any of these statuses.", (["member", "awarded"],), Membership.Status.values, many=True
    ),
}


def documentation(*names: str, orderings: Collection[str] = ()) -> list[OpenApiParameter]:
    """Entries of the schema for the named parameters, and for the list's orderings."""
    entries = [DOCUMENTED[name].parameter(name) for name in names]
    if orderings:
        text = "Order of the list; a minus sign turns it round. What is equal then stands by slug or number."
        entries.append(Documented(text, (next(iter(orderings)),), orderings).parameter("ordering"))
    return entries
