"""The charts of the statistics: what is drawn of a query's figures, in the active language."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from atlas.charting.chart import Cell, Chart, Column, hatching
from atlas.charting.drawing import Bar, Pair, bars, columns, growth, pairs
from atlas.figures import Figures, figures
from atlas.filters import Query
from atlas.sentences import Labels, labels
from atlas.templatetags.wording import number, spoken
from cities.folding import fold
from networks.models import Network

REMEMBERED = 64
MOST_BARS = 20  # of countries in one picture; the table holds all
Item = TypeVar("Item")


@dataclass(frozen=True)
class Subject:
    """What the charts are about: a query in an edition of the register, its figures, and the names in them."""

    query: Query
    token: str  # of the edition
    as_of: datetime.date

    @cached_property
    def figures(self) -> Figures:
        return figures(self.query, self.token)

    @cached_property
    def names(self) -> Labels:
        return _names(self.token, get_language() or "en")

    @cached_property
    def networks(self) -> list[Network]:
        """All networks that the public sees, by name."""
        published = Network.objects.published().select_related("stated_source")
        return sorted(published, key=lambda network: fold(network.display_label))

    @property
    def source(self) -> str:
        """Where the figures come from and of when they are."""
        return source_line(self.as_of)

    def csv_url(self, name: str) -> str:
        """Address of a chart's figures."""
        address = reverse("statistics-csv", args=[name])
        return f"{address}?{self.query.serialise()}" if self.query else address

    def on_map(self, **further: str | Sequence[str]) -> str:
        """The map with the query and further conditions."""
        values = self.query.fields()
        for name, value in further.items():
            given = (value,) if isinstance(value, str) else tuple(value)
            values[name] = tuple(dict.fromkeys([*values[name], *given]))
        return f"{reverse('map')}?{urlencode(Query(**values).pairs())}"


def source_line(as_of: datetime.date) -> str:
    """Where a chart's figures come from and of when they are."""
    return _("Source: City by City, as of {date}. {licence}").format(
        date=spoken(as_of), licence="CC\xa0BY\xa04.0"
    )


@lru_cache(maxsize=8)
def _names(_token: str, _language: str) -> Labels:
    return labels()


@dataclass(frozen=True)
class Kind:
    """A chart that the statistics offer."""

    name: str
    draw: Callable[[Subject], Chart | None]
    whole: bool = False  # only of the whole register: what networks state about themselves knows no filter


def charts(subject: Subject) -> list[Chart]:
    """All charts that have something to show."""
    found = (kind.draw(subject) for kind in KINDS if not (kind.whole and subject.query))
    return [chart for chart in found if chart]


def chart(subject: Subject, name: str) -> Chart | None:
    """One of them."""
    kind = next((kind for kind in KINDS if kind.name == name), None)
    return kind.draw(subject) if kind and not (kind.whole and subject.query) else None


def written(subject: Subject) -> list[dict[str, str]]:
    """All charts as they stand on the page: a table of thousands of cells takes longer to write than to count."""
    return _written(subject.query, subject.token, subject.as_of, get_language() or "en")


@lru_cache(maxsize=REMEMBERED)
def _written(query: Query, token: str, as_of: datetime.date, _language: str) -> list[dict[str, str]]:
    return [
        {
            "name": each.name,
            "title": each.title,
            "html": render_to_string("charts/_chart.html", {"chart": each}),
        }
        for each in charts(Subject(query, token, as_of))
    ]


# --- the charts -----------------------------------------------------------------------------------


def _growth(subject: Subject) -> Chart | None:
    return growth_chart(
        "growth",
        subject.figures.joined,
        subject.figures.memberships,
        subject.as_of,
        source=subject.source,
        csv_url=subject.csv_url("growth"),
    )


def growth_chart(
    name: str,
    joined: dict[int, int],
    all_of_them: int,
    as_of: datetime.date,
    *,
    source: str,
    csv_url: str,
    mark: str = "",
) -> Chart | None:
    """Dated joinings added up by year; those without a date are told, not drawn. None without any date."""
    if not joined:
        return None
    dated = sum(joined.values())
    undated = all_of_them - dated
    said = _("{number} with a date").format(number=number(dated))
    plot, height = growth(joined, as_of.year, said, mark)
    rows, total = [], 0
    for year in sorted(joined):
        total += joined[year]
        rows.append([str(year), joined[year], total])
    if undated:
        rows.append([Cell("", text=_("without a date")), undated, None])
    return Chart(
        name=name,
        title=_("Growth over the years"),
        description=_(
            "A stepped area: joinings with a known date, added up from {first} to {last}. It ends at {number}."
        ).format(first=min(joined), last=as_of.year, number=number(dated)),
        columns=[
            Column("year", _("Year")),
            Column("joined", _("Joined"), number=True),
            Column("total", _("Together"), number=True),
        ],
        rows=rows,
        plot=plot,
        height=height,
        caption=_dated_and_not(dated, undated),
        source=source,
        csv_url=csv_url,
    )


def _dated_and_not(dated: int, undated: int) -> str:
    known = ngettext(
        "Drawn is {number} membership with a known date of joining.",
        "Drawn are {number} memberships with a known date of joining.",
        dated,
    ).format(number=number(dated))
    if not undated:
        return known
    unknown = ngettext(
        "For {number} more no source gives the date; it is missing here.",
        "For {number} more no source gives the date; they are missing here.",
        undated,
    ).format(number=number(undated))
    return f"{known} {unknown}"


def _members(subject: Subject) -> Chart | None:
    counts = subject.figures.networks
    whole = not subject.query
    networks = [
        network
        for network in subject.networks
        if counts.get(network.pk) or (whole and network.stated_members)
    ]
    if not networks:
        return None
    networks.sort(key=lambda network: -counts.get(network.pk, 0))
    plot, height = bars(
        [_member_bar(network, counts.get(network.pk, 0), stated=whole) for network in networks],
        hatching("members"),
    )
    rows = []
    for network in networks:
        label = Cell(
            network.slug, network.display_label, reverse("network", args=[network.slug]), network.mark
        )
        recorded = Cell(
            counts.get(network.pk, 0),
            url=subject.on_map(network_all=network.slug) if counts.get(network.pk) else "",
        )
        row = [label, network.display_label, recorded]
        rows.append([*row, network.stated_members, network.stated_on] if whole else row)
    stated = [Column("stated", _("Stated"), number=True), Column("stated_on", _("Stated on"))]
    return Chart(
        name="members",
        title=_("Members by network"),
        description=_(
            "One bar a network. Solid: members recorded with a source. Hatched: how many more the network states."
        )
        if whole
        else _("One bar a network: members recorded with a source, among the places of the query."),
        columns=[
            Column("network", _("Network")),
            Column("name"),
            Column("recorded", _("Recorded"), number=True),
            *(stated if whole else []),
        ],
        rows=rows,
        plot=plot,
        height=height,
        caption=" ".join(
            [
                _("A network with others below it counts their members too, each place once."),
                _(
                    "Solid: recorded here with a source. Hatched: stated by the network or a report, not found one by one. "
                    "A bar without an end goes on."
                )
                if whole
                else "",
            ]
        ).strip(),
        source=subject.source,
        csv_url=subject.csv_url("members"),
    )


def _member_bar(network: Network, recorded: int, *, stated: bool) -> Bar:
    further = ""
    if stated and network.stated_members:
        said = _("{number} stated, {date}") if network.stated_on else _("{number} stated, undated")
        date = network.stated_on.spoken() if network.stated_on else ""
        further = said.format(number=number(network.stated_members), date=date) + " ·"
    return Bar(
        label=network.display_label,
        value=recorded,
        said=number(recorded),
        further=further,
        more=max(0, (network.stated_members or 0) - recorded) if stated else 0,
        mark=network.mark,
    )


def _countries(subject: Subject) -> Chart | None:
    places, members = subject.figures.places, subject.figures.members
    if not places:
        return None
    names = subject.names.country
    codes = sorted(places, key=lambda code: (-members[code], fold(names[code])))
    plot, height = bars(
        [
            Bar(names[code], members[code], number(members[code]), more=places[code] - members[code])
            for code in _drawn(codes)
        ],
        hatching("countries"),
    )
    return Chart(
        name="countries",
        title=_("Members by country"),
        description=_(
            "One bar a country. Solid: places that are a member of at least one network. Hatched: places that the register "
            "knows for another reason."
        ),
        columns=[
            Column("country", _("Country")),
            Column("name"),
            Column("members", _("Members"), number=True),
            Column("places", _("All places"), number=True),
        ],
        rows=[
            [
                Cell(code, names[code], reverse("country", args=[code])),
                names[code],
                members[code],
                Cell(places[code], url=subject.on_map(country=code) if not subject.query.country else ""),
            ]
            for code in codes
        ],
        plot=plot,
        height=height,
        caption=" ".join(
            [
                _("Each place once, however many networks it is in."),
                _(
                    "Hatched: places only named by others, with an application, a practice or a former membership."
                )
                if places != members
                else "",
                _not_drawn(codes),
            ]
        ).strip(),
        source=subject.source,
        csv_url=subject.csv_url("countries"),
    )


def _drawn(items: Sequence[Item]) -> Sequence[Item]:
    """Those that the picture has room for."""
    return items[:MOST_BARS]


def _not_drawn(items: Sequence[Any]) -> str:
    if len(items) <= MOST_BARS:
        return ""
    return _("The picture shows {shown} of {number}; the table has all.").format(
        shown=number(MOST_BARS), number=number(len(items))
    )


def _overlaps(subject: Subject) -> Chart | None:
    found = subject.figures.overlaps
    if not found:
        return None
    ids = {network for pair in found for network in pair}
    networks = [network for network in subject.networks if network.pk in ids]
    rows = []
    for place, one in enumerate(networks):
        for other in networks[place + 1 :]:
            count = _shared(found, one, other)
            if count:
                url = subject.on_map(network_all=(one.slug, other.slug))
                rows.append(
                    [
                        Cell(one.slug, one.display_label),
                        Cell(other.slug, other.display_label),
                        Cell(count, url=url),
                    ]
                )
    return Matrix(
        name="overlaps",
        title=_("Networks that share places"),
        description=_("A table of networks against networks: in each cell the places that are in both."),
        columns=[
            Column("network", _("Network")),
            Column("other_network", _("Other network")),
            Column("places", _("Places in both"), number=True),
        ],
        rows=rows,
        template="charts/_matrix.html",
        caption=_(
            "Each figure leads to these places on the map. A network with others below it counts their members too; where one "
            "belongs to the other, the figure stands in brackets."
        ),
        source=subject.source,
        csv_url=subject.csv_url("overlaps"),
        networks=networks,
        shared=found,
        address=subject.on_map,
    )


def _shared(found: dict[tuple[int, int], int], one: Network, other: Network) -> int:
    return found.get((min(one.pk, other.pk), max(one.pk, other.pk)), 0)


@dataclass(frozen=True)
class Field:
    """A cell of the matrix."""

    count: int
    url: str
    strength: int  # of its colour, 1 to 4
    akin: bool  # one network belongs to the other
    itself: bool


@dataclass(frozen=True)
class Matrix(Chart):
    """Networks against networks; the table is the picture."""

    networks: Sequence[Network] = ()
    shared: dict[tuple[int, int], int] | None = None
    address: Callable[..., str] | None = None

    @property
    def fields(self) -> list[tuple[Network, list[Field]]]:
        """The rows with their cells."""
        return [(one, [self._field(one, other) for other in self.networks]) for one in self.networks]

    def _field(self, one: Network, other: Network) -> Field:
        count = _shared(self.shared or {}, one, other)
        strength = next(step for step, least in ((4, 30), (3, 10), (2, 3), (1, 0)) if count >= least)
        akin = one.parent_id == other.pk or other.parent_id == one.pk
        url = self.address(network_all=sorted((one.slug, other.slug))) if count and self.address else ""
        return Field(count, url, strength, akin, one == other)


def _topics(subject: Subject) -> Chart | None:
    names = subject.names.topic
    return _practice_bars(
        subject,
        "topics",
        _("Practices by topic"),
        Column("topic", _("Topic")),
        subject.figures.topics,
        {slug: (name, reverse("topic", args=[slug])) for slug, name in names.items()},
        _(
            "A practice stands under its main topic and under up to two more. There are {number} practices in all."
        ).format(number=number(subject.figures.practices)),
    )


def _practice_countries(subject: Subject) -> Chart | None:
    names = subject.names.country
    return _practice_bars(
        subject,
        "practice-countries",
        _("Practices by country"),
        Column("country", _("Country")),
        subject.figures.practice_countries,
        {code: (name, reverse("country", args=[code])) for code, name in names.items()},
        _(
            "The country of the place that does it. The collection is not complete: few practices in a country does not mean that little is done there."
        ),
    )


def _practice_bars(
    subject: Subject,
    name: str,
    title: str,
    column: Column,
    counts: dict[str, int],
    labelled: dict[str, tuple[str, str]],
    caption: str,
) -> Chart | None:
    if not counts:
        return None
    keys = sorted(counts, key=lambda key: (-counts[key], fold(labelled[key][0])))
    plot, height = bars(
        [Bar(labelled[key][0], counts[key], number(counts[key])) for key in _drawn(keys)], hatching(name)
    )
    return Chart(
        name=name,
        title=title,
        description=_("One bar each, with the number of practices."),
        columns=[column, Column("name"), Column("practices", _("Practices"), number=True)],
        rows=[[Cell(key, *labelled[key]), labelled[key][0], counts[key]] for key in keys],
        plot=plot,
        height=height,
        caption=f"{caption} {_not_drawn(keys)}".strip(),
        source=subject.source,
        csv_url=subject.csv_url(name),
    )


def _coverage(subject: Subject) -> Chart | None:
    stating = [network for network in subject.networks if network.stated_members]
    if not stating:
        return None
    counts = subject.figures.networks
    plot, height = pairs(
        [
            Pair(
                network.display_label,
                counts.get(network.pk, 0),
                network.stated_members or 0,
                _("{recorded} of {stated}").format(
                    recorded=number(counts.get(network.pk, 0)), stated=number(network.stated_members or 0)
                ),
                network.mark,
            )
            for network in stating
        ]
    )
    return Chart(
        name="coverage",
        title=_("Recorded and stated"),
        description=_(
            "Two dots a network on a scale of powers of ten: filled for the members recorded here, hollow for the number stated."
        ),
        columns=[
            Column("network", _("Network")),
            Column("name"),
            Column("recorded", _("Recorded"), number=True),
            Column("stated", _("Stated"), number=True),
            Column("stated_on", _("Stated on")),
            Column("source", _("Source of the stated figure")),
        ],
        rows=[
            [
                Cell(
                    network.slug, network.display_label, reverse("network", args=[network.slug]), network.mark
                ),
                network.display_label,
                counts.get(network.pk, 0),
                network.stated_members,
                network.stated_on,
                _stated_source(network),
            ]
            for network in stating
        ],
        plot=plot,
        height=height,
        caption=_(
            "Filled: recorded here one by one, with a source. Hollow: as the network or a report states, of the date in the table. "
            "Each line of the scale is ten times the one before. A gap tells what this register does not know yet, nothing about "
            "the network."
        ),
        source=subject.source,
        csv_url=subject.csv_url("coverage"),
    )


def _stated_source(network: Network) -> Cell:
    source = network.stated_source
    return Cell(source.url, source.title, source.url) if source else Cell("")


def _freshness(subject: Subject) -> Chart | None:
    attested = subject.figures.attested
    if not attested:
        return None
    undated = subject.figures.memberships - sum(attested.values())
    plot, height = columns(attested, subject.as_of.year)
    rows: list[list[Any]] = [[str(year), attested[year]] for year in sorted(attested)]
    if undated:
        rows.append([Cell("", text=_("without a date")), undated])
    checked = subject.figures.checked
    return Chart(
        name="freshness",
        title=_("How fresh the evidence is"),
        description=_(
            "One column a year: memberships by the year of the latest dated source that names them."
        ),
        columns=[
            Column("year", _("Last attested in")),
            Column("memberships", _("Memberships"), number=True),
        ],
        rows=rows,
        plot=plot,
        height=height,
        caption=" ".join(
            [
                _("An old year means: was a member then; it does not mean that the place left."),
                ngettext(
                    "{number} membership rests on undated sources only.",
                    "{number} memberships rest on undated sources only.",
                    undated,
                ).format(number=number(undated)),
                ngettext(
                    "{number} was compared with its sources again by the editors.",
                    "{number} were compared with their sources again by the editors.",
                    checked,
                ).format(number=number(checked))
                if checked
                else _("None has been compared with its sources again by the editors so far."),
            ]
        ),
        source=subject.source,
        csv_url=subject.csv_url("freshness"),
    )


KINDS = (
    Kind("growth", _growth),
    Kind("members", _members),
    Kind("countries", _countries),
    Kind("overlaps", _overlaps),
    Kind("topics", _topics),
    Kind("practice-countries", _practice_countries),
    Kind("coverage", _coverage, whole=True),
    Kind("freshness", _freshness),
)
