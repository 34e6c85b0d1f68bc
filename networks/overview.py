"""What the start page of the desk says of networks and memberships."""

from django.utils.translation import gettext_lazy as _

from cities.desk.overview import GAPS, NEVER, OLD, add

add(NEVER, _("Networks"), "networks.Network", checked="never")
add(NEVER, _("Memberships"), "networks.Membership", checked="never")
add(OLD, _("Networks"), "networks.Network", checked="old")
add(OLD, _("Memberships"), "networks.Membership", checked="old")
add(GAPS, _("Networks that state another number of members"), "networks.Network", stated="differs")
add(GAPS, _("Memberships named by others only"), "networks.Membership", status__exact="listed")
add(GAPS, _("Memberships without a date"), "networks.Membership", dated="no")
