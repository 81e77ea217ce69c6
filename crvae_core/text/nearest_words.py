"""From predicted vectors back to words: the nearest words of a vocabulary, exactly, however large it is."""

from typing import Literal

import numpy as np

ROWS = 256  # queries at once
WORDS = 8192  # words at once: 8 MB of distances per step
SURE = 4.0  # times the error that single precision can have at most

Metric = Literal["euclidean", "cosine"]


def nearest_words(
    vectors: np.ndarray,
    matrix: np.ndarray,
    k: int = 1,
    metric: Metric = "euclidean",
    among: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Find the k words nearest to each vector, exactly; of equally near words the earlier one comes first.

    Distances of all words are computed in single precision; those that rounding might have put in the wrong
    order are computed again in double precision. The matrix is read once, in blocks.

    Args:
        vectors: (N, E).
        matrix: (V, E), one row per word; may be a memory map.
        k: how many words, at least 1; at most V are given.
        metric: "euclidean", or "cosine": 1 - cosine, 1 where a vector has no length.
        among: (V,) True at the words that may be found; all by default.
    Returns row numbers (N, k) int64 and distances (N, k) float32, nearest first.
    Raises ValueError for k < 1, no words, or vectors of another size.
    """
    nothing = not len(matrix) or (among is not None and not among.any())
    if k < 1 or nothing or vectors.ndim != 2 or vectors.shape[1] != matrix.shape[1]:
        raise ValueError(f"can't find {k} nearest of {matrix.shape} for {vectors.shape}")
    k = min(k, len(matrix) if among is None else int(among.sum()))
    centre = np.asarray(matrix[: WORDS * 4], np.float64).mean(axis=0) if metric == "euclidean" else 0.0
    queries = _prepared(vectors, centre, metric)
    indices = np.zeros((len(vectors), k), np.int64)
    squares = np.full((len(vectors), k), np.inf)
    for start in range(0, len(matrix), WORDS):
        block = matrix[start : start + WORDS]
        places = np.arange(len(block)) if among is None else np.flatnonzero(among[start : start + WORDS])
        if not len(places):
            continue
        words = _prepared(block if among is None else block[places], centre, metric)
        single = words.astype(np.float32)
        for first in range(0, len(queries), ROWS):
            some = slice(first, first + ROWS)
            _merge(queries[some], words, single, start + places, indices[some], squares[some])
    distances = squares / 2 if metric == "cosine" else np.sqrt(squares)
    return indices, distances.astype(np.float32)


def _prepared(rows: np.ndarray, centre: np.ndarray | float, metric: Metric) -> np.ndarray:
    """Rows about a centre, where single precision resolves small differences; for cosine, of length 1.

    With |a| = |b| = 1 the squared distance is 2 (1 - cosine), so that both metrics are one search.
    """
    rows = np.asarray(rows, np.float64) - centre
    if metric == "euclidean":
        return rows
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-300)


def _merge(
    queries: np.ndarray,
    words: np.ndarray,
    single: np.ndarray,
    rows: np.ndarray,
    indices: np.ndarray,
    squares: np.ndarray,
) -> None:
    """Bring the words of one block, which lie at `rows` of the matrix, into the best ones so far, in place."""
    k = indices.shape[1]
    lengths = (words**2).sum(axis=1)
    own = (queries**2).sum(axis=1)
    rough = lengths.astype(np.float32) - 2 * (queries.astype(np.float32) @ single.T)  # without |query|^2
    # |rounding error| of a sum of E products is at most E eps |q| |w|
    error = SURE * np.finfo(np.float32).eps * queries.shape[1] * (own + lengths.max())
    worst = squares[:, -1] - own
    if len(words) > k and not np.isfinite(worst).all():  # the first block: its own k best bound the rest
        worst = np.minimum(worst, np.partition(rough, k - 1, axis=1)[:, k - 1] + error)
    for row, found in _rows_with(rough <= (worst + error)[:, None]):
        exact = ((words[found] - queries[row]) ** 2).sum(axis=1)
        candidates = np.concatenate([squares[row], exact])
        places = np.concatenate([indices[row], rows[found]])
        order = np.argsort(candidates, kind="stable")[:k]
        indices[row], squares[row] = places[order], candidates[order]


def _rows_with(mask: np.ndarray) -> list[tuple[int, np.ndarray]]:
    """The rows of a mask in which anything is true, with the columns that are."""
    return [(int(row), np.flatnonzero(mask[row])) for row in np.flatnonzero(mask.any(axis=1))]
