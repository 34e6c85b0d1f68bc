"""Counting the places of networks."""

from django.db.models import Count, Q

from networks.models import Membership, Network, families


def stating_otherwise() -> list[int]:
    """Ids of the networks that state another number of members than the register shows. Three queries.

    Shown are the places of the network and of those below it, once each.
    """
    stated = dict(Network.objects.exclude(stated_members=None).values_list("pk", "stated_members"))
    if not stated:
        return []
    below = families()
    sums = {
        f"network_{pk}": Count("city_id", distinct=True, filter=Q(network_id__in=below.get(pk, {pk})))
        for pk in stated
    }
    recorded = Membership.objects.published().counted().order_by().aggregate(**sums)
    return [pk for pk, number in stated.items() if recorded[f"network_{pk}"] != number]
