"""Drawings in a page: icons, network marks and the logo, inline, so that style sheets can colour them.

The SVG files in `static/icons` are the only source. A file that is missing is an error at once, not a gap on the page.
"""

import functools
from xml.etree import ElementTree

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cities.models import Topic

register = template.Library()

MARKS = (
    "hull",
    "gate",
    "pennant",
    "square",
    "diamond",
    "circle",
    "quatrefoil",
    "star",
    "hexagon",
    "plus",
    "triangle",
    "leaf",
    "arc",
    "house",
    "other",
)
ICONS = settings.BASE_DIR / "static" / "icons"
OTHER_TOPIC = "topic-other"
_LOGO_PARTS = ("logo-tower", "logo-house", "logo-gate")


@register.simple_tag
@functools.cache
def icon(name: str, extra_class: str = "") -> SafeString:
    """Return the line drawing ``name`` (a file's name without ending); it takes the colour of the text around it."""
    return format_html(
        '<svg class="icon icon-{}{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        name.partition("-")[2],
        f" {extra_class}" if extra_class else "",
        _shapes(name),
    )


@register.simple_tag
def topic_icon(topic: Topic, extra_class: str = "") -> SafeString:
    """Return a topic's drawing."""
    return icon(topic_sign(topic.slug), extra_class)


def topic_sign(slug: str) -> str:
    """Name of a topic's drawing and colour; one that an editor added gets the plain ones until somebody draws its own."""
    return f"topic-{slug}" if (ICONS / f"topic-{slug}.svg").exists() else OTHER_TOPIC


@register.simple_tag
@functools.cache
def mark(name: str) -> SafeString:
    """Return a network's sign; unknown names get the plain disc that all further networks share."""
    known = name if name in MARKS else "other"
    return format_html(
        '<svg class="mark mark-{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        known,
        _shapes(f"mark-{known}"),
    )


@register.simple_tag
def logo(plain: bool = False) -> SafeString:
    """Return tower, house and gate, in three colours or, on a coloured band, plain."""
    paths = format_html_join(
        "",
        '<path class="{}" d="{}"/>',
        zip(_LOGO_PARTS, (shape["d"] for _tag, shape in _read("logo")), strict=True),
    )
    return format_html(
        '<svg class="logo{}" viewBox="0 0 40 26" aria-hidden="true">{}</svg>',
        " logo-plain" if plain else "",
        paths,
    )


@functools.cache
def _shapes(name: str) -> SafeString:
    shapes = ((tag, format_html_join("", ' {}="{}"', attributes.items())) for tag, attributes in _read(name))
    return format_html_join("", "<{}{}/>", shapes)


@functools.cache
def _read(name: str) -> list[tuple[str, dict[str, str]]]:
    root = ElementTree.parse(ICONS / f"{name}.svg").getroot()  # noqa: S314  (our own files)
    return [(element.tag.rpartition("}")[2], dict(element.attrib)) for element in root]
