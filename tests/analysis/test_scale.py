"""Vectors of any size: a map, clusters and curves, or a sentence that says why not; never a crash."""

import numpy as np
import pytest

from crvae_core.analysis import projection
from crvae_core.analysis.clustering import METHODS, cluster, medoids, nearest_first
from crvae_core.analysis.k_selection import sweep_k
from crvae_core.analysis.neighbours import trust
from crvae_core.analysis.projection import MapSettings, project_map
from crvae_core.analysis.reduction import distinct_vectors
from crvae_core.analysis.scale import even_scale
from crvae_core.errors import InputError
from tests.fakes import blobs

pytestmark = pytest.mark.xdist_group("maps")  # UMAP compiles itself once in every process, for ten seconds

MAGNITUDES = [5e-324, 1e-300, 1e-160, 1e-24, 1e-10, 1e10, 1e38, 1e160, 1e300, 1.7e308]
RANDOM = np.random.default_rng(0)


def odd_tables(magnitude: float, count: int) -> list[np.ndarray]:
    """Values of a size: all, with constant columns, with equal points, one far from the others, far from zero."""
    values = np.random.default_rng(count).uniform(-1, 1, size=(count, 6)) * magnitude
    constant, equal, outlier = values.copy(), values.copy(), np.random.default_rng(1).normal(size=(count, 6))
    constant[:, :3] = magnitude
    equal[count // 2 :] = equal[0]
    outlier[0] = magnitude
    return [values, constant, equal, outlier, magnitude + values / 1e3, values[:, :1]]


@pytest.mark.parametrize("magnitude", [1e-24, 1e-300, 1e38, 1e300])
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::DeprecationWarning", "ignore::FutureWarning")
@pytest.mark.parametrize("method", ["tsne", "opentsne", "umap", "pca"])
def test_normal_values_of_any_size_have_a_map(
    method: str, magnitude: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    if method == "opentsne":
        monkeypatch.setattr(projection, "OPENTSNE_FROM", 10)
    points = project_map(
        np.random.default_rng(0).normal(size=(50, 6)) * magnitude,
        MapSettings(method=method.removeprefix("open")),
    )
    assert points.shape == (50, 2)
    assert np.isfinite(points).all()
    assert np.ptp(points, axis=0).min() > 1e-3


def test_groups_near_zero_stay_groups_on_a_map() -> None:
    vectors, truth = blobs(3)
    points = project_map(vectors * 1e-24)
    distances = np.linalg.norm(points[:, None] - points[None], axis=-1)
    np.fill_diagonal(distances, np.inf)
    assert (truth[distances.argmin(axis=1)] == truth).mean() > 0.95
    assert trust(vectors * 1e300, points, 5).mean() > 0.5


@pytest.mark.parametrize("magnitude", MAGNITUDES)
def test_one_to_eight_odd_vectors_have_a_map_and_clusters(magnitude: float) -> None:
    for count in (1, 2, 3, 5, 8):
        for vectors in odd_tables(magnitude, count):
            points = project_map(vectors, MapSettings(method="pca"))
            assert points.shape == (count, 2)
            assert np.isfinite(points).all()
            for method in METHODS:
                if method != "hdbscan" and distinct_vectors(even_scale(vectors).vectors, 2) < 2:
                    with pytest.raises(InputError, match="different vectors"):
                        cluster(vectors, 2, method=method)
                    continue
                found = cluster(vectors, 2, method=method)
                assert np.isfinite(found.centroids).all()
                medoids(vectors, found)
                nearest_first(vectors, np.flatnonzero(found.labels == 0))


@pytest.mark.parametrize("count", [4, 5, 8])
@pytest.mark.parametrize("magnitude", [1e-300, 1e-24, 1e160])
def test_few_odd_vectors_have_a_tsne_map(magnitude: float, count: int) -> None:
    for vectors in odd_tables(magnitude, count):
        assert np.isfinite(project_map(vectors)).all()


@pytest.mark.parametrize("magnitude", [1e-300, 1e-24, 1e30, 1e300])
def test_clusters_and_curves_do_not_depend_on_the_unit(magnitude: float) -> None:
    vectors, _ = blobs(3)
    plain, found = cluster(vectors, 3), cluster(vectors * magnitude, 3)
    assert np.array_equal(found.labels, plain.labels)
    assert np.array_equal(medoids(vectors * magnitude, found), medoids(vectors, plain))
    assert np.allclose(found.distances / magnitude, plain.distances)
    assert np.allclose(found.centroids / magnitude, plain.centroids)
    ours, known = sweep_k(vectors * magnitude, [2, 3]).curves, sweep_k(vectors, [2, 3]).curves
    for name in ("silhouette", "davies_bouldin", "gap", "stability"):
        assert np.allclose(ours[name], known[name]), name
    assert np.allclose(ours["inter_cluster"] / magnitude, known["inter_cluster"])


def test_a_sweep_of_odd_vectors_comes_to_an_end() -> None:
    for magnitude in (5e-324, 1e-24, 1.7e308):
        for vectors in odd_tables(magnitude, 5):
            assert set(sweep_k(vectors, [2, 3]).ks) <= {2, 3}


def test_columns_and_rows_of_very_different_sizes_have_a_map() -> None:
    powers = 10.0 ** RANDOM.uniform(-300, 300, size=(40, 1))
    values = RANDOM.normal(size=(40, 6))
    for vectors in (values * powers, values * powers[:6, 0]):
        assert np.isfinite(project_map(vectors)).all()


def test_a_sample_that_lies_closer_together_than_all_has_a_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "LAID_OUT", 30)
    for spread in (1e-24, 0.0):
        vectors = RANDOM.normal(size=(60, 6)) * spread
        rows = projection.draw_rows(60, 30, 0)
        vectors[np.setdiff1d(np.arange(60), rows)[0]] = 1.0
        assert np.isfinite(project_map(vectors)).all()


def test_ordinary_vectors_are_left_as_they_are_and_others_come_back() -> None:
    ordinary = RANDOM.normal(size=(9, 3))
    assert even_scale(ordinary).vectors is ordinary
    for vectors in (ordinary * 1e-200, ordinary * 1e200, 1e9 + ordinary):
        even = even_scale(vectors)
        assert 0.5 < np.abs(even.vectors).max() < 4
        assert np.allclose(even.back(even.vectors), vectors, rtol=1e-12, atol=0)
        assert np.allclose(even.into(vectors), even.vectors)
