"""docs/submissions.md says what submissions/states.py does."""

from submissions.states import TRANSITIONS, State
from tools import submission_states


def test_the_page_is_up_to_date() -> None:
    assert submission_states.PAGE.read_text() == submission_states.page(), (
        "python tools/submission_states.py writes it anew"
    )


def test_every_way_and_every_state_is_drawn() -> None:
    diagram, table = submission_states.diagram(), submission_states.table()

    assert len(table.splitlines()) == len(TRANSITIONS)
    drawn = sum(len(way.sources) for way in TRANSITIONS if way.target)
    assert diagram.count(" --> ") == drawn + 1 + len(
        [each for each in State if f"{each.value} --> [*]" in diagram]
    )
    for state in State:
        assert f"    {state.value}: " in diagram
