"""What the desk's pages need of values that templates cannot reach."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.db import models
from django.forms import BoundField
from django.urls import reverse
from django.utils.html import format_html, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cities.models import City
from practices.models import Practice

register = template.Library()


@register.filter
def of(values: Mapping[str, Any], name: str) -> Any:
    """Return the value of this name, or nothing."""
    return values.get(name, "")


@register.filter
def named_by(field: BoundField, row: str) -> SafeString | BoundField:
    """Return a question's field, named by the heading of its row unless each of its parts has a name."""
    return field if field.use_fieldset else field.as_widget(attrs={"aria-labelledby": f"row-{row}"})


@register.filter(is_safe=True)
def linked_out(text: str) -> SafeString:
    """Return the text with its addresses as links that open beside the review."""
    said = format_html('<span class="vh"> ({})</span></a>', _("opens in a new tab"))
    linked = urlize(text, nofollow=False, autoescape=True)
    linked = linked.replace("<a href=", '<a target="_blank" rel="noopener noreferrer" href=')
    return mark_safe(linked.replace("</a>", said))  # noqa: S308  (urlize has escaped all that was typed)


@register.filter
def where(record: models.Model) -> str:
    """Return where it is, if its name does not say so."""
    if isinstance(record, City):
        return str(record.region or record.country)
    return str(record.city) if isinstance(record, Practice) else ""


@register.filter
def desk_address(record: models.Model) -> str:
    """Return the record's page at the desk."""
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
