"""Words to read vectors with: those of a video, frequent ones, or a whole file of millions, and what can't be told apart.

Words without a vector (zeros) and words that share one with too many others stand for nothing that could be read: they
are never shown as an arbitrary one of them, but as unknown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from crvae_core.text.nearest_words import Metric, nearest_words

UNKNOWN = "(unknown)"
MOST_SHARING = 3  # words that may share one vector and still be shown, side by side
BLOCK = 16_384  # rows at a time: 60 MB at 300 values
_NO_VECTOR = -1


@dataclass(frozen=True)
class Choice:
    """A word that a vector was read as.

    word: UNKNOWN where none can be told; words that share one vector with a slash between.
    score: the distance (euclidean, lower is nearer) or the cosine (higher is nearer).
    """

    word: str
    score: float


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Words with their vectors, to read predicted vectors with.

    Attributes:
        words: V words; may be a `WordTable` on disk.
        matrix: their vectors (V, E), may be a memory map.
        strict: whether a vector that is no nearer to any word than a random direction would be is unknown. For words
            that a model was not trained on; those of the video itself are read as they come.
    """

    words: Sequence[str]
    matrix: np.ndarray
    strict: bool = False

    def first(self, count: int) -> "Lexicon":
        """The first words alone; files and lists begin with the frequent ones."""
        return Lexicon(_Head(self.words, count), self.matrix[:count], self.strict)

    def nearest(self, vectors: np.ndarray, k: int = 1, metric: Metric = "euclidean") -> list[list[Choice]]:
        """The k best words for each vector, exactly, the nearest first; fewer where there are not so many.

        Args:
            vectors: (N, E).
            k: how many, at least 1.
            metric: "euclidean" or "cosine".

        Raises ValueError for k < 1 or vectors of another size.
        """
        vectors = np.asarray(vectors, np.float64)
        readable = self._groups == np.arange(len(self.matrix))
        if not len(vectors) or not readable.any():
            return [[Choice(UNKNOWN, float("nan"))] for _ in vectors]
        usable = np.where(np.isfinite(vectors).all(axis=1, keepdims=True), vectors, 0.0)
        rows, distances = nearest_words(usable, self.matrix, k, metric, readable)
        named = {row: self._name(row) for row in set(rows.ravel().tolist())}
        scores = 1 - distances if metric == "cosine" else distances
        found = [
            [Choice(named[row], float(score)) for row, score in zip(some, values, strict=True)]
            for some, values in zip(rows.tolist(), scores, strict=True)
        ]
        for place in np.flatnonzero(self._says_nothing(usable, rows[:, 0], distances[:, 0], metric)):
            length = float(np.linalg.norm(usable[place]))
            found[place] = [Choice(UNKNOWN, 0.0 if metric == "cosine" else length), *found[place][: k - 1]]
        return found

    def _says_nothing(
        self, vectors: np.ndarray, rows: np.ndarray, distances: np.ndarray, metric: Metric
    ) -> np.ndarray:
        """(N,) True where a vector is nearer to "no vector" than to its nearest word, see `strict`."""
        lengths = np.linalg.norm(vectors, axis=1)
        nothing = lengths < 1e-9
        if metric == "euclidean" and self._has_zeros:
            nothing |= lengths < distances
        if self.strict:
            nearest = np.asarray(self.matrix[rows], np.float64)
            products = (nearest * vectors).sum(axis=1)
            cosines = products / np.maximum(lengths * np.linalg.norm(nearest, axis=1), 1e-12)
            nothing |= ~(cosines > self.least_cosine)
        return nothing

    @property
    def least_cosine(self) -> float:
        """The cosine that the nearest of V random directions of E values has with another one, about sqrt(2 ln V / E)."""
        return float(min(1.0, np.sqrt(2 * np.log(max(2, len(self.matrix))) / self.matrix.shape[1])))

    def _name(self, row: int) -> str:
        """The words with the vector of a row."""
        first = np.searchsorted(self._sorted_groups[0], row, "left")
        last = np.searchsorted(self._sorted_groups[0], row, "right")
        if last - first > MOST_SHARING:
            return UNKNOWN
        return "/".join(self.words[int(one)] for one in self._sorted_groups[1][first:last])

    @cached_property
    def _groups(self) -> np.ndarray:
        """(V,) the first row with an equal vector, _NO_VECTOR for zeros and for what is no number."""
        keys = np.concatenate(
            [_keys(self.matrix[start : start + BLOCK]) for start in range(0, len(self.matrix), BLOCK)]
            or [np.zeros(0, np.int64)]
        )
        _, first, group = np.unique(keys, return_index=True, return_inverse=True)
        rows = first[group.reshape(-1)]
        rows[keys == 0] = _NO_VECTOR
        return rows

    @cached_property
    def _sorted_groups(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self._groups, kind="stable")
        return self._groups[order], order

    @property
    def _has_zeros(self) -> bool:
        return bool((self._groups == _NO_VECTOR).any())


class _Head(Sequence[str]):
    """The first words of a table without reading them."""

    def __init__(self, words: Sequence[str], count: int) -> None:
        self._words, self._count = words, min(count, len(words))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, row):  # type: ignore[no-untyped-def]
        return self._words[row]


def _keys(rows: np.ndarray) -> np.ndarray:
    """A 64-bit number per row, equal for equal rows, 0 for zeros and for what is no number.

    Hashes of the values' bytes: any two of 2 million different rows meet with odds of 1 to 10 million.
    """
    values = np.ascontiguousarray(rows, np.float32) + np.float32(0)  # -0.0 becomes 0.0
    texts = values.view(f"V{values.itemsize * values.shape[1]}").ravel().tolist()
    keys = np.fromiter((hash(text) or 1 for text in texts), np.int64, len(values))
    keys[~np.isfinite(values).all(axis=1) | ~values.any(axis=1)] = 0
    return keys
