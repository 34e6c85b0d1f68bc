"""Matching written names with the register's places.

A match is *certain* only if one place alone can be meant: the name is one of its own names, nothing else in the register is
called so, and country, region and kind agree with what the list says. Everything else waits for somebody who looks.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from typing import NamedTuple

import numpy as np
from django.db import models
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from cities import spellings
from cities.models import City, CityName, Edition, Region, translated
from cities.spellings import Writing, core, country_code, joined, readings, words

OFFERED = 4  # candidates that are shown
# “since 2019”, “12”: says nothing of where the place lies.
_DATED = re.compile(r"\b(?:19|20)\d\d\b|^\d+$")


class Verdict(models.TextChoices):
    """How sure it is which place is meant."""

    CERTAIN = "certain", _("certain")
    LIKELY = "likely", _("likely")
    UNKNOWN = "unknown", _("unknown")


class Reason(models.TextChoices):
    """Why the verdict is what it is."""

    ID = "id", _("The id is this place's.")
    NAME = "name", _("This is the place's name.")
    MEMBER = "member", _("This is the place's name, and it is recorded in the network.")
    NO_COUNTRY = "no-country", _("The name fits, but the list doesn't say in which country the place lies.")
    SEVERAL = "several", _("Several places are called so.")
    COUNTY_TOO = "county-too", _("A city and a county, district or region are called so.")
    SHORT = "short", _("The register's name is longer.")
    ALIAS = "alias", _("The place is also called so, or was.")
    QUALIFIED = "qualified", _("The name fits, but something besides it is not understood.")
    REGION_UNREAD = "region-unread", _("The name fits, but the register doesn't know the region.")
    SIMILAR = "similar", _("The name is similar.")
    HALF = "half", _("One of the two names fits.")
    OTHER_COUNTRY = "other-country", _("There is such a name only in another country.")
    OTHER_REGION = "other-region", _("There is such a name only in another region.")
    OTHER_KIND = "other-kind", _("There is such a name only for a body of another kind.")
    OTHER_QUALIFIER = "other-qualifier", _("There is such a name only with another addition.")
    NOWHERE = "nowhere", _("No place of the register has such a name.")
    EMPTY = "empty", _("The row names no place.")


class Known(NamedTuple):
    """A place of the register, as far as its name is concerned."""

    id: int
    slug: str
    kind: str
    country: str
    region: str
    population: int
    names: tuple[str, ...]  # its own, and those that pages show
    aliases: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


class Match(NamedTuple):
    """What a written name was taken for: the best candidate first."""

    verdict: Verdict
    reason: Reason
    places: tuple[int, ...] = ()


class Quality(IntEnum):
    """How well a name fits, the best first."""

    OWN = 0
    ABBREVIATED = 1
    BARE = 2  # the name without the form it carries: Göttingen for the Landkreis
    ALIAS = 3
    SHORT = 4  # its first words only, or single letters for the others


@dataclass(slots=True)
class _Hints:
    country: str = ""
    region: str = ""
    region_unread: bool = False
    members: Collection[int] = frozenset()


@dataclass(slots=True)
class _Fit:
    quality: Quality
    unread: bool = False  # something besides the name was not understood
    contrary: Reason | None = None


@dataclass(slots=True)
class _Found:
    """What one reading of the name leads to, by place."""

    hints: _Hints
    fits: dict[int, _Fit] = field(default_factory=dict)
    misfits: dict[int, _Fit] = field(default_factory=dict)

    def add(self, place: int, fit: _Fit) -> None:
        if fit.contrary:
            self.misfits.setdefault(place, fit)
        elif place not in self.fits or (fit.unread, fit.quality) < (
            self.fits[place].unread,
            self.fits[place].quality,
        ):
            self.fits[place] = fit


class Index:
    """The register's names, prepared for matching many."""

    def __init__(self, places: Iterable[Known], regions: Mapping[str, Collection[str]] | None = None) -> None:
        """``regions`` are the names of regions by their code."""
        self.places = {place.id: place for place in places}
        self._names: dict[str, dict[int, Quality]] = defaultdict(dict)
        self._by_first: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        self._ids: dict[str, int] = {}
        self._regions: dict[str, set[str]] = defaultdict(set)
        for place in self.places.values():
            self._take(place)
        for code, names in (regions or {}).items():
            for name in (code, code.partition("-")[2], *names):
                self._regions[" ".join(words(name))].add(code)
        self._keys = list(self._names)
        self._grams = _Grams(self._keys)

    def _take(self, place: Known) -> None:
        self._ids.update((key.casefold(), place.id) for key in (place.slug, *place.ids) if key)
        for name in place.names:
            for parts in spellings.spelled(name):
                self._put(joined(parts), place.id, Quality.OWN)
                self._by_first[core(parts)[0]].append((place.id, core(parts)))
                bare, kinds = spellings.without_form(parts)
                if kinds and place.kind in kinds:
                    self._put(joined(bare), place.id, Quality.BARE)
        for name in place.aliases:
            for parts in spellings.spelled(name):
                self._put(joined(parts), place.id, Quality.ALIAS)

    def _put(self, key: str, place: int, quality: Quality) -> None:
        present = self._names[key].get(place)
        if key and (present is None or quality < present):
            self._names[key][place] = quality

    # --- Asking -----------------------------------------------------------------------------------

    def match(
        self,
        name: str,
        *,
        country: str = "",
        region: str = "",
        key: str = "",
        members: Collection[int] = frozenset(),
    ) -> Match:
        """The place that is meant. ``country`` and ``region`` as written in the list; ``key`` a slug, GeoNames or Wikidata id;
        ``members`` the places recorded in the network already."""
        if key and (place := self._ids.get(key.strip().casefold())):
            return Match(Verdict.CERTAIN, Reason.ID, (place,))
        if not words(spellings.mended(name)):
            return Match(Verdict.UNKNOWN, Reason.EMPTY)
        hints = self._hints(country, region, members)
        first: Match | None = None
        misfits: dict[int, _Fit] = {}
        for found in (self._exactly(reading, hints) for reading in readings(name)):
            if found.fits:
                match = self._judged(found)
                # "Gemeente Utrecht" is one of the place's aliases, and Utrecht its own name.
                if first is None or (match.verdict == Verdict.CERTAIN and match.places[0] == first.places[0]):
                    first = match
            misfits = found.misfits | misfits
        if first is None:
            first = self._by_halves(name, hints)
        if first is not None:
            return first
        # What is another body's own name is no slip of the pen.
        theirs = [
            fit.contrary
            for fit in misfits.values()
            if fit.quality < Quality.ALIAS or fit.contrary == Reason.OTHER_QUALIFIER
        ]
        whole = bool(theirs)
        if set(theirs) <= {Reason.OTHER_QUALIFIER} and (similar := self._similar(name, hints, whole=whole)):
            return Match(Verdict.LIKELY, Reason.SIMILAR, similar)
        if misfits:
            order = sorted(misfits, key=lambda place: -self.places[place].population)
            return Match(
                Verdict.UNKNOWN, misfits[order[0]].contrary or Reason.NOWHERE, tuple(order[:OFFERED])
            )
        return Match(Verdict.UNKNOWN, Reason.NOWHERE)

    def _hints(self, country: str, region: str, members: Collection[int]) -> _Hints:
        hints = _Hints(country=country_code(country) if country else "", members=members)
        # England and the like stand where a country is asked for.
        for text in (country, region):
            if text and (code := self._region(text, hints.country)):
                hints.region = code
                hints.country = hints.country or code[:2]
        hints.region_unread = bool(region.strip()) and not hints.region
        return hints

    def _region(self, text: str, country: str) -> str:
        """The region's code, if the text names just one (of the country, if that is known)."""
        codes = self._regions.get(" ".join(words(text)), set())
        codes = {code for code in codes if not country or code.startswith(country)}
        if not country:  # two letters mean too many regions of the world
            codes = {code for code in codes if len(text.strip()) > 3 or text.strip().upper() == code}
        return next(iter(codes)) if len(codes) == 1 else ""

    def _exactly(self, reading: Writing, hints: _Hints) -> _Found:
        """Places that are called so, or of whose name this is an abbreviation."""
        hints, unread = self._with_qualifiers(reading, hints)
        found = _Found(hints)
        for place, quality in self._names.get(joined(reading.words), {}).items():
            fit = self._fit(place, quality, reading, hints)
            self._weigh_qualifiers(place, fit, reading, unread)
            found.add(place, fit)
        if not found.fits:
            asked = core((*reading.words, *(word for each in unread for word in words(each))))
            for place, name in self._by_first.get(asked[0], ()):
                quality_ = _abbreviates(asked, name)
                if quality_ is not None:
                    found.add(place, self._fit(place, quality_, reading, hints))
        return found

    def _with_qualifiers(self, reading: Writing, hints: _Hints) -> tuple[_Hints, list[str]]:
        """The hints together with those that stand beside the name, and the qualifiers that are no hint."""
        unread = []
        country, region = hints.country, hints.region
        for text in reading.qualifiers:
            if code := self._region(text, country):
                region, country = code, code[:2]
            elif (code := country_code(text)) and country in {"", code}:
                country = code
            elif not _DATED.search(text):
                unread.append(text)
        return _Hints(country, region, hints.region_unread, hints.members), unread

    def _fit(self, key: int, quality: Quality, reading: Writing, hints: _Hints) -> _Fit:
        place = self.places[key]
        if hints.country and place.country != hints.country:
            return _Fit(quality, contrary=Reason.OTHER_COUNTRY)
        if hints.region and place.region and place.region != hints.region:
            return _Fit(quality, contrary=Reason.OTHER_REGION)
        if reading.kinds and place.kind not in reading.kinds:
            return _Fit(quality, contrary=Reason.OTHER_KIND)
        if quality == Quality.BARE and reading.kinds and place.kind in reading.kinds:
            quality = Quality.OWN  # the list says the form, only elsewhere
        return _Fit(quality)

    def _weigh_qualifiers(self, key: int, fit: _Fit, reading: Writing, unread: list[str]) -> None:
        """What stands beside the name belongs to the place's full name, or contradicts it, or is not understood."""
        if not unread or fit.contrary:
            return
        further = [core(parts) for name in self.places[key].names for parts in spellings.spelled(name)]
        asked = core((*reading.words, *(word for each in unread for word in words(each))))
        if any(_abbreviates(asked, name) in {Quality.OWN, Quality.ABBREVIATED} for name in further):
            return
        if fit.quality > Quality.ABBREVIATED and any(
            len(name) > len(core(reading.words)) for name in further
        ):
            fit.contrary = Reason.OTHER_QUALIFIER
        else:
            fit.unread = True

    def _judged(self, found: _Found) -> Match:
        hints = found.hints
        order = sorted(
            found.fits,
            key=lambda place: (
                found.fits[place].unread,
                found.fits[place].quality > Quality.ABBREVIATED,
                # Who writes a name without a form rather means the city than the county around it.
                self.places[place].kind not in spellings.LOCAL,
                found.fits[place].quality,
                place not in hints.members,
                -self.places[place].population,
            ),
        )
        best = found.fits[order[0]]
        places = tuple(order[:OFFERED])
        if len(order) > 1:
            kinds = {self.places[place].kind in spellings.SETTLEMENTS for place in order}
            return Match(Verdict.LIKELY, Reason.COUNTY_TOO if len(kinds) > 1 else Reason.SEVERAL, places)
        if best.unread:
            return Match(Verdict.LIKELY, Reason.QUALIFIED, places)
        if hints.region_unread:
            return Match(Verdict.LIKELY, Reason.REGION_UNREAD, places)
        member = order[0] in hints.members
        if best.quality in {Quality.SHORT, Quality.BARE}:
            return Match(Verdict.LIKELY, Reason.SHORT, places)
        if best.quality == Quality.ALIAS:
            return Match(Verdict.LIKELY, Reason.ALIAS, places)
        country = self.places[order[0]].country
        if hints.country == country or (hints.region and hints.region.startswith(country)):
            return Match(Verdict.CERTAIN, Reason.NAME, places)
        if member:
            return Match(Verdict.CERTAIN, Reason.MEMBER, places)
        return Match(Verdict.LIKELY, Reason.NO_COUNTRY, places)

    def _by_halves(self, name: str, hints: _Hints) -> Match | None:
        """What both names of a place in two languages lead to; nothing if they mean different places."""
        halves = [
            [led for reading in readings(half) if (led := self._exactly(reading, hints)).fits]
            for half in spellings.halves(name)
        ]
        found = [each for half in halves for each in half]
        if not found or not set.intersection(*(set(each.fits) for each in found)):
            return None
        best = min(map(self._judged, found), key=lambda match: match.verdict != Verdict.CERTAIN)
        if best.verdict == Verdict.CERTAIN and all(halves):
            return best
        return Match(Verdict.LIKELY, Reason.HALF, best.places)

    def _similar(self, name: str, hints: _Hints, *, whole: bool = False) -> tuple[int, ...]:
        """Places whose name differs by a slip or two, the nearest first. ``whole``: with all that stands beside it."""
        ranked: dict[int, tuple[int, int, int]] = {}
        for reading in islice(readings(name), 1 if whole else None):
            within, _unread = self._with_qualifiers(reading, hints)
            asked = joined(reading.words)
            slips = _slips_allowed(asked)
            if not slips:
                continue
            for row in self._grams.near(asked):
                distance = OSA.distance(asked, self._keys[row], score_cutoff=slips)
                if distance > slips:
                    continue
                for place, quality in self._names[self._keys[row]].items():
                    if self._fit(place, quality, reading, within).contrary:
                        continue
                    rank = (distance, int(quality), -self.places[place].population)
                    if place not in ranked or rank < ranked[place]:
                        ranked[place] = rank
        return tuple(sorted(ranked, key=ranked.__getitem__)[:OFFERED])


def _slips_allowed(name: str) -> int:
    length = len(name)
    return 0 if length < 4 else 1 if length < 7 else 2 if length < 14 else 3


def _abbreviates(asked: tuple[str, ...], name: tuple[str, ...]) -> Quality | None:
    """How well ``asked`` stands for ``name``: all its words, if need be shortened, or its first ones only."""
    if asked == name:
        return Quality.OWN
    if asked[0] != name[0] or len(asked) > len(name) or not asked:
        return None
    if len(asked) < len(name) and asked != name[: len(asked)]:
        return None
    quality = Quality.ABBREVIATED if len(asked) == len(name) else Quality.SHORT
    for short, full in zip(asked, name, strict=False):
        if short == full:
            continue
        if len(short) >= 3 and full.startswith(short):
            continue
        if not _letters_of(short, full):
            return None
        quality = Quality.SHORT
    return quality


def _letters_of(short: str, full: str) -> bool:
    """Whether the letters of ``short`` stand in ``full`` in this order, the first at its start: Rbge. is Rübenberge."""
    return short[0] == full[0] and re.search(".*".join(map(re.escape, short)), full) is not None


class _Grams:
    """Which names share most pairs of letters with a given one, found without comparing with all of them."""

    NEAR = 100

    def __init__(self, keys: list[str]) -> None:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, key in enumerate(keys):
            for pair in self._pairs(key):
                rows[pair].append(row)
        self._rows = {pair: np.array(found, dtype=np.int32) for pair, found in rows.items()}
        self._size = len(keys)

    @staticmethod
    def _pairs(key: str) -> set[str]:
        edged = f" {key} "
        return {edged[at : at + 2] for at in range(len(edged) - 1)}

    def near(self, key: str) -> list[int]:
        """Rows of the names that share the most pairs."""
        shared = [self._rows[pair] for pair in self._pairs(key) if pair in self._rows]
        if not shared:
            return []
        counts = np.bincount(np.concatenate(shared), minlength=self._size)
        # A slip breaks three pairs at most, a name of few letters has few to lose.
        least = max(1, len(key) + 1 - 3 * _slips_allowed(key))
        rows = np.flatnonzero(counts >= least)
        if len(rows) > self.NEAR:
            rows = rows[np.argpartition(counts[rows], -self.NEAR)[-self.NEAR :]]
        return [int(row) for row in rows]


# --- The register's own index ---------------------------------------------------------------------

_kept: tuple[str, Index] | None = None


def of_register() -> Index:
    """The index of all places, published or not; made again when the register has changed."""
    global _kept  # noqa: PLW0603  (one a process, as large as the register's names)
    token = Edition.current().token
    if _kept is None or _kept[0] != token:
        _kept = (token, Index(_places(), _region_names()))
    return _kept[1]


def _places() -> list[Known]:
    aliases: dict[int, list[str]] = defaultdict(list)
    own: dict[int, list[str]] = defaultdict(list)
    for city, name, kind in CityName.objects.values_list("city", "name", "kind"):
        shown = kind in {CityName.Kind.ENDONYM, CityName.Kind.EXONYM}
        (own if shown else aliases)[city].append(name)
    columns = [
        "id",
        "slug",
        "kind",
        "country",
        "region",
        "population",
        "endonym",
        "names",
        "geonames_id",
        "wikidata_id",
    ]
    return [
        Known(
            id=key,
            slug=slug,
            kind=kind,
            country=country,
            region=region or "",
            population=population or 0,
            names=tuple(dict.fromkeys([endonym, *translated(names).values(), *own[key]])),
            aliases=tuple(aliases[key]),
            ids=(str(geonames or ""), wikidata),
        )
        for key, slug, kind, country, region, population, endonym, names, geonames, wikidata in City.objects.order_by().values_list(
            *columns
        )
    ]


def _region_names() -> dict[str, Collection[str]]:
    return {code: set(translated(name).values()) for code, name in Region.objects.values_list("code", "name")}
