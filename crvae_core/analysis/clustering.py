"""Clusters in the latent space (never on the 2-D map), and the members that stand for them."""

from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.partition import METHODS, Partition, partition
from crvae_core.analysis.reduction import distinct_vectors
from crvae_core.analysis.scale import even_scale
from crvae_core.errors import InputError

__all__ = [
    "METHODS",
    "Clustering",
    "check_latents",
    "cluster",
    "distinct_vectors",
    "medoid",
    "medoids",
    "nearest_first",
]

MEDOID_EXACT = 2_000  # members up to which the medoid is sought among all of them
MEDOID_CANDIDATES = 64  # above that: among this many members nearest to the centroid


@dataclass(frozen=True)
class Clustering:
    """A partition of N vectors into k clusters, numbered in the order in which they first appear.

    labels: (N,) int64, 0 to k-1; -1 where a vector belongs to no cluster (HDBSCAN alone). centroids: (k, Z), the
    mean of each cluster. sizes: (k,) members per cluster. distances: (N,) Euclidean distance of every vector to its
    own centroid, NaN without a cluster. notes: what a reader must know, such as that a sample was used.
    """

    labels: np.ndarray
    centroids: np.ndarray
    sizes: np.ndarray
    distances: np.ndarray
    method: str = "kmeans"
    notes: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """The number of clusters."""
        return len(self.sizes)


def cluster(latents: np.ndarray, k: int, seed: int = 0, method: str = "kmeans") -> Clustering:
    """Partition latents (N, Z) into k clusters.

    Args:
        latents: (N, Z), one vector per moment.
        k: how many clusters; HDBSCAN finds their number itself and does not look at it.
        seed: of the random starts.
        method: one of METHODS.

    Raises:
        InputError: k is below 1 or above the number of distinct vectors, a value is not finite, or the method
            is unknown.
    """
    vectors = check_latents(latents)
    if method not in METHODS:
        raise InputError(f"{method!r} is no way to cluster: choose one of {', '.join(METHODS)}")
    even = even_scale(vectors).vectors
    if method != "hdbscan":
        distinct = distinct_vectors(even, k)
        if not 1 <= k <= distinct:
            distinct = distinct_vectors(even)
            raise InputError(
                f"k = {k} is not possible: there are {distinct} different vectors, choose 1 to {distinct}"
            )
    return describe_partition(vectors, partition(even, k, seed, method), method)


def describe_partition(vectors: np.ndarray, found: Partition, method: str) -> Clustering:
    """Number clusters by appearance and measure them; vectors (N, Z) float64."""
    labels = _numbered_by_appearance(found.labels)
    k = int(labels.max(initial=-1)) + 1
    sizes = np.bincount(labels[labels >= 0], minlength=k)
    even = even_scale(vectors)
    centroids = np.zeros((k, vectors.shape[1]))
    for number in range(k):
        centroids[number] = even.vectors[labels == number].mean(axis=0)
    distances = np.full(len(vectors), np.nan)
    inside = labels >= 0
    distances[inside] = np.linalg.norm(even.vectors[inside] - centroids[labels[inside]], axis=1)
    return Clustering(labels, even.back(centroids), sizes, even.length(distances), method, found.notes)


def check_latents(latents: np.ndarray) -> np.ndarray:
    """Latents as float64 (N, Z); raises InputError if they are not a table of finite numbers."""
    try:
        vectors = np.asarray(latents, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("a table of numbers is expected, one vector per row") from error
    if vectors.ndim != 2 or 0 in vectors.shape:
        raise InputError(f"a table of vectors is expected, one row each; this has the shape {vectors.shape}")
    if not np.isfinite(vectors).all():
        row = int(np.flatnonzero(~np.isfinite(vectors).all(axis=1))[0]) + 1
        raise InputError(
            f"vector {row} holds a value that is not a finite number: correct it or leave it out"
        )
    return vectors


def medoids(latents: np.ndarray, clustering: Clustering) -> np.ndarray:
    """The row of each cluster's medoid, (k,)."""
    members = [np.flatnonzero(clustering.labels == number) for number in range(clustering.k)]
    return np.array([medoid(latents, rows) for rows in members], dtype=np.int64)


def medoid(latents: np.ndarray, rows: np.ndarray) -> int:
    """The one of some rows (n,) of latents (N, Z) with the least total distance to the others.

    Among over 2,000 it is sought among the 64 that lie nearest to their mean.
    """
    from scipy.spatial.distance import cdist

    vectors = even_scale(np.asarray(latents, dtype=np.float64)[rows]).vectors
    candidates = np.arange(len(rows))
    if len(rows) > MEDOID_EXACT:
        candidates = nearest_first(vectors, candidates)[:MEDOID_CANDIDATES]
    totals = cdist(vectors[candidates], vectors).sum(axis=1)
    return int(rows[candidates[totals.argmin()]])


def nearest_first(latents: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Some rows (n,) of latents (N, Z), those nearest to their mean first: the typical members of a cluster."""
    if not len(rows):
        return rows
    vectors = even_scale(np.asarray(latents, dtype=np.float64)[rows]).vectors
    return rows[np.argsort(np.linalg.norm(vectors - vectors.mean(axis=0), axis=1), kind="stable")]


def _numbered_by_appearance(labels: np.ndarray) -> np.ndarray:
    """The same partition, its clusters numbered by the row in which each first appears; -1 stays."""
    values, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    real = np.flatnonzero(values >= 0)
    numbers = np.full(len(values), -1, dtype=np.int64)
    numbers[real[np.argsort(first[real])]] = np.arange(len(real))
    return numbers[inverse]
