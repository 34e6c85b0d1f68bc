"""Rows of places with the signs of their networks. A page holds hundreds, so they are written at once."""

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from atlas.templatetags.signs import mark
from cities.models import City
from networks.models import Network

register = template.Library()

MOST_MARKS = 4


@register.simple_tag
def place_rows(places: Iterable[City], networks: Mapping[int, Sequence[Network]]) -> SafeString:
    """Return list items of ``places``; ``networks`` are those of each, by the place's id."""
    # Most places share their networks with others.
    written: dict[tuple[int, ...], SafeString] = {}
    rows = []
    for place in places:
        theirs = networks.get(place.pk, ())
        key = tuple(network.pk for network in theirs)
        if key not in written:
            written[key] = _signs(theirs)
        rows.append((reverse("city", args=[place.slug]), place.name, written[key]))
    return format_html_join("", '<li><a href="{}">{}</a>{}</li>', rows)


def _signs(networks: Sequence[Network]) -> SafeString:
    if not networks:
        return SafeString()
    marks = format_html_join("", "{}", ((mark(network.mark),) for network in networks[:MOST_MARKS]))
    further = len(networks) - MOST_MARKS
    return format_html(
        '<span class="marks" aria-hidden="true">{}{}</span><span class="vh">{} {}</span>',
        marks,
        format_html('<span class="marks-more">+{}</span>', further) if further > 0 else "",
        _("Networks:"),
        ", ".join(network.display_label for network in networks),
    )
