"""The register in easy words: the text of its own page. In German it is Leichte Sprache.

One line says one thing. German lines keep the rules of Leichte Sprache: short main sentences, no genitive, no passive,
no subjunctive, long words with a hyphen.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Section:
    """A question and its answer, with pages to go on."""

    name: str  # part of the address: easy-language/#networks
    heading: Text
    lines: tuple[Text, ...]
    links: tuple[tuple[str, Text], ...] = ()  # name of an address, what it is called here


SECTIONS = (
    Section(
        "what",
        _("What is this?"),
        (
            _("This is a website."),
            _("The website is called: City by City."),
            _("It shows cities and villages."),
            _("These places help people."),
            _("For example people who had to flee."),
            _("Or people from other countries."),
            _("Or people whom others often treat badly."),
            _("The difficult word for it is: solidarity."),
            _("Solidarity means: We stand together."),
        ),
        (("about", _("More about the website. This text is difficult.")),),
    ),
    Section(
        "city",
        _("How do I find a city?"),
        (
            _("There is a search box on the first page."),
            _("Write the name of the city into the box."),
            _("Then press: Search."),
            _("You can also look at the map."),
            _("There are circles on the map."),
            _("Each circle stands for one city or for several cities."),
            _("Press a circle."),
            _("Then you see which city it is."),
            _("There is a list too."),
            _("The list shows the same cities as the map."),
        ),
        (("search", _("To the search")), ("map", _("To the map")), ("cities", _("To the list of cities"))),
    ),
    Section(
        "network",
        _("What is a network?"),
        (
            _("Many cities work together."),
            _("They form a group."),
            _("The group is called: network."),
            _("The cities in the group are called: members."),
            _("One network is called: Safe Harbours."),
            _("The cities in it say: People on the run are welcome here."),
        ),
        (("networks", _("To the networks")),),
    ),
    Section(
        "practice",
        _("What is a good example?"),
        (
            _("A city has an idea."),
            _("The idea helps people."),
            _("For example: People find a flat more easily."),
            _("Other cities can learn from it."),
            _("We call this: practice."),
        ),
        (("practices", _("To the practices")),),
    ),
    Section(
        "source",
        _("How do we know this?"),
        (
            _("We read what cities and networks write."),
            _("We read newspapers and reports too."),
            _("We always say where we read something."),
            _("The difficult word for it is: source."),
            _("We do not know everything."),
            _("Some cities are missing."),
            _("We give no marks."),
            _("No city is in first place."),
        ),
    ),
    Section(
        "privacy",
        _("Do I leave traces?"),
        (
            _("We do not want to know who you are."),
            _("We do not watch what you read."),
            _("We do not pass anything on."),
        ),
        (("privacy", _("More about your data. This text is difficult.")),),
    ),
    Section(
        "who",
        _("Who makes this website?"),
        (
            _("The imprint says who makes this website."),
            _("Imprint means: name and address."),
        ),
        (("imprint", _("To the imprint")),),
    ),
)
