"""Would the same clusters be found in other moments of the same kind? Prediction strength and bootstrap stability."""

import numpy as np

from crvae_core.analysis.batch_kmeans import batch_kmeans
from crvae_core.analysis.partition import nearest_centroid, partition
from crvae_core.analysis.reduction import distinct_vectors

FEW = 500  # vectors; up to here chance weighs more and time less, so more is tried
SPLITS, SPLITS_OF_FEW = 4, 10  # random halvings
STARTS, STARTS_OF_FEW = 2, 5
RESAMPLES = 20  # bootstrap samples


def prediction_strength(vectors: np.ndarray, k: int, seed: int, method: str) -> float:
    """Prediction strength (Tibshirani & Walther 2005) of k clusters in vectors (n, Z), 0 to 1.

    The vectors are halved at random; each half is clustered by itself, and by the nearest centroid of the other.
    Of each cluster, the share of its pairs of members that the other half keeps together; the worst cluster
    counts (0 for one of a single member); the mean over both directions of all halvings. NaN where a half has fewer than
    k different vectors.
    """
    if k == 1:
        return 1.0
    random = np.random.default_rng([seed, 1])
    splits = SPLITS_OF_FEW if len(vectors) <= FEW else SPLITS
    first = np.array([random.permutation(len(vectors)) < len(vectors) // 2 for _ in range(splits)])
    halves = np.stack([first, ~first], axis=1).reshape(2 * splits, -1)
    if min(distinct_vectors(vectors[half], k) for half in halves) < k:
        return float("nan")
    labels = cluster_samples(vectors, halves.astype(np.float64), k, seed, method)
    strengths = [
        _worst_pairs(labels[index][half], labels[index ^ 1][half]) for index, half in enumerate(halves)
    ]
    return float(np.mean(strengths))


def bootstrap_stability(
    vectors: np.ndarray, labels: np.ndarray, k: int, seed: int, method: str
) -> np.ndarray:
    """Mean Jaccard similarity of each cluster with its likest in bootstrap samples (Hennig 2007), (k,), 0 to 1.

    Above 0.85 a cluster is highly stable, from 0.75 on stable; below 0.6 it should not be trusted. NaN for a cluster
    that is in no sample.

    Args:
        vectors: (n, Z).
        labels: (n,), 0 to k-1; a cluster may have no member among these vectors.
        k: number of clusters.
        seed: of the samples.
        method: how they are clustered.
    """
    random = np.random.default_rng([seed, 2])
    count = len(vectors)
    drawn = np.array(
        [np.bincount(random.integers(0, count, count), minlength=count) for _ in range(RESAMPLES)]
    )
    drawn = drawn[[distinct_vectors(vectors[one > 0], k) >= k for one in drawn]]
    similar = np.full((len(drawn), k), np.nan)
    if len(drawn):
        again = cluster_samples(vectors, drawn.astype(np.float64), k, seed, method)
        for turn, inside in enumerate(drawn > 0):
            similar[turn] = _likest(labels[inside], again[turn][inside], k)
    counted = np.isfinite(similar).sum(axis=0)
    return np.divide(np.nansum(similar, axis=0), counted, out=np.full(k, np.nan), where=counted > 0)


def cluster_samples(vectors: np.ndarray, weights: np.ndarray, k: int, seed: int, method: str) -> np.ndarray:
    """Cluster samples of vectors (n, Z), drawn as often as weights (B, n) say; vectors outside get the nearest centroid.

    Returns labels (B, n).
    """
    starts = STARTS_OF_FEW if len(vectors) <= FEW else STARTS
    if method == "kmeans":
        return batch_kmeans(vectors[None], weights, k, seed, starts)
    labels = np.empty(weights.shape, dtype=np.int64)
    for index, one in enumerate(weights):
        rows = np.repeat(np.arange(len(vectors)), one.astype(np.int64))
        found = partition(vectors[rows], k, seed + index, method, starts).labels
        labels[index] = nearest_centroid(vectors[rows], found, vectors)
        labels[index][rows] = found
    return labels


def _worst_pairs(labels: np.ndarray, predicted: np.ndarray) -> float:
    """The least share, over clusters, of pairs of members that `predicted` keeps together.

    A cluster of one has no pairs; it counts as 0, since nothing speaks for it.
    """
    counts = _table(labels, predicted)
    sizes = counts.sum(axis=1)
    together = (counts * (counts - 1)).sum(axis=1)
    return float((together / np.maximum(sizes * (sizes - 1), 1)).min())


def _likest(labels: np.ndarray, others: np.ndarray, k: int) -> np.ndarray:
    """The Jaccard similarity of each of k clusters with the likest of the other partition; NaN for one without members."""
    counts = _table(labels, others)
    joint = counts.sum(axis=1)[:, None] + counts.sum(axis=0)[None] - counts
    found = np.full(k, np.nan)
    found[np.unique(labels)] = (counts / joint).max(axis=1)
    return found


def _table(labels: np.ndarray, others: np.ndarray) -> np.ndarray:
    _, rows = np.unique(labels, return_inverse=True)
    _, columns = np.unique(others, return_inverse=True)
    counts = np.zeros((rows.max() + 1, columns.max() + 1), dtype=np.int64)
    np.add.at(counts, (rows, columns), 1)
    return counts
