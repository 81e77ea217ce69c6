"""Would another training give the same clusters? How far trainings agree for each k, and the clusters that all agree on."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from crvae_core.analysis.clustering import Clustering, cluster, describe_partition, distinct_vectors
from crvae_core.analysis.partition import Partition

CURVE = (
    "Agreement between trainings (mean adjusted Rand index over pairs of them): 1 if every training gives the same clusters, "
    "0 if as by chance. Higher is better."
)


def agreement_over_k(
    trainings: Sequence[np.ndarray], ks: Sequence[int], method: str = "kmeans", seed: int = 0
) -> pd.DataFrame:
    """How far the clusters of several trainings agree (Hubert & Arabie 1985), a row per k that is possible in all.

    Args:
        trainings: at least two, the vectors (N, Z) of the same moments in the same order; Z may differ.
        ks: numbers of clusters. method: one of clustering.METHODS. seed: of the random starts.

    Returns columns k, between (mean over pairs of trainings) and least (of the pair that agrees least).
    """
    from sklearn.metrics import adjusted_rand_score

    rows = []
    for k in possible(trainings, ks):
        labels = [cluster(vectors, k, seed, method).labels for vectors in trainings]
        found = [float(adjusted_rand_score(one, other)) for one, other in combinations(labels, 2)]
        rows.append({"k": k, "between": float(np.mean(found)), "least": min(found)})
    return pd.DataFrame(rows, columns=["k", "between", "least"])


def consensus(trainings: Sequence[np.ndarray], k: int, method: str = "kmeans", seed: int = 0) -> Clustering:
    """The k clusters that several trainings agree on best: k-means of what cluster a moment has in each of them.

    Two moments are as far apart as the share of trainings that part them (k-means-based consensus, Wu et al. 2015). Centroids
    and distances are those in the vectors of the first training.

    Raises InputError if k is not possible in one of them.
    """
    found = [cluster(vectors, k, seed, method).labels for vectors in trainings]
    memberships = np.concatenate([np.eye(labels.max() + 1)[labels] for labels in found], axis=1)
    labels = cluster(memberships, min(k, distinct_vectors(memberships)), seed).labels
    note = f"The clusters that {len(trainings)} trainings agree on best."
    return describe_partition(np.asarray(trainings[0], np.float64), Partition(labels, (note,)), method)


def possible(trainings: Sequence[np.ndarray], ks: Sequence[int]) -> list[int]:
    """Those of some numbers of clusters that every training has enough different vectors for."""
    if not ks:
        return []
    most = min(distinct_vectors(np.asarray(vectors, np.float64), max(ks) + 1) for vectors in trainings)
    return [k for k in ks if 2 <= k <= most]
