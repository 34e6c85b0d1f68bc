"""What pages without a record of their own say to machines."""

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from atlas.linked_data import LinkedData, Step, graph
from atlas.templatetags.wording import linked

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_page(context: Context, title: str) -> SafeString:
    """JSON-LD of the page itself and of the way to it."""
    request = context["request"]
    data = LinkedData(request)
    return linked(graph(data.page(title), data.trail(context.get("trail") or [Step(title, request.path)])))
