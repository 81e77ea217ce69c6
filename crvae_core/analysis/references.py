"""Data without clusters to compare with: the gap statistic, and the silhouette that such data reach."""

from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.batch_kmeans import batch_kmeans
from crvae_core.analysis.partition import partition
from crvae_core.analysis.scores import all_distances, silhouette, within_spread

BOXES = 10  # reference sets drawn evenly from a box
CLOUDS = 6  # reference sets drawn from one Gaussian
STARTS = 2
SILHOUETTE_LIMIT = 1_000  # rows of a reference set whose silhouette is measured


@dataclass(frozen=True)
class References:
    """Made vectors (B, n, Z) without clusters, the boxes first, and the distances between the first rows of each."""

    vectors: np.ndarray
    distances: list[np.ndarray]


@dataclass(frozen=True)
class NullResult:
    """gap and its error s_k (NaN where not defined), and the highest silhouette that data without clusters reached."""

    gap: float
    gap_error: float
    silhouette: float


def draw_references(scores: np.ndarray, seed: int) -> References:
    """Reference sets of the size and spread of `scores` (n, Z), coordinates along principal axes.

    Evenly from the box of the principal axes (Tibshirani, Walther & Hastie 2001, choice b), and from one Gaussian of the same
    variances (as in SigClust, Liu et al. 2008).
    """
    random = np.random.default_rng(seed)
    low, high = scores.min(axis=0), scores.max(axis=0)
    boxes = random.uniform(low, high, size=(BOXES, *scores.shape))
    clouds = random.normal(size=(CLOUDS, *scores.shape)) * scores.std(axis=0)
    vectors = np.concatenate([boxes, clouds])
    return References(vectors, [all_distances(made[:SILHOUETTE_LIMIT]) for made in vectors])


def compare_with_nothing(
    scores: np.ndarray, labels: np.ndarray, k: int, references: References, seed: int, method: str
) -> NullResult:
    """The gap statistic of labels (n,) on scores (n, Z), and the references' highest silhouette, for k clusters."""
    found = _cluster_all(references.vectors, k, seed, method)
    silhouettes = [
        silhouette(distances, one[: len(distances)])
        for distances, one in zip(references.distances, found, strict=True)
    ]
    known = [value for value in silhouettes if np.isfinite(value)]
    highest = max(known) if known else float("nan")
    own = within_spread(scores, labels)
    spreads = np.array([within_spread(references.vectors[box], found[box]) for box in range(BOXES)])
    if own <= 0 or (spreads <= 0).any():  # as many clusters as different vectors: log 0
        return NullResult(float("nan"), float("nan"), highest)
    logs = np.log(spreads)
    return NullResult(
        gap=float(logs.mean() - np.log(own)),
        gap_error=float(logs.std() * np.sqrt(1 + 1 / BOXES)),
        silhouette=highest,
    )


def _cluster_all(vectors: np.ndarray, k: int, seed: int, method: str) -> np.ndarray:
    if method == "kmeans":
        return batch_kmeans(vectors, np.ones(vectors.shape[:2]), k, seed, STARTS)
    return np.array(
        [partition(made, k, seed + index, method, STARTS).labels for index, made in enumerate(vectors)]
    )
