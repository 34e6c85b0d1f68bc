"""Template words of the map page: the parts of a facet, the letter a name stands under, all marks."""

from typing import Any

from django import template

from atlas.templatetags.signs import MARKS
from cities.folding import fold

register = template.Library()

_LONG = 12  # more values than this need a search
_OPEN_FROM_THE_START = {"network", "country", "has"}


@register.filter
def further(facet: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the options of a facet that are shown only on demand."""
    return [option for option in facet["options"] if option["more"]]


@register.filter
def any_chosen(options: list[dict[str, Any]]) -> bool:
    """Return whether one of ``options`` is part of the query, so that it must not hide."""
    return any(
        option["checked"] or option.get("all_checked") or option.get("not_checked") for option in options
    )


@register.filter
def searchable(facet: dict[str, Any]) -> bool:
    """Return whether a facet has too many values to look through."""
    return len(facet["options"]) > _LONG


@register.filter
def starts_open(facet: dict[str, Any]) -> bool:
    """Return whether a facet shows its options without being asked."""
    return bool(facet["chosen"]) or facet["name"] in _OPEN_FROM_THE_START


@register.filter
def initial(name: str) -> str:
    """Return the letter that ``name`` stands under in a list by name: Ängelholm under A, Łódź under L.

    The scripts' list does the same (``static/src/describing.js``).
    """
    letters = [char for char in fold(name) if char.isalnum()]
    return letters[0].upper() if letters and letters[0].isalpha() else "#"


@register.simple_tag
def all_marks() -> tuple[str, ...]:
    """Return the names of all marks, for the scripts to copy."""
    return MARKS
