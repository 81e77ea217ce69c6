"""Scores of one partition: the report's two distances, and scikit-learn's silhouette, Calinski-Harabasz, Davies-Bouldin."""

import numpy as np

from crvae_core.analysis.clustering import Clustering


def inter_cluster_distance(clustering: Clustering) -> float:
    """The report's "inter-cluster distance": the mean Euclidean distance of a vector to its own centroid."""
    return float(np.nanmean(clustering.distances)) if clustering.k else float("nan")


def cross_cluster_distance(centroids: np.ndarray) -> float:
    """The report's "cross-cluster distance" of centroids (k, Z): sum over i < j of their distances / (k (k - 1))."""
    k = len(centroids)
    if k < 2:
        return float("nan")
    distances = np.linalg.norm(centroids[:, None] - centroids[None], axis=-1)
    return float(distances[np.triu_indices(k, 1)].sum() / (k * (k - 1)))


def silhouette(distances: np.ndarray, labels: np.ndarray) -> float:
    """Mean silhouette (Rousseeuw 1987) from all distances (n, n); NaN unless 2 <= clusters < n."""
    from sklearn.metrics import silhouette_score

    if not 2 <= len(np.unique(labels)) < len(labels):
        return float("nan")
    return float(silhouette_score(distances, labels, metric="precomputed"))


def all_distances(vectors: np.ndarray) -> np.ndarray:
    """Euclidean distances between all rows, (n, n), exact zeros on the diagonal."""
    from sklearn.metrics import pairwise_distances

    distances = pairwise_distances(vectors)
    np.fill_diagonal(distances, 0.0)
    return distances


def spread_scores(vectors: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Calinski-Harabasz (1974) and Davies-Bouldin (1979); NaN unless 2 <= clusters < n."""
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

    if not 2 <= len(np.unique(labels)) < len(labels):
        return float("nan"), float("nan")
    return float(calinski_harabasz_score(vectors, labels)), float(davies_bouldin_score(vectors, labels))


def within_spread(vectors: np.ndarray, labels: np.ndarray) -> float:
    """W_k of Tibshirani, Walther & Hastie (2001): squared distances to the own mean, summed over all vectors."""
    total = 0.0
    for number in np.unique(labels):
        members = vectors[labels == number]
        total += float(((members - members.mean(axis=0)) ** 2).sum())
    return total
