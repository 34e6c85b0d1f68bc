"""Network coordinators: their networks, the memberships of these and the places in them, and nothing else."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from cities.desk import reach
from cities.models import City
from cities.publishing import Publication
from networks.models import Membership, Network, Resolution


def networks_of(user: User) -> "QuerySet[Network]":
    """The networks that somebody coordinates. One below another is named for itself."""
    return Network.objects.filter(coordinations__user_id=user.pk)


def _networks(user: User, rows: "QuerySet[Any]", action: str) -> "QuerySet[Any]":
    return rows.filter(pk__in=networks_of(user).values("pk"))


def _memberships(user: User, rows: "QuerySet[Any]", action: str) -> "QuerySet[Any]":
    return rows.filter(network__in=networks_of(user).values("pk"))


def _resolutions(user: User, rows: "QuerySet[Any]", action: str) -> "QuerySet[Any]":
    return rows.none()


def _cities(user: User, rows: "QuerySet[Any]", action: str) -> "QuerySet[Any]":
    theirs = Membership.objects.filter(network__in=networks_of(user).values("pk"))
    if action == "change":
        # Only an editor publishes a membership; otherwise whoever adds one to a place could change the place.
        theirs = theirs.filter(publication=Publication.PUBLISHED).exclude(status=Membership.Status.LEFT)
    mine = Q(pk__in=theirs.values("city"))
    if action == reach.CHOOSE:  # a new member is no member yet, and published places are no secret
        mine |= Q(publication=Publication.PUBLISHED)
    return rows.filter(mine)


def keep_rules() -> None:
    """Say to the desk what coordinators reach."""
    reach.limit(Network, _networks)
    reach.limit(Membership, _memberships)
    reach.limit(Resolution, _resolutions)
    reach.limit(City, _cities)
