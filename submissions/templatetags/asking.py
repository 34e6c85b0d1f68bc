"""What the pages of questions need of values that templates cannot reach."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def answers(field: BoundField) -> SafeString:
    """Return what a question can be answered with; its fieldset has the field's id already, and no two may have it."""
    return field.as_widget(attrs={"id": f"{field.auto_id}_answers"})
