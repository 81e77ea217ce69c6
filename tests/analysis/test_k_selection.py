"""Curves over k against scikit-learn, the report's formulas written out, and known numbers of groups."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import (
    adjusted_rand_score,
    calinski_harabasz_score,
    davies_bouldin_score,
    silhouette_score,
)

from crvae_core.analysis import k_selection
from crvae_core.analysis.clustering import cluster
from crvae_core.analysis.k_selection import (
    CURVES,
    HIGHER_IS_BETTER,
    KSweep,
    curve_records,
    flows,
    known_sweep,
    stored_sweep,
    sweep_k,
)
from crvae_core.analysis.recommendation import recommend_k
from crvae_core.analysis.scores import cross_cluster_distance
from crvae_core.errors import InputError
from tests.fakes import blobs

VECTORS, _ = blobs(3)


@pytest.fixture(scope="module")
def sweep() -> KSweep:
    return sweep_k(VECTORS, range(2, 6))


def test_the_curves_equal_their_definitions(sweep: KSweep) -> None:
    assert sweep.ks == [2, 3, 4, 5]
    assert sweep.sampled == {}
    assert sweep.notes == ()
    for row, (_, measured) in enumerate(sweep.curves.iterrows()):
        k, labels = int(measured["k"]), sweep.labels[row]
        centres = np.array([VECTORS[labels == number].mean(axis=0) for number in range(k)])
        own = [
            np.sqrt(((vector - centres[label]) ** 2).sum())
            for vector, label in zip(VECTORS, labels, strict=True)
        ]
        assert measured["inter_cluster"] == pytest.approx(np.mean(own))
        apart = [np.linalg.norm(centres[i] - centres[j]) for i in range(k) for j in range(i + 1, k)]
        assert measured["cross_cluster"] == pytest.approx(sum(apart) / (k * (k - 1)))
        assert measured["silhouette"] == pytest.approx(silhouette_score(VECTORS, labels))
        assert measured["calinski_harabasz"] == pytest.approx(calinski_harabasz_score(VECTORS, labels))
        assert measured["davies_bouldin"] == pytest.approx(davies_bouldin_score(VECTORS, labels))
        assert measured["sizes"] == sorted(np.bincount(labels).tolist(), reverse=True)
        assert len(measured["cluster_stability"]) == k
        assert measured["stability"] == pytest.approx(np.mean(measured["cluster_stability"]))
        assert np.array_equal(labels, cluster(VECTORS, k).labels)
        if row < 3:
            assert measured["agreement"] == pytest.approx(adjusted_rand_score(labels, sweep.labels[row + 1]))
            assert measured["silhouette_next"] == sweep.curves["silhouette"][row + 1]
    assert np.isnan(sweep.curves["agreement"].iloc[-1])


def test_known_groups_hold_up_and_no_other_number_does(sweep: KSweep) -> None:
    at = sweep.curves.set_index("k")
    assert at.loc[3, "prediction_strength"] == 1
    assert at.loc[3, "stability"] > 0.99
    assert at.loc[4, "prediction_strength"] < 0.8
    assert min(at.loc[4, "cluster_stability"]) < 0.75
    # the 1-standard-error rule of the gap statistic
    gap, error = at["gap"], at["gap_error"]
    assert next(k for k in (2, 3, 4) if gap[k] >= gap[k + 1] - error[k + 1]) == 3
    advice = recommend_k(sweep.curves)
    assert advice.k == 3
    assert advice.reason.startswith("k = 3 ")
    assert advice.reason.count(".\n") == 0


def test_every_curve_is_explained() -> None:
    assert set(CURVES) == set(HIGHER_IS_BETTER)


def test_flows_count_how_clusters_split(sweep: KSweep) -> None:
    table = flows(sweep)
    assert (table.groupby("k")["moments"].sum() == len(VECTORS)).all()
    for _, row in table.iterrows():
        both = (sweep.labels_for(row["k"]) == row["source"]) & (
            sweep.labels_for(row["k"] + 1) == row["target"]
        )
        assert row["moments"] == both.sum() > 0
    assert flows(sweep_k(np.ones((6, 3)), [1])).empty


@pytest.mark.parametrize("method", ["gmm", "agglomerative"])
def test_other_ways_to_cluster_have_curves_too(method: str) -> None:
    found = sweep_k(VECTORS, [2, 3, 4], method=method)
    assert found.method == method
    assert recommend_k(found.curves).k == 3


def test_density_has_no_range_of_k() -> None:
    with pytest.raises(InputError, match="finds the number of clusters itself"):
        sweep_k(VECTORS, [2, 3], method="hdbscan")


def test_the_cross_distance_of_one_cluster_is_not_defined() -> None:
    assert np.isnan(cross_cluster_distance(np.ones((1, 4))))
    assert cross_cluster_distance(np.array([[0.0, 0.0], [3.0, 4.0]])) == pytest.approx(2.5)


def test_few_or_equal_vectors_leave_out_what_is_impossible() -> None:
    four = sweep_k(np.eye(4))
    assert four.ks == [2, 3, 4]
    assert np.isnan(four.curves["silhouette"].iloc[-1])
    assert np.isnan(four.curves["gap"].iloc[-1])
    assert recommend_k(four.curves).k is None
    same = sweep_k(np.ones((6, 3)), range(1, 5))
    assert same.ks == [1]
    assert "too few different moments" in recommend_k(same.curves).reason
    assert sweep_k(np.ones((6, 3)), range(2, 5)).ks == []
    assert sweep_k(np.array([[0.0], [0.0], [1.0]]), range(1, 5)).ks == [1, 2]


def test_one_far_moment_is_a_cluster_of_one_and_no_structure() -> None:
    vectors = np.random.default_rng(0).normal(size=(30, 4))
    vectors[7] = 500
    found = sweep_k(vectors, [2, 3])
    assert found.curves["sizes"][0] == [29, 1]
    assert recommend_k(found.curves).k is None


def test_a_sweep_is_computed_once(tmp_path: Path, sweep: KSweep, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(k_selection, "sweep_k", lambda *_: sweep)
    assert known_sweep(tmp_path, VECTORS, range(2, 6)) is None
    first = stored_sweep(tmp_path, VECTORS, range(2, 6))
    assert known_sweep(tmp_path, VECTORS, range(2, 6)) is not None
    monkeypatch.setattr(k_selection, "sweep_k", lambda *_: pytest.fail("computed again"))
    again = stored_sweep(tmp_path, VECTORS, range(2, 6))
    assert again.curves.equals(first.curves)
    assert np.array_equal(again.labels_for(3), first.labels_for(3))
    assert recommend_k(again.curves) == recommend_k(first.curves)
    monkeypatch.setattr(k_selection, "sweep_k", lambda *_: sweep)
    for path in tmp_path.iterdir():
        path.write_bytes(b"damaged")
    assert stored_sweep(tmp_path, VECTORS, range(2, 6)).ks == [2, 3, 4, 5]


def test_a_cancelled_sweep_leaves_nothing(tmp_path: Path) -> None:
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if share > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stored_sweep(tmp_path, VECTORS, [2, 3], progress=stop)
    assert shares == sorted(shares)
    assert list(tmp_path.iterdir()) == []


def test_large_tables_are_sampled_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(k_selection, "SILHOUETTE_LIMIT", 50)
    monkeypatch.setattr(k_selection, "RESAMPLED_LIMIT", 40)
    monkeypatch.setattr(k_selection, "WHOLE_VALUES", 100)
    monkeypatch.setattr(k_selection, "COMPONENTS", 4)
    found = sweep_k(VECTORS, [2, 3, 4])
    assert found.sampled == {"silhouette": 50, "gap": 40, "prediction_strength": 40, "stability": 40}
    assert found.notes == (
        "The silhouette is that of 50 of 60 moments, drawn at random.",
        "Gap, prediction strength and stability draw 40 of 60 moments at a time and use the first 4 principal components.",
    )
    assert found.curves["sizes"][1] == [20, 20, 20]  # k-means itself uses all
    assert recommend_k(found.curves).k == 3


def test_undefined_scores_are_null_in_json() -> None:
    record = curve_records(sweep_k(np.eye(4), [4]).curves)[0]
    assert record["silhouette"] is None
    assert record["gap"] is None
    assert all(value is None or value == value for value in record["cluster_stability"])
