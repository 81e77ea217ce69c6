"""K-means of many sets at once gives what scikit-learn gives for each."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from crvae_core.analysis.batch_kmeans import batch_kmeans
from tests.fakes import blobs


def test_each_set_is_clustered_as_tightly_as_by_scikit_learn() -> None:
    data = np.random.default_rng(0).normal(size=(3, 80, 4)) + 50
    labels = batch_kmeans(data, np.ones((3, 80)), 5, seed=0, starts=8)
    for vectors, found in zip(data, labels, strict=True):
        spread = sum(((vectors[found == n] - vectors[found == n].mean(axis=0)) ** 2).sum() for n in range(5))
        assert spread <= 1.03 * KMeans(5, n_init=10, random_state=0).fit(vectors).inertia_


def test_weights_count_as_copies_and_zero_leaves_out() -> None:
    vectors, truth = blobs(4, dim=5)
    weights = np.random.default_rng(1).integers(0, 3, size=(6, len(vectors))).astype(float)
    labels = batch_kmeans(vectors[None], weights, 4, seed=0)
    for found in labels:
        assert adjusted_rand_score(truth, found) == 1  # those without a weight as well


def test_an_outlier_without_weight_attracts_no_centre() -> None:
    vectors = np.array([[0.0], [1.0], [10.0], [11.0], [900.0]])
    found = batch_kmeans(vectors[None], np.array([[1.0, 1, 1, 1, 0]]), 2, seed=0)[0]
    assert found[0] == found[1] != found[2] == found[3] == found[4]


def test_equal_vectors_and_one_cluster() -> None:
    assert (batch_kmeans(np.ones((1, 5, 2)), np.ones((2, 5)), 1, seed=0) == 0).all()
    assert batch_kmeans(np.ones((1, 5, 2)), np.ones((2, 5)), 2, seed=0).shape == (2, 5)
