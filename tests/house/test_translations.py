"""Every text on the site in every language: none missing, none stale, none guessed."""

import re
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Message
from django.conf import settings
from django.utils import translation

from tools import messages

CATALOGUES = messages.catalogues()
DJANGOS = [
    Path(django.__file__).parent / part / "locale" for part in ("conf", "contrib/admin", "contrib/auth")
]


def identity(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def test_every_language_has_its_catalogue() -> None:
    languages = {code for code, _name in settings.LANGUAGES} - {settings.LANGUAGE_CODE}

    assert {path.parts[-3] for path in CATALOGUES} == languages


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_catalogue_holds_exactly_the_texts_in_use(path: Path) -> None:
    wanted = {identity(message) for message in messages.collected() if message.id}
    held = {identity(message) for message in messages.read(path) if message.id}

    assert wanted - held == set(), "new texts: run make messages"
    assert held - wanted == set(), "texts nobody uses: run make messages"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_is_translated(path: Path) -> None:
    catalogue = messages.read(path)

    assert [m.id for m in catalogue if m.id and not messages.complete(m)] == []
    assert [m.id for m in catalogue if m.id and m.fuzzy] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_gaps_in_texts_survive_translation(path: Path) -> None:
    assert [(m.id, [str(error) for error in errors]) for m, errors in messages.read(path).check()] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_text_says_everything_twice(path: Path) -> None:
    """Merged by hand or by machine, a translation can come to stand several times in a row."""
    catalogue = messages.read(path)
    texts = [text for m in catalogue for text in ([m.string] if isinstance(m.string, str) else m.string)]

    assert [text for text in texts if re.fullmatch(r"(.{12,}?)\1+", text, re.DOTALL)] == []


def test_no_plural_counts_what_it_writes(root: Path) -> None:
    """`count counter=x|length with x=…` would count the letters of the written number: ten networks, but one of nine."""
    counting = re.compile(r"blocktranslate count counter=(\w+)\b[^%]*? with [^%]*?\b\1=")

    found = [
        f"{path.name}: {match[0]}"
        for path in (root / "templates").rglob("*.html")
        for match in counting.finditer(path.read_text())
    ]

    assert found == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_no_package_speaks_for_django(path: Path) -> None:
    """Of Django's own texts only we say some in another way; what another package calls them would stand beside Django's."""
    language = path.parts[-3]
    ours = {message.id for message in messages.read(path) if message.id and not message.context}
    known = [folder / language / "LC_MESSAGES" / "django.po" for folder in DJANGOS]
    said = {message.id: message.string for each in known for message in messages.read(each) if plain(message)}
    assert said

    with translation.override(language):
        found = {text: translation.gettext(text) for text in said if text not in ours}

    assert {text: words for text, words in found.items() if words != said[text]} == {}


def test_the_desk_saves_with_one_word() -> None:
    saving = (
        "Save",
        "Save and add another",
        "Save and continue editing",
        "Save and publish",
        "Save and withdraw",
    )

    with translation.override("de"):
        found = [translation.gettext(text) for text in (*saving, "Save this page")]

    assert found == [
        "Sichern",
        "Sichern und neu hinzufügen",
        "Sichern und weiter bearbeiten",
        "Sichern und veröffentlichen",
        "Sichern und zurückziehen",
        "Diese Seite sichern",
    ]


def plain(message: Message) -> bool:
    """Whether it is a text that one asks for by itself, and translated."""
    return isinstance(message.id, str) and bool(message.id and message.string) and not message.context
