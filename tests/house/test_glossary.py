"""docs/glossary.md and the catalogue say the same, and texts use no word that the glossary crosses out."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override

from cities.deeds import Deed
from cities.matching import Verdict
from cities.models import City, CityName, LinkCheck, Source, Topic
from cities.publishing import Publication
from networks.member_lists.models import MemberList
from networks.models import Membership, Network, Resolution
from practices.models import CostClass, Licence, MunicipalRole, Practice, TargetGroup
from tools import messages

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
CHOICES = [
    Publication,
    City.Kind,
    CityName.Kind,
    Source.LinkStatus,
    Deed.Kind,
    LinkCheck.Outcome,
    Network.Kind,
    Membership.Status,
    Membership.Role,
    MemberList.State,
    Verdict,
    Resolution.Outcome,
    Practice.Status,
    MunicipalRole,
    CostClass,
    Licence,
    TargetGroup,
]
# Names are quoted, so what stands in quotation marks is not ours.
QUOTED = re.compile("„[^“]*“|«[^»]*»|“[^”]*”")
INFORMAL = re.compile(r"\b(?:du|dir|dich|dein\w*|euch|eure\w*)\b", re.IGNORECASE)


def rows(columns: int) -> list[list[str]]:
    """The glossary's tables of so many columns, without their heads."""
    found = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in GLOSSARY.read_text().splitlines()
        if line.startswith("|") and not line.startswith(("|---", "| English", "| slug"))
    ]
    return [row for row in found if len(row) == columns]


def catalogue() -> dict[str, str]:
    """English to German; a context stands before the text, forms of the plural are parted by a slash."""

    def joined(forms: str | tuple[str, ...] | list[str]) -> str:
        return forms if isinstance(forms, str) else "/".join(forms)

    texts = messages.read(messages.LOCALE / "de" / "LC_MESSAGES" / "django.po")
    return {
        (f"{text.context}: " if text.context else "") + joined(text.id): joined(text.string)
        for text in texts
        if text.id
    }


def test_every_term_is_translated_as_the_glossary_says() -> None:
    german = catalogue()
    wanted = {english: word for english, word, *_rest in rows(4)}

    assert len(wanted) == len(rows(4)) > 80, "a term stands in the glossary twice"
    assert {english: german.get(english) for english in wanted} == wanted


@pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: choices.__qualname__)
def test_every_state_and_kind_stands_in_the_glossary(choices: type) -> None:
    with override("en"):
        labels = {str(label) for label in choices.labels}  # type: ignore[attr-defined]

    assert labels - {row[0] for row in rows(4)} == set()


def test_no_choices_are_forgotten() -> None:
    used = {
        tuple(value for value, _label in field.flatchoices if value)
        for label in ("cities", "networks", "practices")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if field.choices and not field.model.__name__.startswith("Historical") and field.name != "mark"
    }

    assert used - {tuple(choices.values) for choices in CHOICES} == set()


def unwanted() -> Iterator[str]:
    for _english, _german, crossed_out, _why in rows(4):
        yield from re.findall("~~(.+?)~~", crossed_out)


def test_no_text_uses_a_word_that_is_crossed_out() -> None:
    words = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?![\w:*])" for word in unwanted()))

    found = {text: words.findall(QUOTED.sub("", text)) for text in catalogue().values()}

    assert {text: words for text, words in found.items() if words} == {}


def test_readers_are_addressed_formally() -> None:
    found = {text: INFORMAL.findall(QUOTED.sub("", text)) for text in catalogue().values()}

    assert {text: words for text, words in found.items() if words} == {}


@pytest.mark.usefixtures("register", "db")
def test_topics_are_those_of_the_register() -> None:
    assert {row[0]: {"en": row[1], "de": row[2]} for row in rows(3)} == {
        topic.slug: topic.name.data for topic in Topic.objects.all()
    }
