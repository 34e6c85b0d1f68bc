"""Differences between two texts, word by word, for people who decide about them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
# Beyond this many pieces a comparison takes too long for a page; then the whole text counts as changed.
MOST_PIECES = 4000


@dataclass(frozen=True)
class Piece:
    """A run of text that is in both, only in the old or only in the new."""

    sort: Literal["same", "gone", "new"]
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order: what is the same, what goes, what comes."""
    if old == new:
        return [Piece("same", old)] if old else []
    return list(_pieces(_PIECES.findall(old), _PIECES.findall(new)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    if len(old) + len(new) > MOST_PIECES:
        yield Piece("gone", "".join(old))
        yield Piece("new", "".join(new))
        return
    for sort, old_from, old_to, new_from, new_to in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if sort == "equal":
            yield Piece("same", "".join(old[old_from:old_to]))
            continue
        if old_from < old_to:
            yield Piece("gone", "".join(old[old_from:old_to]))
        if new_from < new_to:
            yield Piece("new", "".join(new[new_from:new_to]))
