"""Every way to cluster on known groups, members that stand for them, and what can't be clustered."""

import numpy as np
import pytest

from crvae_core.analysis import partition
from crvae_core.analysis.clustering import METHODS, cluster, medoid, medoids, nearest_first
from crvae_core.errors import InputError
from tests.fakes import blobs


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


@pytest.mark.parametrize("method", METHODS)
def test_every_method_finds_known_groups(method: str) -> None:
    vectors, truth = blobs(3)
    found = cluster(vectors, 3, method=method)
    inside = found.labels >= 0
    assert inside.mean() > 0.9
    assert found.k == 3
    assert len({tuple(pair) for pair in zip(found.labels[inside], truth[inside], strict=True)}) == 3
    assert found.sizes.sum() == inside.sum()
    assert np.isfinite(found.distances[inside]).all()
    assert np.array_equal(found.labels, cluster(vectors, 3, method=method).labels)


def test_density_leaves_out_what_belongs_nowhere() -> None:
    vectors, _ = blobs(3, dim=3)
    vectors = np.vstack([vectors, [[500.0, 500.0, 500.0]]])
    found = cluster(vectors, 99, method="hdbscan")
    assert found.labels[-1] == -1
    assert np.isnan(found.distances[-1])
    assert found.k == len(found.centroids) == 3
    few = cluster(np.eye(4), 1, method="hdbscan")
    assert (few.labels == -1).all()
    assert few.k == 0
    assert "at least 10 moments" in few.notes[0]


@pytest.mark.parametrize(("method", "said"), [("agglomerative", "Ward's tree"), ("hdbscan", "HDBSCAN ran")])
def test_large_tables_are_sampled_and_say_so(method: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "TREE_LIMIT", 90)
    vectors, _ = blobs(3, per_cluster=40)
    found = cluster(vectors, 3, method=method)
    assert found.notes[0].startswith(said)
    assert "90 of 120" in found.notes[0]
    assert (found.labels == cluster(vectors, 3).labels).mean() > 0.9


def test_large_tables_start_among_principal_components(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors, truth = blobs(4, dim=30)
    monkeypatch.setattr(partition, "LARGE", 100)
    found = cluster(vectors, 4)
    assert len({tuple(pair) for pair in zip(found.labels, truth, strict=True)}) == 4
    assert np.allclose(found.centroids[1], vectors[found.labels == 1].mean(axis=0))


def test_members_that_stand_for_a_cluster() -> None:
    vectors = np.array([[0.0, 0], [1, 0], [0, 1], [0.2, 0.2], [9, 9], [50, 50], [50, 51], [51, 50]])
    found = cluster(vectors, 2)
    assert nearest_first(vectors, np.flatnonzero(found.labels == 0)).tolist()[-1] == 4
    rows = medoids(vectors, found)
    for number, row in enumerate(rows):
        own = np.flatnonzero(found.labels == number)
        totals = np.linalg.norm(vectors[own][:, None] - vectors[own][None], axis=-1).sum(axis=1)
        assert row == own[totals.argmin()] == medoid(vectors, own)
    assert nearest_first(vectors, np.flatnonzero(found.labels == 7)).tolist() == []


def test_the_medoid_of_a_large_cluster_is_sought_near_its_centroid(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = np.random.default_rng(0).normal(size=(200, 3))
    found = cluster(vectors, 1)
    exact = medoids(vectors, found)
    monkeypatch.setattr("crvae_core.analysis.clustering.MEDOID_EXACT", 100)
    assert medoids(vectors, found).tolist() == exact.tolist()


def test_nearly_equal_vectors_give_no_more_clusters_than_there_are() -> None:
    vectors = np.zeros((12, 2))
    vectors[6:] += 1e-320  # different bytes, no distance
    assert cluster(vectors, 2).k in (1, 2)


def test_unknown_methods_are_refused() -> None:
    with pytest.raises(InputError, match="choose one of kmeans, gmm"):
        cluster(np.eye(4), 2, method="magic")


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
