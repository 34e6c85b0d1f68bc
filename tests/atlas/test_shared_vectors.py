"""What Python and the browser's scripts must do alike beyond clustering; tests/scripts/folding.test.js reads the same file."""

import json
from pathlib import Path

from atlas.snapshotting import derived_slug
from cities.folding import fold, index_text, words

VECTOR = json.loads((Path(__file__).parents[1] / "vectors" / "folding.json").read_text(encoding="utf-8"))


def test_names_fold_as_in_the_browser() -> None:
    assert {case["text"]: fold(case["text"]) for case in VECTOR["folding"]} == {
        case["text"]: case["folded"] for case in VECTOR["folding"]
    }


def test_words_of_a_query_as_in_the_browser() -> None:
    for case in VECTOR["words"]:
        assert words(case["text"]) == case["found"]


def test_words_that_one_can_search_in_as_in_the_browser() -> None:
    for case in VECTOR["indexes"]:
        assert index_text(case["texts"]) == case["found"]


def test_slugs_are_derived_as_in_the_browser() -> None:
    for case in VECTOR["slugs"]:
        assert derived_slug(case["name"], case["country"]) == case["slug"]
