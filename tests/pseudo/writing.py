"""Writing texts in a pseudo-language, and its catalogue as the recipe for a new language says."""

import re
from pathlib import Path
from string import ascii_letters

from django.utils.translation import to_locale

from tools import messages

# One letter for each of the Latin alphabet, and the rule of the plural as a translator would put it at the head.
LETTERS = {
    "el-xa": "αβψδεφγηιξκλμνοπθρστυωςχζφ",
    "ar-xb": "ابجدهوزحطيكلمنسعفصقرشتثخذض",
}
PLURALS = {
    "el-xa": "nplurals=2; plural=(n != 1)",
    "ar-xb": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 :"
        " n%100>=11 && n%100<=99 ? 4 : 5)"
    ),
}
# Gaps, mark-up, signs by name: what a translator leaves as it is.
KEPT = re.compile(r"(%\(\w+\)[sd]|%[sd%]|\{\w*\}|<[^>]+>|&#?\w+;)")
VOWELS = set("aeiou")


def pseudo(text: str, language: str, *, longer: bool = True) -> str:
    """The text in the letters of the language; every vowel twice, which makes words 40 % longer."""
    parts = KEPT.split(text)
    return "".join(part if at % 2 else _written(part, language, longer) for at, part in enumerate(parts))


def _written(text: str, language: str, longer: bool) -> str:
    written = "".join(sign * 2 if longer and sign in VOWELS else sign for sign in text)
    letters = LETTERS[language]
    return written.translate(str.maketrans(ascii_letters, letters + letters.upper()))


def add_language(language: str, folder: Path) -> None:
    """What docs/adding-a-language.md tells: an empty catalogue, all texts collected into it, translated, compiled."""
    path = folder / to_locale(language) / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(f'msgid ""\nmsgstr ""\n"Plural-Forms: {PLURALS[language]};\\n"\n')
    catalogue = messages.merge(path, messages.collected())
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            message.string = pseudo(message.id, language)
        elif message.id:
            one, other = (pseudo(text, language) for text in message.id)
            # The form of one is the first of two, or the second of six, after the one for none.
            ones = {0} if catalogue.num_plurals == 2 else {1}
            message.string = tuple(one if at in ones else other for at in range(catalogue.num_plurals))
    messages.write_binary(path, catalogue)
