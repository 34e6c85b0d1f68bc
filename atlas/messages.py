"""What the map's scripts say: every text that a script puts on a page, in the page's language.

The scripts hold no words of their own. They get these in the page's one JSON block and fill the named gaps
(``{count}``, ``{label}``). A text that depends on a number comes in every form that the language tells apart: ``one``
and ``other``, and in Polish or Arabic ``few`` and ``many`` too.
"""

from collections.abc import Callable
from functools import cache

from django.utils.translation import get_language, gettext, ngettext, pgettext

from cities.locales import active_locale

Message = str | dict[str, str]
MOST_BEFORE_REPEATING = 200  # no language's rules look further than at the last two digits


def messages() -> dict[str, Message]:
    """Return all texts of the map's scripts in the active language."""
    return {
        "loading": gettext("Loading …"),
        "unavailable": gettext("The map’s data did not arrive. Filters and list work all the same."),
        # the panel
        "chosen": counted(lambda n: ngettext("{count} chosen", "{count} chosen", n)),
        "hits": counted(lambda n: ngettext("{count} hit", "{count} hits", n)),
        "modes": gettext("{label}: how it counts"),
        "show": counted(lambda n: ngettext("Show {count} place", "Show {count} places", n)),
        "suggestions": counted(lambda n: ngettext("{count} suggestion", "{count} suggestions", n)),
        # the filters in force
        "without": gettext("without {label}"),
        "remove": gettext("Remove filter: {label}"),
        # the overlap explorer
        "among": counted(lambda n: ngettext("Of {count} place", "Of {count} places", n)),
        # the list
        "networks": gettext("Networks: {list}"),
        "furtherNetworks": counted(lambda n: ngettext("and {count} more", "and {count} more", n)),
        "furtherPlaces": counted(lambda n: ngettext("and {count} more place", "and {count} more places", n)),
        "networkCount": counted(lambda n: ngettext("{count} network", "{count} networks", n)),
        "sizeUnknown": gettext("size unknown"),
        "sizesUndated": gettext("By size class, places of unknown size last. The figures are undated."),
        "fromMiddle": gettext("From the middle of the map outwards."),
        "shownInView": gettext("{shown} of {count} in view"),
        "shownWithin": gettext("{shown} of {count} within {km} km of you"),
        "shownInBoth": gettext("{shown} of {count} in view and within {km} km of you"),
        # near me
        "youAreHere": gettext("You are here. Drag to another place."),
        "positionSought": gettext("Looking for your position …"),
        "positionFound": gettext("Sorted by the distance from you."),
        "positionRefused": gettext(
            "Your browser does not tell where you are; it can be allowed in its settings. Or put the position in the middle of the map."
        ),
        "positionUnknown": gettext(
            "Your device does not know where it is. You can put the position in the middle of the map."
        ),
        "positionLate": gettext(
            "Your device did not find itself in time. Try again, or put the position in the middle of the map."
        ),
        "radiusStays": gettext("Links and downloads hold all places: the radius stays in this browser."),
        "rescue": counted(
            lambda n: ngettext("Leave out {label}: {count} place", "Leave out {label}: {count} places", n)
        ),
        "enlarge": gettext("Enlarge the list"),
        "shrink": gettext("Shrink the list"),
        # the map and its card
        "places": counted(lambda n: ngettext("{count} place", "{count} places", n)),
        "atOnePoint": counted(
            lambda n: ngettext("{count} place at this point", "{count} places at this point", n)
        ),
        # what the rings on the map show
        "inView": counted(lambda n: ngettext("{count} place in view", "{count} places in view", n)),
        "otherNetworks": gettext("other networks"),
        "furtherTopics": gettext("other topics"),
        "withPractice": gettext("practice on record"),
        "noPractice": gettext("no practice on record"),
        "noDate": gettext("no date"),
        "until": gettext("until {date}"),
        "awarded": pgettext("membership", "awarded"),
        "observer": pgettext("membership", "observer"),
        "resolutions": counted(lambda n: ngettext("{count} resolution", "{count} resolutions", n)),
        "practices": counted(lambda n: ngettext("{count} practice", "{count} practices", n)),
        "notReachable": gettext("not reachable"),
        "sourcesAway": gettext("The sources did not arrive. They stand on the page of the place."),
        "inLanguage": pgettext("a text", "in {language}"),
        "noSources": gettext("No source is recorded."),
        # the time bar
        "undated": counted(
            lambda n: ngettext(
                "without a joining date, counts only with no time filter",
                "without a joining date, count only with no time filter",
                n,
            )
        ),
        "allYears": gettext("all years"),
        "since": gettext("since {date}"),
        "by": gettext("by {date}"),
        "play": gettext("Play the years"),
        "pause": gettext("Pause"),
        "nextYear": gettext("Next year"),
        # maps amid a page
        "twoFingers": gettext("Move the map with two fingers"),
        "keyAndWheel": gettext("Zoom the map with {key} and the wheel"),
        "ctrl": pgettext("key", "Ctrl"),
        # sharing
        "copied": gettext("Link copied"),
        "notCopied": gettext("Please copy it from the address bar."),
        "textCopied": gettext("Copied"),
        "textNotCopied": gettext("Please copy the marked text."),
        "frameAway": gettext("The snippet did not arrive. Please try again."),
        "badSize": gettext("Give width and height in pixels, from 240 to 4,000."),
    }


def counted(form: Callable[[int], str]) -> dict[str, str]:
    """A text in every form, by the name that `Intl.PluralRules` has for it in the browser."""
    return {name: form(number) for name, number in _samples(get_language() or "").items()}


@cache
def _samples(_language: str) -> dict[str, int]:
    """A number for each plural form of the active language; those of fractions are never said."""
    forms = active_locale().plural_form
    samples: dict[str, int] = {}
    for number in range(MOST_BEFORE_REPEATING):
        samples.setdefault(forms(number), number)
    return samples
