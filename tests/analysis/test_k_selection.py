"""Curves over k against scikit-learn, the report's formulas written out, and known numbers of groups."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.k_selection import (
    cross_cluster_distance,
    stored_sweep,
    suggest_k,
    sweep_k,
)
from tests.analysis.test_clustering import blobs


def test_the_curves_equal_their_definitions() -> None:
    vectors, _ = blobs(3)
    sweep = sweep_k(vectors, range(2, 6))
    assert sweep.ks == [2, 3, 4, 5]
    for row, (_, measured) in enumerate(sweep.curves.iterrows()):
        k, labels = int(measured["k"]), sweep.labels[row]
        centres = np.array([vectors[labels == number].mean(axis=0) for number in range(k)])
        own = [
            np.sqrt(((vector - centres[label]) ** 2).sum())
            for vector, label in zip(vectors, labels, strict=True)
        ]
        assert measured["inter_cluster"] == pytest.approx(np.mean(own))
        apart = [np.linalg.norm(centres[i] - centres[j]) for i in range(k) for j in range(i + 1, k)]
        assert measured["cross_cluster"] == pytest.approx(sum(apart) / (k * (k - 1)))
        assert measured["silhouette"] == pytest.approx(silhouette_score(vectors, labels))
        assert measured["calinski_harabasz"] == pytest.approx(calinski_harabasz_score(vectors, labels))
        assert measured["davies_bouldin"] == pytest.approx(davies_bouldin_score(vectors, labels))
        assert measured["sizes"] == sorted(np.bincount(labels).tolist(), reverse=True)
        assert np.array_equal(labels, cluster(vectors, k).labels)


def test_the_cross_distance_of_one_cluster_is_not_defined() -> None:
    assert np.isnan(cross_cluster_distance(np.ones((1, 4))))
    assert cross_cluster_distance(np.array([[0.0, 0.0], [3.0, 4.0]])) == pytest.approx(2.5)


@pytest.mark.parametrize("k", [2, 3, 5, 7])
def test_well_separated_groups_are_suggested(k: int) -> None:
    assert suggest_k(sweep_k(blobs(k, seed=k)[0], range(2, 10)).curves) == k


def test_no_structure_means_no_clear_k() -> None:
    noise = np.random.default_rng(0).normal(size=(200, 32))
    assert suggest_k(sweep_k(noise, range(2, 8)).curves) is None


def test_few_or_equal_vectors_leave_out_what_is_impossible() -> None:
    assert sweep_k(np.eye(4)).ks == [2, 3, 4]
    same = sweep_k(np.ones((6, 3)), range(1, 5))
    assert same.ks == [1]
    assert suggest_k(same.curves) is None


def test_a_sweep_is_computed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, _ = blobs(3)
    first = stored_sweep(tmp_path, vectors, range(1, 5))
    monkeypatch.setattr("crvae_core.analysis.k_selection.sweep_k", lambda *_: pytest.fail("computed again"))
    again = stored_sweep(tmp_path, vectors, range(1, 5))
    assert again.curves.equals(first.curves)
    assert np.array_equal(again.labels_for(3), first.labels_for(3))
