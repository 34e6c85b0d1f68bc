"""Who belongs to a network: its members each once, what they do in it, who is only named, and what they share with others."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from cities.folding import fold
from cities.models import City, Country
from cities.partial_dates import PartialDate
from networks.models import Membership, Network

# How the list of members may be ordered; the first is the order when nothing is asked.
ORDERINGS = {"country": _("by country"), "name": _("by name"), "joined": _("by date of joining")}


@dataclass(frozen=True)
class Member:
    """A place that counts, with the membership that brings it in."""

    membership: Membership
    through: Network | None  # the network below that it is in, if it is not in this one itself

    @property
    def city(self) -> City:
        return self.membership.city

    @property
    def joined(self) -> PartialDate | None:
        return self.membership.joined

    @property
    def mark(self) -> str:
        return self.membership.network.mark


@dataclass(frozen=True)
class Group:
    """Members under one heading; without a country they stand in one row."""

    country: Country | None
    members: Sequence[Member]


@dataclass
class Roll:
    """Everything that the register says about who is in a network and in those below it."""

    network: Network
    family: set[int]
    members: list[Member] = field(default_factory=list)
    coordinating: list[Membership] = field(default_factory=list)
    founding: list[Membership] = field(default_factory=list)
    apart: dict[str, list[City]] = field(default_factory=dict)  # by status: named, but not counted

    @property
    def joined(self) -> Counter[int]:
        """Members by the year of their joining, where it is known."""
        return Counter(member.joined.year for member in self.members if member.joined)

    @property
    def countries(self) -> Counter[str]:
        """Members by country."""
        return Counter(member.city.country_id for member in self.members)

    def groups(self, ordering: str, country: str, most: int) -> list[Group]:
        """Members in the order asked for, of one country if asked, at most so many."""
        members = [member for member in self.members if country in ("", member.city.country_id)][:most]
        if ordering != "country":
            return [Group(None, sorted(members, key=_KEYS[ordering]))] if members else []
        by_code: dict[str, list[Member]] = {}
        for member in members:
            by_code.setdefault(member.city.country_id, []).append(member)
        groups = [
            Group(found[0].city.country, sorted(found, key=_KEYS["name"])) for found in by_code.values()
        ]
        return sorted(groups, key=lambda group: fold(group.country.name) if group.country else "")


_KEYS: dict[str, Callable[[Member], tuple[int, str]]] = {
    "name": lambda member: (0, fold(member.city.name)),
    # Undated ones last; nobody knows whether they came early or late.
    "joined": lambda member: (int(member.joined) if member.joined else 10**8, fold(member.city.name)),
}

APART = (
    Membership.Status.LISTED,
    Membership.Status.APPLIED,
    Membership.Status.LEFT,
    Membership.Status.SUSPENDED,
)


def roll(network: Network, family: set[int], networks: Iterable[Network]) -> Roll:
    """Call the roll of a network and those below it, all among ``networks``; one statement.

    A place in the network itself and in one below it stands once, with the network's own date.
    """
    memberships = list(
        Membership.objects.published()
        .filter(network__in=family)
        .select_related("city__country", "city__region")
        .defer("city__portrait", "city__search_text")
        .order_by("city__sort_key", "city__slug")
    )
    by_id = {each.pk: each for each in networks}
    for each in memberships:  # few networks for many members, so each is made once
        each.network = by_id[each.network_id]
    counted = [each for each in memberships if each.status in Membership.COUNTED]
    chosen: dict[int, Membership] = {}
    for each in counted:
        known = chosen.get(each.city_id)
        if known is None or (each.network_id == network.pk and known.network_id != network.pk):
            chosen[each.city_id] = each
    return Roll(
        network=network,
        family=family,
        members=[
            Member(each, None if each.network_id == network.pk else each.network) for each in chosen.values()
        ],
        coordinating=_in_role(counted, Membership.Role.COORDINATOR),
        founding=_in_role(
            (each for each in counted if each.network_id == network.pk), Membership.Role.FOUNDER
        ),
        apart=_apart(memberships),
    )


def _in_role(memberships: Iterable[Membership], role: Membership.Role) -> list[Membership]:
    found = (each for each in memberships if each.role == role)
    return sorted(found, key=lambda each: fold(each.city.name))


def _apart(memberships: Iterable[Membership]) -> dict[str, list[City]]:
    """Places that are named with the network but do not count, by what they are instead."""
    groups: dict[str, dict[int, City]] = {}
    for each in memberships:
        groups.setdefault(each.status, {})[each.city_id] = each.city
    return {
        status.value: sorted(groups[status].values(), key=lambda city: fold(city.name))
        for status in APART
        if status in groups
    }
