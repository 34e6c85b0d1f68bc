"""Figures of `make bench`: what they mean, when they are good, how they read."""

from pathlib import Path

import pytest

from tools.bench.figures import PAINTED, TARGETS, Target, compared, missed, percentile, shown, table, tables


@pytest.mark.parametrize(("share", "expected"), [(50, 10), (95, 19), (100, 20), (1, 1)])
def test_a_percentile_is_one_of_the_values(share: float, expected: float) -> None:
    assert percentile([*range(20, 0, -1)], share) == expected


def test_the_percentile_of_one_value_is_this_value() -> None:
    assert percentile([7.5], 95) == 7.5


def test_a_target_asks_only_for_its_number_of_places() -> None:
    target = Target({100_000: 20})

    assert target.met(25, 1_000) is None
    assert target.met(20, 100_000) is True
    assert target.met(20.1, 100_000) is False


def test_a_target_may_ask_for_at_least_so_much_everywhere() -> None:
    target = Target({0: 0.6}, at_least=True)

    assert target.met(0.6, 1_000) is True
    assert target.met(0.59, 10_000) is False
    assert str(target) == "≥ 0.6"


def test_registers_are_compared_with_the_one_of_a_thousand() -> None:
    measured = {1_000: {"painted ms": 200.0}, 10_000: {"painted ms": 250.0}, 100_000: {"painted ms": 300.0}}

    found = compared(measured)

    assert PAINTED not in found[1_000]
    assert found[10_000][PAINTED] == 1.25
    assert found[100_000][PAINTED] == 1.5
    assert [line.partition(":")[0] for line in missed(found)] == [f"{PAINTED} at 10,000 places"]


def test_nothing_is_compared_without_the_register_of_a_thousand() -> None:
    measured = {10_000: {"painted ms": 250.0}}

    assert compared(measured) == measured


def test_the_table_shows_every_figure_with_its_target() -> None:
    lines = table({1_000: {"heap MB": 3.0}, 100_000: {"heap MB": 21.25, "places": 100_000}}).splitlines()

    assert [cell.strip() for cell in lines[0].split("|")[1:-1]] == [
        *("", "1,000 places", "100,000 places", "target"),
    ]
    assert [cell.strip() for cell in lines[2].split("|")[1:-1]] == [
        *("heap MB", "3", "21.2 ✗", "≤ 20 at 100,000"),
    ]
    assert [cell.strip() for cell in lines[3].split("|")[1:-1]] == ["places", "", "100,000", ""]
    assert len({len(line) for line in lines}) == 1


def test_other_conditions_have_tables_of_their_own() -> None:
    figures = {"painted ms": 200.0, "painted ms, 4 × slower": 800.0, "painted ms, 4G": 1500.0}
    plain, slower, line = tables({1_000: figures}).split("\n\n###")

    assert "| painted ms " in plain
    assert "slower" not in plain
    assert slower.startswith(" With a processor 4 × slower\n")
    assert "| painted ms, 4 × slower " in slower
    assert "| painted ms, 4G " in line


@pytest.mark.parametrize(
    ("value", "text"),
    [(12345.6, "12,346"), (3.0, "3"), (17.25, "17.2"), (0.623, "0.62"), (0.00712, "0.0071")],
)
def test_numbers_have_as_many_digits_as_mean_something(value: float, text: str) -> None:
    assert shown(value) == text


def test_the_targets_are_those_of_the_documentation(root: Path) -> None:
    said = (root / "docs" / "performance.md").read_text()
    missing = [name for name in TARGETS if f"| {name} " not in said]

    assert missing == []
