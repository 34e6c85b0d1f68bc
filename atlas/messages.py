"""What the map's scripts say: every text that a script puts on a page, in the page's language.

The scripts hold no words of their own. They get these in the page's one JSON block and fill the named gaps
(``{count}``, ``{label}``). A text that depends on a number comes in two forms, ``one`` and ``other``.
"""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext, pgettext

Message = str | dict[str, str]


def messages() -> dict[str, Message]:
    """Return all texts of the map's scripts in the active language."""
    return {
        "loading": gettext("Loading …"),
        "unavailable": gettext("The map’s data did not arrive. Filters and list work all the same."),
        # the panel
        "chosen": _counted(lambda n: ngettext("{count} chosen", "{count} chosen", n)),
        "hits": _counted(lambda n: ngettext("{count} hit", "{count} hits", n)),
        "modes": gettext("{label}: how it counts"),
        "show": _counted(lambda n: ngettext("Show {count} place", "Show {count} places", n)),
        "suggestions": _counted(lambda n: ngettext("{count} suggestion", "{count} suggestions", n)),
        # the filters in force
        "without": gettext("without {label}"),
        "remove": gettext("Remove filter: {label}"),
        # the overlap explorer
        "among": _counted(lambda n: ngettext("Of {count} place", "Of {count} places", n)),
        # the list
        "networks": gettext("Networks: {list}"),
        "furtherNetworks": _counted(lambda n: ngettext("and {count} more", "and {count} more", n)),
        "furtherPlaces": _counted(lambda n: ngettext("and {count} more place", "and {count} more places", n)),
        "networkCount": _counted(lambda n: ngettext("{count} network", "{count} networks", n)),
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
        "rescue": _counted(
            lambda n: ngettext("Leave out {label}: {count} place", "Leave out {label}: {count} places", n)
        ),
        "enlarge": gettext("Enlarge the list"),
        "shrink": gettext("Shrink the list"),
        # the map and its card
        "places": _counted(lambda n: ngettext("{count} place", "{count} places", n)),
        "atOnePoint": _counted(
            lambda n: ngettext("{count} place at this point", "{count} places at this point", n)
        ),
        # what the rings on the map show
        "inView": _counted(lambda n: ngettext("{count} place in view", "{count} places in view", n)),
        "otherNetworks": gettext("other networks"),
        "furtherTopics": gettext("other topics"),
        "withPractice": gettext("practice on record"),
        "noPractice": gettext("no practice on record"),
        "noDate": gettext("no date"),
        "until": gettext("until {date}"),
        "awarded": pgettext("membership", "awarded"),
        "observer": pgettext("membership", "observer"),
        "resolutions": _counted(lambda n: ngettext("{count} resolution", "{count} resolutions", n)),
        "practices": _counted(lambda n: ngettext("{count} practice", "{count} practices", n)),
        "sourcesAway": gettext("The sources did not arrive. They stand on the page of the place."),
        "noSources": gettext("No source is recorded."),
        # the time bar
        "undated": _counted(
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


def _counted(form: Callable[[int], str]) -> dict[str, str]:
    return {"one": form(1), "other": form(2)}
