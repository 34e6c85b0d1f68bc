"""The scripts' texts: each one that a script says is there, and none is kept for nobody."""

import re
from pathlib import Path

from django.utils.translation import override

from atlas.messages import messages

# A literal key in `words.say("key", …)`, also where a condition chooses between two.
SAID = re.compile(r'\.say\(\s*(?:[^()"]*\([^()]*\)[^()"]*\?|[^()"]*\?)?\s*"(\w+)"(?:\s*:\s*"(\w+)")?')


def said_by_scripts(root: Path) -> set[str]:
    """Keys that the scripts name, in calls or in tables of keys."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((root / "static" / "src").glob("*.js"))
    )
    literal = {key for found in SAID.findall(text) for key in found if key}
    quoted = set(re.findall(r'"(\w+)"', text))
    return literal | (quoted & set(messages()))


def test_every_text_that_a_script_says_exists_and_is_used(root: Path) -> None:
    with override("en"):
        known = set(messages())
    assert said_by_scripts(root) == known


def test_forms_of_a_counted_text_keep_their_gaps_in_every_language() -> None:
    gaps = re.compile(r"\{(\w+)\}")
    with override("en"):
        english = messages()
    with override("de"):
        german = messages()
    for key, text in english.items():
        forms = text if isinstance(text, dict) else {"other": text}
        translated = german[key] if isinstance(german[key], dict) else {"other": german[key]}
        for form, words in forms.items():
            assert sorted(gaps.findall(translated[form])) == sorted(gaps.findall(words)), key
