"""Stretches, shares of time and transitions by hand, and films whose clusters are nothing but shots or time."""

import numpy as np
import pytest

from crvae_core.analysis.timeline import cluster_times, confounds, segments, transitions

LABELS = np.array([2, 2, 0, 0, 0, 2])
TIMES = np.array([1.0, 3, 5, 7, 9, 11])


def test_stretches_of_one_cluster() -> None:
    table = segments(LABELS, TIMES, 14.0)
    assert table["cluster"].tolist() == [2, 0, 2]
    assert table["start_s"].tolist() == [1, 5, 11]
    assert table["end_s"].tolist() == [5, 11, 14]
    assert table["first_row"].tolist() == [0, 2, 5]
    assert table["last_row"].tolist() == [1, 4, 5]


def test_rows_need_not_be_in_the_order_of_time() -> None:
    order = np.array([3, 0, 5, 1, 4, 2])
    table = segments(LABELS[order], TIMES[order], 14.0)
    assert table["start_s"].tolist() == [1, 5, 11]
    assert order[table["first_row"]].tolist() == [0, 2, 5]


def test_shares_of_time_add_up() -> None:
    table = cluster_times(LABELS, TIMES, 14.0).set_index("cluster")
    assert table["share_of_time"].sum() == pytest.approx(1)
    assert table.loc[0].tolist() == [3, pytest.approx(6 / 13), 5, 9, 1]
    assert table.loc[2, "first_s"] == 1
    assert table.loc[2, "last_s"] == 11
    assert table.loc[2, "stretches"] == 2


def test_no_moment_and_one_moment() -> None:
    none = np.empty(0)
    assert segments(none, none, 3.0).empty
    assert cluster_times(none, none, 3.0).empty
    assert cluster_times(np.array([0]), np.array([2.0]), 2.0)["share_of_time"].tolist() == [1.0]
    assert transitions(np.empty(0, int)).shape == (0, 0)


def test_transitions() -> None:
    counts = transitions(np.array([0, 0, 1, -1, 1, 0]))
    assert counts.tolist() == [[1, 1], [1, 0]]
    videos = ["a", "a", "a", "b", "b", "b"]
    assert transitions(np.array([0, 0, 1, 0, 1, 0]), videos).tolist() == [[1, 2], [1, 0]]


def test_clusters_that_are_only_shots() -> None:
    shots = np.repeat(np.arange(5), 8)
    vectors = np.random.default_rng(0).normal(size=(40, 3)) + shots[:, None] * 10
    found = confounds(vectors, shots, np.arange(40.0), shots)
    assert found["shots"]["value"] == 1
    assert found["shots"]["by_chance"] < 0.9
    assert "hardly go beyond shots" in found["shots"]["sentence"]
    assert "nothing but neighbouring time" in found["time"]["sentence"]
    assert found["video"] is None
    assert found["sentences"] == [found["shots"]["sentence"], found["time"]["sentence"]]


def test_clusters_to_which_a_film_returns_join_shots() -> None:
    labels = np.tile(np.repeat([0, 1], 6), 5)
    found = confounds(
        np.zeros((60, 2)) + labels[:, None], labels, np.arange(60.0), np.repeat(np.arange(10), 6)
    )
    assert "join several of them" in found["shots"]["sentence"]
    assert "to which the film returns" in found["time"]["sentence"]


def test_clusters_that_have_nothing_to_do_with_time() -> None:
    random = np.random.default_rng(0)
    labels, shots = random.integers(0, 4, 200), np.repeat(np.arange(20), 10)
    found = confounds(random.normal(size=(200, 3)), labels, np.arange(200.0), shots)
    assert "follow shots little" in found["shots"]["sentence"]
    assert "not stretches of time" in found["time"]["sentence"]


def test_clusters_that_are_only_which_video() -> None:
    videos = np.repeat(["a", "b"], 20)
    vectors = np.random.default_rng(0).normal(size=(40, 3)) + 50 * (videos == "b")[:, None]
    apart = confounds(vectors, (videos == "b").astype(int), np.tile(np.arange(20.0), 2), None, videos)
    assert apart["video"]["value"] == 1
    assert apart["video"]["by_chance"] == pytest.approx(19 / 39)
    assert "nothing but which video" in apart["video"]["sentence"]
    mixed = confounds(
        np.random.default_rng(1).normal(size=(40, 3)), np.arange(40) % 2, np.arange(40.0), None, videos
    )
    assert "the videos are mixed" in mixed["video"]["sentence"]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_few_moments_or_one_cluster_can_not_be_checked(count: int) -> None:
    found = confounds(
        np.eye(count), np.zeros(count, int), np.arange(count), np.zeros(count, int), ["a"] * count
    )
    assert found["sentences"] == []
