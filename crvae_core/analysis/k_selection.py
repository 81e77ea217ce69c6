"""Curves over the number of clusters k, and a suggestion, with "no clear k" as an allowed answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from crvae_core.analysis.clustering import Clustering, check_latents, cluster
from crvae_core.analysis.store import inputs_digest
from crvae_core.files import read_json, write_array, write_json

# Kaufman & Rousseeuw (1990), Finding Groups in Data: a mean silhouette of 0.25 or less means no substantial structure.
NO_STRUCTURE = 0.25
DEFAULT_KS = range(2, 13)

CURVES = {
    "inter_cluster": "Inter-cluster distance (report): mean distance of a moment to its own centroid. "
    "Falls with k; look for the bend.",
    "cross_cluster": "Cross-cluster distance (report): distances between centroids, summed over pairs, divided "
    "by k(k-1). Higher: clusters lie further apart.",
    "silhouette": "Silhouette, -1 to 1: how much nearer a moment is to its own cluster than to the next one. "
    "Higher is better.",
    "calinski_harabasz": "Calinski-Harabasz: spread between clusters over spread within. Higher is better.",
    "davies_bouldin": "Davies-Bouldin: how much each cluster overlaps its worst neighbour. Lower is better.",
}


@dataclass(frozen=True)
class KSweep:
    """What came out for every k.

    curves: one row per k with the columns k, those of CURVES, and sizes (a list, descending).
    labels: (number of k, N) int64, the cluster of every vector, in the order of the rows of `curves`.
    """

    curves: pd.DataFrame
    labels: np.ndarray

    @property
    def ks(self) -> list[int]:
        """The numbers of clusters that were tried."""
        return [int(k) for k in self.curves["k"]]

    def labels_for(self, k: int) -> np.ndarray:
        """The cluster of every vector for one k, (N,)."""
        return self.labels[self.ks.index(k)]


def sweep_k(
    latents: np.ndarray,
    ks: Iterable[int] = DEFAULT_KS,
    seed: int = 0,
    progress: Callable[[float], None] | None = None,
) -> KSweep:
    """Cluster latents (N, Z) for every k and measure the result.

    A k above the number of distinct vectors is left out; a score that is not defined (k = 1, k = N) is NaN.

    Raises InputError if a value is not finite.
    """
    vectors = check_latents(latents)
    distinct = len(np.unique(vectors, axis=0))
    wanted = [k for k in sorted(set(ks)) if 1 <= k <= distinct]
    rows = []
    labels = np.empty((len(wanted), len(vectors)), dtype=np.int64)
    for index, k in enumerate(wanted):
        clustering = cluster(vectors, k, seed)
        labels[index] = clustering.labels
        rows.append(_measure(vectors, clustering))
        if progress:
            progress((index + 1) / len(wanted))
    return KSweep(pd.DataFrame(rows, columns=["k", *CURVES, "sizes"]), labels)


def stored_sweep(folder: Path, latents: np.ndarray, ks: Iterable[int] = DEFAULT_KS, seed: int = 0) -> KSweep:
    """Like `sweep_k`, but computed once: the result is kept in `folder` under a hash of its inputs."""
    ks = list(ks)
    stem = folder / f"sweep-{inputs_digest(latents, {'ks': ks, 'seed': seed})}"
    table_path, labels_path = stem.with_suffix(".json"), stem.with_suffix(".npy")
    if table_path.exists() and labels_path.exists():
        try:
            table = pd.DataFrame(read_json(table_path), columns=["k", *CURVES, "sizes"])
            scores = table[list(CURVES)].astype("float64")
            return KSweep(table.assign(**scores), np.load(labels_path, allow_pickle=False))
        except (OSError, ValueError, KeyError):
            table_path.unlink(missing_ok=True)
    sweep = sweep_k(latents, ks, seed)
    write_array(labels_path, sweep.labels)
    write_json(table_path, curve_records(sweep.curves))
    return sweep


def curve_records(curves: pd.DataFrame) -> list[dict]:
    """The curves as JSON objects, one per k; a score that is not defined is null."""
    return curves.astype(object).where(curves.notna(), None).to_dict(orient="records")


def suggest_k(curves: pd.DataFrame) -> int | None:
    """The k with the highest silhouette, or None ("no clear k") if none is above 0.25."""
    scores = curves.dropna(subset=["silhouette"])
    if scores.empty or scores["silhouette"].max() <= NO_STRUCTURE:
        return None
    best = int(scores["silhouette"].to_numpy().argmax())
    return int(scores["k"].to_numpy()[best])


def inter_cluster_distance(clustering: Clustering) -> float:
    """The report's "inter-cluster distance": the mean Euclidean distance of a vector to its own centroid."""
    return float(clustering.distances.mean())


def cross_cluster_distance(centroids: np.ndarray) -> float:
    """The report's "cross-cluster distance" of centroids (k, Z): sum over i < j of their distances / (k (k - 1))."""
    k = len(centroids)
    if k < 2:
        return float("nan")
    distances = np.linalg.norm(centroids[:, None] - centroids[None], axis=-1)
    return float(distances[np.triu_indices(k, 1)].sum() / (k * (k - 1)))


def _measure(vectors: np.ndarray, clustering: Clustering) -> dict:
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    k, labels = clustering.k, clustering.labels
    defined = 2 <= k < len(vectors)
    return {
        "k": k,
        "inter_cluster": inter_cluster_distance(clustering),
        "cross_cluster": cross_cluster_distance(clustering.centroids),
        "silhouette": float(silhouette_score(vectors, labels)) if defined else float("nan"),
        "calinski_harabasz": float(calinski_harabasz_score(vectors, labels)) if defined else float("nan"),
        "davies_bouldin": float(davies_bouldin_score(vectors, labels)) if defined else float("nan"),
        "sizes": sorted(clustering.sizes.tolist(), reverse=True),
    }
