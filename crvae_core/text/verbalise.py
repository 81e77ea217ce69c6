"""From predicted vectors back to words: the nearest words of a vocabulary by Euclidean distance."""

import numpy as np

ROWS = 256  # queries at once
WORDS = 16384  # words at once: 32 MB of distances per step


def nearest_words(vectors: np.ndarray, matrix: np.ndarray, k: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Find the k words nearest to each vector, exactly; of equally near words the earlier one comes first.

    Args:
        vectors: (N, E).
        matrix: (V, E), one row per word; may be a memory map.
        k: how many words, at least 1; at most V are given.
    Returns row numbers (N, k) int64 and Euclidean distances (N, k) float32, nearest first.
    Raises ValueError for k < 1, an empty matrix, or vectors of another size.
    """
    if k < 1 or not len(matrix) or vectors.ndim != 2 or vectors.shape[1] != matrix.shape[1]:
        raise ValueError(f"can't find {k} nearest of {matrix.shape} for {vectors.shape}")
    k = min(k, len(matrix))
    indices = np.empty((len(vectors), k), np.int64)
    distances = np.empty((len(vectors), k), np.float32)
    for start in range(0, len(vectors), ROWS):
        queries = np.asarray(vectors[start : start + ROWS], np.float64)
        indices[start : start + ROWS], distances[start : start + ROWS] = _nearest(queries, matrix, k)
    return indices, distances


def _nearest(queries: np.ndarray, matrix: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    best = np.empty((len(queries), 0), np.int64)
    squares = np.empty((len(queries), 0))
    for start in range(0, len(matrix), WORDS):
        words = np.asarray(matrix[start : start + WORDS], np.float64)
        # |q - w|^2 without |q|^2, which is the same for all words of a query
        block = (words**2).sum(axis=1) - 2 * queries @ words.T
        candidates = np.concatenate([squares, block], axis=1)
        rows = np.concatenate([best, np.broadcast_to(start + np.arange(len(words)), block.shape)], axis=1)
        order = _smallest(candidates, k)
        best, squares = np.take_along_axis(rows, order, 1), np.take_along_axis(candidates, order, 1)
    differences = queries[:, None, :] - np.asarray(matrix[best.ravel()], np.float64).reshape(*best.shape, -1)
    return best, np.linalg.norm(differences, axis=2)


def _smallest(values: np.ndarray, k: int) -> np.ndarray:
    if k == 1:
        return values.argmin(axis=1)[:, None]
    return np.argsort(values, axis=1, kind="stable")[:, :k]
