"""Folding: how names become words that can be searched without knowing accents, case or script marks.

The browser folds the same way (``static/src/folding.js``); a test holds the two together.
"""

import re
import unicodedata
from collections.abc import Iterable

# Letters that Unicode does not decompose into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return ``text`` in lower case, without marks, with special letters spelled out."""
    if text.isascii():
        return text.lower()
    lowered = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(char for char in decomposed if unicodedata.category(char)[0] != "M")


def words(text: str) -> list[str]:
    """Return the folded words of a query, in order, each once."""
    return list(dict.fromkeys(_WORD.findall(fold(text))))


def index_text(texts: Iterable[str]) -> str:
    """Return the search text of a record: its folded words, sorted, each after a blank.

    German umlauts are kept in both spellings (``munchen`` and ``muenchen``), because people type either.
    A word ``w`` of a query is found where ``" " + w`` occurs, that is at the start of any word.
    """
    found: set[str] = set()
    for text in texts:
        found.update(_WORD.findall(fold(text)))
        lowered = unicodedata.normalize("NFC", text).lower()
        spelled = lowered.translate(_UMLAUTS)
        if spelled != lowered:
            found.update(_WORD.findall(fold(spelled)))
    return " " + " ".join(sorted(found)) if found else ""
