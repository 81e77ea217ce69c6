"""K-means of many small data sets at once, for resampling: hundreds of single ones would spend their time on overhead."""

import numpy as np

STARTS = 2
STEPS = 60  # of Lloyd's algorithm at most


def batch_kmeans(
    data: np.ndarray, weights: np.ndarray, k: int, seed: int, starts: int = STARTS
) -> np.ndarray:
    """K-means (Lloyd 1982, greedy k-means++ starts of Arthur & Vassilvitskii 2007) of B weighted data sets.

    Args:
        data: (B, n, Z), or (1, n, Z) where all share their vectors and differ in the weights.
        weights: (B, n), how often each vector counts; 0 leaves it out, but it still gets its nearest cluster.
        k: clusters, at most the number of different vectors with a weight.
        seed: of the starts.
        starts: the tightest result of this many is kept.

    Returns:
        Labels (B, n), 0 to k-1.
    """
    data = data - data.mean(axis=1, keepdims=True)  # small norms keep the distances exact
    norms = (data**2).sum(axis=2)
    random = np.random.default_rng(seed)
    best = np.zeros(weights.shape, dtype=np.int64)
    tightest = np.full(len(weights), np.inf)
    for _ in range(starts):
        labels, spread = _lloyd(data, norms, weights, _spread_out(data, norms, weights, k, random))
        better = spread < tightest
        best[better], tightest[better] = labels[better], spread[better]
    return best


def _spread_out(
    data: np.ndarray, norms: np.ndarray, weights: np.ndarray, k: int, random: np.random.Generator
) -> np.ndarray:
    """Greedy k-means++: each centre is the best of a few drawn by their squared distance from the centres so far."""
    tries = 2 + int(np.log(k))
    sets = np.arange(len(weights))
    first = _draw(weights, 1, random)
    centres = [_take(data, first)[:, 0]]
    distances = _squared(data, norms, _take(data, first))[:, :, 0]
    for _ in range(1, k):
        drawn = _draw(weights * distances, tries, random)
        candidates = _take(data, drawn)
        closer = np.minimum(distances[:, :, None], _squared(data, norms, candidates))
        chosen = (weights[:, :, None] * closer).sum(axis=1).argmin(axis=1)
        distances = closer[sets, :, chosen]
        centres.append(candidates[sets, chosen])
    return np.stack(centres, axis=1)


def _lloyd(
    data: np.ndarray, norms: np.ndarray, weights: np.ndarray, centres: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Labels (B, n) and weighted squared distances (B,) when nothing moves any more."""
    numbers = np.arange(centres.shape[1])
    labels = np.full(weights.shape, -1)
    for _ in range(STEPS):
        distances = _squared(data, norms, centres)
        found = distances.argmin(axis=2)
        if np.array_equal(found, labels):
            break
        labels = found
        members = (labels[:, :, None] == numbers) * weights[:, :, None]  # (B, n, k)
        counts = members.sum(axis=1)[:, :, None]
        means = members.transpose(0, 2, 1) @ data / np.maximum(counts, 1e-12)
        centres = np.where(counts > 0, means, centres)  # an empty cluster stays where it was
    return labels, (weights * distances.min(axis=2)).sum(axis=1)


def _squared(data: np.ndarray, norms: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Squared distances (B, n, k) of vectors to centres (B, k, Z)."""
    products = data @ centres.transpose(0, 2, 1)
    return np.maximum(norms[:, :, None] - 2 * products + (centres**2).sum(axis=2)[:, None], 0.0)


def _draw(chances: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Rows (B, count) drawn in proportion to chances (B, n)."""
    sums = np.cumsum(chances, axis=1)
    places = random.uniform(size=(len(chances), count)) * sums[:, -1:]
    rows = np.array([np.searchsorted(one, wanted, "right") for one, wanted in zip(sums, places, strict=True)])
    return np.minimum(rows, chances.shape[1] - 1)


def _take(data: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """The vectors (B, m, Z) at rows (B, m)."""
    return data[0][rows] if len(data) == 1 else np.take_along_axis(data, rows[:, :, None], axis=1)
