"""Clusters of the first view. tests/scripts/clusters.test.js checks the browser's against the same vector."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from atlas.clustering import Places, Shares, clusters, group, reach

VECTOR = json.loads((Path(__file__).parents[1] / "vectors" / "clusters.json").read_text())


def places(points: list[list[float]]) -> Places:
    return Places(
        latitudes=np.array([point[0] for point in points], float),
        longitudes=np.array([point[1] for point in points], float),
        ids=np.arange(len(points)),
        slugs=[f"p{number}" for number in range(len(points))],
        sizes=np.arange(len(points)) % 5,
    )


def shares(having: list[list[int]], asked: list[int] | None = None, *, bare: bool = False) -> Shares:
    return Shares(
        owners=np.array([place for place, found in enumerate(having) for _part in found], np.int64),
        parts=np.array([part for found in having for part in found], np.int64),
        marked=np.array(VECTOR["marked"]),
        asked=frozenset(asked or []),
        bare=np.array([not found for found in having], np.bool_) if bare else None,
    )


def rows(memberships: list[list[int]], level: int = 5, asked: list[int] | None = None) -> list[list[Any]]:
    return clusters(places([[0.0, 0.0]] * len(memberships)), level, shares(memberships, asked))


@pytest.mark.parametrize("level", VECTOR["levels"])
def test_groups_rings_and_marks_of_the_vector(level: str) -> None:
    expected = VECTOR["levels"][level]
    found = places(VECTOR["points"])
    group_of, _middles = group(found.latitudes, found.longitudes, float(level))
    assert group_of.tolist() == expected["groups"]
    assert clusters(found, float(level), shares(VECTOR["memberships"], VECTOR["asked"])) == expected["rows"]


@pytest.mark.parametrize("level", VECTOR["levels"])
def test_no_two_rings_touch(level: str) -> None:
    found = places(VECTOR["points"])
    group_of, middles = group(found.latitudes, found.longitudes, float(level))
    counts = np.bincount(group_of)
    scale = 256 * 2 ** float(level)
    for one, (x, y) in enumerate(middles):
        for other, (u, v) in enumerate(middles[:one]):
            distance = float(np.hypot(x - u, y - v)) * scale
            assert distance >= reach(int(counts[one])) + reach(int(counts[other]))


def test_middle_of_a_group_lies_between_its_places() -> None:
    found = places([[10.0, 20.0], [12.0, 21.0]])
    [row] = clusters(found, 2, shares([[], []]))
    assert row[0] == pytest.approx(11.0, abs=0.02)
    assert row[1:] == [20.5, 2, []]


def test_ring_tells_the_six_biggest_and_sums_up_the_rest() -> None:
    [row] = rows([[0, 1, 2, 3, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 7], [6, 5]])
    assert row[3] == [[5, 3], [0, 2], [1, 2], [2, 2], [3, 2], [4, 2], [-1, 4]]


def test_single_place_shows_the_network_asked_for_else_its_first_marked_one() -> None:
    assert rows([[7, 2, 4]]) == [[0.0, 0.0, 1, [[2, 1]], "p0", 0]]
    assert rows([[7, 2, 4]], asked=[4])[0][3] == [[4, 1]]
    assert rows([[7]])[0][3] == [[-1, 1]]
    assert rows([[]])[0][3] == [[-1, 1]]


def test_places_of_which_nothing_is_known_are_a_share_of_their_own() -> None:
    known = shares([[0, 3], [], [3], []], bare=True)
    [row] = clusters(places([[0.0, 0.0]] * 4), 5, known)
    assert row[3] == [[3, 2], [0, 1], [-2, 2]]
    [alone] = clusters(places([[0.0, 0.0]]), 5, shares([[]], bare=True))
    assert alone[3] == [[-2, 1]]


def test_few_places_stand_alone_where_many_would_be_grouped() -> None:
    pixel = 360 / (256 * 2**5)
    pair = [[0.0001, 0.0001], [0.0001, 0.0001 + 30 * pixel]]
    elsewhere = [[-60.0, -170.0 + 8 * number] for number in range(40)]
    for points, groups in [(pair, [0, 1]), (pair + elsewhere, [0, 0])]:
        found = places(points)
        group_of, _middles = group(found.latitudes, found.longitudes, 5)
        assert group_of[:2].tolist() == groups


def test_no_places_no_groups() -> None:
    assert clusters(places([]), 3, shares([])) == []
