"""How charts write their figures on pages."""

import datetime

from django import template

from atlas.charting.chart import Cell
from atlas.templatetags.wording import number, spoken
from cities.partial_dates import PartialDate

register = template.Library()


@register.filter
def in_words(cell: Cell) -> str:
    """Write a figure as the page's language does; nothing known is a dash."""
    if cell.text:
        return cell.text
    if cell.value is None or cell.value == "":
        return "–"
    if isinstance(cell.value, (PartialDate, datetime.date)):
        return spoken(cell.value)
    return number(cell.value) if isinstance(cell.value, int) else str(cell.value)
