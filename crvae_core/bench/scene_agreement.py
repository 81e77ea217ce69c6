"""How far vectors agree with known kinds of scene: by clusters, by the nearest moment elsewhere, and by whole rankings."""

import numpy as np
from scipy.spatial.distance import cdist

from crvae_core.analysis.clustering import cluster

APART = 3  # pairs; a neighbour in time looks alike anyway, so only moments further away are asked for
SEEDS = range(5)  # of k-means


def scene_agreement(vectors: np.ndarray, kinds: np.ndarray) -> dict[str, float]:
    """Agreement of vectors (N, Z), in the order of time, with the kinds (N,) of their moments.

    Returns:
        nmi: normalised mutual information of the kinds with k-means at k = number of kinds, mean of 5 seeds.
        far_1nn: share of moments whose nearest one more than APART pairs away has the same kind.
        mean_average_precision: of ranking all moments more than APART pairs away by Euclidean distance; moments
        whose kind never comes back are left out.
    """
    from sklearn.metrics import normalized_mutual_info_score

    kinds = np.asarray(kinds)
    count = len(np.unique(kinds))
    distances = cdist(vectors, vectors)
    far = np.abs(np.arange(len(kinds))[:, None] - np.arange(len(kinds))) > APART
    distances = np.where(far, distances, np.inf)
    nearest = distances.argmin(axis=1)
    nmi = [normalized_mutual_info_score(kinds, cluster(vectors, count, seed=seed).labels) for seed in SEEDS]
    return {
        "nmi": float(np.mean(nmi)),
        "far_1nn": float((kinds[nearest] == kinds).mean()),
        "mean_average_precision": _mean_average_precision(distances, kinds, far),
    }


def _mean_average_precision(distances: np.ndarray, kinds: np.ndarray, far: np.ndarray) -> float:
    from sklearn.metrics import average_precision_score

    precisions = []
    for row in range(len(kinds)):
        same = kinds[far[row]] == kinds[row]
        if same.any():
            precisions.append(average_precision_score(same, -distances[row, far[row]]))
    return float(np.mean(precisions)) if precisions else float("nan")
