"""Where a reader says that something is missing or wrong."""

from urllib.parse import quote

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def correction_address(kind: str, slug: str, name: str) -> str:
    """Return the address of the form for corrections of a record; without one, a letter to the operator or the imprint."""
    try:
        return reverse("correction", args=[kind, slug])
    except NoReverseMatch:
        pass
    if settings.CONTACT_EMAIL:
        subject = _("Correction: {name} ({kind}/{slug})").format(name=name, kind=kind, slug=slug)
        return f"mailto:{settings.CONTACT_EMAIL}?subject={quote(subject)}"
    return reverse("imprint")
