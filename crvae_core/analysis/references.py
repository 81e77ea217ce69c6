"""Data without clusters to compare with: the gap statistic, and the silhouette that such data reach."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.partition import partition
from crvae_core.analysis.scores import all_distances, silhouette, within_spread

BOXES = 10  # reference sets drawn evenly from a box
CLOUDS = 6  # reference sets drawn from one Gaussian
STARTS = 2
SILHOUETTE_LIMIT = 1_000  # rows of a reference set whose silhouette is measured


@dataclass(frozen=True)
class Reference:
    """Made vectors (n, Z) without clusters, and the distances between the first of them."""

    vectors: np.ndarray
    distances: np.ndarray
    is_box: bool


@dataclass(frozen=True)
class NullResult:
    """gap and its error s_k (NaN where not defined), and the highest silhouette that data without clusters reached."""

    gap: float
    gap_error: float
    silhouette: float


def draw_references(scores: np.ndarray, seed: int) -> list[Reference]:
    """Reference sets of the size and spread of `scores` (n, Z), coordinates along principal axes.

    Evenly from the box of the principal axes (Tibshirani, Walther & Hastie 2001, choice b), and from one Gaussian of the same
    variances (as in SigClust, Liu et al. 2008).
    """
    random = np.random.default_rng(seed)
    low, high = scores.min(axis=0), scores.max(axis=0)
    spread = scores.std(axis=0)
    drawn = [random.uniform(low, high, size=scores.shape) for _ in range(BOXES)]
    drawn += [random.normal(size=scores.shape) * spread for _ in range(CLOUDS)]
    return [
        Reference(vectors, all_distances(vectors[:SILHOUETTE_LIMIT]), index < BOXES)
        for index, vectors in enumerate(drawn)
    ]


def compare_with_nothing(
    scores: np.ndarray,
    labels: np.ndarray,
    references: list[Reference],
    seed: int,
    method: str,
    tick: Callable[[], None],
) -> NullResult:
    """The gap statistic of labels (n,) on scores (n, Z), and the references' highest silhouette, at the same k."""
    k = len(np.unique(labels))
    own = within_spread(scores, labels)
    logs, silhouettes = [], []
    for index, reference in enumerate(references):
        found = partition(reference.vectors, k, seed + index, method, STARTS).labels
        measured = len(reference.distances)
        silhouettes.append(silhouette(reference.distances, found[:measured]))
        if reference.is_box:
            spread = within_spread(reference.vectors, found)
            logs.append(np.log(spread) if spread > 0 else np.nan)
        tick()
    known = [value for value in silhouettes if np.isfinite(value)]
    highest = max(known) if known else float("nan")
    if own <= 0 or not np.isfinite(logs).all():  # as many clusters as different vectors: log 0
        return NullResult(float("nan"), float("nan"), highest)
    return NullResult(
        gap=float(np.mean(logs) - np.log(own)),
        gap_error=float(np.std(logs) * np.sqrt(1 + 1 / len(logs))),
        silhouette=highest,
    )
