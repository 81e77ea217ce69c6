"""The ways to cluster, on vectors that were checked: k-means, Gaussian mixtures, Ward's trees, HDBSCAN."""

import warnings
from dataclasses import dataclass

import numpy as np

from crvae_core.analysis.reduction import draw_rows, principal_scores

METHODS = {
    "kmeans": "k-means",
    "gmm": "Gaussian mixture",
    "agglomerative": "Agglomerative (Ward)",
    "hdbscan": "HDBSCAN",
}
STARTS = 10  # k-means is run this often; the tightest result is kept
LARGE = (
    400_000  # values (vectors x length) above which k-means looks for its starts among principal components
)
LARGE_STARTS = 4
START_COMPONENTS = 24
MIXTURE_COMPONENTS = 10  # a full covariance of more needs more moments than a film has
DENSITY_COMPONENTS = 20
TREE_LIMIT = 5_000  # Ward's tree and HDBSCAN need all distances: above that, a sample stands for the rest
SMALLEST_DENSE = 5  # members without which HDBSCAN sees no cluster


@dataclass(frozen=True)
class Partition:
    """labels: (N,) any numbering, -1 for no cluster. notes: sentences on what was sampled or reduced."""

    labels: np.ndarray
    notes: tuple[str, ...] = ()


def partition(
    vectors: np.ndarray, k: int, seed: int, method: str = "kmeans", starts: int | None = None
) -> Partition:
    """Cluster vectors (N, Z) float64 that hold at least k different rows; `starts`: how often k-means begins anew."""
    import sklearn

    # Warnings are said in results instead: fewer clusters than asked for, no convergence. The checks cost as much as a
    # small k-means, and a sweep makes hundreds.
    checked = sklearn.config_context(assume_finite=True, skip_parameter_validation=True)
    with warnings.catch_warnings(), checked:
        warnings.simplefilter("ignore")
        if method == "gmm":
            return _mixture(vectors, k, seed, starts)
        if method == "agglomerative":
            return _tree(vectors, k, seed)
        if method == "hdbscan":
            return _dense(vectors, seed)
        return Partition(_kmeans(vectors, k, seed, starts))


def nearest_centroid(vectors: np.ndarray, labels: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The cluster of `vectors` (n, Z) with `labels` (n,), by centroid, for each of `others` (m, Z)."""
    values = np.unique(labels[labels >= 0])
    centroids = np.array([vectors[labels == value].mean(axis=0) for value in values])
    scores = (centroids**2).sum(axis=1) - 2 * others @ centroids.T
    return values[scores.argmin(axis=1)]


def _kmeans(vectors: np.ndarray, k: int, seed: int, starts: int | None) -> np.ndarray:
    """Lloyd's k-means with k-means++ starts; of large tables the starts run on principal components."""
    from sklearn.cluster import KMeans

    if vectors.size <= LARGE or vectors.shape[1] <= START_COMPONENTS:
        begins = starts or (STARTS if vectors.size <= LARGE else LARGE_STARTS)
        return KMeans(n_clusters=k, n_init=begins, random_state=seed).fit(vectors).labels_
    scores = principal_scores(vectors, START_COMPONENTS, seed).astype(np.float32)
    first = KMeans(n_clusters=k, n_init=starts or LARGE_STARTS, random_state=seed).fit(scores).labels_
    centroids = np.array([vectors[first == number].mean(axis=0) for number in np.unique(first)])
    return KMeans(n_clusters=len(centroids), init=centroids, n_init=1).fit(vectors).labels_


def _mixture(vectors: np.ndarray, k: int, seed: int, starts: int | None) -> Partition:
    """Gaussians with full covariances where the moments suffice for them, else with axes along the components."""
    from sklearn.mixture import GaussianMixture

    if len(vectors) == 1:
        return Partition(np.zeros(1, int))
    scores = principal_scores(vectors, MIXTURE_COMPONENTS, seed)
    count, dims = scores.shape
    shape = "full" if count >= 4 * k * dims * (dims + 3) / 2 else "diag"
    floor = 1e-4 * float(scores.var(axis=0).mean()) or 1e-6
    model = GaussianMixture(k, covariance_type=shape, reg_covar=floor, n_init=starts or 2, random_state=seed)
    labels = model.fit_predict(scores)
    notes = []
    if dims < min(vectors.shape):
        notes.append(f"The Gaussian mixture was fitted to the first {dims} principal components.")
    if len(np.unique(labels)) < k:
        notes.append(f"The mixture left {k - len(np.unique(labels))} of its {k} Gaussians without a member.")
    return Partition(labels, tuple(notes))


def _tree(vectors: np.ndarray, k: int, seed: int) -> Partition:
    from sklearn.cluster import AgglomerativeClustering

    rows = draw_rows(len(vectors), TREE_LIMIT, seed)
    found = (
        AgglomerativeClustering(n_clusters=k).fit(vectors[rows]).labels_
        if len(rows) > 1
        else np.zeros(1, int)
    )
    if len(rows) == len(vectors):
        return Partition(found)
    labels = nearest_centroid(vectors[rows], found, vectors)
    labels[rows] = found
    return Partition(labels, (_sampled("Ward's tree was grown", len(rows), len(vectors), "centroid"),))


def _dense(vectors: np.ndarray, seed: int) -> Partition:
    from sklearn.cluster import HDBSCAN
    from sklearn.neighbors import NearestNeighbors

    if len(vectors) < 2 * SMALLEST_DENSE:
        return Partition(
            np.full(len(vectors), -1),
            (f"HDBSCAN needs at least {2 * SMALLEST_DENSE} moments to find dense groups.",),
        )
    rows = draw_rows(len(vectors), TREE_LIMIT, seed)
    scores = principal_scores(vectors, DENSITY_COMPONENTS, seed)
    smallest = max(SMALLEST_DENSE, round(len(rows) / 100))
    found = (
        HDBSCAN(min_cluster_size=smallest, min_samples=SMALLEST_DENSE, copy=True).fit(scores[rows]).labels_
    )
    if len(rows) == len(vectors):
        return Partition(found)
    nearest = NearestNeighbors(n_neighbors=1).fit(scores[rows]).kneighbors(scores, return_distance=False)
    labels = found[nearest[:, 0]]
    return Partition(labels, (_sampled("HDBSCAN ran", len(rows), len(vectors), "neighbour"),))


def _sampled(what: str, drawn: int, count: int, joined: str) -> str:
    return f"{what} on {drawn:,} of {count:,} moments; the others follow their nearest {joined}."
