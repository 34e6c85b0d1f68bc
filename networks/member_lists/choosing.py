"""Choosing places by hand, for rows whose place is not certain."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from cities.folding import words
from cities.matching import Verdict, of_register
from cities.models import City
from networks.member_lists import outcome
from networks.member_lists.models import MemberList, MemberListRow

OFFERED = 12
OUT = "out"
OTHER = "other"


def spoken(city: City) -> str:
    """A place so that it is told from its namesakes: Bergen · Town · Lower Saxony, Germany [bergen-de]."""
    area = ", ".join(str(part) for part in (city.region, city.country) if part)
    return f"{city.name} · {city.get_kind_display()} · {area} [{city.slug}]"


def offered(text: str) -> list[City]:
    """Places of which every word of the text begins a word of some name, those that begin with it first."""
    asked = words(text)
    if not asked:
        return []
    found = City.objects.select_related("country", "region")
    for word in asked:
        found = found.filter(search_text__contains=f" {word}")
    begun = found.filter(sort_key__startswith=asked[0]).order_by("sort_key", "slug")[:OFFERED]
    cities = list(begun)
    if len(cities) < OFFERED:
        others = found.exclude(pk__in=[city.pk for city in cities]).order_by("sort_key", "slug")
        cities += others[: OFFERED - len(cities)]
    return cities


def meant(text: str, country: str = "") -> City | None:
    """The place that somebody typed: as it is offered, by its slug, or by a name that only it has."""
    text = text.strip()
    slug = text.rpartition("[")[2].removesuffix("]") if text.endswith("]") else text
    city = City.objects.filter(slug=slug.lower()).first()
    if city is None and text:
        match = of_register().match(text, country=country)
        if match.verdict == Verdict.CERTAIN or (match.verdict == Verdict.LIKELY and len(match.places) == 1):
            city = City.objects.filter(pk=match.places[0]).first()
    return city


@transaction.atomic
def decide(member_list: MemberList, choices: Mapping[int, tuple[str, str]]) -> dict[int, str]:
    """Take what the editor chose for rows: an id of a place, OUT, OTHER with what was typed, or nothing.

    Returns what is wrong, by row; all other rows are saved.
    """
    wrong: dict[int, str] = {}
    outcome.hold(member_list)
    rows = member_list.rows.filter(pk__in=choices)
    ids = {int(choice) for choice, _typed in choices.values() if choice.isdigit()}
    known = set(City.objects.filter(pk__in=ids).values_list("pk", flat=True))
    changed: list[MemberListRow] = []
    cities: set[int | None] = set()
    for row in rows:
        choice, typed = choices[row.pk]
        city: int | None = None
        if choice == OTHER or (typed and not choice):
            found = meant(typed, member_list.columns.get("country", ""))
            if found is None:
                wrong[row.pk] = (
                    _(
                        "No place of the register is called “%(name)s”, or several are. Choose one that is offered."
                    )
                    % {"name": typed}
                    if typed
                    else _("Name the place.")
                )
                continue
            city = found.pk
        elif choice.isdigit() and int(choice) in known:
            city = int(choice)
        if not choice and not typed:
            continue
        if (row.city_id, row.left_out) != (city, choice == OUT) or (city and row.verdict != Verdict.CERTAIN):
            cities |= {row.city_id, city}
            row.city_id, row.left_out, row.by_hand = city, choice == OUT, True
            changed.append(row)
    MemberListRow.objects.bulk_update(changed, ["city", "left_out", "by_hand"])
    outcome.forget_rows(member_list, changed, cities)
    return wrong


def with_candidates(rows: Iterable[MemberListRow]) -> list[tuple[MemberListRow, list[City]]]:
    """The rows, each with the places that are offered for it; one question for all."""
    listed = list(rows)
    ids = {key for row in listed for key in [*row.candidates, row.city_id] if key}
    cities = City.objects.select_related("country", "region").in_bulk(ids)
    return [
        (
            row,
            [
                cities[key]
                for key in dict.fromkeys([*row.candidates, *([row.city_id] if row.city_id else [])])
                if key in cities
            ],
        )
        for row in listed
    ]
