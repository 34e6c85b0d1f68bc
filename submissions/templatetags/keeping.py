"""How long is kept what senders say of themselves: the same words on every page that promises it."""

from django import template
from django.conf import settings
from django.utils.translation import ngettext

register = template.Library()

MONTH = 365.25 / 12  # days


@register.simple_tag
def sender_span() -> str:
    """The days of the setting, and about how many months that is."""
    days = settings.SUBMISSION_SENDER_DAYS
    exactly = ngettext("{number} day", "{number} days", days).format(number=days)
    months = round(days / MONTH)
    if months < 2:
        return exactly
    text = ngettext("{days} (about {number} month)", "{days} (about {number} months)", months)
    return text.format(days=exactly, number=months)
