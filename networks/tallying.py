"""Counting the places of networks: distinct ones, the networks below included."""

from collections.abc import Mapping

from django.db.models import Count, Q

from networks.models import Membership, MembershipQuerySet, Network, families


def counted_memberships() -> MembershipQuerySet:
    """All memberships that the public sees and that count."""
    return Membership.objects.published().counted()


def places_by_network(
    memberships: MembershipQuerySet | None = None, known: Mapping[int, Network] | None = None
) -> dict[int, int]:
    """Number of distinct places in each network and those below it, among ``memberships`` (default: all counted).

    Two queries however many networks there are: one for those without children, one for all others. A third asks for
    the published networks, if the caller knows them not.
    """
    if memberships is None:
        memberships = counted_memberships()
    parents_of = None if known is None else {pk: network.parent_id for pk, network in known.items()}
    below = families(parents_of)
    own = memberships.order_by().values_list("network_id").annotate(places=Count("city_id", distinct=True))
    found: dict[int, int] = dict(own)
    parents = {pk: family for pk, family in below.items() if len(family) > 1}
    if parents:
        sums = {
            f"network_{pk}": Count("city_id", distinct=True, filter=Q(network_id__in=family))
            for pk, family in parents.items()
        }
        totals = memberships.order_by().aggregate(**sums)
        found |= {pk: totals[f"network_{pk}"] for pk in parents}
    return {pk: found.get(pk, 0) for pk in below}


def stating_otherwise() -> list[int]:
    """Ids of the published networks that state another number of members than the register shows. Three queries."""
    known = Network.objects.published().in_bulk()
    recorded = places_by_network(known=known)
    return [pk for pk, each in known.items() if each.stated_members not in (None, recorded[pk])]
