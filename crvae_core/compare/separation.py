"""Is it culture, or only the film? How well a simple classifier tells two groups apart from their vectors.

If it does so even in videos (or stretches of time) that it has not seen, groups differ somewhere; if it can no longer once
each video's own mean is taken out, what it went by was the look of the videos, such as a colour cast or a channel's logo.
"""

from dataclasses import dataclass

import numpy as np

FOLDS = 5
PERMUTATIONS = 200
SHRINKAGE = 0.1  # of the covariance towards a ball: few moments give a shaky one
MOST_VALUES = 20  # principal components that the classifier sees


@dataclass(frozen=True)
class Separation:
    """accuracy: balanced, on what was not seen. by_chance: its mean under permuted groups. p: how often chance was as good.
    blocks: independent units among the folds. unit: "video" or "stretch of time"."""

    accuracy: float
    by_chance: float
    p: float
    blocks: int
    unit: str


def separation(
    vectors: np.ndarray, group: np.ndarray, block: np.ndarray, unit: str, seed: int = 0
) -> Separation:
    """How well two groups are told apart by linear discriminants on principal components.

    Whole blocks are left out together and, for the permutations, change their group together: moments within one are never
    taken as independent.

    Args:
        vectors: (n, Z). group: (n,) 0 or 1. block: (n,) which video or stretch each moment is of.
        unit: what a block is. seed: of folds and permutations.
    """
    reduced = _components(vectors)
    names, places = np.unique(block, return_inverse=True)
    of_block = np.array([group[places == place][0] for place in range(len(names))])
    random = np.random.default_rng(seed)
    fold = _folds(of_block, random)[places]
    drawn = [of_block, *(random.permutation(of_block) for _ in range(PERMUTATIONS))]
    accuracies = _accuracies(reduced, np.stack(drawn, axis=1)[places], fold)
    accuracy, chance = float(accuracies[0]), accuracies[1:]
    p = (1 + int((chance >= accuracy - 1e-12).sum())) / (1 + len(chance))
    return Separation(accuracy, float(chance.mean()), p, len(names), unit)


def without_own_look(vectors: np.ndarray, video: np.ndarray) -> np.ndarray:
    """Vectors (n, Z) with the mean of each video taken out: what is left is how its moments differ among themselves."""
    found = np.array(vectors, dtype=np.float64)
    for name in np.unique(video):
        found[video == name] -= found[video == name].mean(axis=0)
    return found


def stretches(video: np.ndarray, length: float) -> np.ndarray:
    """The stretch of time (n,) that each moment lies in: every video cut into equal pieces of about `length` moments."""
    found, first = np.zeros(len(video), dtype=np.int64), 0
    for name in dict.fromkeys(video.tolist()):
        rows = np.flatnonzero(video == name)
        pieces = max(1, round(len(rows) / max(length, 1)))
        found[rows] = first + np.minimum(np.arange(len(rows)) * pieces // len(rows), pieces - 1)
        first += pieces
    return found


def _components(vectors: np.ndarray) -> np.ndarray:
    centred = vectors - vectors.mean(axis=0)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    kept = min(MOST_VALUES, int((values > 1e-9 * max(values.max(initial=0), 1e-300)).sum()) or 1)
    return left[:, :kept] * values[:kept]


def _folds(of_block: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A fold for every block, each with about as many of either group."""
    fold = np.zeros(len(of_block), dtype=np.int64)
    for value in (0, 1):
        blocks = random.permutation(np.flatnonzero(of_block == value))
        fold[blocks] = np.arange(len(blocks)) % FOLDS
    return fold


def _accuracies(vectors: np.ndarray, truths: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Balanced accuracy (D,) on what was left out, for every column of truths (n, D), by discriminants of all at once."""
    guessed = np.zeros_like(truths)
    for number in range(FOLDS):
        seen, asked = fold != number, fold == number
        if asked.any() and seen.any():
            guessed[asked] = _guess(vectors[seen], truths[seen], vectors[asked])
    right = guessed == truths
    shares = [
        (right & (truths == value)).sum(axis=0) / np.maximum((truths == value).sum(axis=0), 1)
        for value in (0, 1)
    ]
    return np.mean(shares, axis=0)


def _guess(seen: np.ndarray, truths: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Groups (a, D) of vectors (a, Z) by Fisher's discriminant of vectors (s, Z) and their groups (s, D)."""
    second = truths.astype(np.float64)
    counts = np.maximum(np.stack([(1 - second).sum(axis=0), second.sum(axis=0)]), 1)
    means = np.stack([seen.T @ (1 - second), seen.T @ second]) / counts[:, None]  # (2, Z, D)
    centred = seen - seen.mean(axis=0)
    spread = centred.T @ centred / len(seen)
    shrunk = (1 - SHRINKAGE) * spread + SHRINKAGE * np.eye(len(spread)) * np.trace(spread) / len(spread)
    direction = np.linalg.solve(shrunk + 1e-12 * np.eye(len(spread)), means[1] - means[0])
    middle = (direction * (means[0] + means[1]) / 2).sum(axis=0)
    found = asked @ direction > middle
    both = (second.sum(axis=0) > 0) & (second.sum(axis=0) < len(seen))
    return np.where(both, found, truths[0]).astype(truths.dtype)
