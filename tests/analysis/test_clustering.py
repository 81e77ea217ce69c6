"""K-means on known groups, and what can't be clustered."""

import numpy as np
import pytest

from crvae_core.analysis.clustering import cluster
from crvae_core.errors import InputError


def blobs(k: int, per_cluster: int = 20, dim: int = 6, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Well separated round groups, shuffled: vectors (k * per_cluster, dim) and their groups."""
    random = np.random.default_rng(seed)
    labels = random.permutation(np.repeat(np.arange(k), per_cluster))
    centres = random.normal(size=(k, dim)) * 20
    return centres[labels] + random.normal(size=(len(labels), dim)), labels


def test_known_groups_are_found_and_numbered_by_appearance() -> None:
    vectors, truth = blobs(4)
    found = cluster(vectors, 4)
    assert found.k == 4
    first = [int(np.flatnonzero(found.labels == number)[0]) for number in range(4)]
    assert first == sorted(first)
    for number in range(4):
        assert len(set(truth[found.labels == number])) == 1
    assert found.sizes.tolist() == [20] * 4
    own = vectors[found.labels == 2]
    assert np.allclose(found.centroids[2], own.mean(axis=0))
    assert np.allclose(found.distances, np.linalg.norm(vectors - found.centroids[found.labels], axis=1))


def test_the_same_seed_gives_the_same_clusters() -> None:
    vectors = np.random.default_rng(1).normal(size=(60, 5))
    assert np.array_equal(cluster(vectors, 5, seed=3).labels, cluster(vectors, 5, seed=3).labels)


@pytest.mark.parametrize(
    ("vectors", "k", "said"),
    [
        (np.ones((9, 3)), 2, "1 different vectors"),
        (np.eye(4), 5, "choose 1 to 4"),
        (np.eye(4), 0, "choose 1 to 4"),
        (np.array([[1.0, 2.0], [np.nan, 0.0]]), 1, "vector 2 holds a value that is not a finite number"),
        (np.ones(5), 1, "shape"),
        (np.ones((0, 3)), 1, "shape"),
    ],
)
def test_what_cannot_be_clustered_is_explained(vectors: np.ndarray, k: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        cluster(vectors, k)
