"""K-means in the latent space (never on the 2-D map)."""

from dataclasses import dataclass

import numpy as np

from crvae_core.errors import InputError

STARTS = 10  # k-means is run this often; the tightest result is kept


@dataclass(frozen=True)
class Clustering:
    """A partition of N vectors into k clusters, numbered in the order in which they first appear.

    labels: (N,) int64, 0 to k-1. centroids: (k, Z). sizes: (k,) members per cluster.
    distances: (N,) Euclidean distance of every vector to its own centroid.
    """

    labels: np.ndarray
    centroids: np.ndarray
    sizes: np.ndarray
    distances: np.ndarray

    @property
    def k(self) -> int:
        """The number of clusters."""
        return len(self.sizes)


def cluster(latents: np.ndarray, k: int, seed: int = 0) -> Clustering:
    """Partition latents (N, Z) into k clusters by k-means (Lloyd, k-means++ starts).

    Raises InputError if k is below 1 or above the number of distinct vectors, or if a value is not finite.
    """
    vectors = check_latents(latents)
    distinct = len(np.unique(vectors, axis=0))
    if not 1 <= k <= distinct:
        raise InputError(
            f"k = {k} is not possible: there are {distinct} different vectors, choose 1 to {distinct}"
        )
    from sklearn.cluster import KMeans

    fitted = KMeans(n_clusters=k, n_init=STARTS, random_state=seed).fit(vectors)
    order = _order_of_appearance(fitted.labels_, k)
    labels = np.argsort(order)[fitted.labels_]
    centroids = fitted.cluster_centers_[order]
    return Clustering(
        labels=labels.astype(np.int64),
        centroids=centroids,
        sizes=np.bincount(labels, minlength=k),
        distances=np.linalg.norm(vectors - centroids[labels], axis=1),
    )


def check_latents(latents: np.ndarray) -> np.ndarray:
    """Latents as float64 (N, Z); raises InputError if they are not a table of finite numbers."""
    vectors = np.asarray(latents, dtype=np.float64)
    if vectors.ndim != 2 or 0 in vectors.shape:
        raise InputError(f"a table of vectors is expected, one row each; this has the shape {vectors.shape}")
    if not np.isfinite(vectors).all():
        row = int(np.flatnonzero(~np.isfinite(vectors).all(axis=1))[0]) + 1
        raise InputError(
            f"vector {row} holds a value that is not a finite number: correct it or leave it out"
        )
    return vectors


def _order_of_appearance(labels: np.ndarray, k: int) -> np.ndarray:
    """The k-means numbers sorted by the row in which each first appears."""
    first = np.array([np.flatnonzero(labels == number)[0] for number in range(k)])
    return np.argsort(first)
