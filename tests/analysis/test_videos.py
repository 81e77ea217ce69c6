"""How far videos meet in the latent space has known answers."""

import numpy as np
import pytest

from crvae_core.analysis.videos import cross_video_share


def test_videos_that_are_mixed_and_videos_that_keep_apart() -> None:
    random = np.random.default_rng(0)
    points, videos = random.normal(size=(300, 4)), ["a"] * 100 + ["b"] * 200
    mixed = cross_video_share(points, videos).set_index("video_id")
    assert mixed["moments"].tolist() == [100, 200]
    assert mixed["share"].min() > 0.9
    assert mixed["mean_share"].to_numpy() == pytest.approx(mixed["expected"].to_numpy(), abs=0.05)
    points[100:] += 50
    apart = cross_video_share(points, videos)
    assert apart["share"].tolist() == apart["mean_share"].tolist() == [0, 0]


def test_one_bridge_counts_once() -> None:
    points = np.array([[0.0], [1.0], [2.0], [2.5], [9.0], [9.5]])
    found = cross_video_share(points, ["a", "a", "a", "b", "b", "b"], neighbours=1).set_index("video_id")
    assert found.loc["a", "share"] == pytest.approx(1 / 3)
    assert found.loc["b", "share"] == pytest.approx(1 / 3)
    assert found.loc["a", "expected"] == pytest.approx(3 / 5)


def test_too_few_moments_and_a_single_video() -> None:
    assert cross_video_share(np.zeros((1, 2)), ["a"]).empty
    alone = cross_video_share(np.zeros((3, 2)), ["a"] * 3)
    assert alone[["share", "expected"]].iloc[0].tolist() == [0, 0]
