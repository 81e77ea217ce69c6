"""Would the same clusters be found in other moments of the same kind? Prediction strength and bootstrap stability."""

from collections.abc import Callable

import numpy as np

from crvae_core.analysis.partition import nearest_centroid, partition
from crvae_core.analysis.reduction import distinct_vectors

SPLITS = 4  # random halvings
RESAMPLES = 20  # bootstrap samples
STARTS = 2


def prediction_strength(
    vectors: np.ndarray, k: int, seed: int, method: str, tick: Callable[[], None]
) -> float:
    """Prediction strength (Tibshirani & Walther 2005) of k clusters in vectors (n, Z), 0 to 1.

    The vectors are halved at random; each half is clustered by itself, and by the nearest centroid of the other.
    Of each cluster, the share of its pairs of members that the other half keeps together; the worst cluster
    counts (0 for one of a single member); the mean over both directions of 4 halvings. NaN where a half has fewer than
    k different vectors.
    """
    if k == 1:
        return 1.0
    strengths = []
    for split in range(SPLITS):
        order = np.random.default_rng([seed, split]).permutation(len(vectors))
        halves = [vectors[np.sort(order[: len(order) // 2])], vectors[np.sort(order[len(order) // 2 :])]]
        if min(distinct_vectors(half, k) for half in halves) < k:
            return float("nan")
        labels = [partition(half, k, seed + split, method, STARTS).labels for half in halves]
        for test, train in ((0, 1), (1, 0)):
            predicted = nearest_centroid(halves[train], labels[train], halves[test])
            strengths.append(_worst_pairs(labels[test], predicted))
        tick()
    return float(np.mean(strengths))


def bootstrap_stability(
    vectors: np.ndarray,
    labels: np.ndarray,
    size: int,
    seed: int,
    method: str,
    tick: Callable[[], None],
) -> np.ndarray:
    """Mean Jaccard similarity of each cluster with its likest in bootstrap samples (Hennig 2007), (k,), 0 to 1.

    Above 0.85 a cluster is highly stable, from 0.75 on stable; below 0.6 it should not be trusted.

    Args:
        vectors: (N, Z).
        labels: (N,), 0 to k-1.
        size: how many vectors a sample draws, with replacement; N, or fewer where N is large.
        seed: of the samples.
        method: how they are clustered.
        tick: called after each.
    """
    k = int(labels.max()) + 1
    similar = np.full((RESAMPLES, k), np.nan)
    for turn in range(RESAMPLES):
        drawn = np.random.default_rng([seed, turn]).integers(0, len(vectors), size)
        tick()
        rows = np.unique(drawn)
        if distinct_vectors(vectors[rows], k) < k:
            continue
        found = partition(vectors[drawn], k, seed + turn, method, STARTS).labels
        again = np.empty(len(vectors), dtype=np.int64)
        again[drawn] = found
        similar[turn] = _likest(labels[rows], again[rows], k)
    counted = np.isfinite(similar).sum(axis=0)
    return np.divide(np.nansum(similar, axis=0), counted, out=np.full(k, np.nan), where=counted > 0)


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
