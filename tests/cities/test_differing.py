"""Differences between two texts, word by word."""

import pytest

from cities.differing import MOST_PIECES, differences


def marked(old: str, new: str) -> str:
    signs = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(signs[piece.sort].format(piece.text) for piece in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("equal", "equal", "equal"),
        ("", "all new", "[+all new+]"),
        ("all gone", "", "[-all gone-]"),
        ("since 2019 in Bonn", "since 2020 in Bonn", "since [-2019-][+2020+] in Bonn"),
        ("a b c", "a c", "a [-b -]c"),
        ("Flüsse, Meere", "Flüsse und Meere", "Flüsse[-,-][+ und+] Meere"),
        ("one\n\ntwo", "one\ntwo", "one[-\n\n-][+\n+]two"),
    ],
)
def test_words_that_go_and_come_are_marked(old: str, new: str, shown: str) -> None:
    assert marked(old, new) == shown


def test_both_texts_can_be_read_from_the_pieces() -> None:
    old, new = "We give a card to all, since 2019.", "Since 2020 we give cards to everybody."
    pieces = differences(old, new)

    assert "".join(piece.text for piece in pieces if piece.sort != "new") == old
    assert "".join(piece.text for piece in pieces if piece.sort != "gone") == new


def test_very_long_texts_are_not_compared_word_by_word() -> None:
    old, new = "a " * MOST_PIECES, "b " * MOST_PIECES

    assert [piece.sort for piece in differences(old, new)] == ["gone", "new"]
