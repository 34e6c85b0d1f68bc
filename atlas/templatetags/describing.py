"""What pages without a record of their own say to machines."""

from html import unescape

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from atlas.linked_data import LinkedData, Step, graph
from atlas.templatetags.wording import linked

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_page(context: Context, title: str) -> SafeString:
    """JSON-LD of the page itself and of the way to it; ``title`` as HTML, as the page's head has it."""
    request, name = context["request"], unescape(title).strip()
    data = LinkedData(request)
    return linked(graph(data.page(name), data.trail(context.get("trail") or [Step(name, request.path)])))
