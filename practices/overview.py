"""What the start page of the desk says of practices."""

from django.utils.translation import gettext_lazy as _

from cities.desk.overview import NEVER, OLD, add

add(NEVER, _("Practices"), "practices.Practice", checked="never")
add(OLD, _("Practices"), "practices.Practice", checked="old")
