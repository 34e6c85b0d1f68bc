"""Write docs/submissions.md: the states of submissions as a diagram and as a table, from submissions/states.py.

    python tools/submission_states.py

A test holds the file up to date.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "submissions.md"

HEAD = """# The states of a submission

Written by `python tools/submission_states.py` from `submissions/states.py`, which is the only place that says what may
happen to a submission. `submissions/moving.py` acts on it: state, event and mails are written in one transaction.

"""
BEFORE_TABLE = """
The same as a table. "To the editors" marks mails that go to them; all others go to the sender. An act that stays in its
state is not drawn above.

| act | from | to | by | mails |
|---|---|---|---|---|
"""
FOOT = """
Nobody can do anything that is not in this table: whoever tries is told how the submission stands by now. What is sent
twice with the same key of a form happens once. Beside the acts, a sender can ask for two mails at any time: the link to
a draft (`link`), and all links of an address (`links`).

What is accepted becomes a new record, changes the one that its sender wanted to change, or goes into the one of which an
editor found it to be a duplicate. Merging (`submissions/merging.py`) only prepares that: it moves nothing, and can be taken
back until the submission is accepted.

An acceptance that is undone at the desk (`submissions/undoing.py`) leaves the register as it was before, and the submission
waits for its editors again, with its photos. What was forgotten meanwhile (`purge_submissions`) stays decided; its page
says that nothing of it is public. If the undoing is undone in its turn, and nothing else was done meanwhile, the
submission is published again.

A page says "Submitted by the municipality" as long as the texts and facts stand there as an accepted submission of the
municipality has written them (`submissions/attributing.py`). A translation that is added, or capitals and signs that are
mended, do not end that; any other word or figure does, whether an editor, an import, another submission, an undoing or an
older version brings it. It is true again once what the municipality wrote stands there again.
"""


def page() -> str:
    """The whole page."""
    return HEAD + diagram() + BEFORE_TABLE + table() + FOOT


def diagram() -> str:
    """The ways from state to state as Mermaid draws them, which is readable as text too."""
    from submissions.states import ENDED, TRANSITIONS, Act, State

    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {english(state.label)}" for state in State]
    lines += [f"    [*] --> {State.DRAFT.value}: {english(Act.BEGIN.label)}"]
    lines += [
        f"    {source.value} --> {way.target.value}: {english(way.act.label)} ({way.by.value})"
        for way in TRANSITIONS
        if way.target is not None
        for source in way.sources
    ]
    lines += [f"    {state.value} --> [*]" for state in ENDED]
    return "\n".join([*lines, "```", ""])


def table() -> str:
    """Every way, one line each."""
    from submissions.states import TRANSITIONS

    rows = []
    for way in TRANSITIONS:
        mails = ", ".join(
            f"`{mail.value}` (to the editors)" if mail.to_editors else f"`{mail.value}`" for mail in way.mails
        )
        rows.append(
            " | ".join(
                [
                    f"| {english(way.act.label)} (`{way.act.value}`)",
                    ", ".join(english(state.label) for state in way.sources),
                    english(way.target.label) if way.target else "stays",
                    way.by.value,
                    f"{mails or '–'} |",
                ]
            )
        )
    return "\n".join([*rows, ""])


def english(label: object) -> str:
    """A label as the code writes it."""
    from django.utils.translation import override

    with override("en"):
        return str(label)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas.settings")
    import django

    django.setup()
    PAGE.write_text(page())
