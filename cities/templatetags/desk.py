"""What the desk's pages of histories need in words."""

from django import template

from cities.telling import why

register = template.Library()


@register.filter
def reason(written: str | None) -> str:
    """Return the reason of a version as people read it."""
    return why(written or "")
