"""Gap, prediction strength and bootstrap stability against their definitions, and where they are not defined."""

import numpy as np
import pytest

from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.references import BOXES, compare_with_nothing, draw_references
from crvae_core.analysis.resampling import (
    _likest,
    _worst_pairs,
    bootstrap_stability,
    prediction_strength,
)
from crvae_core.analysis.scores import within_spread
from tests.fakes import blobs


def test_pairs_that_stay_together() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1])
    assert _worst_pairs(labels, np.array([5, 5, 5, 9, 9, 9])) == pytest.approx(
        3 / 6
    )  # 3 of 6 pairs of cluster 0
    assert _worst_pairs(labels, np.array([5, 5, 5, 5, 9, 7])) == 0
    assert _worst_pairs(np.array([0, 0, 1]), np.zeros(3, int)) == 0  # a cluster of one


def test_jaccard_with_the_likest_cluster() -> None:
    labels, others = np.array([0, 0, 0, 1, 1]), np.array([4, 4, 2, 2, 2])
    found = _likest(labels, others, 3)
    assert found[:2] == pytest.approx([2 / 3, 2 / 3])
    assert np.isnan(found[2])


@pytest.mark.parametrize("method", ["kmeans", "agglomerative"])
def test_known_groups_come_back(method: str) -> None:
    vectors, _ = blobs(3, per_cluster=12)
    assert prediction_strength(vectors, 3, 0, method) == 1
    assert prediction_strength(vectors, 5, 0, method) < 0.8
    stable = bootstrap_stability(vectors, cluster(vectors, 3).labels, 3, 0, method)
    assert stable.shape == (3,)
    assert stable.min() > 0.99
    halves = np.arange(len(vectors)) % 2
    assert bootstrap_stability(vectors, halves, 2, 0, method).max() < 0.75


def test_too_few_vectors_are_not_defined() -> None:
    assert np.isnan(prediction_strength(np.eye(4), 3, 0, "kmeans"))
    assert prediction_strength(np.eye(4), 1, 0, "kmeans") == 1
    assert np.isnan(bootstrap_stability(np.eye(12), np.arange(12), 12, 0, "kmeans")).all()


def test_the_gap_is_the_mean_log_spread_of_even_boxes_less_the_own() -> None:
    vectors, _ = blobs(2, per_cluster=15, dim=3)
    references = draw_references(vectors, seed=0)
    boxes = references.vectors[:BOXES]
    assert (boxes >= vectors.min(axis=0)).all()
    assert (boxes <= vectors.max(axis=0)).all()
    labels = cluster(vectors, 2).labels
    found = compare_with_nothing(vectors, labels, 2, references, 0, "kmeans")
    logs = [np.log(within_spread(box, cluster(box, 2).labels)) for box in boxes]
    assert found.gap == pytest.approx(np.mean(logs) - np.log(within_spread(vectors, labels)), abs=0.02)
    assert found.gap_error == pytest.approx(np.std(logs) * np.sqrt(1 + 1 / BOXES), rel=0.3)
    clouds = references.vectors[BOXES:]
    assert clouds.std(axis=(0, 1)) == pytest.approx(vectors.std(axis=0), rel=0.2)


def test_the_spread_within_is_that_of_the_pairs() -> None:
    vectors, labels = blobs(2, per_cluster=6, dim=2)
    pairs = 0.0
    for number in (0, 1):
        own = vectors[labels == number]
        pairs += ((own[:, None] - own[None]) ** 2).sum() / (2 * len(own))  # D_r / (2 n_r) of the paper
    assert within_spread(vectors, labels) == pytest.approx(pairs)
